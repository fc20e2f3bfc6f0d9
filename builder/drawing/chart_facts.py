"""What a person would say of a chart who looks at it: what it is made of, its ends and extremes, and its course.

The template `said.html` puts it into words. Levels 1 to 3 of Lundgard and Satyanarayan (2021); what it means, level 4,
only authors know, and say in the alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.drawing.chart_lists import sizes
from builder.drawing.chart_parts import Option, as_list
from builder.drawing.chart_points import Column, Point, columns
from builder.drawing.chart_tables import shown
from builder.drawing.chart_types import type_of
from builder.drawing.decimals import decimals
from builder.drawing.tables import word
from builder.evidence.locale import Locale

MOST_TOLD = 6
"""Series that are told one by one; of more, the extremes of all are told."""
NEARLY = 0.9
"""The part of its way after which a curve has nearly arrived."""
CLEARLY = 0.25
"""The part of its height by which a curve must turn back to have risen and fallen."""


@dataclass(frozen=True)
class Series:
    """A series, in the numbers of the language."""

    name: str
    """What it is called; "" where it has no name."""
    points: int
    """How many it has."""
    course: str
    """What it does from its first point to its last: "rises", "falls", "peaks", "dips", "varies", or "level"."""
    first: str
    """The number of its first point."""
    last: str
    """That of its last."""
    lowest: str
    """Its least number."""
    lowest_at: str
    """Where it is least."""
    highest: str
    """Its greatest number."""
    highest_at: str
    """Where it is greatest."""
    arrives: str
    """Where nearly all of a rise or a fall is done, if that is in its first half."""
    top: float
    """Its greatest number, to be compared."""
    bottom: float
    """Its least number, to be compared."""
    end: float
    """The number of its last point, to be compared."""


@dataclass(frozen=True)
class Group:
    """The series of one type, along one axis."""

    kind: str
    """Their type: "line"."""
    along: str
    """What the axis is called along which they run."""
    across: str
    """What the other one is called."""
    start: str
    """The first place of the axis."""
    stop: str
    """Its last place."""
    places: int
    """How many places there are."""
    count: int
    """How many series there are."""
    bands: int
    """How many of them have a band around them."""
    placed: bool
    """Whether they stand along an axis, and not where they bear a name."""
    told: list[Series] = field(default_factory=list)
    """Those that are told one by one."""
    highest: Series | None = None
    """The one that goes highest, of several."""
    lowest: Series | None = None
    """The one that goes lowest."""
    ends_highest: Series | None = None
    """The one that ends highest, of several."""
    ends_lowest: Series | None = None
    """The one that ends lowest."""


@dataclass(frozen=True)
class Listed:
    """A series whose data are no points."""

    kind: str
    """Its type: "graph"."""
    items: int
    """How many nodes, branches, lines, streams or ways it has."""
    others: int
    """How many links, axes, or places."""


def listed(option: Option) -> list[Listed]:
    """What is to be said of the series whose data are links, branches and the like."""
    series = [one for one in as_list(option.get("series") or []) if isinstance(one, dict) and type_of(one).listed]
    return [Listed(str(one["type"]), *sizes(one)) for one in series]


def facts(option: Option, locale: Locale) -> list[Group]:
    """What is to be said of a chart, by the types of its series; nothing where its data are not known."""
    found = columns(option) or [] if not option.get("dataset") else []
    bands = {column.name for column in found if column.type.edges}
    groups: dict[tuple[str, int], list[Column]] = {}
    for column in found:
        if not column.type.edges and column.type.name:
            groups.setdefault((column.type.name, id(column.axis)), []).append(column)
    digits = decimals(found)
    told = (_group(kind, own, bands, digits, locale) for (kind, _), own in groups.items())
    return [group for group in told if group]


def _group(
    kind: str, found: list[Column], bands: set[str], digits: dict[str, int | None], locale: Locale
) -> Group | None:
    series = [told for one in found if (told := _series(one, digits.get(one.name), locale))]
    if not series:
        return None
    axis, several = found[0].axis, len(series) > 1
    seen = [point.place for one in found for point in _known(one)]
    places = list(dict.fromkeys(axis.places or seen))
    if axis.places is None and all(isinstance(place, int | float) for place in places):
        places.sort()
    return Group(
        kind,
        axis.name,
        found[0].across,
        _place(places[0], locale),
        _place(places[-1], locale),
        len(places),
        len(series),
        sum(one.name in bands for one in series if one.name),
        found[0].type.axes > 0,
        series if len(series) <= MOST_TOLD else [],
        max(series, key=lambda one: one.top) if several else None,
        min(series, key=lambda one: one.bottom) if several else None,
        max(series, key=lambda one: one.end) if several else None,
        min(series, key=lambda one: one.end) if several else None,
    )


def _series(column: Column, digits: int | None, locale: Locale) -> Series | None:
    points = _known(column)
    if not points:
        return None
    told = column.type.told
    numbers = [float(point.values[told]) for point in points]
    low, high = numbers.index(min(numbers)), numbers.index(max(numbers))

    def number(at: int) -> str:
        return word(points[at].values[told], locale, digits)

    course = _course(numbers)
    there = _arrives(numbers) if course in ("rises", "falls") else None
    return Series(
        column.name or column.across,
        len(points),
        course,
        number(0),
        number(-1),
        number(low),
        _place(points[low].place, locale),
        number(high),
        _place(points[high].place, locale),
        "" if there is None else _place(points[there].place, locale),
        numbers[high],
        numbers[low],
        numbers[-1],
    )


def _known(column: Column) -> list[Point]:
    """The points that are drawn: at a place, with a number."""
    told = column.type.told
    return [
        point
        for point in column.points
        if point.place is not None and len(point.values) > told and type(point.values[told]) in (int, float)
    ]


def _course(numbers: Sequence[float]) -> str:
    first, last, low, high = numbers[0], numbers[-1], min(numbers), max(numbers)
    if low == high:
        return "level"
    height = high - low
    if high - max(first, last) > CLEARLY * height:
        return "varies" if min(first, last) - low > CLEARLY * height else "peaks"
    if min(first, last) - low > CLEARLY * height:
        return "dips"
    if abs(last - first) < (1 - 2 * CLEARLY) * height:
        return "varies"
    return "rises" if last > first else "falls"


def _arrives(numbers: Sequence[float]) -> int | None:
    way = numbers[-1] - numbers[0]
    there = next(at for at, number in enumerate(numbers) if (number - numbers[0]) / way >= NEARLY)
    return there if 0 < there < len(numbers) // 2 else None


def _place(place: Any, locale: Locale) -> str:
    return ", ".join(shown(part, locale) for part in (place if isinstance(place, tuple) else (place,)))
