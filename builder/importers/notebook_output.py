"""What a cell of code had given when its notebook was saved, as Markdown."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.importers.bare_html import bare_html, bare_tables
from builder.importers.ipynb import joined
from builder.reading import FORBIDDEN

PICTURES = {
    "image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif",
}  # fmt: skip
"""The pictures that an output may hold, the best first."""
_LIVE = ("application/vnd.", "application/javascript", "application/3dmol")
"""What an output holds for a page that runs its scripts."""
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")  # colours and titles of a terminal
_SVG = "http://www.w3.org/2000/svg"
_OBJECT = re.compile(r"\[?<.* at 0x[0-9a-f]+>\]?|<[\w.]+ object>|<Figure size .*>", re.DOTALL)
"""What says nothing to a reader, such as what matplotlib returns besides drawing."""
_SET_APART = re.compile(r"\\begin\{(?:equation|align|alignat|gather)\*?\}")
"""Formulas that are displayed without dollars."""


@dataclass(frozen=True)
class Given:
    """What an output is on a page."""

    text: str = ""
    """Markdown."""
    picture: bytes = b""
    """A picture, where it is one."""
    ending: str = ""
    """How the file of the picture ends."""
    left: str = ""
    """What of it is not shown, in words; "" where there is nothing more to be seen in it."""


def given_by(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Given]:
    """What the outputs of a cell are on a page, in order; what a stream was cut into is one again."""
    printed, name = "", ""
    for output in [*outputs, {}]:
        if printed and output.get("name") != name:
            yield Given(_fenced_plain(printed))
            printed = ""
        if output.get("output_type") == "stream":
            printed, name = printed + joined(output.get("text")), str(output.get("name"))
        elif output.get("output_type") == "error":
            yield _error(output)
        elif output:
            yield _shown(output.get("data") or {})


def _error(output: Mapping[str, Any]) -> Given:
    told = "\n".join(map(str, output.get("traceback") or ()))
    return Given(_fenced_plain(told or f"{output.get('ename')}: {output.get('evalue')}"))


def _shown(data: Mapping[str, Any]) -> Given:
    """The best of the forms that an output was saved in."""
    latex, plain = joined(data.get("text/latex")).strip(), plainly(joined(data.get("text/plain")))
    if latex.startswith("$"):
        return Given(_formula(latex))
    for kind, ending in PICTURES.items():
        if kind in data and (picture := picture_of(kind, data[kind])):
            return Given(picture=picture, ending=ending)
    html = joined(data.get("text/html"))
    if tables := bare_tables(html):
        return Given(tables)
    live = next((kind for kind in data if kind.startswith(_LIVE)), "")
    if plain and not live and not _OBJECT.fullmatch(plain):
        missed = "an output of which a page here shows the words only (text/html)" if "<script" in html else ""
        return Given(fenced(plain, "text"), left=missed)
    if "text/markdown" in data:
        return Given(joined(data["text/markdown"]))
    if latex:
        return Given(_formula(latex))
    if not live and (bare := bare_html(html)):
        return Given(bare)
    if not live and "application/json" in data:
        return Given(fenced(json.dumps(data["application/json"], indent=2, ensure_ascii=False), "json"))
    if live := live or next((kind for kind in data if kind in ("text/html", "application/pdf")), ""):
        return Given(left=f"an output that a page here cannot show ({live})")
    return Given()


def _formula(latex: str) -> str:
    """What a cell gave in TeX, displayed; text with formulas in it stays as it is."""
    inside = latex.strip("$").strip()
    if "$" in inside or _SET_APART.match(latex):
        return latex
    return f"$$\n{inside}\n$$"


def picture_of(kind: str, data: object) -> bytes:
    """A picture; b"" where it is none."""
    if kind == "image/svg+xml" and "<svg" in (svg := joined(data)):
        named = svg if 'xmlns="' in svg or "xmlns='" in svg else svg.replace("<svg", f'<svg xmlns="{_SVG}"', 1)
        return named.encode()
    try:
        return base64.b64decode("".join(joined(data).split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def plainly(text: str) -> str:
    """What stands on a terminal in the end: without colours, and of a line that is written again the last."""
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    ended = (line.rstrip("\r").rpartition("\r")[2] for line in lines)
    shown = (_backed(line) if "\b" in line else line for line in ended)
    return FORBIDDEN.sub("", "\n".join(shown)).strip("\n")


def _backed(line: str) -> str:
    """A line in which some characters were taken back."""
    shown: list[str] = []
    for letter in line:
        if letter != "\b":
            shown.append(letter)
        elif shown:
            shown.pop()
    return "".join(shown)


def fenced(text: str, language: str) -> str:
    """Some code in a fence that is longer than any in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


def _fenced_plain(text: str) -> str:
    plain = plainly(text)
    return fenced(plain, "text") if plain.strip() else ""
