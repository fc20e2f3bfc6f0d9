"""The text of a record: JSON that carries a digest of all that it says, so that nothing in it changes unnoticed.

The digest is of what the JSON means: the order of its keys, white space and line ends may change, and `1.0` may become
`1`. What would read differently, could be read in two ways, or has digits that no run writes, is refused.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from builder.files import sha256
from builder.results.fingerprint import FORMAT

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)


class Unreadable(ValueError):
    """Why a text is no record, as what is said of its file: "is cut off". `line` is where, if it is known.

    `hint` says what to do where that is another than for any damaged file.
    """

    def __init__(self, reason: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(reason)
        self.line, self.hint = line, hint


class EarlierFormat(Unreadable):
    """A record that an earlier sitegen wrote."""


def bound(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the number of the format, and the digest of all of it."""
    said = {**data, "format": FORMAT}
    return {**said, "digest": _digest(said)}


def checked(text: str) -> dict[str, Any]:
    """What a record says, without format and digest. Raises Unreadable where it is not what was once written."""
    data = parsed(text)
    said = data.pop("digest", None)
    number = data.get("format")
    if number == 1 and said is None:
        hint = "Run `sitegen upgrade`: it takes records over as they are, and repeats nothing."
        raise EarlierFormat("was written by an earlier sitegen", hint=hint)
    if number not in (1, FORMAT):
        raise Unreadable(f"is of format {json.dumps(number)}, and this sitegen reads format {FORMAT}")
    if _digest(data) != said:
        raise Unreadable("was changed by hand or damaged: it does not match the digest in it")
    del data["format"]
    return data


def unbound(text: str) -> dict[str, Any]:
    """What a record of format 1 says, which has no digest. Raises Unreadable."""
    data = parsed(text)
    _digest(data)
    if data.pop("format", None) != 1 or "digest" in data:
        raise Unreadable("is not of format 1")
    return data


def parsed(text: str) -> dict[str, Any]:
    """The JSON of a record of any format. Raises Unreadable, in words that tell what happened to the file."""
    text = text.removeprefix("\ufeff")  # some editors of Windows put it there
    try:
        data = json.loads(text, object_pairs_hook=_each_once, parse_float=_float, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _broken(text, error) from None
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    except Unreadable:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise Unreadable("is no record")
    return data


def _digest(data: Mapping[str, Any]) -> str:
    """The digest of a record's parts, told apart from those of other things. Raises Unreadable."""
    try:
        return sha256(_CANONICAL.encode(["record", _as_number(data)]).encode())
    except (ValueError, RecursionError):  # 1e999 is read as infinity, "\ud83d" is half of a letter
        raise Unreadable("holds a number that is none, or half of a letter") from None


def _as_number(data: Any) -> Any:
    """The same with one way to write each number: 1 for 1.0. -0.0 is another number than 0 to who divides by it."""
    if isinstance(data, float):
        whole = data.is_integer() and abs(data) < 2**53 and (data or math.copysign(1, data) > 0)
        return int(data) if whole else data
    if isinstance(data, str | int | None):  # nearly all; to ask for a Mapping takes longer
        return data
    if isinstance(data, Mapping):
        return {name: _as_number(part) for name, part in data.items()}
    if isinstance(data, list | tuple):
        return [_as_number(part) for part in data]
    return data


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # which of the two counts, readers of JSON do not agree on
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"says '{twice}' twice")
    return found


def _float(written: str) -> float:
    """A number, written as Python or C writes it, with other zeros or another exponent perhaps.

    With other digits, which only a hand writes, it is refused: in the 17th several stand for one number.
    """
    number = float(written)
    if repr(number) != written and math.isfinite(number):
        digits = _digits(written)
        if digits not in (_digits(repr(number)), _digits(f"{number:.17g}")):
            raise Unreadable(f"was changed by hand or damaged: no run writes {written[:40]}")
    return number


def _digits(written: str) -> tuple[str, int]:
    """The digits of a number without zeros at their ends, and the power of ten that they stand before."""
    mantissa, _, exponent = written.lower().partition("e")
    whole, _, part = mantissa.lstrip("-").partition(".")
    digits = (whole + part).rstrip("0")
    power = int(exponent or 0) - len(part) + len(whole + part) - len(digits)
    return (digits.lstrip("0"), power) if digits.strip("0") else ("", 0)


def _no_constant(word: str) -> Any:
    raise Unreadable(f"holds {word}, which is no number")


def _broken(text: str, error: json.JSONDecodeError) -> Unreadable:
    if mark := _CONFLICT.search(text):
        hint = "Take one side whole, record and artifacts: git checkout --ours FOLDER, or --theirs."
        return Unreadable("holds the marks of a merge conflict", text.count("\n", 0, mark.start()) + 1, hint)
    if not text.strip("\0 \r\n\t"):
        return Unreadable("is empty")
    end = text.rstrip("\0 \r\n\t")
    if error.pos >= len(end) or not end.endswith("}"):
        return Unreadable("is cut off", error.lineno)
    return Unreadable(f"is not JSON: {error.msg}", error.lineno)
