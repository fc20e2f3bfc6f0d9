"""What a loop keeps, written down as JSON and arrays.

A node is what JSON holds: a number, a word, None, or a list of a tag and what belongs to it; `putting_back` reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from builder.loops.kinds import as_array, as_random, as_state, class_name, constant_name, is_computed, is_constant
from builder.loops.tensors import Array, Unwritable

Node = Any


@dataclass
class Writer:
    """Writes down what is kept. It remembers what stood where when the loop began, so that what is changed in place is
    put back in place, and what is replaced is replaced.
    """

    begun: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)  # where another object stands than in the beginning
    ids: set[int] = field(default_factory=set)  # of all that was written
    _inside: list[int] = field(default_factory=list)

    def begin(self, value: Any, path: str) -> Node:
        """Write for the first time."""
        self._remembers = True
        try:
            return self.write(value, path)
        finally:
            self._remembers = False

    _remembers = False
    _states = 0  # of how many states this is inside, whose parts are nobody's but theirs

    def write(self, value: Any, path: str) -> Node:
        """The node of a value; arrays go into `arrays`. Raises Unwritable, with the path."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if id(value) in self._inside:
            raise Unwritable(path, "something that holds itself", "Keep the parts that change.")
        if not self._states:
            self._note(value, path)
        self._inside.append(id(value))
        try:
            return self._write(value, path)
        except Unwritable as error:
            raise error if len(error.args) == 3 else Unwritable(path, *error.args) from None
        finally:
            self._inside.pop()

    def _note(self, value: Any, path: str) -> None:
        self.ids.add(id(value))
        if self._remembers:
            self.begun[path] = value
        elif path in self.begun and self.begun[path] is not value:
            self.replaced.append(path)

    def _write(self, value: Any, path: str) -> Node:
        """The node of anything that is no plain number or word."""
        if (found := as_array(value)) is not None:
            tag, array, *known = found
            name = str(len(self.arrays))
            self.arrays[name] = array
            return [tag, name, *known]
        if (found := as_random(value) or as_state(value)) is not None:
            tag, state, *known = found
            self._states += 1
            try:
                return [tag, self.write(state, f"{path}: its state"), *known]
            finally:
                self._states -= 1
        if isinstance(value, Mapping):
            return ["dict", [[self._key(key, path), self.write(of, f"{path}[{key!r}]")] for key, of in value.items()]]
        if isinstance(value, tuple):
            names = getattr(value, "_fields", None)
            places = [f"{path}.{name}" for name in names] if names else numbered(path, value)
            items = [self.write(item, place) for item, place in zip(value, places, strict=True)]
            return ["named", items, class_name(value)] if names else ["tuple", items]
        if isinstance(value, list | deque):
            items = [self.write(item, place) for item, place in zip(value, numbered(path, value), strict=True)]
            return ["list", items] if isinstance(value, list) else ["deque", items, value.maxlen]
        if isinstance(value, set | frozenset):
            items = sorted((self.write(item, f"{path}: an item") for item in value), key=repr)
            return ["set" if isinstance(value, set) else "frozenset", items]
        if is_constant(value):
            return ["constant", constant_name(value)]
        return self._object(value, path)

    def _key(self, key: Any, path: str) -> Node:
        """A key of a dict: a number, a word, or a tuple of them."""
        if isinstance(key, tuple):
            return ["tuple", [self._key(part, path) for part in key]]
        if key is None or type(key) in (bool, int, float, str):
            return key
        if isinstance(key, np.generic):
            return ["item", key.dtype.str, key.item()]
        raise Unwritable(path, f"a dict with a key of type {type(key).__name__}", "Use numbers or words as keys.")

    def _object(self, value: Any, path: str) -> Node:
        """An object as its attributes."""
        attributes = getattr(value, "__dict__", None)
        if not isinstance(attributes, dict) or hasattr(value, "__next__") or hasattr(value, "fileno"):
            hint = "Keep what has a state_dict, arrays, random generators, or dicts and lists of numbers and arrays."
            raise Unwritable(path, f"a {class_name(value)}, which has no state that can be written down", hint)
        inner = {name: part for name, part in attributes.items() if not is_computed(value, part)}
        return ["object", [[name, self.write(part, f"{path}.{name}")] for name, part in inner.items()],
                class_name(value)]  # fmt: skip


def numbered(path: str, items: Iterable[Any]) -> list[str]:
    return [f"{path}[{number}]" for number, _ in enumerate(items)]


def digest(node: Node, arrays: Mapping[str, Array]) -> str:
    """The digest of what a loop starts from: that of a schedule that knows how many passes there are is another."""
    whole = hashlib.sha256(json.dumps(node).encode())
    for name in sorted(arrays):
        whole.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}".encode())
        whole.update(np.ascontiguousarray(arrays[name]).view(np.uint8).data if arrays[name].size else b"")
    return whole.hexdigest()
