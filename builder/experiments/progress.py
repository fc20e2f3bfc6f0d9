"""How far runs are: bars on a terminal, plain lines elsewhere. Of an experiment with many runs, one for all of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from builder.experiments.counting import FEW, Count
from builder.experiments.dispatch import Display, Report
from builder.experiments.order import Order
from builder.experiments.plan import duration
from builder.results import Point, Record


@contextmanager
def progress_display() -> Iterator[Display]:
    """A display on standard error, fit for what that is."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    console = Console(stderr=True)
    # What is left is told by all steps so far: one may take longer than those of half a minute, which rich would ask.
    with _Grouped(*_columns(console.width), console=console, speed_estimate_period=86_400.0) as progress:
        yield Bars(progress)


def _columns(width: int) -> Iterator[ProgressColumn]:
    """What a line of so many letters shows of a run: of its name and its numbers what there is room for."""
    wide, name = width >= 100, _room(width)
    bar = 30 if width >= 140 else 20 if width >= 120 else 10
    rest = 37 if wide else 29  # how many, the times, and what is between the columns

    def words(text: str, most: int) -> TextColumn:
        column = Column(no_wrap=True, overflow="ellipsis", max_width=most)
        return TextColumn(text, markup=False, table_column=column)  # [width=16] is no markup

    yield words("{task.description}", name)
    yield BarColumn(bar_width=bar)
    yield MofNCompleteColumn()
    yield words("{task.fields[numbers]}", max(width - name - bar - rest, 1))
    if wide:
        yield TimeElapsedColumn()
    yield TextColumn("left")
    yield TimeRemainingColumn()


def _room(width: int) -> int:
    """How many letters of a name are shown."""
    return width * 3 // 10


class _Grouped(Progress):
    """Bars of which those of the runs of one experiment stand below that of all of them."""

    def get_renderables(self) -> Iterable[RenderableType]:
        """What is shown now."""
        yield self.make_tasks_table(sorted(self.tasks, key=lambda task: (task.fields.get("below", task.id), task.id)))


def _words(numbers: Mapping[str, float]) -> str:
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
                self.say(f"{name}: {done}/{total}, {_words(numbers)}, {duration(left)} left")

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


_ENDED = 20
"""Bars of runs that ended which stay."""
_SLOW = 1.0
"""Seconds that one of many runs takes at least to have a bar of its own."""


class Bars(Lines):
    """One bar a run; of an experiment with many runs one for all, with the bars of those that go on where they are few
    and not over at once.
    """

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}
        self.ended: list[TaskID] = []

    def several(self, name: str, called: str, runs: int, why: str) -> None:
        """So many runs of an experiment begin."""
        if runs > FEW:
            self.counts[name] = Count(called, runs)

    def start(self, order: Order) -> Report:
        """A run begins."""
        count = self.counts.get(order.name)
        if count is None:
            task = self.progress.add_task(order.called, total=None, numbers="")
        else:
            if not count.began:
                self.tasks[count.called] = self.progress.add_task(count.called, total=count.runs, numbers="")
            count.start()
            if count.going > FEW or count.each_takes() < _SLOW:
                return lambda done, total, numbers: None
            below = self.tasks[count.called]
            task = self.progress.add_task(f"  {self._where(order.point)}", total=None, numbers="", below=below)
        self.tasks[order.called] = task

        def report(done: int, total: int, numbers: Mapping[str, float]) -> None:
            self.progress.update(task, completed=done, total=total, numbers=_words(numbers))

        return report

    def finish(self, order: Order, record: Record) -> None:
        """A run ended well."""
        if count := self.counts.get(order.name):
            count.finish(order, record)
            self._count(order, count)
            return
        task = self.tasks.pop(order.called)
        total = next(one.total for one in self.progress.tasks if one.id == task) or 1  # no total: it never reported
        self.progress.update(task, completed=total, total=total)
        self._stays(task)
        if record.diverged:
            self.say(f"{order.called}: DIVERGED: {record.diverged}")

    def fail(self, order: Order) -> None:
        """A run failed."""
        if count := self.counts.get(order.name):
            count.fail()
            self._count(order, count)
            return
        task = self.tasks.pop(order.called)
        self.progress.update(task, numbers="failed")
        self.progress.stop_task(task)
        self._stays(task)

    def say(self, text: str) -> None:
        """A line for the author."""
        self.progress.console.print(text, markup=False, highlight=False)

    def _where(self, point: Point) -> str:
        """The settings of a point; their values only where there is no room for more."""
        label = point.label("")
        room = _room(self.progress.console.width) - 2
        return label if len(label) <= room else ", ".join(str(value) for value in point.changed().values())

    def _count(self, order: Order, count: Count) -> None:
        if (task := self.tasks.pop(order.called, None)) is not None:
            self.progress.remove_task(task)
        last = [count.last] if count.last and count.ended < count.runs else []
        numbers = ", ".join([*count.trouble(), *last])
        self.progress.update(self.tasks[count.called], completed=count.ended, numbers=numbers)
        if count.ended == count.runs:
            self._stays(self.tasks.pop(count.called))
            del self.counts[order.name]

    def _stays(self, task: TaskID) -> None:
        """Let a bar stay that is at its end, as long as there are few."""
        self.ended.append(task)
        if len(self.ended) > _ENDED:
            self.progress.remove_task(self.ended.pop(0))
