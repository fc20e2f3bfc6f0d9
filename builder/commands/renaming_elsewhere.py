"""What other posts say of an experiment that is renamed, or whose post is: their texts, their code, their records."""

from __future__ import annotations

import ast
import codecs
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from builder.commands.renaming import files_of
from builder.errors import SitegenError, shown
from builder.experiments.carried import records_in, stores
from builder.project import Project
from builder.results import RECORD, Record, Waiting
from builder.shortcodes.mentions import rename_in_text
from builder.source.references import Place, replaced


def elsewhere(project: Project, slug: str, names: Mapping[str, str]) -> tuple[dict[Path, bytes], list[str]]:
    """The files of others than a post with other `names` for its experiments, by what they were, `cnns:cnn`; and lines
    to print.

    Raises SitegenError for a name that is written so that it cannot be changed.
    """
    written: dict[Path, bytes] = {}
    for path in _texts(project, slug):
        _put(written, path, _in_text(path.read_bytes(), names))
    for other in project.slugs():
        if other != slug:
            for path in files_of(project.post(other), ".py"):
                _put(written, path, _in_code(path, path.read_bytes(), names))
    lines = [f"{shown(path)}: names it" for path in written]
    for other in project.slugs():
        written |= dict(_in_records(project, other, names)) if other != slug else {}
    return written, lines


def _put(written: dict[Path, bytes], path: Path, data: bytes | None) -> None:
    if data is not None:
        written[path] = data


def _texts(project: Project, slug: str) -> Iterator[Path]:
    """The texts of all other posts, and of the pages."""
    yield from project.single_files()
    yield from (path for path in sorted(project.pages.rglob("*.m*")) if path.is_file())
    for other in project.slugs():
        if other != slug:
            yield from sorted(path for path in project.post(other).glob("*.m*") if path.is_file())


def _in_text(data: bytes, names: Mapping[str, str]) -> bytes | None:
    """A text with the new names; None where it has none of the old ones."""
    text, found = data.decode(errors="surrogateescape"), 0
    for old, new in names.items():
        if old in text:
            text, count = rename_in_text(text, old, new)
            found += count
    return text.encode(errors="surrogateescape") if found else None


def _in_code(path: Path, data: bytes, names: Mapping[str, str]) -> bytes | None:
    """The same for a file of Python, which names them as `other("cnns:cnn")`."""
    if not any(old.encode() in data for old in names):
        return None
    try:
        tree = ast.parse(data.removeprefix(codecs.BOM_UTF8))
    except (SyntaxError, ValueError):
        return None  # which is told when it is run
    before = data
    for old, new in names.items():
        constants = [
            node.args[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and len(node.args) == 1 and ast.unparse(node.func).endswith("other")
        ]
        places = {_place(path, data, one, old) for one in constants if getattr(one, "value", None) == old}
        if places:
            data = replaced(data, places, old, new)
            tree = ast.parse(data.removeprefix(codecs.BOM_UTF8))
    return data if data != before else None


def _place(path: Path, data: bytes, node: ast.expr, name: str) -> Place:
    """Where a name stands between its quotes."""
    line = data.removeprefix(codecs.BOM_UTF8).splitlines()[node.lineno - 1]
    if not line.startswith(name.encode(), node.col_offset + 1):
        hint = f'Write other("{name}"), then rename again.'
        raise SitegenError(f"'{name}' is written so that it cannot be changed", path=path, line=node.lineno, hint=hint)
    return node.lineno, node.col_offset + 1


def _in_records(project: Project, slug: str, names: Mapping[str, str]) -> Iterator[tuple[Path, bytes]]:
    """The files of records of a post that say that they use one."""
    for folder, _ in stores(project, slug):
        for name in sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ():
            waiting: list[Record] = []
            known = list(records_in(folder, name))
            for record, waits in known:
                uses = {names.get(key, key): digest for key, digest in record.fingerprint.uses.items()}
                changed = replace(record, fingerprint=replace(record.fingerprint, uses=uses))
                if waits:
                    waiting.append(changed)
                elif changed != record:
                    yield folder / name / RECORD, changed.to_json().encode()
            if waiting and waiting != [record for record, waits in known if waits]:
                with suppress(OSError):
                    yield Waiting(folder, name).path, Waiting(folder, name).text(waiting)
