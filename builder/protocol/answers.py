"""Where in the source a doubt is, and what the author answers there: `# answer KIND: the reason`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.errors import SitegenError
from builder.protocol.doubts import Doubt, doubts
from builder.protocol.fitted import fitted
from builder.protocol.spread import SPREAD
from builder.protocol.unequal import UNEQUAL, stops_by_itself, within
from builder.reading import read_text
from builder.results import Record
from builder.results.elsewhere import is_elsewhere, parted

_ANSWER = re.compile(r"#\s*answer\s+([a-z-]+):\s*(\S.*)")
_COMPARED = {
    UNEQUAL: "is compared with what was trained otherwise",
    SPREAD: "is compared closer than its seeds lie together",
}
"""What an answer is to that is asked where runs are compared."""


@dataclass(frozen=True)
class Asked:
    """A doubt with its place in the source as it stands, and its answer, "" where there is none."""

    doubt: Doubt
    path: Path
    line: int | None
    answer: str


@dataclass(frozen=True)
class Source:
    """A file of a post, as text; empty where it cannot be read."""

    path: Path

    @cached_property
    def lines(self) -> list[str]:
        try:
            return read_text(self.path).split("\n")
        except (OSError, SitegenError):
            return []

    @cached_property
    def body(self) -> list[ast.stmt]:
        """Its statements; nothing where it is no Python."""
        try:
            return ast.parse("\n".join(self.lines)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []

    def function(self, name: str) -> tuple[int, int] | None:
        """The first and the last line of a function, with its decorators and the comments above."""
        for node in self.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                return self._above(first), node.end_lineno or node.lineno
        return None

    def begins(self, first: int, last: int) -> int:
        """The line of `def` of a function on these lines."""
        lines = range(first, last + 1)
        return next((one for one in lines if self.lines[one - 1].startswith(("def ", "async "))), first)

    def text(self, first: int, last: int) -> str:
        """Some of its lines."""
        return "\n".join(self.lines[first - 1 : last])

    def around(self, line: int) -> str:
        """The text of the function or class that a line is in; "" where it is in none."""
        inside = [one for one in self.body if one.lineno <= line <= (one.end_lineno or 0)]
        return self.text(inside[0].lineno, inside[0].end_lineno or 0) if inside else ""

    def line(self, near: int, code: str) -> int | None:
        """Where a line stands now that stood near another; None where it does no more."""
        found = [number for number, line in enumerate(self.lines, 1) if line.strip() == code]
        return min(found, key=lambda number: abs(number - near), default=None)

    def answers(self, first: int, last: int) -> dict[str, str]:
        """What is answered on these lines, by the kind of doubt."""
        found = (_ANSWER.search(line) for line in self.lines[self._above(first) - 1 : last])
        return {one[1]: one[2].strip() for one in found if one}

    def answers_of(self, name: str) -> dict[str, str]:
        """What is answered in a function."""
        if not any(map(_ANSWER.search, self.lines)):
            return {}
        lines = self.function(name)
        return self.answers(*lines) if lines else {}

    def _above(self, line: int) -> int:
        """The first of the comments that end right above a line."""
        while line > 1 and self.lines[line - 2].strip().startswith("#"):
            line -= 1
        return line


def asked(record: Record, post: Path, name: str) -> list[Asked]:
    """The doubts about the record of an experiment of a post, each with its place and its answer."""
    found, sources = [], dict[str, Source]()
    own = Source(post / "experiments.py")
    read = fitted(own.text(1, len(own.lines)), name, own.path.name)
    whole = own.function(name) if (known := [*doubts(record), *within(record), *read]) else None
    for doubt in known:
        if doubt.stopped and ((whole and stops_by_itself(own.text(*whole))) or _stops(doubt.stopped, post, sources)):
            continue
        source, line = own, own.begins(*whole) if whole else None
        answers = own.answers(*whole) if whole else {}
        if doubt.at:
            file, near, code = doubt.at
            there = sources.setdefault(file, Source(post / file))
            if place := there.line(near, code):
                source, line = there, place
                answers |= there.answers(place, place)
        found.append(Asked(doubt, source.path, line, answers.get(doubt.kind, "")))
    return found


def _stops(places: Iterable[tuple[Any, ...]], post: Path, sources: dict[str, Source]) -> bool:
    """Whether the code at one of some places of an account decides by itself when a training is over."""
    for file, near, code in filter(None, places):
        there = sources.setdefault(file, Source(post / file))
        if (line := there.line(near, code)) and stops_by_itself(there.around(line)):
            return True
    return False


def answered(record: Record, post: Path) -> tuple[str, ...]:
    """The doubts about a record that a page shows which the author answers, each with the answer."""
    name = parted(record.name)[1] if is_elsewhere(record.name) else record.name
    name = name.partition("[")[0]
    found = [one for one in asked(record, post, name) if one.answer]
    told = [f"{one.doubt.message}: {one.answer}" for one in found]
    others = Source(post / "experiments.py").answers_of(name)
    known = {one.doubt.kind for one in found}
    told += [f"{words}: {others[kind]}" for kind, words in _COMPARED.items() if kind in others and kind not in known]
    return tuple(dict.fromkeys(told))
