"""Whether a chart is drawn whole: what the ECharts of this tool leaves out in silence is refused, or told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from builder.drawing.chart_parts import Option, as_list, series_of, states
from builder.drawing.chart_points import columns, item_of
from builder.drawing.chart_types import PARTS, TYPES, type_of

_FLAT = "Draw it flat, or with matplotlib, as a figure."
_SPACE = "which WebGL draws, in a browser alone: there would be no picture of it for readers without one", _FLAT
_STREETS = (
    "whose map a server of others sends, which a page asks for nothing",
    "Draw the regions from a file of the post: 'map' with GeoJSON, see docs/charts.md.",
)
_WHY = {
    **dict.fromkeys(("bar3D", "line3D", "lines3D", "scatter3D", "surface", "map3D", "graphGL", "scatterGL"), _SPACE),
    **dict.fromkeys(("polygons3D", "linesGL", "flowGL", "globe", "grid3D", "geo3D", "mapbox3D"), _SPACE),
    **dict.fromkeys(("bmap", "amap", "gmap", "lmap", "leaflet"), _STREETS),
    "wordCloud": (
        "which measures its words pixel by pixel, in a browser alone",
        "Draw bars: readers compare them better. Or return the picture of the package wordcloud, as a figure.",
    ),
}
"""Of what other packages draw: why it is not drawn here, and what to do."""
_FLAT_SYSTEMS = (None, "", "cartesian2d", "none", "view", "parallel", "radar")


def dropped(option: Option) -> tuple[str, str] | None:
    """What of an option would not be drawn, in words, and what to do; None where all of it is."""
    *known, last = (row.called for row in TYPES.values())
    hint = f"It draws {', '.join(known)} and {last}. Draw it with matplotlib, as a figure."
    systems = {*_FLAT_SYSTEMS, *(name for name, part in PARTS.items() if part.system)}
    for state in states(option):
        for one in as_list(state.get("series") or []):
            kind, system = (one.get("type"), one.get("coordinateSystem")) if isinstance(one, dict) else (None, None)
            if isinstance(kind, str) and kind in _WHY:
                return f"has a series of type '{kind}', {_WHY[kind][0]}", _WHY[kind][1]
            if (kind, system) == ("heatmap", "geo"):
                hint = "Draw points whose colours a visual map gives: type_=ChartType.SCATTER."
                return "has a heat map over a map, which is made of pixels, in a browser alone", hint
            if not isinstance(kind, str) or kind not in TYPES:
                return f"has a series of type '{kind}', which this build of ECharts does not draw", hint
            if system not in systems:
                why, instead = _WHY.get(str(system), ("which this build of ECharts does not draw", hint))
                return f"has a series on '{system}', {why}", instead
        for part in (part for part in _WHY if state.get(part)):
            return f"has '{part}', {_WHY[part][0]}", _WHY[part][1]
    return None


_FOREIGN = re.compile(r"""(?:image://|"image":\s*"|\.src\s*=\s*["'])(https?://[^"'\s\\]+)""")


def amiss(option: Option, code: str = "") -> Iterator[tuple[str, str]]:
    """What an author is told of an option that is drawn, and of the JavaScript in it, and what to do."""
    for address in dict.fromkeys(_FOREIGN.findall(json.dumps(option, ensure_ascii=False) + code)):
        hint = "Bring it along: image://data:image/png;base64,…"
        yield f"asks another site for the picture {address}, which no page does: it is left out", hint
    for state in states(option):
        for lost in off_axis(state):
            yield f"has {lost}", "They are not drawn: give the axis all the places that they name."


def empty_series(option: Option) -> Iterator[str]:
    """The names of the series that have no points."""
    for one in series_of(option):
        if one.get("data") == [] and not any(
            one.get(key) for key in ("nodes", "links", "edges", "markPoint", "markLine")
        ):
            yield str(one.get("name", ""))


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
