"""Data frames as rows: those of pandas and its kin, of polars, and tables of Arrow; none of them is imported."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from typing import Any

from builder.drawing.kinds import is_column
from builder.drawing.plain_values import NoPlainValueError, plain_value

GAP = "\N{EN DASH}"
"""What stands for a value that is missing."""

Column = tuple[Any, Any, Any]
"""The name, the values as a list or as what has `tolist`, and which of them are missing, as a list of truths."""


def rows_of(frame: Any) -> list[list[Any]]:
    """The names of the columns, then the rows, of a frame or of one of its columns; missing values are dashes.

    Raises NoPlainValueError with the column of what is no cell.
    """
    if is_column(frame):
        return _rows([*_index(frame)] if hasattr(frame, "iloc") else [], [_column(frame)])
    return _rows([*_index(frame)], [*_columns(frame)])


def _rows(index: list[Column], columns: list[Column]) -> list[list[Any]]:
    header = [_name(name) for name, _, _ in (*index, *columns)]
    cells = [
        _cells(values, missing, name) for name, (_, values, missing) in zip(header, (*index, *columns), strict=True)
    ]
    return [header, *map(list, zip(*cells, strict=True))]


def _columns(frame: Any) -> Iterator[Column]:
    """The columns of a frame."""
    if hasattr(frame, "iloc"):
        names = list(frame.columns)
        for number, name in enumerate(names):
            yield name, *_column(frame.iloc[:, number])[1:]
    elif hasattr(frame, "get_columns"):
        yield from map(_column, frame.get_columns())
    else:
        for number, name in enumerate(frame.column_names):
            values = frame.column(number).to_pylist()
            yield name, values, [one is None for one in values]


def _column(column: Any) -> Column:
    """One column of pandas, which says itself what is missing, or of polars, where that is None."""
    name = "" if getattr(column, "name", None) is None else column.name
    if hasattr(column, "isna"):
        return name, column, column.isna().tolist()
    values = column.to_list()
    return name, values, [one is None for one in values]


def _index(frame: Any) -> Iterator[Column]:
    """The index of pandas where it has a name or says more than the number of the row."""
    index: Any = getattr(frame, "index", None)
    if index is None:
        return
    named = any(name is not None for name in index.names)
    if not named and (type(index).__name__ == "RangeIndex" or index.tolist() == list(range(len(index)))):
        return
    for number in range(len(index.names)):
        yield _column(index.get_level_values(number))


def _cells(values: Any, missing: list[bool], name: Any) -> list[Any]:
    if str(getattr(values, "dtype", "")).startswith("timedelta"):
        values = list(values)
    try:
        plain = plain_value(_days(values) if isinstance(values, list) else values)
    except NoPlainValueError as error:
        place = f"the column '{name}'" + (f", row {error.place[1:-1]}" if error.place else "")
        hint = "Make words of that column first: .astype(str) in pandas, .cast(pl.String) in polars."
        if isinstance(error.value, datetime.timedelta):
            hint = "Make numbers of that column first, by its .dt.total_seconds()."
        raise NoPlainValueError(place, error.value, hint) from None
    return [GAP if gap else cell for cell, gap in zip(plain, missing, strict=True)]


def _days(values: list[Any]) -> list[Any]:
    """Times as they are read; of whole days, the days."""
    times = [one for one in values if isinstance(one, datetime.datetime)]
    whole = all(one.time() == datetime.time() for one in times)
    return (
        [(one.date() if whole else str(one)) if isinstance(one, datetime.datetime) else one for one in values]
        if times
        else values
    )


def _name(name: Any) -> Any:
    """What a column is called; several levels as one."""
    if isinstance(name, tuple):
        return " ".join(str(part) for part in name if str(part))
    if isinstance(name, float) and math.isnan(name):
        return GAP
    try:
        return plain_value(name)
    except NoPlainValueError:
        return str(name)
