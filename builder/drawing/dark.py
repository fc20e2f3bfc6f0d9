"""Figures for a dark page: dark and light exchanged in what is drawn, so that what stood apart still does.

Colours that tell numbers stay: a colour bar would else say something else than its picture.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_BLACK, _WHITE = 0.96, 0.1
"""What becomes of them: pure white hurts on a dark page, and pure black would be a hole in it."""
_EDGE = 0.5
"""Pixels of a picture in which its frame may lie."""


def darken(figure: Figure) -> None:
    """Change the colours of a figure.

    Pictures and what a colour map coloured stay as they are, and so does what is written upon them.
    """
    for one in _on_page(figure):
        _turn(one)


@contextmanager
def darkened(figure: Figure) -> Iterator[None]:
    """The same for a while: afterwards all of it is as it was, for the next frame of an animation."""
    before = [(one, dict(vars(one))) for one in _on_page(figure)]
    for one, _ in before:
        _turn(one)
    try:
        yield
    finally:
        for one, state in before:
            vars(one).clear()
            vars(one).update(state)


def _on_page(figure: Figure) -> list[Artist]:
    """What has a colour that is read on the ground of the page."""
    figure.draw_without_rendering()  # so that all of its ticks are there, and all words where they belong
    coloured = list(_coloured(figure))
    grounds = [_extent(one) for one in coloured if _is_ground(one)]
    return [one for one in coloured if not _is_mapped(one) and not (grounds and _lies_on(one, grounds))]


def turned(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """A colour with its lightness exchanged; shares from 0 to 1, as matplotlib has them."""
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return colorsys.hls_to_rgb(hue, _BLACK + (_WHITE - _BLACK) * lightness, saturation)


def _coloured(figure: Figure) -> Iterator[Artist]:
    """All that has a colour, each once: also ticks that another size of the figure needs, and the boxes of texts."""
    from matplotlib.axis import Axis

    seen: set[int] = set()
    for found in figure.findobj():
        parts = [found]
        if isinstance(found, Axis):
            parts += [part for tick in (*found.majorTicks, *found.minorTicks) for part in tick.findobj()]
        for hidden in ("_bbox_patch", "arrow_patch"):  # which a text draws itself
            parts += [part] if (part := getattr(found, hidden, None)) is not None else []
        for part in parts:
            if id(part) not in seen and isinstance(part, _kinds()):
                seen.add(id(part))
                yield part


def _kinds() -> tuple[type[Artist], ...]:
    from matplotlib.collections import Collection
    from matplotlib.image import _ImageBase
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    return Text, Line2D, Patch, Collection, _ImageBase


def _is_mapped(one: Artist) -> bool:
    """Whether a colour map gave it its colours, or whoever made a picture."""
    from matplotlib.image import _ImageBase

    return isinstance(one, _ImageBase) or getattr(one, "get_array", lambda: None)() is not None


def _is_ground(one: Artist) -> bool:
    """Whether it covers the page, so that what stands on it is read on it and not on the page."""
    from matplotlib.collections import QuadMesh
    from matplotlib.contour import ContourSet
    from matplotlib.image import _ImageBase

    return isinstance(one, _ImageBase | QuadMesh) or (isinstance(one, ContourSet) and one.filled)


def _lies_on(one: Artist, grounds: list[Bbox]) -> bool:
    """Whether it lies within one of them. A frame does not: it reaches to the edge."""
    extent = _extent(one)
    return any(  # by the ends, not by the order: an axis may be turned round, as for a matrix
        ground.xmin + _EDGE < extent.xmin
        and extent.xmax < ground.xmax - _EDGE
        and ground.ymin + _EDGE < extent.ymin
        and extent.ymax < ground.ymax - _EDGE
        for ground in grounds
    )


def _extent(one: Artist) -> Bbox:
    """What it covers, in pixels; of a collection, matplotlib tells it only by the numbers that it was given."""
    from matplotlib.collections import Collection

    if isinstance(one, Collection) and one.axes is not None:
        return one.get_datalim(one.axes.transData).transformed(one.axes.transData)
    return one.get_window_extent()


def _turn(one: Artist) -> None:
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    match one:
        case Text():
            one.set_color(_colour(one.get_color()))
        case Line2D():
            face, edge = one.get_markerfacecolor(), one.get_markeredgecolor()
            one.set_color(_colour(one.get_color()))
            one.set_markerfacecolor(_colour(face))
            one.set_markeredgecolor(_colour(edge))
        case Patch() | Collection():
            colours = _colours(one.get_facecolor()), _colours(one.get_edgecolor())
            one.set_facecolor(colours[0])
            one.set_edgecolor(colours[1])
        case _:
            pass


def _colour(colour: Any) -> Any:
    from matplotlib.colors import to_rgba

    *shares, opacity = to_rgba(colour)
    return (*turned(*shares), opacity)


def _colours(all_of_them: Any) -> Any:
    """One colour, or a row for each of many."""
    from matplotlib.colors import to_rgba_array

    rows = [_colour(row) for row in to_rgba_array(all_of_them)]
    return rows if getattr(all_of_them, "ndim", 1) == 2 else rows[0]
