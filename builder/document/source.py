"""A text with its place, for messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from builder.document.code_regions import in_indented_code, without_code


@dataclass(frozen=True)
class Source:
    """A text and where it comes from."""

    text: str
    """The text itself."""
    path: Path
    """Its file."""
    line: int
    """The line of the file on which it begins."""

    @cached_property
    def _prose(self) -> str:
        return without_code(self.text)

    def lines_of(self, pattern: str) -> Iterator[int]:
        """The lines of the file on which a pattern matches outside of code, one for each match.

        The pattern sees no difference between letters of either size.
        """
        line, place = self.line, 0
        for found in re.finditer(pattern, self._prose, re.IGNORECASE | re.MULTILINE):
            if not in_indented_code(self.text, found.start()):
                line += self.text.count("\n", place, found.start())
                place = found.start()
                yield line

    def line_of(self, pattern: str, which: int = 0) -> int | None:
        """The line of the first match, or of a later one; of the last where there are fewer, None where none is."""
        lines = list(islice(self.lines_of(pattern), which + 1))
        return lines[-1] if lines else None
