"""How far runs are, in bars on a terminal. Of an experiment with many runs, one for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
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

from builder.results import Point, Record
from builder.running.counting import FEW, Count
from builder.running.dispatch import Report
from builder.running.lines import Lines, shown_numbers
from builder.running.order import Order


def columns(width: int) -> Iterator[ProgressColumn]:
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


class Grouped(Progress):
    """Bars of which those of the runs of one experiment stand below that of all of them."""

    def get_renderables(self) -> Iterable[RenderableType]:
        """What is shown now."""
        yield self.make_tasks_table(sorted(self.tasks, key=lambda task: (task.fields.get("below", task.id), task.id)))


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
            self.progress.update(task, completed=done, total=total, numbers=shown_numbers(numbers))

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
