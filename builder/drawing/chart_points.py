"""What a chart shows, point by point: where each stands, and what it says there.

A category axis names its places: a point says by a word, or by the number of the place, at which it stands, or else
by its own number in the series. Axes of the same places are one, as those of two charts above one another often are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

Option = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Axis:
    """An axis by its name and its places; None where it has no places but numbers."""

    name: str = ""
    places: tuple[str, ...] | None = None

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.places or ())

    def place(self, at: Any) -> str | float | None:
        """The place that a word or a number means; None where there is none."""
        if self.places is None:
            return at if isinstance(at, str | int | float) else None
        if isinstance(at, int | float):
            return self.places[round(at)] if 0 <= round(at) < len(self.places) else None
        return at if isinstance(at, str) and at in self._known else None


@dataclass(frozen=True)
class Point:
    """Where a point stands, and all the numbers that it has there. `at` is what its series says of the place.

    `place` is None where no axis has it: then it is not drawn.
    """

    at: Any
    place: Any
    values: list[Any]


@dataclass(frozen=True)
class Column:
    """A series: its name, its kind, the axis along which its points stand, whether that is the x axis, and they, gaps
    too. `across` is what the other axis is called, along which their numbers are read.
    """

    name: str
    kind: str
    axis: Axis = field(default_factory=Axis)
    points: list[Point] = field(default_factory=list)
    upright: bool = True
    across: str = ""


def columns(option: Option) -> list[Column] | None:
    """The series of an option, point by point; None where the data of one are no list, or it has none of its own."""
    found = []
    axes = _Axes(option)
    for one in listed(option.get("series") or []):
        if not isinstance(one, dict) or not isinstance(one.get("data"), list):
            return None
        axis, upright = axes.along(one)
        kind, name = str(one.get("type") or ""), str(one.get("name") or "")
        points = list(_points(one, kind, axis, upright=upright))
        across = axes.of(one, "yAxis" if upright else "xAxis").name
        if kind == "scatter":
            points = _named(points, one["data"])
        if kind == "heatmap":
            other = axes.of(one, "yAxis")
            points = [_cell(point, other) for point in points]
            axis = axes.one(axis.name, None)  # its places alone are none of a cell
        found.append(Column(name, kind, axis, points, upright, across))
    return found


def _points(series: Option, kind: str, axis: Axis, *, upright: bool) -> Iterator[Point]:
    for number, item in enumerate(series["data"]):
        value = item_of(item)
        if kind == "custom":  # a band, which has two edges at a place
            if isinstance(value, list) and len(value) >= 3:
                yield Point(value[0], axis.place(value[0]), [value[1:3]])
        elif kind == "pie":
            name = _name(item)
            yield Point(number, str(number + 1) if name is None else name, listed(value))
        elif isinstance(value, list) and len(value) > 1:
            at, *rest = value if upright else [value[1], value[0], *value[2:]]
            yield Point(at, axis.place(at), rest)
        else:
            at = number if axis.places is None or number < len(axis.places) else None
            yield Point(number, None if at is None else axis.place(at), listed(value))


def _name(item: Any) -> str | None:
    """What an item calls itself."""
    name = item.get("name") if isinstance(item, dict) else None
    return None if name in (None, "") else str(name)


def _named(points: list[Point], data: list[Any]) -> list[Point]:
    """Points with what they call themselves behind their numbers, where it says more than their places."""
    names = [_name(item) for item in data]
    if all(name is None or name == str(point.place) for name, point in zip(names, points, strict=True)):
        return points
    width = max(len(point.values) for point in points)
    return [
        replace(point, values=[*point.values, *[None] * (width - len(point.values)), name])
        for name, point in zip(names, points, strict=True)
    ]


def _cell(point: Point, other: Axis) -> Point:
    """A point of a heat map stands at a place of either axis."""
    y, *rest = point.values or [None]
    across, up = point.place, other.place(y)
    return Point((point.at, y), None if across is None or up is None else (across, up), rest)


class _Axes:
    """The axes of an option, each of the same name and places once."""

    def __init__(self, option: Option) -> None:
        self._option, self._known = option, dict[tuple[str, tuple[str, ...] | None], Axis]()

    def one(self, name: str, places: tuple[str, ...] | None) -> Axis:
        """The axis of a name and places."""
        return self._known.setdefault((name, places), Axis(name, places))

    def along(self, series: Option) -> tuple[Axis, bool]:
        """The axis along which the points of a series stand, and whether that is the x axis."""
        across, up = self.of(series, "xAxis"), self.of(series, "yAxis")
        upright = series.get("type") == "heatmap" or across.places is not None or up.places is None
        return (across if upright else up), upright

    def of(self, series: Option, which: str) -> Axis:
        """The x axis or the y axis of a series."""
        axes = listed(self._option.get(which) or {})
        number = series.get(f"{which}Index") or 0
        found = axes[number] if isinstance(number, int) and number < len(axes) else {}
        if not isinstance(found, dict):
            return self.one("", None)
        data = found.get("data")
        named = found.get("type") in (None, "category") and data not in (None, [])
        places = tuple(str(item_of(place)) for place in listed(data)) if named else None
        return self.one(str(found.get("name") or ""), places)


def listed(found: Any) -> list[Any]:
    """ECharts takes one thing for a list of one."""
    return found if isinstance(found, list) else [found]


def item_of(item: Any) -> Any:
    """What an item of the data is, which may be an object of it and its looks."""
    return item.get("value") if isinstance(item, dict) else item
