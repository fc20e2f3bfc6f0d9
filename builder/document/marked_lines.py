"""Lines of highlighted code that are marked, each with a link at its end that copies of the code leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

_PARTS = re.compile(r"((?:</span>)*(?:<span class=\"hll\">)?)(.*)", re.DOTALL)
"""What ends a line before that is highlighted as a whole, and begins one that is; and what the line itself is."""


@dataclass(frozen=True)
class MarkedLine:
    """A line of code."""

    id: str
    """Its id on the page; "" where it gets one later."""
    number: int
    """Which it is, counted from 1."""
    mark: Markup
    """What stands at its end: it holds no text."""


def mark_lines(html: str, marked: Iterable[MarkedLine]) -> str:
    """Highlighted code in which these lines are elements of their own.

    Pygments closes at the end of each line what else it opens in it.
    """
    before, start, rest = html.partition("<code>")
    code, end, after = rest.rpartition("</code>")
    lines = code.split("\n")
    for one in marked:
        found = _PARTS.match(lines[one.number - 1])
        assert found
        known = f' id="{one.id}"' if one.id else ""
        lines[one.number - 1] = f'{found[1]}<span class="noted"{known}>{found[2]}{one.mark}</span>'
    return "".join([before, start, "\n".join(lines), end, after])
