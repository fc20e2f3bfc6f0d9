"""Which runs a post compares: in a claim, in a drawing, or by an experiment that uses several."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.content.posts import Post
from builder.content.translations import Translation
from builder.errors import SitegenError
from builder.evidence.evaluation import Comparison
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.project import FIGURES
from builder.protocol.spread import is_measured
from builder.reading import read_text
from builder.results import Record
from builder.results.elsewhere import is_elsewhere
from builder.shortcodes.declaration import verbatim
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call, Close

_DRAWN = ("chart", "figure", "table")
_READ = re.compile(r"(?P<run>.+?)\.(?P<name>\w+)(?:\[.*\])?")
_AXES = {
    "examples": re.compile(r"train(?:ing)?_(?:images|examples|samples|size)|\bsizes?\b|\bexamples|\bsamples|\bn_train"),
    "epochs": re.compile(r"epoch|\bsteps|iteration"),
    "batch": re.compile(r"batch"),
    "data": re.compile(r"data_?set|corpus"),
}
"""How the code of a drawing, or a sentence, names what differs."""


@dataclass(frozen=True)
class Compared:
    """Runs that stand side by side. `what` says where, in words; `text` is all that may name in what they differ."""

    what: str
    names: tuple[str, ...]
    path: Path
    line: int | None
    called: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Claimed:
    """A comparison of a claim that holds: what it reads, by its words, and of which run that is."""

    condition: str
    one: Comparison
    read: dict[str, str]
    sentence: str
    path: Path
    line: int


def claimed(post: Post, records: Records) -> Iterator[Claimed]:
    """The comparisons of measured values in the claims of a post, each once, in the language that has it first."""
    seen = set[str]()
    for text in post.translations.values():
        for call, sentence in _claims(text):
            condition = " ".join((call.arguments[0] if call.arguments else "").split())
            if condition in seen:
                continue
            seen.add(condition)
            try:
                found = evaluate(condition, records)
                for one in found.compared:
                    read = {**evaluate(one.left, records).run_of, **evaluate(one.right, records).run_of}
                    read = {words: run for words, run in read.items() if words in found.read}
                    if one.holds and one.sign[0] in "<>" and not _same(one):
                        yield Claimed(condition, one, read, sentence, text.path, call.line)
            except SitegenError:  # which the build tells
                continue


def drawn(post: Post, records: Records) -> Iterator[Compared]:
    """The drawings of a post that are made from several experiments and show what was measured."""
    try:
        functions = _functions(read_text(post.folder / FIGURES))
    except (OSError, SitegenError):
        functions = {}
    for text in post.translations.values():
        for call in _calls(text):
            name = call.arguments[0] if call.name in _DRAWN and call.arguments else ""
            if name not in functions:
                continue
            parameters, code = functions[name]
            names = tuple(one for one in parameters if records.has(one))
            if len(names) > 1 and is_measured(code):
                shown = frozenset(axis for axis, word in _AXES.items() if word.search(code))
                said = (name, call.named.get("caption", ""))
                yield Compared(f"the {call.name} '{name}'", names, text.path, call.line, said[:1], shown)


def used(record: Record, path: Path, line: int | None) -> Compared | None:
    """The experiments that another one uses, where these are several."""
    names = tuple(record.fingerprint.uses)
    said = (record.name, *record.values, *record.series)
    return Compared(f"'{record.name}'", names, path, line, said) if len(names) > 1 else None


def pairs(claims: Iterator[Claimed] | list[Claimed]) -> Iterator[Compared]:
    """What claims compare that read values of several runs."""
    for one in claims:
        names = tuple(dict.fromkeys(one.read.values()))
        parts = [_READ.fullmatch(words) for words in one.read]
        if len(names) > 1 and all(part and is_measured(part["name"]) for part in parts):
            said = f"{one.condition} {one.sentence}"
            axes = frozenset(
                axis for axis, word in _AXES.items() if re.search(rf"settings\.\w*(?:{word.pattern})", said)
            )
            called = tuple(part["name"] for part in parts if part)
            yield Compared(f"the claim “{one.condition}”", names, one.path, one.line, called, axes)


def _same(one: Comparison) -> bool:
    """Whether a comparison says that two are about the same, or speaks of the ends of their seeds."""
    lesser = one.left if one.sign[0] == "<" else one.right
    return "abs(" in lesser or re.search(r"\b(?:lowest|highest|spread)\b", f"{one.left} {one.right}") is not None


def _calls(text: Translation) -> Iterator[Call]:
    return (part for part, _ in _claims_and_calls(text))


def _claims(text: Translation) -> Iterator[tuple[Call, str]]:
    return ((call, body) for call, body in _claims_and_calls(text) if call.name == "claim")


def _claims_and_calls(text: Translation) -> Iterator[tuple[Call, str]]:
    """The shortcodes of a text, with what stands between each and the next end."""
    parts = parse(text.body, text.path, text.line, [], verbatim(SHORTCODES), whole=True)
    for place, part in enumerate(parts):
        if isinstance(part, Call):
            body = list[str]()
            for other in parts[place + 1 :]:
                if isinstance(other, Close) or part.name != "claim":
                    break
                body.append(other if isinstance(other, str) else getattr(other, "written", ""))
            yield part, "".join(body)


def _functions(text: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """The functions of `figures.py`: what each asks for, other names of experiments put in, and all of its code."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    defined = {one.name: one for one in body if isinstance(one, ast.FunctionDef)}
    others = dict(_others(body))
    found = {}
    for name, node in defined.items():
        reached, queue = dict[str, None](), [name]
        while queue:
            if (one := queue.pop()) not in reached:
                reached[one] = None
                queue += [
                    other.id for other in ast.walk(defined[one]) if isinstance(other, ast.Name) and other.id in defined
                ]
        code = "\n".join(ast.get_source_segment(text, defined[one]) or "" for one in reached)
        parameters = tuple(others.get(one.arg, one.arg) for one in (*node.args.args, *node.args.kwonlyargs))
        found[name] = parameters, code
    return found


def _others(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Names that stand for experiments of other posts: `earlier = other("cnns:cnn")`."""
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[ast.Constant(value=str(named))])):
                if is_elsewhere(named):
                    yield name, named
