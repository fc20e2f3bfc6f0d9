"""The data of a chart as CSV, for other programs: numbers as all of them read them, one in each cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from builder.drawing.chart_marks import marks
from builder.drawing.chart_parts import Option
from builder.drawing.chart_points import Column, Point, pointed
from builder.drawing.chart_tables import by_place, chart_table, grid, widths_of
from builder.drawing.tables import Table, word
from builder.evidence.locale import Locale

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
MARK = "mark"
"""The last column, where a chart has marks: what they are called."""


def chart_csv(option: Option, locale: Locale) -> str:
    """All that a chart shows, and of a band what each seed gave; "" where there is no table of it."""
    table = chart_table(option, _Plain(locale.code), _table)
    if table is None:
        return ""
    places = _places([row[0] for row in table.rows], locale)
    text = io.StringIO()
    rows = [[place, *row[1:]] for place, row in zip(places, table.rows, strict=True)]
    csv.writer(text, lineterminator="\n").writerows([table.header, *rows])
    return text.getvalue()


class _Plain(Locale):
    """Numbers as programs write them."""

    @property
    def minus(self) -> str:
        return "-"

    def number(self, value: float, digits: int | None = None) -> str:
        return repr(value)


def _table(option: Option, found: list[Column], locale: Locale) -> Table:
    if any(column.type.name == "radar" for column in found):
        return by_place(found, locale)
    series = pointed(option)
    apart = [_apart(column, one) for column, one in zip(found, series, strict=True)]
    if rows := list(_marked(series, apart, locale)):
        table = by_place(apart, locale)
        return Table([*table.header, MARK], [*([*row, ""] for row in table.rows), *rows])
    return grid(option, apart, locale) or by_place(apart, locale)


def _apart(column: Column, series: Option) -> Column:
    """A band with a column for each of its edges, and for each of its seeds."""
    if not column.type.edges:
        return column
    seeds = series.get("seeds") or {}
    parts = ("min", "max", *(f"seed {seed}" for seed in seeds))
    every = [_at(number, point, seeds) for number, point in enumerate(column.points)]
    return replace(column, points=every, parts=parts)


def _at(number: int, point: Point, seeds: dict[str, list[float]]) -> Point:
    edges = [*(point.values[0] if point.values else []), None, None][:2]
    return replace(point, values=[*edges, *(own[number] if number < len(own) else None for own in seeds.values())])


def _marked(series: list[Option], found: list[Column], locale: Locale) -> Iterator[list[str]]:
    """A row for each place, or each number, of each mark."""
    widths = widths_of(found)
    for number, (one, column) in enumerate(zip(series, found, strict=True)):
        before, behind = sum(widths[:number]), widths[number] - 1 + sum(widths[number + 1 :])
        for mark in marks(one, column):
            for place, value in zip_longest(mark.places, mark.values):
                cell = word(value, locale) if isinstance(value, int | float) else str(value or "")
                yield [word(place, locale), *[""] * before, cell, *[""] * behind, mark.name]


def _places(words: list[str], locale: Locale) -> list[str]:
    """The places along an axis: those that are numbers, as the language writes them, are numbers for all programs too.

    A typographic minus is none to a program; "1.024" is a thousand and more on a Portuguese page.
    """
    ascii_ = [place.replace("\u2212", "-").replace("\u00a0", " ") for place in words]
    for plain in ([_read(place, locale) for place in ascii_], ascii_):
        if all(not place or _NUMBER.fullmatch(place) for place in plain):
            return plain
    return words


def _read(place: str, locale: Locale) -> str:
    """A number as the language writes it, as programs do; "?" for what is none."""
    mark, group = re.escape(locale.decimal_mark), re.escape(locale.group_mark)
    if not re.fullmatch(rf"-?(\d+|\d{{1,3}}({group}\d{{3}})+)({mark}\d+)?|", place):
        return "?"
    return re.sub(group, "", place).replace(locale.decimal_mark, ".")
