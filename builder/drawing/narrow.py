"""Figures for a phone, where a drawing of a whole page would have letters that nobody can read."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

WIDE, PHONE = 6.4, 3.65
"""Inches that a figure has in the column of a page, and on a phone that is 390 CSS pixels wide."""
READABLE = 9
"""CSS pixels of the smallest letters that are read without effort."""
CSS_PIXELS = 96
"""In an inch of matplotlib."""


def smallest_letters(figure: Figure, width: int) -> float:
    """The size of the smallest letters when a drawing of `width` CSS pixels is shown on a phone, in CSS pixels."""
    shrunk = min(1.0, PHONE * CSS_PIXELS / width)
    return min((float(text.get_fontsize()) / 72 * CSS_PIXELS * shrunk for text in _texts(figure)), default=READABLE)


def narrowed(figure: Figure) -> tuple[float, float] | None:
    """The size in inches in which a figure fits a phone with its letters as they are; None where they would collide.

    It is higher by its width than the wide one: a phone has more room downwards.
    """
    wide = tuple(figure.get_size_inches())
    if wide[0] <= PHONE:
        return None
    collisions = _collisions(figure)
    narrow = PHONE, wide[1] * (PHONE / wide[0]) ** 0.5
    figure.set_size_inches(narrow)
    figure.draw_without_rendering()
    fits = _collisions(figure) <= collisions
    figure.set_size_inches(wide)
    return narrow if fits else None


def _texts(figure: Figure) -> list[Text]:
    """What is written in a figure and to be seen."""
    from matplotlib.text import Text

    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip() and text.get_alpha() != 0
    ]


def _collisions(figure: Figure) -> int:
    """How many pairs of texts lie on each other."""
    extents = [text.get_window_extent() for text in _texts(figure)]
    return sum(one.overlaps(other) for one, other in combinations(extents, 2))
