"""How far the many runs of one experiment are, for one line or one bar about all of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.results import Record
from builder.results.trials import Value
from builder.running.order import Order

FEW = 8
"""So many runs of one experiment are shown each by itself."""
_NUMBERS = 2
"""Values of a run that are shown of those that it gave."""


@dataclass
class Count:
    """The runs of the experiment that is `called` so: how many there are, ended, failed and diverged, and how the last
    ended. `seen` is what was told of any of them.
    """

    called: str
    runs: int
    ended: int = 0
    failed: int = 0
    diverged: int = 0
    going: int = 0
    last: str = ""
    began: float | None = None
    seen: set[str] = field(default_factory=set)

    def start(self) -> None:
        """One of them begins."""
        self.going += 1
        self.began = self.began or time.monotonic()

    def finish(self, order: Order, record: Record) -> None:
        """One of them ended well."""
        self.ended += 1
        self.going -= 1
        self.diverged += bool(record.diverged)
        self.last = words(record.values, order.point.label(""))

    def fail(self) -> None:
        """One of them failed."""
        self.ended += 1
        self.going -= 1
        self.failed += 1

    def is_new(self, order: Order, text: str) -> bool:
        """Whether nothing of this kind was told of another run yet."""
        kind = text.replace(order.called, self.called)
        new = kind not in self.seen
        self.seen.add(kind)
        return new

    def seconds_left(self) -> float:
        """How long the others take at the pace so far."""
        return self.seconds() / max(1, self.ended) * (self.runs - self.ended)

    def each_takes(self) -> float:
        """Seconds that a run takes, about, where so many go on at once; as long as nobody knows, many."""
        return self.seconds() / self.ended * self.going if self.ended else 60.0

    def seconds(self) -> float:
        """How long ago the first began."""
        return time.monotonic() - (self.began or time.monotonic())

    def trouble(self) -> list[str]:
        """What there is to know of those that ended that their number does not say."""
        found = [(self.failed, "failed"), (self.diverged, "diverged")]
        return [f"{number:,} {how}" for number, how in found if number]


def words(values: Mapping[str, Value], where: str) -> str:
    """What a run gave, in short: "accuracy 0.9312 [width=64]"."""
    numbers = {name: value for name, value in values.items() if isinstance(value, int | float)}
    shown = ", ".join(f"{name} {float(value):.4f}" for name, value in list(numbers.items())[:_NUMBERS])
    return f"{shown} {where}" if shown else ""
