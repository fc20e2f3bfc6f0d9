"""What is known of a run's examples, as JSON and arrays: it is kept with a checkpoint, and taken up with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from builder.examples.account import Fit, Looked, Measure, Network
from builder.examples.ledger import Open, State
from builder.examples.origins import Origins
from builder.examples.seen import Seen, Source

Arrays = Mapping[str, np.ndarray[Any, Any]]
_KINDS: dict[str, type[Any]] = {
    one.__name__: one for one in (Fit, Looked, Measure, Network, Open, Origins, Seen, Source, State)
}
_FORM = 1


def written(state: State) -> tuple[dict[str, np.ndarray[Any, Any]], list[Any]]:
    """Arrays by their names, and what JSON can hold."""
    writer = _Writer()
    return writer.arrays, [_FORM, writer.write(state)]


def read(arrays: Arrays, said: Any) -> State:
    """The same again. Raises ValueError, LookupError or TypeError where it is of another sitegen."""
    form, node = said
    if form != _FORM:
        raise ValueError("another form")
    state = _Reader(arrays).read(node)
    if not isinstance(state, State):
        raise TypeError("no state")
    return state


class _Writer:
    """Writes an object that is met again as its number."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray[Any, Any]] = {}
        self._numbers: dict[int, int] = {}

    def write(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if is_dataclass(value) and not isinstance(value, type):
            if id(value) in self._numbers:
                return ["same", self._numbers[id(value)]]
            self._numbers[id(value)] = len(self._numbers)
            kept = [(one.name, self.write(getattr(value, one.name))) for one in fields(value) if not one.metadata]
            return ["of", type(value).__name__, kept]
        if isinstance(value, dict):
            kind = "counter" if isinstance(value, Counter) else "dict"
            return [kind, [[self.write(key), self.write(item)] for key, item in value.items()]]
        if isinstance(value, set | frozenset):
            return ["set" if isinstance(value, set) else "frozenset", sorted(value)]
        if isinstance(value, list | tuple):
            return ["list" if isinstance(value, list) else "tuple", [self.write(item) for item in value]]
        name = str(len(self.arrays))
        self.arrays[name] = value.cpu().numpy() if hasattr(value, "cpu") else value  # digests, on a GPU perhaps
        return ["array", name]


class _Reader:
    def __init__(self, arrays: Arrays) -> None:
        self._arrays, self._made = arrays, list[Any]()

    def read(self, node: Any) -> Any:
        if not isinstance(node, list):
            return node
        kind, *parts = node
        if kind == "same":
            return self._made[parts[0]]
        if kind == "array":
            return np.array(self._arrays[parts[0]])
        if kind == "of":
            made = object.__new__(_KINDS[parts[0]])
            self._made.append(made)
            known = dict(parts[1])
            for one in fields(made):
                setattr(made, one.name, one.metadata["live"]() if one.metadata else self.read(known[one.name]))
            return made
        if kind in ("dict", "counter"):
            pairs = {self.read(key): self.read(item) for key, item in parts[0]}
            return Counter(pairs) if kind == "counter" else pairs
        if kind in ("set", "frozenset"):
            return {"set": set, "frozenset": frozenset}[kind](parts[0])
        items = [self.read(item) for item in parts[0]]
        return tuple(items) if kind == "tuple" else items
