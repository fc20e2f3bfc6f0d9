"""Lines of highlighted code that are marked, each with a link at its end that copies of the code leave out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Lines:
    """Lines of code that belong together."""

    id: str
    """Their id on the page."""
    first: int
    """The first, counted from 1."""
    last: int
    """The last."""
    mark: Markup
    """What stands at the end of the first: it holds no text."""


def mark_lines(html: str, marked: Iterable[Lines]) -> str:
    """Highlighted code in which these lines, given in their order, are elements of their own.

    Pygments closes at the end of each line what it opens in it.
    """
    before, start, rest = html.partition("<code>")
    code, end, after = rest.rpartition("</code>")
    lines = code.split("\n")
    for one in marked:
        first = f'<span class="noted" id="{one.id}">{lines[one.first - 1]}{one.mark}'
        lines[one.first - 1] = first
        lines[one.last - 1] += "</span>"
    return "".join([before, start, "\n".join(lines), end, after])
