"""Hands orders to workers as they become free, shows how far they are, and gives back what came of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from builder.experiments.order import Order, Outcome
from builder.experiments.workers import Workers

Report = Callable[[int, int, Mapping[str, float]], None]


class Display(Protocol):
    """Where a run shows how far it is."""

    def start(self, name: str, why: str) -> Report:
        """A run begins; what is returned is called with (done, total, numbers) after each step."""

    def finish(self, name: str, seconds: float) -> None:
        """It ended well, after so many seconds of computing."""

    def say(self, text: str) -> None:
        """A line for the author."""


@dataclass
class Dispatch:
    """The orders that wait for a worker, and those that run."""

    workers: Workers
    display: Display
    begun: int = 0
    _waiting: deque[Order] = field(default_factory=deque)
    _reports: dict[Order, Report] = field(default_factory=dict)

    def add(self, orders: Iterable[Order]) -> None:
        """Let these run, when workers are free."""
        self._waiting.extend(orders)

    def ended(self, timeout: float | None = None) -> Iterator[tuple[Order, Outcome]]:
        """Begin what can begin, wait for the next that workers tell, at most `timeout` seconds, and give what ended."""
        while self._waiting and self.workers.free:
            order = self._waiting.popleft()
            self._reports[order] = self.display.start(order.called, order.why)
            self.begun += 1
            self.workers.begin(order)
        if not self._reports and timeout is None:
            return
        for order, (kind, parts) in self.workers.events(timeout):
            if kind == "report":
                self._reports[order](*parts)
            elif kind == "say":
                self.display.say(*parts)
            else:
                del self._reports[order]
                yield order, parts[0]
