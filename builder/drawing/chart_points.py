"""What a chart shows, point by point: where each stands, and what it says there.

A category axis names its places: a point says by a word, or by the number of the place, at which it stands, or else
by its own number in the series. Axes of the same places are one, as those of two charts above one another often are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from builder.drawing.chart_parts import Option, as_list
from builder.drawing.chart_types import PAIR, VALUES, ChartType, type_of


@dataclass(frozen=True, eq=False)
class Axis:
    """An axis, by what it says."""

    name: str = ""
    """What stands beside it."""
    places: tuple[str, ...] | None = None
    """The words along it; None where it has numbers."""

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
    """A point of a series."""

    at: Any
    """What its series says of the place: a word, or a number."""
    place: Any
    """The place itself; None where no axis has it: then the point is not drawn."""
    values: list[Any]
    """All the numbers that it has there."""


@dataclass(frozen=True)
class Column:
    """A series, point by point."""

    name: str
    """What it is called; "" where it has no name."""
    type: ChartType
    """Its type, with all that is known of it."""
    axis: Axis = field(default_factory=Axis)
    """The axis along which its points stand."""
    points: list[Point] = field(default_factory=list)
    """Its points, gaps too."""
    upright: bool = True
    """Whether its points stand along the x axis."""
    across: str = ""
    """What the other axis is called, along which the numbers of the points are read."""
    parts: tuple[str, ...] = ()
    """What each of its numbers is called behind its name, where its type does not say so."""


def pointed(option: Option) -> list[Any]:
    """The series whose data are points; of the others `chart_lists` makes tables."""
    series = as_list(option.get("series") or [])
    return [one for one in series if not (isinstance(one, dict) and type_of(one).listed)]


def columns(option: Option) -> list[Column] | None:
    """The series of an option, point by point; None where the data of one are no list, or it has none of its own."""
    found: list[Column] = []
    axes = _Axes(option)
    for one in pointed(option):
        if not isinstance(one, dict) or not isinstance(one.get("data"), list):
            return None
        if one.get("type") == "radar":
            found += _spokes(one, axes.spokes(one))
            continue
        kind, name = _standing(one, type_of(one)), str(one.get("name") or "")
        axis, upright = axes.along(one, kind)
        points = list(_points(one, kind, axis, upright=upright))
        across = axes.of(one, "yAxis" if upright else "xAxis").name
        if kind.named:
            points = _named(points, one["data"])
        if kind.axes > 1:
            other = axes.of(one, "yAxis")
            points = [_cell(point, other) for point in points]
            axis = axes.one(axis.name, None)  # its places alone are none of a cell
        found.append(Column(name, kind, axis, points, upright, across, kind.parts))
    return found


def _standing(series: Option, kind: ChartType) -> ChartType:
    """A type as it is read on what its series stands: in a calendar and along one axis a point is [place, value], on a
    map it has a name.
    """
    match series.get("coordinateSystem"):
        case "calendar" | "singleAxis" | "polar":
            return replace(kind, axes=1, read=PAIR)
        case "geo":
            return replace(kind, axes=0, read=VALUES, named=False, told=2)
        case _:
            return kind


def _spokes(series: Option, axis: Axis) -> Iterator[Column]:
    """A column for each item of a radar, along the names of its spokes."""
    for item in series["data"]:
        values = as_list(item_of(item))
        if len(values) == 1 and isinstance(values[0], list):  # as pyecharts has it
            values = values[0]
        points = [Point(at, axis.place(at), [value]) for at, value in enumerate(values)]
        yield Column(_name(item) or str(series.get("name") or ""), type_of(series), axis, points)


def _points(series: Option, kind: ChartType, axis: Axis, *, upright: bool) -> Iterator[Point]:
    for number, item in enumerate(series["data"]):
        if found := kind.read(number, as_list(item_of(item)), upright):
            at, values = found
            yield Point(at, axis.place(at) if kind.axes else _name(item) or str(number + 1), values)


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

    def along(self, series: Option, kind: ChartType) -> tuple[Axis, bool]:
        """The axis along which the points of a series stand, and whether that is the x axis."""
        match series.get("coordinateSystem"):
            case "polar":
                angle, radius = self.of(series, "angleAxis"), self.of(series, "radiusAxis")
                return (angle if angle.places is not None else radius), True
            case "calendar" | "singleAxis" | "geo" | "matrix":
                return self.one("", None), True
        across, up = self.of(series, "xAxis"), self.of(series, "yAxis")
        upright = kind.axes > 1 or across.places is not None or up.places is None
        return (across if upright else up), upright

    def spokes(self, series: Option) -> Axis:
        """The spokes of the radar that a series stands on."""
        radars, number = as_list(self._option.get("radar") or {}), series.get("radarIndex") or 0
        found = radars[number] if isinstance(number, int) and number < len(radars) else {}
        spokes = as_list(found.get("indicator") or []) if isinstance(found, dict) else []
        names = [str(one.get("name") or one.get("text") or "") for one in spokes if isinstance(one, dict)]
        return self.one("", tuple(names))

    def of(self, series: Option, which: str) -> Axis:
        """The x axis or the y axis of a series, or one of its polar axes."""
        axes = as_list(self._option.get(which) or {})
        number = series.get(f"{which}Index") or 0
        found = axes[number] if isinstance(number, int) and number < len(axes) else {}
        if not isinstance(found, dict):
            return self.one("", None)
        data = found.get("data")
        named = found.get("type") in (None, "category") and data not in (None, [])
        places = tuple(str(item_of(place)) for place in as_list(data)) if named else None
        return self.one(str(found.get("name") or ""), places)


def item_of(item: Any) -> Any:
    """What an item of the data is, which may be an object of it and its looks."""
    return item.get("value") if isinstance(item, dict) else item
