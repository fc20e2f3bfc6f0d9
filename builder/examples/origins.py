"""What examples were before they were scaled, projected or otherwise changed by something that was fitted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from builder.examples.digests import Digests
from builder.examples.seen import MOST


def _none() -> Digests:
    return np.empty(0, dtype=np.int64)


@dataclass
class Origins:
    """Digests of changed examples, in order; what they were at first, and the fits that they went through since."""

    becomes: Digests = field(default_factory=_none)
    first: Digests = field(default_factory=_none)
    ways: Digests = field(default_factory=_none)  # of each, the place of its fits in `through`
    through: list[tuple[int, ...]] = field(default_factory=list)

    def before(self, digests: Digests) -> tuple[Digests, frozenset[int]]:
        """What some examples were at first, and the numbers of the fits that one of them went through."""
        if not len(self.becomes):
            return digests, frozenset()
        first, ways = self._traced(digests)
        return first, frozenset(fit for way in np.unique(ways[ways >= 0]) for fit in self.through[way])

    def changed(self, old: Digests, new: Digests, fits: tuple[int, ...]) -> None:
        """Examples were made into others, row by row. Of too many nothing is remembered."""
        if len(self.becomes) + len(new) > MOST:
            return
        first, ways = self._traced(old)
        longer = {way: self._way((*self._fits(way), *fits)) for way in np.unique(ways).tolist()}
        ways = np.array([longer[way] for way in ways.tolist()], dtype=np.int64)
        other = old != new
        becomes = np.concatenate([self.becomes, new[other]])[::-1]  # what comes later counts
        self.becomes, place = np.unique(becomes, return_index=True)
        self.first = np.concatenate([self.first, first[other]])[::-1][place]
        self.ways = np.concatenate([self.ways, ways[other]])[::-1][place]

    def _traced(self, digests: Digests) -> tuple[Digests, Digests]:
        if not len(self.becomes):
            return digests, np.full(len(digests), -1)
        place = np.minimum(np.searchsorted(self.becomes, digests), len(self.becomes) - 1)
        known = self.becomes[place] == digests
        return np.where(known, self.first[place], digests), np.where(known, self.ways[place], -1)

    def _fits(self, way: int) -> tuple[int, ...]:
        return self.through[way] if way >= 0 else ()

    def _way(self, fits: tuple[int, ...]) -> int:
        if fits not in self.through:
            self.through.append(fits)
        return self.through.index(fits)
