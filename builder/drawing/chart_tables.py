"""The data of a chart as a table, for readers: all that it shows, each point once. `chart_files` makes files of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import Any

from builder.drawing.chart_lists import joined, list_table
from builder.drawing.chart_marks import Mark, marks
from builder.drawing.chart_parts import Option, as_list, frames
from builder.drawing.chart_points import Axis, Column, columns, item_of, pointed
from builder.drawing.chart_types import type_of
from builder.drawing.decimals import decimals
from builder.drawing.tables import Table, word
from builder.evidence.locale import Locale

Points = Callable[[Option, list[Column], Locale], Table]
"""Makes the table of the series whose data are points."""


def chart_table(option: Option, locale: Locale, points: Points | None = None) -> Table | None:
    """The data of an ECharts option; None where they do not stand in its series, nor all in one dataset.

    Of a timeline the frames stand below one another. `points` makes the table of points; by default, that of a page.
    """
    tables = [(name, _of_frame(frame, locale, points or _of_points)) for name, frame in frames(option)]
    return None if any(table is None for _, table in tables) else joined([(name, one) for name, one in tables if one])


def _of_frame(option: Option, locale: Locale, points: Points) -> Table | None:
    if option.get("dataset"):
        return _of_dataset(option, locale)
    found = columns(option)
    listed = [one for one in as_list(option.get("series") or []) if isinstance(one, dict) and type_of(one).listed]
    lists = [list_table(one, option, locale) for one in listed]
    if found is None or any(one is None for one in lists):
        return None
    own = [points(option, found, locale)] if found or not lists else []
    return joined([("", one) for one in (*own, *lists) if one])


def _of_points(option: Option, found: list[Column], locale: Locale) -> Table:
    if any(column.type.name == "radar" for column in found):
        return by_place(found, locale)
    marked = [list(marks(one, column)) for one, column in zip(pointed(option), found, strict=True)]
    if any(marked):
        table = by_place(found, locale)
        return replace(table, rows=[*table.rows, *_marked(marked, found, locale)])
    return grid(option, found, locale) or by_place(found, locale)


def by_place(found: list[Column], locale: Locale) -> Table:
    """A row for each place of each axis, a column for each number that a series has there.

    A series that comes back to a place has another row for it.
    """
    axes = list(dict.fromkeys(column.axis for column in found)) or [Axis()]
    rows: dict[Hashable, dict[tuple[int, int], Any]] = {key: {} for axis in axes for key in _places(axis)}
    widths = widths_of(found)
    for number, column in enumerate(found):
        for key, values in _keyed(column):
            row = rows.setdefault(key, {})
            row.update({(number, place): value for place, value in enumerate(values)})
    cells = [(number, place) for number, width in enumerate(widths) for place in range(width)]
    header = [" / ".join(dict.fromkeys(axis.name for axis in axes if axis.name)), *_names(found, widths)]
    body = sorted(rows.items(), key=lambda row: axes.index(row[0][0]))  # type: ignore[index] # by axis, else as met
    named = len({axis.name for axis in axes}) > 1
    known = decimals(found)
    digits = [known.get(found[number].name) for number, _ in cells]
    worded = [number for number, cell in enumerate(cells, 1) if any(isinstance(row.get(cell), str) for _, row in body)]
    return Table(
        header,
        [
            [
                _label(key, locale, named=named),
                *(word(row.get(cell), locale, some) for cell, some in zip(cells, digits, strict=True)),
            ]
            for key, row in body
        ],
        worded,
    )


def _marked(marked: list[list[Mark]], found: list[Column], locale: Locale) -> Iterator[list[str]]:
    """A row for each mark, with what it says in the column of its series."""
    widths = widths_of(found)
    for number, (own, width) in enumerate(zip(marked, widths, strict=True)):
        before, behind = sum(widths[:number]), width - 1 + sum(widths[number + 1 :])
        for mark in own:
            places = "–".join(shown(place, locale) for place in mark.places)
            label = ", ".join(filter(None, (mark.name, places)))
            yield [label, *[""] * before, word(mark.values, locale), *[""] * behind]


def widths_of(found: list[Column]) -> list[int]:
    """How many columns each series takes."""
    return [max((len(point.values) for point in column.points), default=1) or 1 for column in found]


def _places(axis: Axis) -> Iterator[Hashable]:
    """A key for each place of an axis, also where no series has anything; one that it has twice has two."""
    met: Counter[str] = Counter()
    for place in axis.places or ():
        yield axis, place, met[place]
        met[place] += 1


def _keyed(column: Column) -> Iterator[tuple[Hashable, list[Any]]]:
    met: Counter[Hashable] = Counter()
    for point in column.points:
        place = point.at if point.place is None else point.place
        place = place if isinstance(place, Hashable) else str(place)
        yield (column.axis, place, met[place]), point.values
        met[place] += 1


def _names(found: list[Column], widths: list[int]) -> Iterator[str]:
    for column, width in zip(found, widths, strict=True):
        name = column.name or column.across
        if column.parts:
            parts = [*column.parts, *map(str, range(len(column.parts) + 1, width + 1))]
            yield from (", ".join(filter(None, (name, part))) for part in parts[:width])
            continue
        name += column.type.behind
        yield from (", ".join(filter(None, (name, str(place + 1) if place else ""))) for place in range(width))


def _label(key: Any, locale: Locale, *, named: bool) -> str:
    axis, place, _ = key
    label = ", ".join(shown(part, locale) for part in (place if isinstance(place, tuple) else (place,)))
    return f"{axis.name} {label}".strip() if named else label


def shown(place: Any, locale: Locale) -> str:
    """A place on an axis, where a year is no 2,024."""
    return locale.number(place) if isinstance(place, float) and not place.is_integer() else word_of(place)


def word_of(place: Any) -> str:
    return str(int(place)) if isinstance(place, float) else str(place)


def grid(option: Option, found: list[Column], locale: Locale) -> Table | None:
    """The grid of a heat map: a row for each y from the top down, a column for each x.

    None where there is more in the chart, or more than one number in a cell.
    """
    if len(found) != 1 or found[0].type.axes < 2 or option.get("matrix"):
        return None
    xs, ys = (_names_of(option, which) for which in ("xAxis", "yAxis"))
    drawn = [point for point in found[0].points if point.place is not None]
    cells = {point.place: point.values[0] for point in drawn if point.values}
    if len(cells) < len(drawn) or len(set(xs)) < len(xs) or len(set(ys)) < len(ys):
        return None
    digits = decimals(found).get(found[0].name)
    rows = [[y, *(word(cells.get((x, y)), locale, digits) for x in xs)] for y in reversed(ys)]
    return Table(["", *xs], rows)


def _names_of(option: Option, which: str) -> list[str]:
    axis: Any = next(iter(as_list(option.get(which) or {})), {})
    return [str(item_of(one)) for one in as_list(axis.get("data") or [])] if isinstance(axis, dict) else []


def _of_dataset(option: Option, locale: Locale) -> Table | None:
    """The rows of a dataset, where all series take their data from the only one."""
    sets, series = as_list(option["dataset"]), as_list(option.get("series") or [])
    if (
        len(sets) != 1
        or not isinstance(sets[0], dict)
        or any(isinstance(one, dict) and one.get("data") for one in series)
    ):
        return None
    source, names = sets[0].get("source"), sets[0].get("dimensions")
    if isinstance(source, dict):  # column by column
        source = [list(source), *(list(row) for row in zip(*source.values(), strict=False))]
    elif isinstance(source, list) and source and all(isinstance(row, dict) for row in source):
        keys = list(dict.fromkeys(key for row in source for key in row))
        source = [keys, *([row.get(key) for key in keys] for row in source)]
    elif isinstance(names, list) and isinstance(source, list):
        source = [[str(item.get("name")) if isinstance(item, dict) else item for item in names], *source]
    if not isinstance(source, list) or not source or not all(isinstance(row, list) for row in source):
        return None
    width = max(map(len, source))
    header, *rows = [[word(cell, locale) for cell in [*row, *[None] * (width - len(row))]] for row in source]
    return Table(header, rows)
