"""Charts: an ECharts option made with pyecharts, drawn as SVG by ECharts itself while the site is built."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError
from builder.rendering.engine import Engine, EngineError
from builder.rendering.figures import describe
from builder.rendering.numbers import Locale
from builder.toml import FORBIDDEN_HINT, forbidden

if TYPE_CHECKING:
    from builder.rendering.drawings import Drawing

SIZE = (640, 400)
"""Width and height of a chart, in CSS pixels, unless its `InitOpts` say otherwise."""
PHONE = 360
PYECHARTS_SIZE = ("900px", "500px")


@dataclass(frozen=True)
class Chart:
    """The option of a chart and its size in CSS pixels."""

    option: dict[str, Any]
    width: int
    height: int

    def narrow(self) -> Chart | None:
        """The same chart for a phone, unless it fits one as it is: shrunk, its letters could not be read."""
        if self.width <= PHONE:
            return None
        return replace(self, width=PHONE, height=max(self.height * PHONE // self.width, min(self.height, 300)))

    def json(self) -> str:
        """The option as strict JSON without blanks."""
        return json.dumps(self.option, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def chart(drawing: Drawing) -> Chart:
    """The chart that a function returned. Raises SitegenError when it is none, or holds JavaScript."""
    result = drawing.result
    if not hasattr(result, "dump_options_with_quotes"):
        hint = "Return the chart."
        if hasattr(result, "savefig"):
            hint = f"It is a figure: write {{{{< figure {drawing.name} … >}}}}."
        message = f"'{drawing.name}' returned {describe(result)}, not a pyecharts chart"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)
    if "JsCode" in {type(value).__name__ for value in _values(result.options)}:
        message = f"'{drawing.name}' holds JsCode, which no chart of a page runs"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint="Give ECharts data, not code.")
    try:
        option = json.loads(result.dump_options_with_quotes())
    except (TypeError, ValueError) as error:
        message = f"'{drawing.name}' cannot be written as JSON: {error}"
        hint = "Turn arrays into lists with .tolist()."
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint) from None
    if found := forbidden(option):
        raise SitegenError(f"'{drawing.name}' {found}", path=drawing.path, line=drawing.line, hint=FORBIDDEN_HINT)
    return Chart(option, *_size(result.width, result.height))


def _values(part: Any) -> list[Any]:
    """Everything in an option of pyecharts, however deep."""
    part = getattr(part, "opts", part)
    if isinstance(part, dict):
        return [value for inner in part.values() for value in _values(inner)]
    if isinstance(part, list | tuple):
        return [value for inner in part for value in _values(inner)]
    return [part]


def _size(width: str, height: str) -> tuple[int, int]:
    pixels = [re.fullmatch(r"(\d+)px", text) for text in (width, height)]
    if (width, height) == PYECHARTS_SIZE or not all(pixels):
        return SIZE
    return int(width[:-2]), int(height[:-2])


def _cleaned(svg: str) -> str:
    """An SVG of ECharts without what only a pointer would meet.

    ECharts numbers its ids on from drawing to drawing, so that they would depend on what was drawn before.
    """
    svg = re.sub(r"<style >.*?</style>\n?", "", svg, flags=re.DOTALL)  # rules for :hover
    svg = re.sub(r' (?:class|ecmeta_\w+|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r"<(path|rect)\b[^>]*></\1>\n?", lambda shape: shape[0] if _seen(shape[0]) else "", svg)
    return re.sub(r"\bzr\d+-", "", svg)


def _seen(shape: str) -> bool:
    """Whether a shape has a line or an area. The areas below lines have none as a rule, and all their points."""
    stroked = ' stroke="' in shape and ' stroke-width="0"' not in shape
    return stroked or not re.search(r' fill="none"| fill-opacity="0"', shape)


def svg(engine: Engine, chart: Chart, locale: Locale) -> str:
    """Draw a chart, in colours that the theme names: `standing` makes a file of it.

    Raises SitegenError without a place when ECharts refuses the option, or when its bundle was never made.
    """
    try:
        drawn = engine.call("echarts", "charts.draw", chart.json(), chart.width, chart.height, locale.decimal_mark)
    except EngineError as error:
        raise SitegenError(f"ECharts cannot draw it: {error}") from None
    return _cleaned(drawn)


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels: a stacked legend makes it higher than its chart."""
    width, height = re.findall(r' (?:width|height)="(\d+)"', svg)[:2]
    return int(width), int(height)
