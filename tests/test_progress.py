"""How far runs are: one line or bar a run, and one for all where an experiment has many."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress

from builder.results import Fingerprint, Point, Record
from builder.running.bars import Bars, Grouped, columns
from builder.running.dispatch import Display
from builder.running.lines import PlainLines
from builder.running.order import Order


@dataclass
class Clock:
    """Time that passes when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def order(width: int | None, name: str = "capacity") -> Order:
    point = Point() if width is None else Point({"rate": 0.001, "width": width})
    called = point.label(name)
    return Order(name, point, Fingerprint(), {}, called, "never ran", Path(), Path())


def record(accuracy: float, *, diverged: str = "") -> Record:
    record = Record("capacity", Fingerprint(), {}, {}, {}, {}, {}, 20.0, "2024-02-29T00:00:00+00:00", False, Path())
    return replace(record, values={"kind": "wide", "accuracy": accuracy}, diverged=diverged)


def sweep(display: Display, clock: Clock, runs: int, seconds: float, *, epochs: int = 0, fails: int = 0) -> None:
    """One run after the other; the last of them fail, or diverge."""
    display.several("capacity", "capacity", runs, "never ran")
    for width in range(runs):
        report = display.start(one := order(width))
        for epoch in range(epochs):
            clock.now += seconds / epochs
            report(epoch + 1, epochs, {"accuracy": 0.5})
        clock.now += 0 if epochs else seconds
        display.tell(one, f"{one.called} draws without a seed")
        if runs - width <= fails:
            display.fail(one)
        else:
            display.finish(one, record(width / runs, diverged="no number" if width == 1 else ""))


def test_a_run_alone_tells_each_step(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    display = PlainLines()
    display.several("capacity", "capacity", 1, "never ran")
    report = display.start(order(None))
    for epoch in (1, 2):
        clock.now += 0.5
        report(epoch, 2, {"accuracy": epoch / 4})
    display.finish(order(None), record(0.5, diverged="no number"))
    display.fail(order(None))
    assert capsys.readouterr().err.splitlines() == [
        "capacity: runs (never ran)",
        "capacity: 1/2, accuracy 0.2500, 0.5 s left",
        "capacity: 2/2, accuracy 0.5000, 0.0 s left",
        "capacity: done in 20 s",
        "capacity: DIVERGED: no number",
        "capacity: failed",
    ]


def test_ten_thousand_points_that_take_no_time_are_a_few_lines(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    display = PlainLines()
    sweep(display, clock, 10_000, 1 / 512, fails=3)
    assert capsys.readouterr().err.splitlines() == [
        "capacity: 10,000 runs (never ran)",
        "capacity[rate=0.001, width=0] draws without a seed",
        "capacity: 5,120 of 10,000 done, 1 diverged, accuracy 0.5119 [rate=0.001, width=5119], 9.5 s left",
        "capacity: 10,000 of 10,000 done in 20 s, 3 failed, 1 diverged",
    ]
    assert not display.counts


def test_each_of_twelve_long_runs_is_told_when_it_ends(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    sweep(PlainLines(), clock, 12, 20, epochs=40, fails=1)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:6] == [
        "capacity: 12 runs (never ran)",
        "capacity[rate=0.001, width=0]: 20/40, accuracy 0.5000, 10 s left",
        "capacity[rate=0.001, width=0]: 40/40, accuracy 0.5000, 0.0 s left",
        "capacity[rate=0.001, width=0] draws without a seed",
        "capacity[rate=0.001, width=0]: done in 20 s, 1 of 12, 3 min 40 s left",
        "capacity[rate=0.001, width=1]: 20/40, accuracy 0.5000, 10 s left",
    ]
    assert lines[-1] == "capacity[rate=0.001, width=11]: failed, 12 of 12, 1 failed, 1 diverged"
    assert len(lines) == 2 + 12 * 3


class Terminal:
    """Bars on a terminal of so many columns, and what it shows."""

    def __init__(self, width: int, clock: Clock) -> None:
        self.file = io.StringIO()
        self.console = Console(file=self.file, force_terminal=True, width=width, height=30, legacy_windows=False)
        self.progress = Grouped(*columns(width), console=self.console, auto_refresh=False, get_time=clock)
        self.bars = Bars(self.progress)

    def shown(self) -> list[str]:
        self.file.truncate(0)
        self.file.seek(0)
        self.console.print(*self.progress.get_renderables())
        lines = re.sub(r"\x1b\[[0-9;]*m", "", self.file.getvalue()).splitlines()
        return [re.sub("[━╸╺]+", "=", line).rstrip() for line in lines]


def test_a_sweep_is_one_bar_with_the_runs_that_go_on_below_it(clock: Clock) -> None:
    there = Terminal(120, clock)
    there.bars.several("capacity", "capacity", 12, "never ran")
    there.bars.start(order(None, "alone"))
    reports = [there.bars.start(order(width)) for width in (7, 64)]
    clock.now += 30
    reports[0](3, 10, {"accuracy": 0.25})
    there.bars.start(order(None, "later"))
    assert [" ".join(line.split()) for line in there.shown()] == [
        "alone = 0/? 0:00:30 left",
        "capacity = 0/12 0:00:30 left -:--:--",
        "[rate=0.001, width=7] = 3/10 accuracy 0.2500 0:00:30 left -:--:--",
        "[rate=0.001, width=64] = 0/? 0:00:30 left",
        "later = 0/? 0:00:00 left",
    ]
    there.bars.start(order(8))
    assert "width=8" in there.shown()[4]  # above the later one


def test_a_narrow_terminal_shows_of_everything_what_there_is_room_for(clock: Clock) -> None:
    there = Terminal(60, clock)
    sweep(there.bars, clock, 12, 20, fails=0)
    there.bars.several("capacity", "capacity", 12, "never ran")
    there.bars.start(order(1))
    clock.now += 20
    there.bars.finish(order(1), record(0.5))
    there.bars.start(order(2))
    lines = there.shown()
    assert all(len(line) <= 60 for line in lines)
    assert "  0.001, 2" in lines[-1]


def test_points_that_take_no_time_have_no_bars(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    added = 0

    def add(self: Progress, *arguments: object, **options: object) -> object:
        nonlocal added
        added += 1
        return adds(self, *arguments, **options)

    adds, _ = Progress.add_task, monkeypatch.setattr(Progress, "add_task", add)
    there = Terminal(120, clock)
    sweep(there.bars, clock, 1000, 0.01, epochs=5, fails=2)
    assert added == 2  # nobody knew of the first
    assert len(there.progress.tasks) == 1
    assert "1000/1000 2 failed, 1 diverged" in there.shown()[-1]
    assert not there.bars.tasks


def test_few_runs_have_a_bar_each_and_keep_it(clock: Clock) -> None:
    there = Terminal(120, clock)
    sweep(there.bars, clock, 4, 20, epochs=2, fails=1)
    shown = [line.split(" = ")[0].strip() for line in there.shown()]
    assert [name for name in shown if name.startswith("capacity[")] == [
        f"capacity[rate=0.001, width={width}]" for width in range(4)
    ]
