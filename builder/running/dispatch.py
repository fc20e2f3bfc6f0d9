"""Hands orders to workers as they become free, shows how far they are, and gives back what came of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from builder.errors import SitegenError
from builder.experiments.discovery import Declaration
from builder.experiments.needs import Needs
from builder.results import Record
from builder.running.order import Event, Order, Outcome

_AGAIN = 0.2
"""Seconds after which it is asked again what can begin, where nothing runs."""

Report = Callable[[int, int, Mapping[str, float]], None]


class Display(Protocol):
    """Where a run shows how far it is."""

    def several(self, name: str, called: str, runs: int, why: str) -> None:
        """So many runs of an experiment are about to begin; each of them ends, well or not."""

    def start(self, order: Order) -> Report:
        """A run begins; what is returned is called with (done, total, numbers) after each step."""

    def finish(self, order: Order, record: Record) -> None:
        """It ended well."""

    def fail(self, order: Order) -> None:
        """It failed."""

    def tell(self, order: Order, text: str) -> None:
        """A line for the author, of a run."""

    def say(self, text: str) -> None:
        """A line for the author."""


class Workers(Protocol):
    """What runs orders: processes of this machine, or those of a cluster."""

    def check(self, needs: Needs) -> None:
        """Raise SitegenError where no run can ever have what it needs here. Its message goes on after the name of an
        experiment: "asks for 64 processors, ...". Asked before anything is computed, and again before orders are given.
        """

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
    _waiting: dict[Needs, deque[tuple[int, Order]]] = field(default_factory=dict)  # with the place in the queue of all
    _added: int = 0
    _reports: dict[Order, Report] = field(default_factory=dict)

    def refusal(self, declaration: Declaration, needs: Needs, called: str) -> SitegenError | None:
        """Why no run of an experiment, which is shown as `called`, can ever begin here; None where it can."""
        try:
            self.workers.check(needs)
        except SitegenError as error:
            message = f"'{called}' {error.message}"
            return SitegenError(message, path=declaration.path, line=declaration.line, hint=error.hint)
        return None

    def add(self, orders: Iterable[Order]) -> None:
        """Let these run, when workers are free."""
        for order in orders:
            self._waiting.setdefault(order.needs, deque()).append((self._added, order))
            self._added += 1

    def ended(self, timeout: float | None = None) -> Iterator[tuple[Order, Outcome]]:
        """Begin what can begin, wait for the next that workers tell, at most `timeout` seconds, and give what ended."""
        self._begin()
        if not self._reports and timeout is None:
            if not any(self._waiting.values()):
                return
            timeout = _AGAIN  # others have what they wait for
        for order, (kind, parts) in self.workers.events(timeout):
            if kind == "report":
                self._reports[order](*parts)
            elif kind == "say":
                self.display.tell(order, *parts)
            else:
                del self._reports[order]
                yield order, parts[0]

    def _begin(self) -> None:
        """Begin what can begin, first what waits longest; the younger begin before it where it waits for something
        else than they take. A run that needs much would never begin otherwise, while small ones follow each other.
        """
        held: list[Needs] = []
        left = dict(self._waiting)
        while left := {needs: orders for needs, orders in left.items() if orders}:
            needs = min(left, key=lambda one: left[one][0][0])
            if any(self._delays(needs, first) for first in held):
                del left[needs]
            elif not self.workers.takes(needs):
                held.append(needs)
                del left[needs]
            else:
                _, order = left[needs].popleft()
                self._reports[order] = self.display.start(order)
                self.begun += 1
                self.workers.begin(order)

    def _delays(self, needs: Needs, first: Needs) -> bool:
        """Whether a run that needs this would take something that another waits for."""
        takes = self.workers.takes
        return (
            not takes(Needs(cpus=first.cpus))
            or bool(needs.gpus and first.gpus and not takes(Needs(gpus=first.gpus)))
            or bool(needs.memory and first.memory and not takes(Needs(memory=first.memory)))
        )
