"""What shortcodes give."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, eq=False)
class Ends:
    """A shortcode that encloses text, for its two ends to know each other: its name, and its line in the file."""

    name: str
    line: int


@dataclass(frozen=True)
class Fragment:
    """What stands on the page in a shortcode's place.

    `text` is the same without markup, for places such as an alternative text; a `block` is no part of a paragraph.
    `written`, where it is set, is what stands in the source: it is shown where Markdown takes the place for code.
    `ends` is set where it `begins` or ends what a shortcode encloses. `line` is that of the file on which it stands.
    """

    html: Markup
    text: str
    block: bool = False
    written: str = ""
    ends: Ends | None = None
    begins: bool = False
    line: int = 0


@dataclass(frozen=True)
class Enclosure:
    """What stands before and after the text that a shortcode encloses, which stays part of the document.

    So that its footnotes, headings and anchors are those of the page. A `block` encloses paragraphs, else it is part of
    one.
    """

    before: Markup
    after: Markup
    block: bool


def place_of_number(id_: str) -> str:
    """What stands for the number of the element with an id, until all are known that the text refers to."""
    return f"\ue004{id_}\ue005"
