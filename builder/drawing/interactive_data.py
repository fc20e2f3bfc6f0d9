"""Plain data: what a function of `figures.py` hands to the JavaScript of an interactive figure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.drawing.kinds import describe
from builder.drawing.plain_values import NoPlainValueError, plain_value
from builder.errors import SitegenError

if TYPE_CHECKING:
    from builder.drawing.functions import Drawing
    from builder.results import Record


@dataclass(frozen=True)
class Data:
    """Data for an interactive figure."""

    json: str
    """Strict JSON without blanks."""


def seeds(*records: Record) -> list[int | None]:
    """What readers may choose from: all seeds, which is None, then each that a record has. For the key `seeds`.

    Of a record that ran with one seed alone there is nothing to choose.
    """
    found = {run.seed for record in records for run in record.seeds if run.seed is not None}
    return [None, *sorted(found)]


def data(drawing: Drawing) -> Data:
    """The data that a function returned; a table of words becomes an object, an array a list.

    Raises SitegenError when it is none.
    """
    result, hint = drawing.result, 'Return {"name": …}, of numbers, words, lists and such objects.'
    try:
        if not isinstance(result, dict):
            raise TypeError(f"{describe(result)} is no dict")
        plainly = plain_value(result)
        hint = "JSON has no NaN and no infinity: write None."
        written = json.dumps(plainly, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        written.encode()  # halves of one letter have no bytes
    except (NoPlainValueError, RecursionError, TypeError, ValueError) as error:
        message = f"what '{drawing.name}' returned is no data for JavaScript: {error}"
        hint = getattr(error, "hint", hint)
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint) from None
    return Data(written)
