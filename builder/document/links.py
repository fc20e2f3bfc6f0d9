"""Where a document links to, and where in the text that is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from builder.document.source import Source


class Link(NamedTuple):
    """An address on a page, which its text gave."""

    address: str
    """As it stands on the page, without entities."""
    written: str
    """As the author wrote it, or a shortcode gave it."""
    line: int = 0
    """The line of that shortcode; 0 for what the author wrote."""

    def line_in(self, text: str, path: Path) -> int | None:
        """The line of a file, given its text, on which it is written; None where it is not found."""
        if self.line:
            return self.line
        written = re.escape(self.written)
        places = (
            rf"\]\(\s*<?{written}",
            rf"^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?{written}",
            rf"""=\s*["']?{written}""",
            f"<{written}",
        )
        source = Source(text, path, 1)
        return source.line_of(rf"""(?:{"|".join(places)})(?=[\s"'<>)]|$)""") or source.line_of(written)
