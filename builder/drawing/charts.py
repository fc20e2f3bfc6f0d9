"""Charts: an ECharts option made with pyecharts, drawn as SVG by ECharts itself while the site is built."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from builder.drawing.chart_checks import dropped, name_places, off_axis
from builder.drawing.engine import Engine, EngineError
from builder.drawing.kinds import is_chart
from builder.drawing.plain_values import NoPlainValueError, plain_value, refuse_infinity
from builder.drawing.refusals import refusal
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.reading import FORBIDDEN_HINT, forbidden

if TYPE_CHECKING:
    from builder.drawing.functions import Drawing

SIZE = (640, 400)
"""Width and height of a chart, in CSS pixels, unless its `InitOpts` say otherwise."""
PHONE = 360
PYECHARTS_SIZE = ("900px", "500px")


@dataclass(frozen=True)
class Chart:
    """A chart, before it is drawn."""

    option: dict[str, Any]
    """What ECharts is given, as JSON can hold it."""
    width: int
    """In CSS pixels."""
    height: int
    """In CSS pixels."""

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
    if not is_chart(result):
        several = hasattr(result, "_charts")  # a Page, a Tab
        hint = "It holds several charts: write a function, and a {{< chart … >}}, for each."
        raise refusal(drawing, "'{}' returned {}, not a pyecharts chart", hint if several else "Return the chart.")
    option = _plain(drawing)
    if found := forbidden(option):
        raise SitegenError(f"'{drawing.name}' {found}", path=drawing.path, line=drawing.line, hint=FORBIDDEN_HINT)
    if amiss := dropped(option):
        raise SitegenError(f"'{drawing.name}' {amiss[0]}", path=drawing.path, line=drawing.line, hint=amiss[1])
    name_places(option)
    for lost in off_axis(option):
        hint = "They are not drawn: give the axis all the places that they name."
        drawing.warn(f"'{drawing.name}' has {lost}", hint)
    for one in option["series"] if isinstance(option.get("series"), list) else ():
        if isinstance(one, dict) and one.get("data") == []:
            hint = "Leave it out, or give it some; what can be read once only, as a generator can, wants list(…)."
            drawing.warn(f"the series '{one.get('name', '')}' of '{drawing.name}' has no points", hint)
    return Chart(option, *_size(result.width, result.height))


def _plain(drawing: Drawing) -> dict[str, Any]:
    """The option of a chart as ECharts is given it: pyecharts leaves out what is None, and would lose what it does not
    know.
    """
    result = drawing.result
    try:
        result.options = plain_value(result.options)
        refuse_infinity(result.options)
        option: dict[str, Any] = json.loads(result.dump_options_with_quotes())
    except NoPlainValueError as error:
        message, hint = f"'{drawing.name}' holds {error}{_of_series(error.place, result.options)}", error.hint
        if type(error.value).__name__ == "JsCode":
            message = f"'{drawing.name}' holds JsCode at {error.place}, which no chart of a page runs"
            hint = "Give ECharts data, not code."
    except (RecursionError, TypeError, ValueError) as error:
        message, hint = f"'{drawing.name}' cannot be written as JSON: {error}", ""
    else:
        return option
    raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)


def _of_series(place: str, options: Any) -> str:
    """The name of the series that a place such as `series[0].data[3]` lies in."""
    found = re.match(r"series\[(\d+)\]", place)
    name = options["series"][int(found[1])].get("name") if found else ""
    return f", in the series '{name}'" if isinstance(name, str) and name else ""


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
        size = chart.width, chart.height
        drawn = engine.call("echarts", "charts.draw", chart.json(), *size, locale.decimal_mark, locale.code)
    except EngineError as error:
        raise SitegenError(f"this build of ECharts cannot draw it: {error}") from None
    return _cleaned(drawn)


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels: a stacked legend makes it higher than its chart."""
    width, height = re.findall(r' (?:width|height)="(\d+)"', svg)[:2]
    return int(width), int(height)
