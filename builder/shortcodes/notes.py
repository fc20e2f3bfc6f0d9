"""Notes on the lines of a listing: a list below it, each of whose items begins with code that stands in its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

from builder.document.fragments import Note
from builder.document.marked_lines import MarkedLine
from builder.document.reading import blocks_of
from builder.document.source import Source
from builder.errors import SitegenError, collect, raise_all
from builder.shortcodes.context import Context

_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LISTS = ("bullet_list_open", "ordered_list_open")
_HINT = "Write a list whose items begin with code of the listing: - `loss.backward()`: what it does."


@dataclass(frozen=True)
class Item:
    """An item of such a list, as it is written."""

    span: str
    """The code that it begins with; "" where it begins with none."""
    line: int
    """Its line in the file."""


@dataclass(frozen=True)
class NoteOn:
    """A note on a line of a listing."""

    line: MarkedLine
    """The line, with the mark that leads to the note."""
    item: Note
    """The note, with the way back."""


def items_of(body: Source) -> list[Item]:
    """The items of the list that a text is. Raises SitegenError where it is none, or more."""
    tokens = blocks_of(dedent(body.text))
    top = [token for token in tokens if not token.level and token.nesting >= 0]
    odd = next((token for token in top if token.type not in _LISTS), top[1] if len(top) > 1 else None)
    if odd or not top:
        line = body.line + (odd.map[0] if odd and odd.map else 0)
        raise SitegenError("what a listing encloses is one list, and nothing else", line=line, hint=_HINT)
    items: list[Item] = []
    for place, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == 1 and token.map:
            words = tokens[place + 2] if tokens[place + 1].type == "paragraph_open" else None
            span = _SPAN.match(words.content) if words else None
            items.append(Item(_content(span[2]) if span else "", body.line + token.map[0]))
    return items


def _content(written: str) -> str:
    """The code between backticks, as CommonMark has it."""
    code = written.replace("\n", " ")
    return code[1:-1] if code.startswith(" ") and code.endswith(" ") and code.strip() else code


def notes_on(lines: Sequence[str], context: Context, listing: str, of: str) -> list[NoteOn]:
    """The notes on the lines of a listing with this id, which the shortcode at hand encloses.

    Raises a mistake for each that is about no line, or about which of them cannot be told.
    """
    assert context.enclosed
    errors: list[SitegenError] = []
    last, found = 0, list[int]()
    for item in items_of(context.enclosed):
        with collect(errors):
            last = _line(lines, item, last, of)
            found.append(last)
    for error in errors:
        error.path = context.enclosed.path
    raise_all(errors)
    return [note_on(context, listing, number, line) for number, line in enumerate(found, start=1)]


def note_on(context: Context, listing: str, number: int, line: int, written: str = "") -> NoteOn:
    """A note of this number on a line of a listing with this id, in whose text its mark is `written`."""
    id_, at = f"{listing}:{number}", f"{listing}:line-{line}"
    mark, back = (
        context.render("note.html", back=back, aim=aim, number=number, line=line, written=written).strip()
        for back, aim in ((False, id_), (True, at))
    )
    return NoteOn(MarkedLine(at, line, mark), Note(id_, back))


def _line(lines: Sequence[str], item: Item, last: int, of: str) -> int:
    """The line that an item is about: the first below the last, which the item before is about."""
    if not item.span:
        raise SitegenError("this note does not say which line it is about", line=item.line, hint=_HINT)
    holding = [number for number, line in enumerate(lines, start=1) if item.span in line]
    below = [number for number in holding if number > last]
    whole = [number for number in below if lines[number - 1].strip() == item.span.strip()]
    if not holding:
        raise SitegenError(f"no line of {of} holds '{item.span}'", line=item.line, hint=_nearest(lines, item.span))
    if not below:
        message = f"'{item.span}' stands in line {holding[-1]} of {of}, and the note before is on line {last}"
        raise SitegenError(message, line=item.line, hint="Write the notes in the order of the lines, one for each.")
    if not whole and len({lines[number - 1].strip() for number in below}) > 1:
        message = f"'{item.span}' stands in several lines of {of}: {', '.join(map(str, below))}"
        raise SitegenError(message, line=item.line, hint="Write more of the line that is meant.")
    return (whole or below)[0]


def _nearest(lines: Sequence[str], span: str) -> str:
    """The line that is most like what stands in none, word by word."""
    told = [line.strip() for line in lines if line.strip()]
    close = max(told, key=lambda line: difflib.SequenceMatcher(None, span, line).ratio(), default="")
    return f"Nearest is line {[line.strip() for line in lines].index(close) + 1}: {close}" if close else ""
