"""How far runs are, in lines for logs and pipes."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.experiments.plan import duration
from builder.results import Record
from builder.running.counting import FEW, Count
from builder.running.dispatch import Report
from builder.running.order import Order


def shown_numbers(numbers: Mapping[str, float]) -> str:
    """What a run reports, in words."""
    return ", ".join(f"{name} {value:.4f}" for name, value in numbers.items())


@dataclass
class Lines:
    """What both displays have in common: the counts of experiments with many runs, by their names."""

    counts: dict[str, Count] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """A line for the author."""
        print(text, file=sys.stderr, flush=True)

    def tell(self, order: Order, text: str) -> None:
        """The same of a run; of many the same once."""
        count = self.counts.get(order.name)
        if count is None or count.is_new(order, text):
            self.say(text)


_EACH = 100
"""Of so many runs each is told when it ends."""
_NOW_AND_THEN = 10.0
"""Seconds between two lines about an experiment of more runs, or about one of many that goes on."""


@dataclass
class PlainLines(Lines):
    """Lines for logs and pipes: one a step of a run, or one a run of many, or one now and then of very many."""

    _told: float = 0.0

    def several(self, name: str, called: str, runs: int, why: str) -> None:
        """So many runs of an experiment begin."""
        if runs > FEW:
            self.counts[name] = Count(called, runs)
            self.say(f"{called}: {runs:,} runs ({why})")
            self._told = time.monotonic()

    def start(self, order: Order) -> Report:
        """A run begins."""
        name, count = order.called, self.counts.get(order.name)
        if count:
            count.start()
        else:
            self.say(f"{name}: runs ({order.why})")
        before = told = time.monotonic()
        steps = 0

        def report(done: int, total: int, numbers: Mapping[str, float]) -> None:
            nonlocal before, told, steps
            now = time.monotonic()
            # At the pace of the last steps, whatever went before; of what a node tells, several may come together.
            left = (now - before) / max(1, done - steps) * (total - done)
            before, steps = now, done
            if not count or now - told >= _NOW_AND_THEN:
                told = now
                self.say(f"{name}: {done}/{total}, {shown_numbers(numbers)}, {duration(left)} left")

        return report

    def finish(self, order: Order, record: Record) -> None:
        """A run ended well."""
        if count := self.counts.get(order.name):
            count.finish(order, record)
            self._count(order, count, f"{order.called}: done in {duration(record.seconds)}, ")
        else:
            self.say(f"{order.called}: done in {duration(record.seconds)}")
            if record.diverged:
                self.say(f"{order.called}: DIVERGED: {record.diverged}")

    def fail(self, order: Order) -> None:
        """A run failed."""
        if count := self.counts.get(order.name):
            count.fail()
            self._count(order, count, f"{order.called}: failed, ")
        else:
            self.say(f"{order.called}: failed")

    def _count(self, order: Order, count: Count, which: str) -> None:
        last = count.ended == count.runs
        if count.runs > _EACH and not last and time.monotonic() - self._told < _NOW_AND_THEN:
            return
        self._told = time.monotonic()
        all_of_them = f"{count.ended:,} of {count.runs:,}"
        if count.runs <= _EACH:
            said = [f"{which}{all_of_them}", *count.trouble()]
        elif last:
            said = [f"{count.called}: {all_of_them} done in {duration(count.seconds())}", *count.trouble()]
        else:
            said = [f"{count.called}: {all_of_them} done", *count.trouble(), *([count.last] if count.last else [])]
        self.say(", ".join(said if last else [*said, f"{duration(count.seconds_left())} left"]))
        if last:
            del self.counts[order.name]
