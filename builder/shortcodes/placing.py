"""How what shortcodes give stands in a text while Markdown reads it."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from builder.document.captions import BEHIND
from builder.document.fragments import Enclosure, Ends, Fragment
from builder.document.placeholders import PLACEHOLDER, number
from builder.errors import SitegenError
from builder.shortcodes.parts import Call, Close


def tidy(text: str, fragments: list[Fragment]) -> str:
    """The text with one empty line around each block: with two, a footnote or a definition would end."""
    pieces, place = list[str](), 0
    for found in _PLACED.finditer(text):
        if fragments[number(found[1])].block:
            before = text[place : found.start()]
            bare = before.rstrip(" \t")
            if bare.endswith("\n\n"):
                before = bare.rstrip(" \t\n") + "\n\n" + before[len(bare) :]
            pieces += [before, found[0]]
            place = found.end()
            if more := _MORE_LINES.match(text, place):
                pieces.append("\n\n")
                place = more.end()
    return "".join([*pieces, text[place:]])


_PLACED = re.compile(PLACEHOLDER.pattern + BEHIND)
_MORE_LINES = re.compile(r"\n\n(?:[ \t]*\n)+")


def ends_of(enclosure: Enclosure, call: Call) -> list[Fragment]:
    ends = Ends(call.name, call.line)
    return [
        Fragment(enclosure.before, "", enclosure.block, ends=ends, begins=True, notes=enclosure.notes),
        Fragment(enclosure.after, "", enclosure.block, ends=ends),
    ]


def as_written(written: str, *, block: bool = False) -> Fragment:
    """What stands for a part with a mistake: the part itself, for readers to see that something is missing."""
    html = Markup('<code class="as-written">{}</code>').format(written)
    return Fragment(Markup("<p>{}</p>").format(html) if block else html, written, block=block, written=written)


def misnested(call: Call, close: Close, path: Path) -> SitegenError:
    message = f"'{call.name}' is not closed before '/{close.name}' in line {close.line}"
    return SitegenError(message, path=path, line=call.line, hint=f"Write {{{{< /{call.name} >}}}} before it.")


def indent(before: str) -> str:
    """What stands before the text of a line, which says to which items and quotations that belongs.

    Of the marks of items so many blanks, as the lines below them have.
    """
    marks = re.match(r"(?:[ \t]*>[ \t]?|[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t]*", before)
    assert marks
    return re.sub(r"[^>\s]", " ", marks[0])
