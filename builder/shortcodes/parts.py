"""What a text is made of besides plain text: shortcodes as they are written, and what only looks like one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.shortcodes.formulas import Formula


@dataclass(frozen=True)
class Call:
    """A shortcode as it is written."""

    name: str
    """As it is called."""
    arguments: tuple[str, ...]
    """Those without a key, in order."""
    named: dict[str, str]
    """Those with a key."""
    line: int
    """The line of the file on which it begins."""
    first: bool
    """Whether nothing stands before it on its line, but the mark of a quotation."""
    last: bool
    """Whether nothing stands after it on its last line."""
    closed: bool
    """Whether it closes itself."""
    body: str | None = None
    """What it encloses, where that is taken as it is."""
    body_line: int = 0
    """The line on which that begins."""
    written: str = field(default="", compare=False)
    """All of it in the text."""


@dataclass(frozen=True)
class Close:
    """The end of what a shortcode encloses."""

    name: str
    """As it is called."""
    line: int
    """The line of the file on which it stands."""
    last: bool
    """Whether nothing stands after it on its line."""
    written: str = field(default="", compare=False)
    """All of it in the text."""


@dataclass(frozen=True)
class Verbatim:
    """Text that is shown as it is."""

    text: str
    """What is shown."""
    code: bool = False
    """Whether it stands in code."""


Part = str | Call | Close | Verbatim | Formula
"""A piece of a text; a plain one is the text itself."""


def enclosed(parts: Sequence[Part], place: int) -> str | None:
    """What the call at a place among the parts of a text encloses, as it is written.

    None where what ends it does not come, or not before the next of its name.
    """
    call = parts[place]
    assert isinstance(call, Call)
    for end in range(place + 1, len(parts)):
        part = parts[end]
        if isinstance(part, Call | Close) and part.name == call.name:
            return "".join(map(_written, parts[place + 1 : end])) if isinstance(part, Close) else None
    return None


def _written(part: Part) -> str:
    return part if isinstance(part, str) else part.text if isinstance(part, Verbatim) else part.written
