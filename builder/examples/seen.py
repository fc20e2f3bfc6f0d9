"""Sets of examples that stay small: of many, those whose digests end with so many zeros."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from builder.examples.digests import Digests, mixed

MOST = 1 << 17
"""Digests that are kept: 131,072, with their times 2 MB."""
_FIRST, _OFTEN = 4, 64
"""So many batches of a source are looked at, and then one in so many."""


def _none() -> Digests:
    return np.empty(0, dtype=np.int64)


@dataclass
class Seen:
    """Examples by their digests, in order, each with the time (a count of batches) at which it was first seen.

    Of more than `MOST` a half is kept, of more than twice as many a quarter: which ones, only their values decide, so
    that two sets that were thinned out can still be compared.
    """

    values: Digests = field(default_factory=_none)
    times: Digests = field(default_factory=_none)
    zeros: int = 0  # bits of the digests that are kept are zero at their end

    def add(self, digests: Digests, times: Digests) -> bool:
        """Add examples, and when each was seen, in this order. Returns whether there was a new one."""
        values, first = np.unique(self._kept(mixed(digests)), return_index=True)
        new = ~self._has(values)
        if not new.any():
            return False
        times = times if not self.zeros else times[self._mask(mixed(digests))]
        self._join(values[new], times[first[new]])
        return True

    @classmethod
    def of(cls, digests: Digests) -> Seen:
        """A set without times."""
        values = np.sort(mixed(digests))
        found = cls(values[np.diff(values, prepend=values[:1] - 1) != 0])  # which np.unique takes ten times as long for
        while len(found.values) > MOST:
            found._thin(found.zeros + 1)
        return found

    def join(self, other: Seen, time: int) -> None:
        """Add those of another set, as seen at a time."""
        self._thin(other.zeros)
        values = self._kept(other.values)
        values = values[~self._has(values)]
        self._join(values, np.full(len(values), time, dtype=np.int64))

    def holds(self, digests: Digests) -> bool:
        """Whether all of some examples are among these, as far as can be told."""
        return bool(self._has(self._kept(mixed(digests))).all())

    def count(self) -> int:
        """How many examples there are, about."""
        return len(self.values) << self.zeros

    def known_in(self, others: Iterable[Seen], before: float = float("inf")) -> int:
        """How many of them, about, were in one of the others before a time."""
        others = list(others)
        zeros = max([self.zeros, *(one.zeros for one in others)])
        mine = self.values[_ends(self.values, zeros)]
        known = np.zeros(len(mine), dtype=bool)
        for other in others:
            if len(other.values):
                place = np.minimum(np.searchsorted(other.values, mine), len(other.values) - 1)
                known |= (other.values[place] == mine) & (other.times[place] < before)
        return int(known.sum()) << zeros

    def name(self) -> int:
        """A name of the set, of 48 bits: that of another is another one."""
        return int(self.values.sum(dtype=np.int64)) & 0xFFFFFFFFFFFF

    def _join(self, values: Digests, times: Digests) -> None:
        if not len(self.values):
            self.values, self.times = values, times
        else:
            places = np.searchsorted(self.values, values)
            self.values, self.times = np.insert(self.values, places, values), np.insert(self.times, places, times)
        while len(self.values) > MOST:
            self._thin(self.zeros + 1)

    def _thin(self, zeros: int) -> None:
        if zeros > self.zeros:
            kept = _ends(self.values, zeros)
            self.values, self.zeros = self.values[kept], zeros
            self.times = self.times[kept] if len(self.times) else self.times

    def _mask(self, values: Digests) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return _ends(values, self.zeros)

    def _kept(self, values: Digests) -> Digests:
        return values[self._mask(values)] if self.zeros else values

    def _has(self, values: Digests) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        if not len(self.values):
            return np.zeros(len(values), dtype=bool)
        place = np.minimum(np.searchsorted(self.values, values), len(self.values) - 1)
        return np.asarray(self.values[place] == values)


def _ends(values: Digests, zeros: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(values & ((1 << zeros) - 1) == 0)


@dataclass
class Source:
    """Examples that batches are taken from, known before any of them comes: a tensor, a data set.

    `seen` has no times: each that takes from it has its own.
    """

    name: int
    seen: Seen
    through: frozenset[int] = frozenset()  # the fits that made them what they are
    as_is: bool = True  # whether batches were made of them as they are, as far as was looked at
    batches: int = 0

    def is_due(self) -> bool:
        """Whether the next batch is looked at, to see that it brings nothing new."""
        return self.batches < _FIRST or (self.batches + 1) % _OFTEN == 0
