"""Plain values: what a drawing holds, as JSON and every program can hold it, or the place of what is none.

What libraries do with a number of numpy, a tensor or a generator differs, and some write null without a word.
"""

from __future__ import annotations

import datetime
import enum
import math
import numbers
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, Set, ValuesView
from typing import Any

from builder.content.words import Words, plain
from builder.drawing.kinds import describe, is_frame


class NoPlainValueError(Exception):
    """What is no plain value: where it is in what was drawn, what it is, and what to write instead."""

    def __init__(self, place: str, value: Any, hint: str) -> None:
        what = "infinity" if _endless(value) else describe(value)
        super().__init__(f"{what} at {place}" if place else what)
        self.place, self.value, self.hint = place, value, hint


def plain_value(value: Any, place: str = "") -> Any:
    """The same of dicts, lists, words, numbers and None alone.

    Numbers of numpy, tensors and columns become numbers and lists; objects of pyecharts become what they stand for; a
    NaN stays one. Raises NoPlainValueError with the place, such as `series[0].data[3]`, of anything else.
    """
    if value is None or (isinstance(value, str | bool | int | float) and not isinstance(value, enum.Enum)):
        return value
    if isinstance(value, Mapping):
        return {_key(key, place): plain_value(inner, _inside(place, key)) for key, inner in value.items()}
    if isinstance(value, Sequence | KeysView | ValuesView | ItemsView) and not isinstance(value, _NO_SEQUENCES):
        return [plain_value(inner, f"{place}[{number}]") for number, inner in enumerate(value)]
    if isinstance(value, enum.Enum):
        return plain_value(value.value, place)
    if isinstance(value, Words):
        return plain_value(plain(value), place)
    if callable(getattr(value, "tolist", None)):
        listed = _listed(value, place)
        return _scalar(value, place) if type(listed) is type(value) else plain_value(listed, place)
    if isinstance(getattr(value, "opts", None), dict | list):  # of pyecharts
        return plain_value(value.opts, place)
    return _scalar(value, place)


def refuse_infinity(value: Any, place: str = "") -> None:
    """Raise NoPlainValueError where a plain value holds infinity, for which no axis has a place, and JSON no word."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        refuse_infinity(one, f"{place}[{key}]" if isinstance(value, list) else _inside(place, key))
    if _endless(value):
        raise NoPlainValueError(place, value, "No axis has a place for it: write None for a gap, or leave it out.")


def _endless(value: Any) -> bool:
    return isinstance(value, float) and math.isinf(value)


_NO_SEQUENCES = (bytes, bytearray, memoryview)


def _scalar(value: Any, place: str) -> Any:
    """A number or a date that is no plain value yet."""
    if type(value).__name__ in ("NAType", "NaTType"):  # what pandas has for a gap
        return None
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) or type(value).__name__ == "Decimal":
        return float(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise NoPlainValueError(place, value, _instead(value))


def _listed(value: Any, place: str) -> Any:
    """An array, a tensor, a column or one number of them, as lists of Python's own numbers."""
    kind = str(getattr(value, "dtype", "")).rpartition(".")[2]  # such as torch.float32
    if kind.startswith(("complex", "timedelta", "void", "|S", "|V", "[")):
        raise NoPlainValueError(place, value, "Give numbers, words, dates or lists of them.")
    if kind.startswith("datetime64") and hasattr(value, "astype"):  # nanoseconds would become whole numbers
        return _dates(value.astype(str).tolist())
    listed = value.tolist()
    return _shortest(listed, kind) if kind in ("float16", "float32") else listed


def _dates(listed: Any) -> Any:
    if isinstance(listed, list):
        return [_dates(one) for one in listed]
    return None if listed == "NaT" else listed


def _shortest(listed: Any, kind: str) -> Any:
    """Numbers of half the digits with no more decimals than they have: 0.1, and not 0.10000000149011612."""
    import numpy as np

    return listed if _gaps(listed) else np.array(listed, dtype=kind).astype("U32").astype(float).tolist()


def _gaps(listed: Any) -> bool:
    """Whether there is None in it, as for what an array masks."""
    return listed is None or (isinstance(listed, list) and any(map(_gaps, listed)))


def _key(key: Any, place: str) -> Any:
    """The name of an entry, which JSON makes a word of."""
    named = plain_value(key, f"the name {key!r} in {place}" if place else f"the name {key!r}")
    if isinstance(named, dict | list):
        raise NoPlainValueError(place, key, "Names are words.")
    return named


def _inside(place: str, key: Any) -> str:
    if not isinstance(key, str) or not key.isidentifier():
        return f"{place}[{key!r}]"
    return f"{place}.{key}" if place else key


def _instead(value: Any) -> str:
    """What to write instead of something that is no plain value."""
    if isinstance(value, Set):
        return "A set has no order: write sorted(…)."
    if isinstance(value, Iterator):
        return "It can be read once, and may be used up: write list(…)."
    if is_frame(value):
        return "Take a column, frame[…].to_list(); as a table, a frame is returned by itself."
    if callable(value):
        return "A page runs no function of Python: call it, and give what it returns."
    return "Give numbers, words, dates or lists of them."
