"""Whether a chart is drawn whole: what the ECharts of this tool leaves out in silence is refused, or told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.rendering.chart_points import Option, columns, item_of, listed

TYPES = ("bar", "custom", "heatmap", "line", "pie", "scatter")
"""The kinds of series in `templates/js/parts.js`; "custom" are bands."""
LEFT_OUT = (
    "angleAxis", "bmap", "calendar", "geo", "globe", "graphic", "grid3D", "matrix", "parallel", "parallelAxis", "polar",
    "radar", "radiusAxis", "singleAxis",
)  # fmt: skip
"""Parts of ECharts that show something, and which are not in it."""


def left_out(option: Option) -> tuple[str, str] | None:
    """What of an option would not be drawn, in words, and what to do; None where all of it is."""
    for part in ("baseOption", "options", "timeline", "media"):
        if option.get(part):
            hint = "Write a chart for each frame, or all of them as series of one."
            return "is a timeline, of which this build of ECharts draws one frame alone", hint
    hint = "It draws bars, lines, points, pies, heat maps and a Band. Draw it with matplotlib, as a figure."
    for one in listed(option.get("series") or []):
        kind, system = (one.get("type"), one.get("coordinateSystem")) if isinstance(one, dict) else (None, None)
        if kind not in TYPES:
            return f"has a series of type '{kind}', which this build of ECharts does not draw", hint
        if system not in (None, "cartesian2d", "none", "view"):
            return f"has a series on '{system}', which this build of ECharts does not draw", hint
    for part in LEFT_OUT:
        if option.get(part):
            return f"has '{part}', which this build of ECharts does not draw", hint
    return None


def outside(option: Option) -> Iterator[str]:
    """In words, the points of each series for which its axis has no place."""
    for column in columns(option) or []:
        lost = [
            point for point in column.points if point.place is None and any(one is not None for one in point.values)
        ]
        if lost:
            points = "1 point" if len(lost) == 1 else f"{len(lost)} points"
            yield f"{points} of the series '{column.name}' at no place of the axis, such as {_at(lost[0].at)}"


def _at(at: Any) -> str:
    return f"'{at}'" if isinstance(at, str) else f"number {at + 1}" if isinstance(at, int) else str(at)


def name_places(option: Option) -> None:
    """Let points that name their place by a number of the axis name it by a word.

    pyecharts writes them so, and ECharts takes a number for that of the place: the epochs 1, 2, 3 would be drawn one
    place further to the right.
    """
    axes = [axis for axis in listed(option.get("xAxis") or []) if isinstance(axis, dict)]
    for number, axis in enumerate(axes):
        places = axis.get("data")
        if axis.get("type") not in (None, "category") or not isinstance(places, list):
            continue
        if not any(isinstance(place, int | float) for place in places):
            continue
        for one in listed(option.get("series") or []):
            if isinstance(one, dict) and (one.get("xAxisIndex") or 0) == number and _paired(one, places):
                one["data"] = [_worded(item) for item in one["data"]]
        axis["data"] = [str(place) if isinstance(place, int | float) else place for place in places]


def _paired(series: Option, places: list[Any]) -> bool:
    """Whether each point begins with the place of the same number, as pyecharts pairs them."""
    items = [item_of(item) for item in series.get("data") or []]
    pairs = all(isinstance(item, list) and len(item) > 1 for item in items) and len(items) <= len(places)
    return (
        series.get("type") in ("line", "scatter")
        and pairs
        and all(item[0] == place for item, place in zip(items, places, strict=False))
    )


def _worded(item: Any) -> Any:
    if isinstance(item, dict):
        return {**item, "value": _worded(item["value"])}
    return [str(item[0]) if isinstance(item[0], int | float) else item[0], *item[1:]]
