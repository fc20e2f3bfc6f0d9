"""Numbers as a table: the series of a record, and the rows that a post's own function gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.drawing.frames import rows_of
from builder.drawing.kinds import describe, is_column, is_frame
from builder.drawing.owners import figures_of
from builder.drawing.plain_values import NoPlainValueError, plain_value
from builder.drawing.refusals import refusal
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.reading import FORBIDDEN

if TYPE_CHECKING:
    from builder.drawing.functions import Drawing


MANY = 1000
"""Rows, with the header, of which the author is told: each weighs some 50 bytes of the page."""


@dataclass(frozen=True)
class Table:
    """A table of words."""

    header: list[str]
    """The names of its columns."""
    rows: list[list[str]]
    """Its rows, each as long as the header."""
    worded: list[int] = field(default_factory=list)
    """The columns of words rather than numbers; the first, which names the rows, counts as neither."""
    grouped: bool = False
    """Whether rows below each other that begin alike are a group, whose name stands once."""

    @property
    def spans(self) -> list[int]:
        """For each row over how many its first cell reaches: 0 where that of a row above does."""
        spans = [1] * len(self.rows)
        first = 0
        for number, row in enumerate(self.rows):
            if self.grouped and number and row[0] == self.rows[first][0] != "":
                spans[first], spans[number] = spans[first] + 1, 0
            else:
                first = number
        return spans


def series_table(columns: dict[str, Sequence[Any]], locale: Locale) -> Table:
    """Series side by side, numbered from 1; a shorter one ends in blanks."""
    length = max(map(len, columns.values()), default=0)
    rows = [
        [str(row + 1), *(word(column[row], locale) if row < len(column) else "" for column in columns.values())]
        for row in range(length)
    ]
    return Table(["", *columns], rows)


def table_of_rows(drawing: Drawing, locale: Locale) -> Table:
    """The table that a function of `figures.py` returned: rows, the first of them the header, or a data frame.

    Raises SitegenError when it is none.
    """
    result = drawing.result
    framed = is_frame(result) or is_column(result)
    try:
        rows = rows_of(result) if framed else _listed(result)
    except NoPlainValueError as error:
        if figures_of(result):
            raise refusal(drawing, "'{}' returned {}, not rows of one length", "") from None
        message = f"'{drawing.name}' holds {error}, which is no cell of a table"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=error.hint) from None
    if framed and rows[0] and not rows[1:]:
        drawing.warn(f"the table '{drawing.name}' has no rows", "Leave it out, or give it some.")
    whole = isinstance(rows, list | tuple) and rows and all(isinstance(row, list | tuple) and row for row in rows)
    if not whole or {len(row) for row in rows} != {len(rows[0])}:
        raise _no_table(drawing, rows)
    if len(rows) > MANY:
        hint = "Show the first, or what they have in common: frame.head(20), frame.describe()."
        drawing.warn(f"the table '{drawing.name}' has {len(rows) - 1:,} rows, more than anybody reads", hint)
    header, *body = [[FORBIDDEN.sub("", word(cell, locale)) for cell in row] for row in rows]
    worded = [
        column
        for column in range(1, len(header))
        if not any(letter.isdigit() for row in body for letter in row[column])
    ]
    return Table(header, body, worded, grouped=True)


def _no_table(drawing: Drawing, rows: Any) -> SitegenError:
    """The mistake of a function whose result is no table; `rows` are those that it has."""
    hint = "Return [[header, …], [cell, …], …], or a data frame; numbers are written in the page's language."
    if not isinstance(rows, list | tuple):
        return refusal(drawing, "'{}' returned {}, neither rows nor a data frame", hint)
    what = "without columns" if rows == [[]] and is_frame(drawing.result) else "not rows of one length"
    message = f"'{drawing.name}' returned {describe(drawing.result)}, {what}"
    return SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)


def _listed(result: Any) -> Any:
    """Rows as lists, where they are numbers of numpy and the like."""
    return plain_value(result) if isinstance(result, list | tuple) or hasattr(result, "tolist") else result


def word(value: Any, locale: Locale, digits: int | None = None) -> str:
    """A cell: a number as the language writes it, nothing for a gap, two numbers for a band."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "–".join(word(end, locale, digits) for end in value if end is not None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return locale.number(value, digits).replace("-", locale.minus)
    return str(value)
