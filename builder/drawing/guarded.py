"""What a drawing gets of records and words: a copy of its own, which tells where it is changed.

Lists and dicts stay lists and dicts, so that every library goes on working with them. Nothing that a drawing does to
its copy reaches a number, a claim or another drawing; but who changes it meant something else, and is told.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from builder.content.words import Words, plain, with_entries

Tell = Callable[[str, str], None]
"""Told with the name of what was changed, and what to write instead."""
Lent = TypeVar("Lent")
Told = TypeVar("Told")


_LIST = {
    "append": "[*NAME, …]",
    "insert": "[…, *NAME]",
    "extend": "[*NAME, *…]",
    "sort": "sorted(NAME)",
    "reverse": "NAME[::-1]",
    "pop": "NAME[:-1]",
    "remove": "[one for one in NAME if one != …]",
    "clear": "[]",
    "__setitem__": "list(NAME), and change that",
    "__delitem__": "list(NAME), and change that",
    "__iadd__": "[*NAME, *…]",
    "__imul__": "NAME * …",
}
_DICT = {
    "__setitem__": "{**NAME, …: …}",
    "__delitem__": "dict(NAME), and change that",
    "__ior__": "{**NAME, …: …}",
    "update": "{**NAME, …: …}",
    "pop": "NAME[…]",
    "popitem": "dict(NAME), and change that",
    "clear": "{}",
    "setdefault": "NAME.get(…, …)",
}
"""The methods that change a list or a dict, each with what to write instead; NAME is what was changed."""
_AT = ("__setitem__", "__delitem__", "setdefault")
"""Those that change what is in one place."""


def _telling(kind: type, methods: Mapping[str, str]) -> Callable[[type[Told]], type[Told]]:
    """Let a list or a dict of its own tell before it is changed."""

    def made(own: type[Told]) -> type[Told]:
        for method, instead in methods.items():
            setattr(own, method, _changing(getattr(kind, method), method, instead))
        return own

    return made


def _changing(change: Callable[..., Any], method: str, instead: str) -> Callable[..., Any]:
    def changed(self: GuardedList | GuardedDict, *arguments: Any, **named: Any) -> Any:
        there = method == "setdefault" and arguments and arguments[0] in self  # then it changes nothing
        if self.tell is not None and not there:
            place = arguments[0] if arguments and method in _AT else None
            what = f"{self.name}[{place!r}]" if isinstance(place, str | int) else self.name
            self.tell(what, instead.replace("NAME", self.name))
        return change(self, *arguments, **named)

    return changed


@_telling(list, _LIST)
class GuardedList(list[Any]):
    """A list that tells when it is changed; what is made from it, a copy too, is a list as any other."""

    name: str = ""
    tell: Tell | None = None

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return list, (list(self),)


@_telling(dict, _DICT)
class GuardedDict(dict[Any, Any]):
    """A dict that tells when it is changed; what is made from it is a dict as any other."""

    name: str = ""
    tell: Tell | None = None

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return dict, (dict(self),)


_PLAIN = {bool, int, float, str, type(None)}


def guard(value: Lent, name: str, tell: Tell) -> Lent:
    """A copy of a record, of words, or of a part of either, which `name` names as the author would."""
    return _lent(value, name, tell)  # type: ignore[no-any-return]


def _lent(value: Any, name: str, tell: Tell) -> Any:
    if isinstance(value, list):
        made: GuardedList | GuardedDict = GuardedList(value)
        if not _PLAIN.issuperset(map(type, value)):  # most series are long, and hold numbers alone
            made[:] = [_lent(item, f"{name}[{place}]", tell) for place, item in enumerate(value)]
    elif isinstance(value, dict):
        made = GuardedDict(value)
        for key, item in value.items():
            if type(item) not in _PLAIN:
                made[key] = _lent(item, f"{name}[{key!r}]", tell)
    elif isinstance(value, Words):
        return with_entries(value, _lent(plain(value), name, tell))
    elif _holds(value):
        own = copy.copy(value)
        for part in dataclasses.fields(value):  # frozen, and as it was read: nothing of it is made or checked anew
            object.__setattr__(own, part.name, _lent(getattr(value, part.name), f"{name}.{part.name}", tell))
        return own
    else:
        return value
    made.name, made.tell = name, tell
    return made


def unlike(own: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """The names of what is not as it was given any more: `heapq` changes a list without asking it, and tells nobody."""
    return [name for name, value in given.items() if _compared(own[name]) != _compared(value)]


def _compared(value: Any) -> Any:
    return plain(value) if isinstance(value, Words) else value


def _holds(value: Any) -> bool:
    """Whether something is a dataclass, which may hold lists and dicts: a record, or the run of a seed."""
    return dataclasses.is_dataclass(value) and not isinstance(value, type)
