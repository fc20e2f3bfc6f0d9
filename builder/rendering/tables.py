"""Numbers as a table: the data of a chart for those who cannot see it, and the series of a record."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError
from builder.rendering.figures import describe
from builder.rendering.numbers import Locale
from builder.rendering.values import NoPlainValueError, plain_value
from builder.toml import FORBIDDEN

if TYPE_CHECKING:
    from builder.rendering.drawings import Drawing


@dataclass(frozen=True)
class Table:
    """A table of words: its header, and rows as long as the header.

    `worded` are the columns that hold words rather than numbers; the first, which names the rows, counts as neither.
    """

    header: list[str]
    rows: list[list[str]]
    worded: list[int] = field(default_factory=list)


BAND = ", min–max"
"""Behind the name of a line, over the edges of the band around it; understood in most languages."""


def chart_table(option: dict[str, Any], locale: Locale) -> Table | None:
    """The data of an ECharts option; None where it is of no kind that this function knows."""
    series = _list(option.get("series") or [])
    if not all(isinstance(one, dict) and isinstance(one.get("data") or [], list) for one in series):
        return None
    if all(one.get("type") in ("line", "bar", "custom") for one in series):
        return _by_category(option, series, locale)
    if len(series) == 1 and series[0].get("type") == "heatmap":
        return _by_cell(option, series[0], locale)
    return None


def chart_csv(option: dict[str, Any], locale: Locale) -> str:
    """The same as a file for other programs, its numbers as they write them; "" where there is no table."""
    table = chart_table(option, _Plain(locale.code))
    if table is None:
        return ""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([table.header, *table.rows])
    return text.getvalue()


def series_table(columns: dict[str, Sequence[Any]], locale: Locale) -> Table:
    """Series side by side, numbered from 1; a shorter one ends in blanks."""
    length = max(map(len, columns.values()), default=0)
    rows = [
        [str(row + 1), *(_word(column[row], locale) if row < len(column) else "" for column in columns.values())]
        for row in range(length)
    ]
    return Table(["", *columns], rows)


def drawn_table(drawing: Drawing, locale: Locale) -> Table:
    """The table that a function of `figures.py` returned: rows of words and numbers, the first of them the header.

    Raises SitegenError when it is none.
    """
    rows = drawing.result
    if type(rows).__name__ == "DataFrame":
        rows = [list(rows.columns), *rows.to_numpy().tolist()]
    try:
        rows = plain_value(rows) if isinstance(rows, list | tuple) or hasattr(rows, "tolist") else rows
    except NoPlainValueError as error:
        message = f"'{drawing.name}' holds {error}, which is no cell of a table"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=error.hint) from None
    whole = isinstance(rows, list | tuple) and rows and all(isinstance(row, list | tuple) and row for row in rows)
    if not whole or {len(row) for row in rows} != {len(rows[0])}:
        message = f"'{drawing.name}' returned {describe(rows)}, not rows of one length"
        hint = "Return [[header, …], [cell, …], …]; numbers are written in the page's language."
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)
    header, *body = [[FORBIDDEN.sub("", _word(cell, locale)) for cell in row] for row in rows]
    worded = [
        column
        for column in range(1, len(header))
        if not any(letter.isdigit() for row in body for letter in row[column])
    ]
    return Table(header, body, worded)


class _Plain(Locale):
    """Numbers as programs write them."""

    def number(self, value: float, digits: int | None = None) -> str:
        return repr(value)


def _by_category(option: dict[str, Any], series: list[dict[str, Any]], locale: Locale) -> Table:
    """A row for each place on the x axis, a column for each series."""
    axis = _axis(option, "xAxis")
    categories = [_item(item) for item in _list(axis.get("data") or [])]
    columns = [_points(one, categories) for one in series]
    places = list(dict.fromkeys([*map(str, categories), *(place for column in columns for place in column)]))
    rows = [[place, *(_word(column.get(place), locale) for column in columns)] for place in places]
    names = [str(one.get("name") or "") + (BAND if one.get("type") == "custom" else "") for one in series]
    return Table([str(axis.get("name") or ""), *names], rows)


def _points(series: dict[str, Any], categories: list[Any]) -> dict[str, Any]:
    """Values by their place on the x axis; an item is a pair [x, y], or a y in the place of the same number.

    An item of a band is the number of a place, and two values.
    """
    points: dict[str, Any] = {}
    for number, item in enumerate(map(_item, series.get("data") or [])):
        if series.get("type") == "custom":
            if isinstance(item, list) and len(item) >= 3:
                points[_place(item[0], list(map(str, categories)))] = item[1:3]
        elif isinstance(item, list) and len(item) >= 2:
            points[str(item[0])] = item[1]
        else:
            points[str(categories[number] if number < len(categories) else number + 1)] = item
    return points


def _by_cell(option: dict[str, Any], series: dict[str, Any], locale: Locale) -> Table:
    """The grid of a heatmap: a row for each y from the top down, a column for each x."""
    xs, ys = (
        [str(_item(item)) for item in _list(_axis(option, name).get("data") or [])] for name in ("xAxis", "yAxis")
    )
    items = [item for item in map(_item, series.get("data") or []) if isinstance(item, list) and len(item) >= 3]
    cells = {(_place(x, xs), _place(y, ys)): value for x, y, value, *_ in items}
    rows = [[y, *(_word(cells.get((x, y)), locale) for x in xs)] for y in reversed(ys)]
    return Table(["", *xs], rows)


def _axis(option: dict[str, Any], name: str) -> dict[str, Any]:
    """An axis of an option, which may hold several, or only one by itself."""
    first: Any = next(iter(_list(option.get(name) or {})), {})
    return first if isinstance(first, dict) else {}


def _list(found: Any) -> list[Any]:
    """ECharts takes one thing for a list of one."""
    return found if isinstance(found, list) else [found]


def _item(item: Any) -> Any:
    return item.get("value") if isinstance(item, dict) else item


def _place(place: Any, names: list[str]) -> str:
    """A heatmap or a band names a place by the number of its category, or by the category itself."""
    return names[place] if isinstance(place, int) and 0 <= place < len(names) else str(place)


def _word(value: Any, locale: Locale) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "–".join(_word(end, locale) for end in value if end is not None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return locale.number(value)
    return str(value)
