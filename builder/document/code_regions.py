"""Code in a text, in fences, in backticks or indented: where it ends, and what is on which line besides it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from builder.document.reading import blocks_of

_ITEM = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)"  # what a list item begins with
_BEFORE = rf"[ \t>]*{_ITEM}*(?:\[\^[^\]\n]+\]:[ \t]*|:[ \t]+)?"  # and a footnote, and a definition
FENCE = rf"^{_BEFORE}(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})[^\n]*"  # what may be the first line of fenced code
_BLOCK = re.compile(rf"\n[ \t>]*(?:\n|{_ITEM}|\#{{1,6}}[ \t]|\||`{{3}}|~{{3}})")  # what code in a line cannot hold
_CODE = re.compile(rf"{FENCE}|\\.|(?P<ticks>`+)", re.MULTILINE | re.DOTALL)


class _Regions(NamedTuple):
    """The code of a text that stands on lines of its own, as the converter reads it."""

    fenced: dict[int, int]
    """The line behind each fenced code, by its first line."""
    indented: set[int]
    """The lines of code that is indented."""
    starts: list[int]
    """Where each line begins, and where the text ends."""


@lru_cache(maxsize=4)
def _regions(text: str) -> _Regions:
    fenced, indented = dict[int, int](), set[int]()
    for token in blocks_of(text):
        first, end = token.map or (0, 0)
        if token.type == "fence":
            fenced[first] = end
        elif token.type == "code_block":
            indented.update(range(first, end))
    starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text) + 1]
    return _Regions(fenced, indented, starts)


def fence_end(text: str, found: re.Match[str]) -> int | None:
    """The place after the fenced code which begins here; None where no fence ends it and so it goes on to the end."""
    regions = _regions(text)
    end = regions.fenced.get(_line(text, found.start("fence")))
    if end is None:  # it is no code, but in a comment, say
        return found.end()
    place = regions.starts[end] - 1
    last = text[regions.starts[end - 1] : place].strip(" \t>")
    fence = found["fence"]
    closed = len(last) >= len(fence) and not last.strip(fence[0]) and place > found.end()
    return place if closed or text[place:].strip() else None


def after_code(text: str, found: re.Match[str]) -> int:
    """The place after the code that begins here; after the match itself where none does."""
    if found["fence"]:
        end = fence_end(text, found)
        return len(text) if end is None else end
    if ticks := found["ticks"]:
        closing = re.compile(rf"(?<!`)`{{{len(ticks)}}}(?!`)").search(text, found.end())
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip(" >")
        within = text[found.end() : closing.start()] if closing else ""
        if closing and not _BLOCK.search(within) and not ("\n" in within and line.startswith(("#", "|"))):
            return closing.end()
    return found.end()


def in_indented_code(text: str, place: int) -> bool:
    """Whether a place lies in code that is indented."""
    start = text.rfind("\n", 0, place) + 1
    return text[start:place].startswith(("    ", "\t")) and _line(text, place) in _regions(text).indented


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place)


def without_code(text: str) -> str:
    """The text with blanks in the place of its code, but for code that is indented."""
    pieces: list[str] = []
    place = 0
    while found := _CODE.search(text, place):
        end = after_code(text, found)
        code = end > found.end() and (found["fence"] or found["ticks"])
        pieces += [text[place : found.start()], re.sub(r"[^\n]", " ", text[found.start() : end]) if code else found[0]]
        place = end if code else found.end()
    return "".join([*pieces, text[place:]])
