"""Charts: an ECharts option made with pyecharts, drawn as SVG by ECharts itself while the site is built."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError
from builder.project import THEME
from builder.rendering.figures import describe
from builder.rendering.numbers import Locale

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

    from builder.rendering.drawings import Drawing

BUNDLE = THEME / "build" / "echarts.js"
SIZE = (720, 400)
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


def _cleaned(svg: str, prefix: str) -> str:
    """An SVG of ECharts without what only a pointer would show, and with ids that are its own.

    ECharts numbers its ids on from drawing to drawing, so that they would depend on what was drawn before.
    """
    svg = re.sub(r"<style >.*?</style>\n?", "", svg, flags=re.DOTALL)  # rules for :hover
    svg = re.sub(r' (?:class|ecmeta_\w+|pointer-events)="[^"]*"', "", svg)
    return re.sub(r"\bzr\d+-", f"{prefix}-", svg)


class Engine:
    """The JavaScript engine that draws charts, started for the first of them.

    Use it in a `with` block: an engine that ran ECharts and is not closed keeps Python from ever exiting.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._js: MiniRacer | None = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def svg(self, chart: Chart, prefix: str, locale: Locale) -> str:
        """Draw a chart; `prefix` begins its ids, and must be another for each chart of a page.

        Raises SitegenError without a place when ECharts refuses the option, or when its bundle was never made.
        """
        from py_mini_racer import JSEvalException

        js = self._started()
        try:
            svg = str(js.call("charts.draw", chart.json(), chart.width, chart.height, locale.decimal_mark))
        except JSEvalException as error:
            reason = re.sub(r"^.*?Error: ", "", str(error).strip().splitlines()[0])
            raise SitegenError(f"ECharts cannot draw it: {reason}") from None
        return _cleaned(svg, prefix)

    def _started(self) -> MiniRacer:
        if self._js is None:
            from py_mini_racer import mini_racer

            if not BUNDLE.is_file():
                hint = "In the repository of sitegen: pip install -e ."
                raise SitegenError("ECharts is not in this installation, so no chart can be drawn", hint=hint)
            self._js = self._open.enter_context(mini_racer())
            self._js.eval(BUNDLE.read_text(encoding="utf-8"))
        return self._js
