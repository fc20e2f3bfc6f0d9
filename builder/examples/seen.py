"""A set of examples that stays small: of many, those whose digests end with so many zeros."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from builder.examples.digests import Digests, mixed

MOST = 1 << 17
"""Digests that are kept: 131,072, some 15 MB."""


@dataclass
class Seen:
    """Examples by their digests, each with the time (a count of batches) at which it was first seen.

    Of more than `MOST` a half is kept, of more than twice as many a quarter: which ones, only their values decide, so
    that two sets that were thinned out can still be compared.
    """

    first: dict[int, int] = field(default_factory=dict)
    zeros: int = 0  # bits of the digests that are kept are zero at their end

    def add(self, digests: Digests, times: Digests) -> bool:
        """Add examples, and when each was seen. Returns whether there was a new one."""
        digests = mixed(digests)
        if self.zeros:
            kept = digests & ((1 << self.zeros) - 1) == 0
            digests, times = digests[kept], times[kept]
        before = len(self.first)
        for one, time in zip(digests.tolist(), times.tolist(), strict=True):
            self.first.setdefault(one, time)
        after = len(self.first)
        while len(self.first) > MOST:
            self.zeros += 1
            self.first = self._at(self.zeros)
        return after > before

    def count(self) -> int:
        """How many examples there are, about."""
        return len(self.first) << self.zeros

    def known_in(self, others: Iterable[Seen], before: float = float("inf")) -> int:
        """How many of them, about, were in one of the others before a time."""
        others = list(others)
        zeros = max([self.zeros, *(one.zeros for one in others)])
        mine = self._at(zeros)
        known = {one for other in others for one in mine if other.first.get(one, before) < before}
        return len(known) << zeros

    def name(self) -> str:
        """A name of the set: that of another is another one."""
        total = np.array([*self.first], dtype=np.int64).sum(dtype=np.int64) if self.first else 0
        return f"{int(total) & 0xFFFFFFFFFFFF:012x}"

    def _at(self, zeros: int) -> dict[int, int]:
        mask = (1 << zeros) - 1
        return {one: time for one, time in self.first.items() if not one & mask} if mask else self.first
