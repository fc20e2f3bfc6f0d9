"""Code in a text, in fences, in backticks or indented: where it ends, and what is on which line besides it."""

from __future__ import annotations

import re

_ITEM = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)"  # what a list item begins with
FENCE = rf"^[ \t>]*{_ITEM}*(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})[^\n]*"  # the first line of fenced code
_HOLDS_BLOCKS = re.compile(rf"^[ ]{{0,3}}(?:{_ITEM}|\[\^[^\]\n]+\]:|:[ \t])", re.MULTILINE)  # which are indented
_BLOCK = re.compile(rf"\n[ \t>]*(?:\n|{_ITEM}|\#{{1,6}}[ \t]|\||`{{3}}|~{{3}})")  # what code in a line cannot hold
_CODE = re.compile(rf"{FENCE}|\\.|(?P<ticks>`+)", re.MULTILINE | re.DOTALL)


def fence_end(text: str, found: re.Match[str]) -> re.Match[str] | None:
    """The line that ends the fenced code which begins here."""
    fence = found["fence"]
    return re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE).search(text, found.end())


def after_code(text: str, found: re.Match[str]) -> int:
    """The place after the code that begins here; after the match itself where none does."""
    if found["fence"]:
        end = fence_end(text, found)
        return end.end() if end else len(text)
    if ticks := found["ticks"]:
        end = re.compile(rf"(?<!`)`{{{len(ticks)}}}(?!`)").search(text, found.end())
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip(" >")
        within = text[found.end() : end.start()] if end else ""
        if end and not _BLOCK.search(within) and not ("\n" in within and line.startswith(("#", "|"))):
            return end.end()
    return found.end()


def in_indented_code(text: str, place: int) -> bool:
    """Whether a place lies in code that is indented below an empty line, and not in a list, a footnote or the like."""
    start = text.rfind("\n", 0, place) + 1
    if not text[start:place].startswith(("    ", "\t")):
        return False
    above = re.split(r"\n[ \t]*\n", text[:place])
    if not above.pop().lstrip("\n").startswith(("    ", "\t")):
        return False
    paragraph = next((one.lstrip("\n") for one in reversed(above) if one.lstrip("\n")[:1] not in " \t"), "")
    return not _HOLDS_BLOCKS.search(paragraph)


def without_code(text: str) -> str:
    """The text with blanks in the place of its code, but for code that is indented."""
    pieces: list[str] = []
    place = 0
    while found := _CODE.search(text, place):
        end = after_code(text, found)
        code = found["fence"] or (found["ticks"] and end > found.end())
        pieces += [text[place : found.start()], re.sub(r"[^\n]", " ", text[found.start() : end]) if code else found[0]]
        place = end if code else found.end()
    return "".join([*pieces, text[place:]])
