"""Runs that only got more passes of their loop: they go on from the state in which the last run ended.

A setting counts passes where the experiment's function gives it to one `Loop` or `train`, once and for all, and to
nobody else. What the loop starts from is compared when it goes on, see `builder.loops`: a schedule that knows how many
passes there are begins anew.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.fingerprint import STATE, settings_of
from builder.files import sealed, unsealed, write_atomic
from builder.results import Fingerprint

_ENDED = "ended.json"
_FILE = "training-1.safetensors"


def count_of(post: PostExperiments, declaration: Declaration) -> str:
    """The setting of an experiment that counts the passes of its only loop, and does nothing else; "" where none does
    for certain.
    """
    if post.module is None or STATE in declaration.without:
        return ""
    function = next(one.function for one in post.module.declared if one.function.name == declaration.name)
    for module, name in declaration.settings.classes:
        inside = [node for one in module.definitions.get(name, ()) for node in ast.walk(one)]
        if any(isinstance(node, ast.FunctionDef) for node in inside):
            return ""  # it may count on what another setting is
    nodes = list(ast.walk(function))
    asked = [node for node in nodes if _setting(node)]
    handed_around = len(asked) != sum(isinstance(node, ast.Name) and node.id == "settings" for node in nodes)
    counts = [name for one in function.body if (name := _count(one))]
    if handed_around or len(counts) != 1 or sum(_setting(node) == counts[0] for node in asked) != 1:
        return ""
    return "" if counts[0] in (*declaration.swept, "seed") else counts[0]


def _setting(node: ast.AST | None) -> str:
    """The setting that `settings.epochs` is; "" for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "settings":
        return node.attr
    return ""


def _count(statement: ast.stmt) -> str:
    """The setting by which a statement of a function, which runs once, makes a loop."""
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return):
        inside: ast.expr | None = statement.value
    else:
        inside = statement.iter if isinstance(statement, ast.For) else None
    return next(filter(None, map(_given, _calls(inside))), "")


def _calls(node: ast.AST | None) -> Iterator[ast.Call]:
    """The calls that are made where an expression is read, and once."""
    if node is None or isinstance(node, ast.Lambda | ast.comprehension | ast.IfExp | ast.BoolOp):
        return
    if isinstance(node, ast.Call):
        yield node
    for inner in ast.iter_child_nodes(node):
        yield from _calls(inner)


def _given(call: ast.Call) -> str:
    """The setting that a `Loop` or a `train` goes by."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    words = {word.arg: word.value for word in call.keywords}
    if name == "Loop":
        return _setting(call.args[0] if call.args else words.get("total"))
    return _setting(words.get("epochs")) if name == "train" else ""


def keep_ended(checkpoints: Path, folder: Path, count: str, fingerprint: Fingerprint) -> None:
    """Keep the state in which a run has ended, if it is that of one loop; that of an earlier run goes."""
    with suppress(OSError):
        shutil.rmtree(folder, ignore_errors=True)
        left = list(checkpoints.rglob("*.safetensors"))
        newest = max(left, key=lambda path: path.stat().st_mtime, default=None)
        if newest is None or newest.name != _FILE or len(list(newest.parent.iterdir())) != 1:
            return
        folder.mkdir(parents=True)
        shutil.move(newest.parent, folder / newest.parent.name)
        said = {
            "stem": _stem(fingerprint, count),
            "passes": fingerprint.settings[count],
            "digest": fingerprint.digest(),
            "folder": newest.parent.name,
        }
        write_atomic(folder / _ENDED, sealed(json.dumps(said).encode(), _ENDED))


def ended(folder: Path, count: str, fingerprint: Fingerprint) -> dict[str, Any] | None:
    """What is known of the last run, where this one is the same with more passes; None where it is not."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = unsealed((folder / _ENDED).read_bytes(), _ENDED) if count else None
        said = json.loads(data) if data else None
        now = fingerprint.settings[count]
        if said and said["stem"] == _stem(fingerprint, count) and type(now) is int and 0 < said["passes"] < now:
            return dict(said)
    return None


def lay_out(folder: Path, checkpoints: Path, said: dict[str, Any]) -> None:
    """Put the state of the last run where this one looks for what it goes on from."""
    with suppress(OSError):
        shutil.copytree(folder / said["folder"], checkpoints / said["folder"], dirs_exist_ok=True)


def goes_on(post: PostExperiments, declaration: Declaration, current: Fingerprint) -> int:
    """After how many passes all runs of an experiment go on; 0 where one does not."""
    count = count_of(post, declaration)
    passes = []
    for point in declaration.points() if count else ():
        run = replace(current, settings=settings_of(declaration, point, quick=False))
        said = ended(post.ended / point.file(declaration.name), count, run)
        passes.append(said["passes"] if said else 0)
    return min(passes, default=0)


def _stem(fingerprint: Fingerprint, count: str) -> str:
    """The digest of all that determines a run but how many passes it makes."""
    settings = {name: value for name, value in fingerprint.settings.items() if name != count}
    return replace(fingerprint, settings=settings, seen={}).digest()
