"""Keys of an author's own in a front matter: templates get them as `page.params.KEY`."""

from __future__ import annotations

import datetime
import difflib
import json
import math
from collections.abc import Collection
from typing import Any

DAY, TIME = "\0day", "\0time"
"""Mark what JSON has no word for; no key that an author writes has such a character."""
SINGULAR = {"category": "categories"}
ALIKE = 0.83
"""How much of two keys must be the same: one letter more or less in four, another letter in six."""


class Params(dict[str, Any]):
    """A table of values: texts, numbers, true and false, dates, lists, and tables of the same."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """All that it says as one text, in the order in which it is written."""
        return json.dumps(plain_of(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Params) and self.text == other.text  # a dict would take 1 for true


def plain_of(value: Any) -> Any:
    """A value as JSON can hold it, whatever YAML or TOML made of what was written; null is as if nothing were said."""
    match value:
        case dict():
            return {str(key): plain_of(one) for key, one in value.items() if one is not None}
        case list() | tuple():
            return [plain_of(one) for one in value if one is not None]
        case set():
            return sorted(str(one) for one in value)
        case datetime.datetime():
            return {TIME: value.isoformat()}
        case datetime.date():
            return {DAY: value.isoformat()}
        case float() if not math.isfinite(value):
            return str(value)
        case str() | bool() | int() | float():
            return value
    return str(value)


def params_of(plain: Any) -> Any:
    """The value that `plain_of` gave."""
    match plain:
        case {"\0time": str(text)}:
            return datetime.datetime.fromisoformat(text)
        case {"\0day": str(text)}:
            return datetime.date.fromisoformat(text)
        case dict():
            return Params({key: params_of(one) for key, one in plain.items()})
        case list():
            return [params_of(one) for one in plain]
    return plain


def own_keys(given: dict[str, Any], known: Collection[str]) -> Params:
    """What a front matter says besides the keys that are `known`, and what it says in its table `params`."""
    table = given.get("params")
    inner = table if isinstance(table, dict) else {}
    outer = {key: value for key, value in given.items() if key not in known and value is not inner}
    params: Params = params_of(plain_of({**inner, **outer}))
    return params


def likely_slip(key: str, known: Collection[str]) -> str:
    """The known key that this one was probably meant to be; "" where it looks like one of the author's own."""
    if key in SINGULAR:
        return SINGULAR[key]
    said = _folded(key)
    for name in sorted(known):
        meant = _folded(name)
        if said == meant or sorted(said) == sorted(meant):  # Last-Mod, titel
            return name
    close = difflib.get_close_matches(said, sorted(known), n=1, cutoff=ALIKE)
    return close[0] if close and abs(len(close[0]) - len(said)) <= 1 else ""


def _folded(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")
