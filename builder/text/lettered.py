"""The parts of figures that stand side by side: by which letter each is called."""

from __future__ import annotations

import re
from string import ascii_lowercase

from builder.document.fragments import place_of_number
from builder.shortcodes.handlers.group import ENDS

_GROUP = re.compile(
    rf'<figure class="group broad" id="([^"]*)">\n<div class="parts"(.*?)</div>{re.escape(ENDS)}', re.DOTALL
)
_PLACE = re.compile(place_of_number("(.*?)"))


def lettered(html: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """The HTML of a text without the ends of such parts, and by the id of each that of the whole, and its letter."""
    parts: dict[str, tuple[str, str]] = {}
    for whole, inside in _GROUP.findall(html):
        ids = dict.fromkeys(_PLACE.findall(inside))
        parts |= {id_: (whole, _letter(number)) for number, id_ in enumerate(ids)}
    return html.replace(ENDS, ""), parts


def _letter(number: int) -> str:
    """a, b, …, z, aa, ab, …"""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]
