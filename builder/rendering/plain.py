"""Plain data: what a function of `figures.py` hands to the JavaScript of an interactive figure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.content.words import Words, plain
from builder.errors import SitegenError
from builder.rendering.figures import describe

if TYPE_CHECKING:
    from builder.rendering.drawings import Drawing


@dataclass(frozen=True)
class Data:
    """Data as strict JSON without blanks."""

    json: str


def data(drawing: Drawing) -> Data:
    """The data that a function returned; a table of words becomes an object. Raises SitegenError when it is none."""
    result, hint = drawing.result, "Turn arrays into lists with .tolist()."
    try:
        if not isinstance(result, dict):
            hint = 'Return {"name": …}, of numbers, words, lists and such objects.'
            raise TypeError(f"{describe(result)} is no dict")
        written = json.dumps(result, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)
        written.encode()  # halves of one letter have no bytes
    except (RecursionError, TypeError, ValueError) as error:
        message = f"what '{drawing.name}' returned is no data for JavaScript: {error}"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint) from None
    return Data(written)


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return plain(value)
    raise TypeError(f"{describe(value)} is no plain data")
