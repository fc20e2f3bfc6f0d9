"""The marks of a chart, for its table: lines, points and areas that an author sets beside the points of a series."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from builder.drawing.chart_parts import Option, as_list
from builder.drawing.chart_points import Column, Point

_KINDS = ("markLine", "markPoint", "markArea")
_EXTREMES: dict[str, Callable[[list[Point]], Point]] = {
    "max": lambda points: max(points, key=_height),
    "min": lambda points: min(points, key=_height),
}
_MIDDLES: dict[str, Callable[[list[float]], float]] = {"average": statistics.fmean, "median": statistics.median}
_PRECISION = 2
"""Decimals that ECharts writes of a mean, where the mark asks for no others."""


@dataclass(frozen=True)
class Mark:
    """One mark: a line, a point or an area."""

    name: str
    """What it is called; else what it is the "max" or the "average" of."""
    places: list[Any]
    """The places along the axis that it stands at; a line between two ends and an area have two."""
    values: list[Any]
    """The numbers that it says there."""


def marks(series: Option, column: Column) -> Iterator[Mark]:
    """What a series marks. A line between two ends and an area have two places, or two numbers."""
    for kind in _KINDS:
        asked = series.get(kind)
        if not isinstance(asked, dict):
            continue
        for item in as_list(asked.get("data") or []):
            ends = [end for end in as_list(item) if isinstance(end, dict)]
            if mark := _mark(ends, column, asked.get("precision", _PRECISION)):
                yield mark


def _mark(ends: list[Option], column: Column, precision: Any) -> Mark | None:
    name = next((str(end["name"]) for end in ends if end.get("name")), "")
    places: list[Any] = []
    values: list[Any] = []
    for end in ends:
        kind = str(end.get("type") or "")
        at, value = _computed(kind, column, precision) if kind else _said(end, column)
        name = name or kind
        places += [at] if isinstance(at, str | int | float) else []
        values += [value] if isinstance(value, str | int | float) else []
    if not (places or values):
        return None
    return Mark(name, list(dict.fromkeys(places)), list(dict.fromkeys(values)))


def _said(end: Option, column: Column) -> tuple[Any, Any]:
    """The place and the number of an end that names its coordinates; the number that it shows, if it has one."""
    coord = end.get("coord")
    x, y = coord[:2] if isinstance(coord, list) and len(coord) >= 2 else (end.get("xAxis"), end.get("yAxis"))
    if column.type.axes > 1:
        return ", ".join(str(one) for one in (x, y) if one is not None) or None, end.get("value")
    along, across = (x, y) if column.upright else (y, x)
    place = column.axis.place(along)
    return along if place is None else place, across if end.get("value") is None else end["value"]


def _computed(kind: str, column: Column, precision: Any) -> tuple[Any, Any]:
    """The place and the number of what ECharts computes from the points of a series."""
    points = [point for point in column.points if point.values and isinstance(point.values[0], int | float)]
    if not points:
        return None, None
    if kind in _EXTREMES:
        found = _EXTREMES[kind](points)
        return found.place, found.values[0]
    if kind in _MIDDLES:
        middle = _MIDDLES[kind]([_height(point) for point in points])
        return None, round(middle, precision if isinstance(precision, int) else _PRECISION)
    return None, None


def _height(point: Point) -> float:
    return float(point.values[0])
