"""Whether what a text draws looks otherwise since the records that it is drawn from say something else."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import Any

from builder.errors import SitegenError
from builder.evidence.definitions import Definition
from builder.evidence.provenance import Code
from builder.evidence.records import Records
from builder.project import FIGURES
from builder.results import Record
from builder.results.elsewhere import NAME
from builder.results.record import is_printed
from builder.shortcodes.parts import Call

DRAWINGS = frozenset({"chart", "explore", "figure", "interactive", "series", "table"})
"""The shortcodes that draw."""
SEEN = 0.001
"""The share of the largest number in a curve that can be seen: a pixel of a figure of this page."""
_NAME = re.compile(r"[\w:-]+(\[.*\])?")
_READS = {
    "values": re.compile(r"\.values\b|\.frame\("),
    "series": re.compile(r"\.series\b|\.frame\("),
    "runs": re.compile(r"\.(seeds|points|where|at|highest|lowest|range|spread|frame)\b"),
    "files": re.compile(r"\.(arrays|weights|artifact)\b"),
}
"""What of a record a function reads, by its source; one that names none of it may read all."""


def redrawn(call: Call, before: Records, after: Records, code: Code) -> bool:
    """Whether a drawing looks otherwise: numbers of its records that it reads lie apart by more than can be seen, or it
    is made of arrays or weights, and they are others.
    """
    given = [one for one in (*call.arguments, *call.named.values()) if _NAME.fullmatch(one)]
    drawn = {name: found for name in given if (found := _definition(code, name))}
    names = {*(name for name in given if after.has(name.partition("[")[0])), *_parameters(code, drawn, after)}
    source = " ".join(text for one in drawn.values() for text in _texts(code, one))
    kinds = {kind for kind, reads in _READS.items() if reads.search(source)} or set(_READS)
    if not drawn and call.name in ("series", "table"):
        kinds = {"series"}
    return any(_otherwise(name.partition("[")[0], before, after, kinds) for name in names)


def _definition(code: Code, name: str) -> Definition | None:
    """The function of `figures.py` of a name; None where there is none."""
    if not name.isidentifier():
        return None
    try:
        found = code.defined(code.folder / FIGURES, name)
    except (OSError, SitegenError):
        return None
    return found if found and isinstance(found.node, ast.FunctionDef) else None


def _texts(code: Code, found: Definition) -> Iterator[str]:
    """The source of a function and of those of the same file that it calls."""
    waiting, seen = [found], {found.name}
    while waiting:
        one = waiting.pop()
        yield "\n".join(one.lines)
        for name in {node.id for node in ast.walk(one.node) if isinstance(node, ast.Name)} - seen:
            seen.add(name)
            if other := _definition(code, name):
                waiting.append(other)


def _parameters(code: Code, drawn: dict[str, Definition], records: Records) -> Iterator[str]:
    """The experiments that functions of `figures.py` ask for by the names of their parameters."""
    for one in drawn.values():
        assert isinstance(one.node, ast.FunctionDef)
        for parameter in (*one.node.args.args, *one.node.args.kwonlyargs):
            if records.has(parameter.arg):
                yield parameter.arg
            elif found := NAME.search(_assigned(code, parameter.arg)):  # earlier = other("cnns:cnn")
                yield found[0]


def _assigned(code: Code, name: str) -> str:
    try:
        found = code.defined(code.folder / FIGURES, name)
    except (OSError, SitegenError):
        return ""
    return found.text() if found else ""


def _otherwise(name: str, before: Records, after: Records, kinds: Collection[str]) -> bool:
    try:
        old, new = before.read(name), after.read(name)
    except SitegenError:
        return False
    if "files" in kinds and _digests(old) != _digests(new):
        return True
    read = [(one.values, one.series, _runs(one)) for one in (old, new)]
    pairs = zip(("values", "series", "runs"), *read, strict=True)
    return any(_far(was, now) for kind, was, now in pairs if kind in kinds)


def _runs(record: Record) -> list[Any]:
    return [[one.settings, one.seed, one.values, one.series] for one in (*record.seeds, *record.points)]


def _digests(record: Record) -> dict[str, str]:
    return {name: one.sha256 for name, one in record.artifacts.items() if not is_printed(name)}


def _far(old: Any, new: Any) -> bool:
    """Whether two things of a record can be told apart by eye; numbers in a list are parts of one curve."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() != new.keys() or any(_far(old[name], new[name]) for name in old)
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            return True
        numbers = [abs(one) for one in (*old, *new) if _is_number(one)]
        if numbers and len(numbers) == 2 * len(old):
            return bool(max(abs(a - b) for a, b in zip(old, new, strict=True)) > SEEN * max(numbers))
        return any(map(_far, old, new))
    if _is_number(old) and _is_number(new):
        return bool(abs(old - new) > SEEN * max(abs(old), abs(new)))
    return bool(old != new)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
