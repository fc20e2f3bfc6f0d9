"""Charts: an ECharts option made with pyecharts, drawn as SVG by ECharts itself while the site is built."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from builder.drawing.chart_checks import amiss, dropped, empty_series, name_places
from builder.drawing.chart_code import module, take_code
from builder.drawing.chart_maps import maps_of
from builder.drawing.chart_parts import states
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
    code: str = ""
    """The module of the JavaScript in it, which the option names by number; "" without any."""
    maps: dict[str, str] = field(default_factory=dict)
    """The GeoJSON of each map that it draws, by its name."""
    title: str = ""
    """What it is called among several that one function returned."""

    def narrow(self) -> Chart | None:
        """The same chart for a phone, unless it fits one as it is: shrunk, its letters could not be read."""
        if self.width <= PHONE:
            return None
        return replace(self, width=PHONE, height=max(self.height * PHONE // self.width, min(self.height, 300)))

    def json(self) -> str:
        """The option as strict JSON without blanks."""
        return json.dumps(self.option, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class Charts:
    """What a function returned: one chart as a rule, or those of a Page or a Tab of pyecharts."""

    charts: list[Chart]
    """The charts, in their order."""

    @classmethod
    def kept(cls, charts: list[dict[str, Any]]) -> Charts:
        """Those of which `asdict` made dicts."""
        return cls([Chart(**one) for one in charts])


def charts(drawing: Drawing) -> Charts:
    """The charts that a function returned. Raises SitegenError when it returned none, or one that cannot be drawn."""
    several = getattr(drawing.result, "_charts", None)
    if is_chart(drawing.result) or not isinstance(several, list):
        return Charts([chart(drawing)])
    if not any(map(is_chart, several)):
        raise refusal(drawing, "'{}' returned {} without a chart", "Add one: page.add(chart).")
    drawn = [one for one in several if is_chart(one)]
    if len(drawn) < len(several):
        hint = "Show a table by a function of its own that returns the rows, and {{< table … >}}."
        drawing.warn(f"'{drawing.name}' holds what is no chart, which is left out", hint)
    own = (replace(drawing, result=one) for one in drawn)
    return Charts([replace(chart(one), title=str(getattr(one.result, "tab_name", None) or "")) for one in own])


def chart(drawing: Drawing) -> Chart:
    """The chart that a function returned. Raises SitegenError when it is none, or cannot be drawn."""
    result = drawing.result
    if not is_chart(result):
        raise refusal(drawing, "'{}' returned {}, not a pyecharts chart", "Return the chart.")
    pieces: list[str] = []
    result.options = take_code(result.options, pieces)
    option = _plain(drawing)
    name = f"'{drawing.name}'"
    if found := forbidden([option, pieces]):
        raise SitegenError(f"{name} {found}", path=drawing.path, line=drawing.line, hint=FORBIDDEN_HINT)
    if not_drawn := dropped(option):
        raise SitegenError(f"{name} {not_drawn[0]}", path=drawing.path, line=drawing.line, hint=not_drawn[1])
    for state in states(option):
        name_places(state)
    before = list(getattr(getattr(result, "js_functions", None), "items", ()))
    code = module(pieces, [str(getattr(one, "js_code", one)) for one in before])
    for message, hint in amiss(option, code):
        drawing.warn(f"{name} {message}", hint)
    for empty in empty_series(option):
        hint = "Leave it out, or give it some; what can be read once only, as a generator can, wants list(…)."
        drawing.warn(f"the series '{empty}' of {name} has no points", hint)
    return Chart(option, *_size(result.width, result.height), code, _maps(drawing, option))


def _maps(drawing: Drawing, option: dict[str, Any]) -> dict[str, str]:
    """The maps of a chart: those that it was given by `add_geo_json`, and files of the post."""
    name, own = (getattr(drawing.result, key, None) for key in ("_geo_json_name", "_geo_json"))
    try:
        return maps_of(option, drawing.path.parent, {name: own} if name and own else None)
    except SitegenError as error:
        if error.path is not None:
            raise
        message = f"'{drawing.name}' {error.message}"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=error.hint) from None


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
    svg = re.sub(r'<image\b[^>]*href="(?:https?:)?//[^"]*"[^>]*>(?:</image>)?\n?', "", svg)  # no page asks another site
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
        told = locale.decimal_mark, locale.code, chart.code, chart.maps
        drawn = engine.call("echarts", "charts.draw", chart.json(), *size, *told)
    except EngineError as error:
        if not chart.code:
            raise SitegenError(f"this build of ECharts cannot draw it: {error}") from None
        hint = "It runs while the site is built too, where there is no document, no window and no network."
        raise SitegenError(f"with its JavaScript it cannot be drawn: {error}", hint=hint) from None
    return _cleaned(drawn)


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels: a stacked legend makes it higher than its chart."""
    width, height = re.findall(r' (?:width|height)="(\d+)"', svg)[:2]
    return int(width), int(height)
