"""Things that are made when somebody first asks for them, and then kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

Value = TypeVar("Value")


class Lazy(Mapping[str, Value]):
    """A dict of what may not have been made yet."""

    def __init__(self) -> None:
        self._made: dict[str, Value] = {}
        self._ways: dict[str, Callable[[], Value]] = {}

    def add(self, name: str, way: Callable[[], Value]) -> None:
        """Say how something is made."""
        self._ways[name] = way

    def __getitem__(self, name: str) -> Value:
        if name not in self._made:
            self._made[name] = self._ways[name]()
        return self._made[name]

    def once(self, name: str) -> Value:
        """The same for somebody who asks for it once: it is not kept."""
        return self._made[name] if name in self._made else self._ways[name]()

    def __contains__(self, name: object) -> bool:
        return name in self._ways

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)
