"""Whether a chart is drawn whole: what the ECharts of this tool leaves out in silence is refused, or told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.drawing.chart_points import Option, as_list, columns, item_of
from builder.drawing.chart_types import TYPES, type_of

LEFT_OUT = (
    "angleAxis", "bmap", "calendar", "geo", "globe", "graphic", "grid3D", "matrix", "parallel", "parallelAxis", "polar",
    "radar", "radiusAxis", "singleAxis",
)  # fmt: skip
"""Parts of ECharts that show something, and which are not in it."""


def dropped(option: Option) -> tuple[str, str] | None:
    """What of an option would not be drawn, in words, and what to do; None where all of it is."""
    for part in ("baseOption", "options", "timeline", "media"):
        if option.get(part):
            hint = "Write a chart for each frame, or all of them as series of one."
            return "is a timeline, of which this build of ECharts draws one frame alone", hint
    *known, last = (row.called for row in TYPES.values())
    hint = f"It draws {', '.join(known)} and {last}. Draw it with matplotlib, as a figure."
    for one in as_list(option.get("series") or []):
        kind, system = (one.get("type"), one.get("coordinateSystem")) if isinstance(one, dict) else (None, None)
        if not isinstance(kind, str) or kind not in TYPES:
            return f"has a series of type '{kind}', which this build of ECharts does not draw", hint
        if system not in (None, "cartesian2d", "none", "view"):
            return f"has a series on '{system}', which this build of ECharts does not draw", hint
    for part in LEFT_OUT:
        if option.get(part):
            return f"has '{part}', which this build of ECharts does not draw", hint
    return None


def off_axis(option: Option) -> Iterator[str]:
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
    """Let points that pyecharts pairs with a place name it by a word, and lines that stand by their y.

    ECharts takes a number for that of the place: the epochs 1, 2, 3 would be drawn one place further to the right.
    """
    for one in as_list(option.get("series") or []):
        if isinstance(one, dict) and type_of(one).paired and isinstance(one.get("data"), list):
            for which in ("xAxis", "yAxis"):
                if places := _places(option, which, one.get(f"{which}Index") or 0):
                    words = {place: _word(place) for place in places}
                    how = {"numbered": not all(isinstance(place, str) for place in places), "upright": which == "xAxis"}
                    one["data"] = [_named(item, words, **how) for item in one["data"]]
                    break
    for which in ("xAxis", "yAxis"):
        for number, axis in enumerate(as_list(option.get(which) or [])):
            if _places(option, which, number):
                axis["data"] = [_word(place) for place in as_list(axis["data"])]


def _places(option: Option, which: str, number: int) -> list[Any]:
    """The places of an axis of categories; none of another."""
    axes = as_list(option.get(which) or [])
    axis = axes[number] if isinstance(number, int) and number < len(axes) else {}
    named = isinstance(axis, dict) and axis.get("type") in (None, "category")
    places = as_list(axis.get("data") or []) if named else []
    return [place for place in map(item_of, places) if isinstance(place, str | int | float)]


def _named(item: Any, words: dict[Any, str], *, numbered: bool, upright: bool) -> Any:
    """A pair of pyecharts, [place, value], as ECharts reads it: the place a word, and behind the value on a y axis.

    `numbered` says that the axis has numbers for its places, so that each number of a pair means one of them.
    """
    if not isinstance(item, list) or len(item) < 2 or not isinstance(item[0], str | int | float):
        return item
    if item[0] not in words and not numbered and _word(item[0]) not in words:
        return item  # the number of a place, as ECharts has it
    at, *rest = item
    word = words.get(at, _word(at))
    return [word, *rest] if upright else [rest[0], word, *rest[1:]]


def _word(place: Any) -> Any:
    """A number as ECharts writes it."""
    if not isinstance(place, int | float) or isinstance(place, bool):
        return place
    return str(int(place)) if float(place).is_integer() else str(place)
