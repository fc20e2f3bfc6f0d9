"""How far a run is: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from builder.experiments.dispatch import Display, Report
from builder.experiments.plan import duration


@contextmanager
def progress_display() -> Iterator[Display]:
    """A display on standard error, fit for what that is."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn(),
        TextColumn("{task.fields[numbers]}"), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield Bars(progress)


def _words(numbers: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in numbers.items())


class PlainLines:
    """One line a step, for logs and pipes."""

    def start(self, name: str, why: str) -> Report:
        self.say(f"{name}: runs ({why})")
        before = time.monotonic()

        def report(done: int, total: int, numbers: Mapping[str, float]) -> None:
            nonlocal before
            now = time.monotonic()
            left = (now - before) * (total - done)  # at the pace of the last step, whatever went before
            before = now
            self.say(f"{name}: {done}/{total}, {_words(numbers)}, {duration(left)} left")

        return report

    def finish(self, name: str, seconds: float) -> None:
        self.say(f"{name}: done in {duration(seconds)}")

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


_ENDED = 20
"""Bars of runs that ended which stay: a sweep may have thousands."""


class Bars:
    """One bar a run."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}
        self.ended: list[TaskID] = []

    def start(self, name: str, why: str) -> Report:
        task = self.progress.add_task(name, total=None, numbers="")
        self.tasks[name] = task

        def report(done: int, total: int, numbers: Mapping[str, float]) -> None:
            self.progress.update(task, completed=done, total=total, numbers=_words(numbers))

        return report

    def finish(self, name: str, seconds: float) -> None:
        task = self.tasks.pop(name)
        total = next(one.total for one in self.progress.tasks if one.id == task) or 1  # no total: it never reported
        self.progress.update(task, completed=total, total=total)
        self.ended.append(task)
        if len(self.ended) > _ENDED:
            self.progress.remove_task(self.ended.pop(0))

    def say(self, text: str) -> None:
        self.progress.console.print(text, markup=False, highlight=False)
