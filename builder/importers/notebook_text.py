"""The Markdown of a notebook's cells: its code apart, its headings, and formulas as Jupyter lets them be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

_FENCE = re.compile(r"[ \t>]*(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(
    r"^[ ]{0,3}(?P<marks>#{1,6})[ \t]+(?P<atx>#?[^\s#][^\n]*?)(?:[ \t]+#+)?[ \t]*$"
    r"|(?:(?<=\n\n)|\A)(?P<setext>(?![ ]{0,3}(?:[-*+>|#<]|\d+[.)])|[ ]{4})(?=[^\n]*\S)[^\n|]+)"
    r"\n[ ]{0,3}(?P<rule>=+|-{2,})[ \t]*$"
    r"|<h(?P<level>[1-6])\b(?P<attributes>[^<>]*)>(?P<html>(?:(?!<h[1-6]).)*?)</h(?P=level)\s*>",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
_CODE = r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_LOOSE = re.compile(
    rf"{_CODE}|\\.|\$\$.*?\$\$|(?<!\$)\$(?!\$)(?P<tex>(?:\\.|[^\\$`\n]|\n(?![ \t]*\n))+?)\$(?!\$)", re.DOTALL
)
_TEX = re.compile(r"[\\^_=+<>{}]|^(?!.*[a-zA-Z]{2}[^(]).*[a-zA-Z]", re.DOTALL)
"""What is no money: a sign of TeX, or a letter where no word stands."""
_SHORTCODE = re.compile(rf"{_CODE}|\{{\{{(?=[<%])", re.DOTALL)


@dataclass(frozen=True)
class _Heading:
    """A heading in some text."""

    level: int
    """1 for `#`."""
    words: str
    """What it says, without marks."""
    text: int
    """The number of the text that it stands in."""


def in_prose(text: str, change: Callable[[str], str]) -> str:
    """A text in which what is no block of code is changed; a block that never ends does so with the text, as a cell."""
    return "".join(piece if code else change(piece) for code, piece in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces, each with whether it is a block of code."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        begins = _FENCE.match(line.rstrip("\n"))
        if fence:
            kept.append(line)
            if begins and begins[1].startswith(fence) and not line.strip(" \t>\n").strip(fence[0]):
                yield True, "".join(kept)
                kept, fence = [], ""
        else:
            if begins:
                yield False, "".join(kept)
                kept, fence = [], begins[1]
            kept.append(line)
    if fence:
        kept.append(("" if kept[-1].endswith("\n") else "\n") + fence)
    yield bool(fence), "".join(kept)


def tidied(text: str) -> str:
    """The text of a cell, in which `$ x $` is a formula, as for MathJax, and what looks like a shortcode is none."""
    return in_prose(text, lambda prose: _SHORTCODE.sub(_unbraced, _LOOSE.sub(_tight, prose)))


def _tight(found: re.Match[str]) -> str:
    """A formula without blanks at its ends; money, `$5 and $`, is none."""
    tex, digit = found["tex"], found.string[found.end() : found.end() + 1].isdigit()
    if not tex or not _TEX.search(tex) or (tex == tex.strip() and not digit):
        return found[0]
    return rf"\({tex.strip()}\)" if digit else f"${tex.strip()}$"


def _unbraced(found: re.Match[str]) -> str:
    return found[0] if found["ticks"] else "&#123;{"


def take_title(texts: Sequence[str], title: str = "") -> tuple[str, list[str]]:
    """The title of a notebook, and its texts without it, in which all other headings stand below it.

    It is the first `#`, before which one smaller heading may stand, or else the first heading, where no other is as
    large. Where its author has said the `title` elsewhere, that is taken; "" where there is none.
    """
    headings = [one for number, text in enumerate(texts) for one in _headings(text, number)]
    place = _place_of_title(headings)
    left = list(texts)
    taken = 0
    if place is not None and (not title or _alike(title, headings[place].words)):
        found = headings.pop(place)
        title, taken = title or found.words, found.level
        left[found.text] = _without(left[found.text], found)
    top = min((one.level for one in headings), default=2)
    down = 2 - top if top < 2 or taken > 1 else 0
    return title, [in_prose(text, lambda prose: _HEADING.sub(lambda one: _lowered(one, down), prose)) for text in left]


def _place_of_title(headings: Sequence[_Heading]) -> int | None:
    for place, heading in enumerate(headings[:2]):
        if heading.level == 1 and (place == 0 or headings[0].level > 3):
            return place
    if headings and all(one.level > headings[0].level for one in headings[1:]):
        return 0
    return None


def _headings(text: str, number: int) -> Iterator[_Heading]:
    for code, piece in _pieces(text):
        for found in () if code else _HEADING.finditer(piece):
            if words := _words(found):
                yield _Heading(_level(found), words, number)


def _level(found: re.Match[str]) -> int:
    if found["marks"]:
        return len(found["marks"])
    return int(found["level"]) if found["level"] else 1 if found["rule"].startswith("=") else 2


def _words(found: re.Match[str]) -> str:
    """What a heading says: without links, pictures, marks and tags."""
    text = found["atx"] or found["setext"] or found["html"] or ""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\{[#.:][^{}]*\}\s*$", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"<[a-zA-Z/][^<>]*>", "", text))
    text = re.sub(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=\S)\1(?![\w*])", r"\2", text)
    return " ".join(unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)).split())


def _without(text: str, heading: _Heading) -> str:
    """A text without a heading."""
    waiting = [heading.words]

    def out(found: re.Match[str]) -> str:
        if waiting and _level(found) == heading.level and _words(found) == waiting[0]:
            waiting.pop()
            return ""
        return found[0]

    return in_prose(text, lambda prose: _HEADING.sub(out, prose))


def _lowered(found: re.Match[str], down: int) -> str:
    """A heading so many levels further down."""
    level = min(6, _level(found) + down)
    if not down:
        return found[0]
    if found["html"] is not None:
        return f"<h{level}{found['attributes']}>{found['html']}</h{level}>"
    return f"{'#' * level} {(found['atx'] or found['setext']).strip()}"


def _alike(one: str, other: str) -> bool:
    return re.sub(r"\W", "", one).casefold() == re.sub(r"\W", "", other).casefold()
