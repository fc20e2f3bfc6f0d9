"""Figures: what matplotlib drew, as SVG whose bytes depend on nothing but the drawing."""

from __future__ import annotations

import base64
import io
import re
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from builder.errors import SitegenError
from builder.reading import FORBIDDEN_HINT, forbidden

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from builder.drawing.functions import Drawing


HEAVY = 30_000
"""Bytes as a server sends them, compressed. A larger SVG, of a cloud of points say, is drawn as pixels too."""


@dataclass(frozen=True)
class Picture:
    """A drawn file."""

    base64: str
    """Its bytes in base64, so that a cache can keep them as JSON."""
    ending: str
    """The ending of its name: "svg" or "webp"."""
    width: int
    """In CSS pixels."""
    height: int
    """In CSS pixels."""

    def data(self) -> bytes:
        """The file itself."""
        return base64.b64decode(self.base64)


def picture(drawing: Drawing) -> Picture:
    """Draw a matplotlib figure as SVG, or as WebP where that is smaller; call it within the post's style.

    Raises SitegenError when it is none.
    """
    from matplotlib.figure import Figure

    figure = drawing.result
    if not isinstance(figure, Figure):  # axes, and what seaborn and scikit-learn return, have one
        figure = getattr(figure, "figure", getattr(figure, "figure_", figure))
    if not isinstance(figure, Figure):
        hint = "Return the figure."
        if hasattr(figure, "dump_options_with_quotes"):
            hint = f"It is a chart: write {{{{< chart {drawing.name} … >}}}}."
        message = f"'{drawing.name}' returned {describe(figure)}, not a matplotlib figure"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)
    extent = _extent(figure)
    data, ending = _svg(figure, extent), "svg"
    if found := forbidden(data.decode()):
        raise SitegenError(f"'{drawing.name}' {found}", path=drawing.path, line=drawing.line, hint=FORBIDDEN_HINT)
    width, height = _size(data)
    sent = len(zlib.compress(data))
    if sent > HEAVY and len(pixels := _webp(figure, extent)) < sent:
        data, ending = pixels, "webp"
    if "matplotlib.pyplot" in sys.modules:  # which keeps every figure it made until it is told not to
        sys.modules["matplotlib.pyplot"].close(figure)
    return Picture(base64.b64encode(data).decode(), ending, width, height)


def describe(value: Any) -> str:
    """What a function returned instead of a drawing, in words."""
    kind = type(value).__name__
    return "nothing" if value is None else f"an {kind}" if kind[0] in "AEIOUaeiou" else f"a {kind}"


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


def _extent(figure: Figure) -> Bbox | Literal["tight"]:
    """What a figure covers, in inches, with some space around.

    The same as "tight", for which matplotlib draws every figure twice; a layout engine needs that.
    """
    if figure.get_layout_engine() is not None:
        return "tight"
    return figure.get_tightbbox().padded(0.1)


def _size(svg: bytes) -> tuple[int, int]:
    """The size that an SVG of matplotlib declares, from points to CSS pixels."""
    found = re.search(rb'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    if not found:
        raise ValueError("matplotlib wrote an SVG without a size")
    return round(float(found[1]) * 96 / 72), round(float(found[2]) * 96 / 72)
