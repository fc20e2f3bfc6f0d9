"""What shortcodes give."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

BEGIN, PLAIN, END = "\ue020", "\ue021", "\ue022"  # for private use
WITH_CAPTION = re.compile(f"{BEGIN}([^{PLAIN}]*){PLAIN}([^{END}]*){END}")
"""What stands for a caption until its document is read: as it is written, and its HTML where it belongs to none."""
MOST_LETTERS = 60
"""Of words that name something for want of a number."""


@dataclass(frozen=True, eq=False)
class Ends:
    """A shortcode that encloses text, for its two ends to know each other."""

    name: str
    """As it is called."""
    line: int
    """The line of the file on which it begins."""


@dataclass(frozen=True)
class Note:
    """An item of the list below a listing, which is about a line of it."""

    id: str
    """The id of the item."""
    back: Markup
    """What stands at its head: the link to the line."""


@dataclass(frozen=True)
class Fragment:
    """What stands on the page in a shortcode's place."""

    html: Markup
    """What is shown."""
    text: str
    """The same without markup, for places such as an alternative text."""
    block: bool = False
    """Whether it is no part of a paragraph."""
    written: str = ""
    """What stands in the source, where that is shown if Markdown takes the place for code."""
    ends: Ends | None = None
    """The shortcode whose beginning or end it is, of one that encloses text."""
    begins: bool = False
    """Whether it is the beginning."""
    line: int = 0
    """The line of the file on which it stands."""
    notes: tuple[Note, ...] = ()
    """Of a beginning: the items of the list that follows it, which are notes on what it shows."""


@dataclass(frozen=True)
class Enclosure:
    """What stands before and after the text that a shortcode encloses, which stays part of the document.

    So that its footnotes, headings and anchors are those of the page.
    """

    before: Markup
    """What stands before the text."""
    after: Markup
    """What stands after it."""
    block: bool
    """Whether it encloses paragraphs; else it is part of one."""
    notes: tuple[Note, ...] = ()
    """The items of the list that it encloses, where these are notes on what stands before it."""


def place_of_number(id_: str) -> str:
    """What stands for the number of the element with an id, until all are known that the text refers to."""
    return f"\ue004{id_}\ue005"


def without_document(html: str) -> Markup:
    """HTML in which captions stand as they do where there is no document."""
    return Markup(WITH_CAPTION.sub(lambda found: found[2], html))


def name_of_place(id_: str, otherwise: object = "") -> Markup:
    """What stands for what the element with an id is called: its number, or else the beginning of these words."""
    words = without_document(Markup(otherwise)).striptags()
    if len(words) > MOST_LETTERS:
        cut = words[:MOST_LETTERS]
        words = f"{cut.rpartition(' ')[0] or cut}…"
    return Markup("\ue00a{}\ue00b{}\ue00c").format(id_, words)
