"""A text with its place, for messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder.document.code_regions import in_indented_code, without_code


@dataclass(frozen=True)
class Source:
    """A text and where it comes from: its file, and the line of the file on which it begins."""

    text: str
    path: Path
    line: int

    @cached_property
    def _prose(self) -> str:
        return without_code(self.text)

    def line_of(self, pattern: str, which: int = 0) -> int | None:
        """The line of the file on which a pattern matches outside of code for the first time, or for a later one.

        Of the last match where there are fewer; None where there is none. The pattern sees no difference between
        letters of either size.
        """
        line, found = None, -1
        for match in re.finditer(pattern, self._prose, re.IGNORECASE | re.MULTILINE):
            if not in_indented_code(self.text, match.start()):
                line, found = self.line + self.text.count("\n", 0, match.start()), found + 1
                if found == which:
                    break
        return line
