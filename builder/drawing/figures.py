"""Figures: what matplotlib drew, as SVG whose bytes depend on nothing but the drawing; and pictures of pixels."""

from __future__ import annotations

import base64
import io
import re
import sys
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from builder.drawing.dark import darken, darkened
from builder.drawing.foreign import exporter_of
from builder.drawing.moving import is_animation, moved
from builder.drawing.narrow import PHONE, READABLE, WIDE, narrowed, smallest_letters
from builder.drawing.owners import figures_of
from builder.drawing.pictures import HEAVY, TOO_HEAVY, Picture, picture_of, tell_weight
from builder.drawing.refusals import refusal
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.reading import FORBIDDEN_HINT, forbidden

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from builder.drawing.functions import Drawing

ENGLISH = Locale("en")


@dataclass(frozen=True)
class Plot:
    """A figure as it stands on a page: for light and dark, and once more for a phone where that is another drawing."""

    light: list[Picture]
    """The wide one and, where there is one, that for a phone."""
    dark: list[Picture]
    """The same, in the colours of a dark page; a picture of pixels has none of its own."""
    by_width: bool
    """Whether its function asked for the width, and is to be called again for a phone."""
    moving: list[Picture] = field(default_factory=list)
    """Of an animation, of which the others are the last frame: it itself for light and for dark."""
    data: list[list[Any]] = field(default_factory=list)
    """What it was drawn from, where it says so: rows of numbers and words below their header."""

    @classmethod
    def kept(cls, light: list[Any], dark: list[Any], by_width: bool, moving: list[Any], data: list[list[Any]]) -> Plot:
        """What a cache kept of one."""
        light, dark, moving = ([Picture(**one) for one in pictures] for pictures in (light, dark, moving))
        return cls(light, dark, by_width, moving, data)


def plot(drawing: Drawing, locale: Locale = ENGLISH) -> Plot:
    """Draw a matplotlib figure in all its forms, or a picture in the only one; call it within the post's style.

    A figure is SVG, or WebP where that is smaller. What another library draws writes numbers as `locale` does.

    Raises SitegenError when it is none.
    """
    if export := exporter_of(drawing.result):
        return _exported(drawing, *export(drawing, locale))
    if picture := picture_of(drawing):
        return Plot([picture], [], drawing.width is not None)
    if is_animation(drawing.result):
        return _moving(drawing)
    figure = _figure(drawing)
    extents = [_extent(figure, drawing)]
    light = [_picture(figure, drawing, extents[0])]
    letters = smallest_letters(figure, light[0].width)
    width, height = figure.get_size_inches()
    sizes = [(float(width), float(height))]
    narrow = narrowed(figure) if letters < READABLE and drawing.width is None else None
    if narrow:
        figure.set_size_inches(narrow)
        sizes.append(narrow)
        extents.append(_extent(figure, drawing))
        light.append(_picture(figure, drawing, extents[1]))
        letters = smallest_letters(figure, light[1].width)
    _tell_small(drawing, letters)
    dark = _dark(figure, drawing, sizes, extents)
    hint = "Draw less of it, or a smaller figure: what has many colours in each place is heavy, such as noise."
    tell_weight(drawing, "figure", max(one.sent for one in light + dark), TOO_HEAVY, hint)
    if "matplotlib.pyplot" in sys.modules:  # which keeps every figure it made until it is told not to
        sys.modules["matplotlib.pyplot"].close(figure)
    return Plot(light, dark, drawing.width is not None)


def _dark(
    figure: Figure, drawing: Drawing, sizes: Sequence[tuple[float, float]], extents: Sequence[Bbox | Literal["tight"]]
) -> list[Picture]:
    """The same pictures in dark of a figure that was drawn in all of its sizes, the last just now.

    Other colours move nothing: what was measured and laid out just now is not once more.
    """
    if engine := figure.get_layout_engine():
        figure.set_layout_engine("none")
    darken(figure)
    dark = [_picture(figure, drawing, extents[-1])]
    if len(sizes) > 1:
        figure.set_size_inches(*sizes[0])
        if engine:  # which puts things a trifle elsewhere after another size
            figure.set_layout_engine(engine)
            extents = [_extent(figure, drawing)]
        dark.insert(0, _picture(figure, drawing, extents[0]))
    return dark


def _exported(drawing: Drawing, pictures: Sequence[Picture], data: list[list[Any]]) -> Plot:
    """What another library drew, for light and for dark."""
    hint = "Draw less of it, or fewer points."
    tell_weight(drawing, "figure", max(one.sent for one in pictures), TOO_HEAVY, hint)
    return Plot([pictures[0]], [pictures[1]], drawing.width is not None, data=data)


def _moving(drawing: Drawing) -> Plot:
    """An animation, and its last frame."""
    figure, files = moved(drawing)
    light = _picture(figure, drawing, figure.bbox_inches)
    _tell_small(drawing, smallest_letters(figure, light.width))
    with darkened(figure):
        dark = _picture(figure, drawing, figure.bbox_inches)
    moving = [Picture(base64.b64encode(data).decode(), "webp", light.width, light.height) for data in files]
    return Plot([light], [dark], drawing.width is not None, moving)


def _tell_small(drawing: Drawing, letters: float) -> None:
    """Tell of letters that nobody can read on a phone."""
    if letters < READABLE and drawing.width != WIDE:
        drawing.warn(
            f"the smallest letters of '{drawing.name}' are {letters:.1f} pixels high on a phone, of {READABLE} or more",
            f"Let it take `width`, the inches that it has, and draw fewer panels side by side where that is {PHONE}.",
        )


def _figure(drawing: Drawing) -> Figure:
    """The figure that a function returned, or to which that belongs. Raises SitegenError where there is none."""
    figures = figures_of(drawing.result)
    if len(figures) > 1:
        message = f"'{drawing.name}' returned axes of {len(figures)} figures"
        hint = "Write a function, and a {{< figure … >}}, for each, or draw into the axes of one figure."
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)
    if not figures:
        others = ", its axes, a picture of Pillow, or an array of one" if drawing.result is not None else ""
        raise refusal(drawing, "'{}' returned {}, not a figure or a picture", f"Return the figure{others}.")
    return figures[0]


def _picture(figure: Figure, drawing: Drawing, extent: Bbox | Literal["tight"]) -> Picture:
    """The figure as it is now, as a file: what lies in the extent."""
    data, ending = _svg(figure, extent), "svg"
    if found := forbidden(data.decode()):
        raise SitegenError(f"'{drawing.name}' {found}", path=drawing.path, line=drawing.line, hint=FORBIDDEN_HINT)
    width, height = _size(data)
    sent = len(zlib.compress(data))
    if sent > HEAVY and len(pixels := _webp(figure, extent)) < sent:
        data, ending = pixels, "webp"
    return Picture(base64.b64encode(data).decode(), ending, width, height)


def _svg(figure: Figure, extent: Bbox | Literal["tight"]) -> bytes:
    buffer = io.BytesIO()
    metadata = {"Date": None, "Creator": None}  # a clock and a version number would change the bytes by themselves
    figure.savefig(buffer, format="svg", metadata=metadata, transparent=True, bbox_inches=extent)
    return buffer.getvalue()


def _webp(figure: Figure, extent: Bbox | Literal["tight"]) -> bytes:
    """Two pixels for each CSS pixel, which sharp screens have."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="webp", dpi=2 * 96, transparent=True, bbox_inches=extent)
    return buffer.getvalue()


def _extent(figure: Figure, drawing: Drawing) -> Bbox | Literal["tight"]:
    """What a figure covers, in inches, with some space around.

    The same as "tight", for which matplotlib draws every figure twice; a layout engine needs that.
    """
    if drawing.explored:
        return _whole(figure)
    if figure.get_layout_engine() is not None:
        return "tight"
    return figure.get_tightbbox().padded(0.1)


def _whole(figure: Figure) -> Bbox:
    """All of a figure, its margins too, and what is drawn beyond: so that one lies on another as its axes do."""
    from matplotlib.transforms import Bbox

    figure.draw_without_rendering()  # a layout engine puts everything in its place
    return Bbox.union([figure.bbox_inches, figure.get_tightbbox()])


def _size(svg: bytes) -> tuple[int, int]:
    """The size that an SVG of matplotlib declares, from points to CSS pixels."""
    found = re.search(rb'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    if not found:
        raise ValueError("matplotlib wrote an SVG without a size")
    return round(float(found[1]) * 96 / 72), round(float(found[2]) * 96 / 72)
