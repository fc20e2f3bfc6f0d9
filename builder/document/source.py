"""A text with its place, for messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A text and where it comes from: its file, and the line of the file on which it begins."""

    text: str
    path: Path
    line: int
