"""Where in the source a doubt is, and what the author answers there: `# answer KIND: the reason`."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder.errors import SitegenError
from builder.protocol.doubts import Doubt, doubts
from builder.reading import read_text
from builder.results import Record
from builder.results.elsewhere import is_elsewhere, parted

_ANSWER = re.compile(r"#\s*answer\s+([a-z-]+):\s*(\S.*)")


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

    def function(self, name: str) -> tuple[int, int] | None:
        """The first and the last line of a function, with its decorators and the comments above."""
        try:
            body = ast.parse("\n".join(self.lines)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                return self._above(first), node.end_lineno or node.lineno
        return None

    def line(self, near: int, code: str) -> int | None:
        """Where a line stands now that stood near another; None where it does no more."""
        found = [number for number, line in enumerate(self.lines, 1) if line.strip() == code]
        return min(found, key=lambda number: abs(number - near), default=None)

    def answers(self, first: int, last: int) -> dict[str, str]:
        """What is answered on these lines, by the kind of doubt."""
        found = (_ANSWER.search(line) for line in self.lines[self._above(first) - 1 : last])
        return {one[1]: one[2].strip() for one in found if one}

    def _above(self, line: int) -> int:
        """The first of the comments that end right above a line."""
        while line > 1 and self.lines[line - 2].strip().startswith("#"):
            line -= 1
        return line


def asked(record: Record, post: Path, name: str) -> list[Asked]:
    """The doubts about the record of an experiment of a post, each with its place and its answer."""
    found, sources = [], dict[str, Source]()
    own = Source(post / "experiments.py")
    whole = own.function(name) if (known := doubts(record)) else None
    for doubt in known:
        source, line = own, whole[1] if whole else None
        if whole:
            start = (
                number
                for number in range(whole[0], whole[1] + 1)
                if own.lines[number - 1].startswith(("def ", "async "))
            )
            line = next(start, whole[0])
        answers = own.answers(*whole) if whole else {}
        if doubt.at:
            file, near, code = doubt.at
            there = sources.setdefault(file, Source(post / file))
            if place := there.line(near, code):
                source, line = there, place
                answers |= there.answers(place, place)
        found.append(Asked(doubt, source.path, line, answers.get(doubt.kind, "")))
    return found


def answered(record: Record, post: Path) -> tuple[str, ...]:
    """The doubts about a record that a page shows which the author answers, each with the answer."""
    name = parted(record.name)[1] if is_elsewhere(record.name) else record.name
    found = (one for one in asked(record, post, name.partition("[")[0]) if one.answer)
    return tuple(dict.fromkeys(f"{one.doubt.message}: {one.answer}" for one in found))
