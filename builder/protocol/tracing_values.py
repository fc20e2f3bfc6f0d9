"""What is known of a value in an author's source: the data that it is made from, and statistics that went into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Statistic:
    """A mean, say, over all examples of some data, at a line. `end` is "max" or "min" where it is one for all of it."""

    of: int
    line: int
    words: str
    end: str = ""


@dataclass(frozen=True)
class Value:
    """`data` are the numbers of what its rows are the examples of, `made` the statistics that it consists of, and
    `fitted` those of its own data that changed it. `rows` are indices or a mask. `items` are those of a tuple, and
    `thing` a number of an object of the author's own class.
    """

    data: frozenset[int] = frozenset()
    made: frozenset[Statistic] = frozenset()
    fitted: frozenset[Statistic] = frozenset()
    rows: bool = False
    items: tuple[Value, ...] = ()
    thing: int = 0
    function: Any = field(default=None, compare=False)

    @property
    def plain(self) -> Value:
        """The same as examples, without what else it is."""
        return Value(self.data, frozenset(), self.fitted)


NOTHING = Value()
ROWS = Value(rows=True)


def together(values: Iterable[Value], items: Sequence[Value] = ()) -> Value:
    """A value that is made from several; a statistic that is kept beside examples changes none of them."""
    known = list(values)
    data = frozenset[int]().union(*(one.data for one in known))
    fitted = frozenset[Statistic]().union(*(one.fitted for one in known))
    made = frozenset[Statistic]().union(*(one.made for one in known)) if not data else frozenset()
    return Value(data, made, fitted, rows=not data and any(one.rows for one in known), items=tuple(items))


class Kin:
    """Which data are parts of which others."""

    def __init__(self) -> None:
        self._last = 0
        self._above: dict[int, frozenset[int]] = {}

    def new(self) -> Value:
        """Examples of which nothing is known."""
        self._last += 1
        return Value(frozenset({self._last}))

    def part(self, whole: Value) -> Value:
        """Some rows of others."""
        if not whole.data:
            return whole
        found = self.new()
        self._above[self._last] = whole.data.union(*(self._above.get(one, frozenset()) for one in whole.data))
        return replace(found, fitted=whole.fitted)

    def joined(self, parts: Sequence[Value]) -> Value:
        """All rows of several."""
        found = self.new()
        for one in frozenset[int]().union(*(part.data for part in parts)):
            self._above[one] = self._above.get(one, frozenset()) | {self._last}
        return replace(found, fitted=frozenset[Statistic]().union(*(part.fitted for part in parts)))

    def applied(self, examples: Value, statistics: Value) -> tuple[Value, frozenset[Statistic]]:
        """Examples that statistics change, and those of these that are of more examples than theirs."""
        own = frozenset(one for one in statistics.made if one.of in examples.data)
        above = frozenset[int]().union(*(self._above.get(one, frozenset()) for one in examples.data))
        more = frozenset(one for one in statistics.made if one.of in above)
        return Value(examples.data, frozenset(), examples.fitted | own), more | {
            one for one in examples.fitted if more and one.line in {other.line for other in more}
        }
