"""The pictures of a chart that stand on its page, for those without JavaScript and until it wakes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import partial

from builder.cache import TEXT
from builder.drawing.charts import Chart, size_of, svg
from builder.drawing.colours import SCHEMES, standalone, variables
from builder.errors import SitegenError
from builder.files import sha256
from builder.shortcodes.context import Context
from builder.tool import tool_digest

HEAVY_CHART = 100_000
"""Bytes as a server sends them, compressed, of which the author is told."""
MOST_SENT = 1_000_000
"""Bytes of which no chart is drawn."""


@dataclass(frozen=True)
class Still:
    """A file with a picture of a chart, a figure or a diagram."""

    file: str
    """Its name beside the page."""
    width: int
    """In CSS pixels."""
    height: int
    """In CSS pixels."""
    classes: str = ""
    """The classes that it has on a page."""
    moving: str = ""
    """The file of the animation that it is a frame of."""


def stills_of(context: Context, name: str, described: Chart) -> dict[str, list[Still]]:
    """The pictures of a chart, for light and for dark: the one for a wide page and, where needed, that for a phone."""
    drawn = {name: _svg(context, described)}
    if narrow := described.narrow():
        drawn[f"{name}-narrow"] = _svg(context, narrow)
    if (sent := max(len(zlib.compress(drawing.encode())) for drawing in drawn.values())) > HEAVY_CHART:
        hint = "Draw fewer points, a sample or means of some, or draw a figure with matplotlib, which becomes pixels."
        if sent > MOST_SENT:
            raise SitegenError(f"the drawing of '{name}' would be {sent / 1e6:.1f} MB to send", hint=hint)
        size = context.locale.number(sent / 1000, 0)
        context.warn(f"the drawing of '{name}' is {size} kB to send, more than the rest of a page", hint)
    stills = {}
    for scheme in SCHEMES:
        colours, ending = variables(context.env, scheme), "" if scheme == "light" else f"-{scheme}"
        stills[scheme] = [
            Still(context.file(one + ending, "svg", standalone(drawing, colours).encode()), *size_of(drawing))
            for one, drawing in drawn.items()
        ]
    return stills


def _svg(context: Context, described: Chart) -> str:
    """A chart as SVG, from the cache where it was drawn before."""
    option = sha256("\0".join((described.json(), described.code, *described.maps.values())).encode())
    which = ("chart", option, described.width, described.height, context.locale.decimal_mark)
    draw = partial(svg, context.shared.engine, described, context.locale)
    return context.shared.cache.get_or_make(which, tool_digest(), draw, TEXT)
