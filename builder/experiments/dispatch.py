"""Hands orders to workers as they become free, shows how far they are, and gives back what came of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from builder.experiments.needs import Needs
from builder.experiments.order import Event, Order, Outcome

Report = Callable[[int, int, Mapping[str, float]], None]


class Display(Protocol):
    """Where a run shows how far it is."""

    def start(self, name: str, why: str) -> Report:
        """A run begins; what is returned is called with (done, total, numbers) after each step."""

    def finish(self, name: str, seconds: float) -> None:
        """It ended well, after so many seconds of computing."""

    def say(self, text: str) -> None:
        """A line for the author."""


class Workers(Protocol):
    """What runs orders: processes of this machine, or those of a cluster."""

    def check(self, needs: Needs) -> None:
        """Raise SitegenError where no run can ever have what it needs here."""

    def takes(self, needs: Needs) -> bool:
        """Whether a run that needs this can begin now."""

    def begin(self, order: Order) -> None:
        """Let what is free do what is ordered."""

    def events(self, timeout: float | None = None) -> Iterator[tuple[Order, Event]]:
        """What is told next, each with the order that it is about; waits until there is something, at most `timeout`
        seconds.
        """


@dataclass
class Dispatch:
    """The orders that wait for a worker, and those that run."""

    workers: Workers
    display: Display
    begun: int = 0
    _waiting: dict[Needs, deque[Order]] = field(default_factory=dict)
    _reports: dict[Order, Report] = field(default_factory=dict)

    def add(self, orders: Iterable[Order]) -> None:
        """Let these run, when workers are free."""
        for order in orders:
            self._waiting.setdefault(order.needs, deque()).append(order)

    def ended(self, timeout: float | None = None) -> Iterator[tuple[Order, Outcome]]:
        """Begin what can begin, wait for the next that workers tell, at most `timeout` seconds, and give what ended."""
        for needs, orders in self._waiting.items():
            while orders and self.workers.takes(needs):
                order = orders.popleft()
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
