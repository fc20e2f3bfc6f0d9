"""What a sweep costs the author's process itself, by its number of points, on workers that compute nothing.

    python benchmarks/scale.py [--points N ...] [--keep]

A sweep of N points of one small value each goes through all that `sitegen run` does, on N / 100 simulated workers: it
is begun, killed after half of its points, taken up again by another process, and run once more for what had failed.
Each number of points has a process of its own. Times are those of processors, without what the workers take; ratios are
to the smallest number of points of the same call.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pickle
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outcome import REPOSITORY, keep

from builder.commands.status import status
from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments, discover_post
from builder.experiments.needs import Needs
from builder.experiments.status import judge
from builder.project import Project
from builder.results import Record, Store
from builder.running.dispatch import Dispatch
from builder.running.environment import describe_environment
from builder.running.order import Event, Order, Outcome, failed
from builder.running.progress import progress_display
from builder.running.schedule import Schedule

POINTS = (1_000, 10_000, 100_000)
FAILED, LOST = 0.001, 0.01
"""Of a hundred orders one loses its worker, and is begun anew; of a thousand one fails."""
REQUIRED, LINEAR = 3.0, 1.3
"""Milliseconds a point at most, and how many times of it with few points it may be with many."""

EXPERIMENTS = """\
from dataclasses import dataclass

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Training:
    rate: float = 0.1
    width: int = 16
    layers: tuple[int, ...] = (8, 8)
    activation: str = "relu"
    epochs: int = 20


def trained(settings):
    return settings.rate / settings.width


@experiment(over=OVER)
def capacity(settings: Training) -> Result:
    return Result(values={"accuracy": trained(settings)})
"""


class Killed(BaseException):
    """The author's process ends here."""


@dataclass
class Simulated:
    """Workers that give at once what an experiment would, in any order; `seconds` is what that takes them."""

    most: int
    end_after: int
    chance: random.Random
    fails: bool = True
    begun: float | None = None
    running: list[Order] = field(default_factory=list)
    seconds: float = 0.0
    sent: int = 0
    ended: int = 0
    environment: dict[str, Any] = field(default_factory=lambda: describe_environment(0))

    def check(self, needs: Needs) -> None:
        """Everything can run here."""

    def takes(self, needs: Needs) -> bool:
        return len(self.running) < self.most

    def begin(self, order: Order) -> None:
        before = time.process_time()
        self.begun = self.begun or before
        self.running.append(self._through(order))
        self.seconds += time.process_time() - before

    def events(self, timeout: float | None = None) -> Iterator[tuple[Order, Event]]:
        before = time.process_time()
        at = self.chance.randrange(len(self.running))
        self.running[at], self.running[-1] = self.running[-1], self.running[at]
        order = self.running.pop()
        if self.chance.random() < LOST:
            self._through(order)
        outcome = self._outcome(order)
        self.sent += len(pickle.dumps(outcome))
        self.seconds += time.process_time() - before
        yield order, ("end", (outcome,))
        self.ended += 1
        if self.ended == self.end_after:
            raise Killed

    def _through(self, order: Order) -> Order:
        self.sent += len(pickle.dumps(order))
        return order

    def _outcome(self, order: Order) -> Outcome:
        """As execution.py makes it."""
        if self.fails and self.chance.random() < FAILED:
            return failed(SitegenError(f"experiment '{order.name}' raised ValueError"), traceback="Traceback: …")
        settings = order.point.settings
        record = Record(
            name=order.name,
            fingerprint=replace(order.fingerprint, seen={}),
            settings={"layers": [8, 8], "activation": "relu", "epochs": 20, **settings},
            values={"accuracy": settings["rate"] / settings["width"]},
            series={},
            artifacts={},
            environment=dict(self.environment),
            seconds=round(self.chance.random(), 2),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            quick=False,
            folder=Path(),
            watched="whole",
        )
        return Outcome(record)


@dataclass
class Site:
    """A site with one sweep, and what it cost so far."""

    project: Project
    chance: random.Random
    workers: int
    seconds: float = 0.0
    wall: float = 0.0
    sent: int = 0

    def run(self, end_after: int = 0, *, fails: bool = True) -> Simulated:
        """As a process of `sitegen run` does it from its beginning; `end_after` so many points it is killed."""
        began, wall = time.process_time(), time.monotonic()
        engine = Simulated(self.workers, end_after, self.chance, fails)
        with contextlib.suppress(Killed), progress_display() as display:
            Schedule(self.project, self.discovered(), Dispatch(engine, display), "this process").run()
        self.seconds += time.process_time() - began - engine.seconds
        self.wall += time.monotonic() - wall - engine.seconds
        self.sent += engine.sent
        engine.begun = (engine.begun or began) - began
        return engine

    def discovered(self) -> PostExperiments:
        return discover_post(self.project, "sweep")

    def write(self, number: int, more: int = 0) -> None:
        over = {"width": list(range(1, 101)), "rate": [(1 + one) / 10_000 for one in range(number // 100 + more)]}
        post = self.project.post("sweep")
        post.mkdir(parents=True, exist_ok=True)
        (post / "experiments.py").write_text(EXPERIMENTS.replace("OVER", repr(over)))


def timed(work: Any) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def measured(number: int) -> dict[str, float]:
    """What a sweep of so many points costs, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Project(Path(folder)), random.Random(0), number // 100)
        site.write(number)
        (site.project.root / "content" / "site.toml").write_text('title = "x"\nlanguages = ["en"]\n')
        memory = _memory()
        site.run(number // 2)
        files = [path for path in site.project.scratch.rglob("*") if path.is_file()]
        found = {"files": len(files), "kept": sum(path.stat().st_size for path in files)}
        resumed = site.run().begun
        site.run(fails=False)
        peak = _memory() - memory
        store = Store(site.project.results("sweep"))
        record = store.read("capacity")
        assert len(record.points) == number
        found |= {
            "a point": site.seconds / number,
            "wall": site.wall / number,
            "memory": peak / number,
            "resume": resumed or 0.0,
            "sent": site.sent / number,
            "judge": timed(lambda: judge(site.discovered(), store)),
            "status": timed(lambda: status(site.project, as_json=False, why=False))
            and timed(lambda: status(site.project, as_json=False, why=False)),
            "record": (record.folder / "record.json").stat().st_size / number,
        }
        site.write(number, 1)
        site.seconds = 0.0
        site.run(fails=False)
        return {**found, "grown": site.seconds}


def _memory() -> int:
    """The most bytes that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def apart(number: int) -> dict[str, float]:
    """The same in a process of its own, with the lines that it told."""
    with tempfile.TemporaryFile() as told:
        command = [sys.executable, __file__, "--child", str(number)]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=told, env=environment, check=False)
        told.seek(0)
        lines = told.read().splitlines()
    if done.returncode:
        sys.exit(b"\n".join(lines[-30:]).decode())
    return {**json.loads(done.stdout), "lines": len(lines)}


ROWS = {
    "a point, of the processor": ("a point", "ms", 1e3),
    "a point, by the clock": ("wall", "ms", 1e3),
    "memory a point, at most": ("memory", "KB", 1e-3),
    "sent a point, there and back": ("sent", "KB", 1e-3),
    "files in `.sitegen`, half of them done": ("files", "", 1),
    "bytes in `.sitegen`, half of them done": ("kept", "KB", 1e-3),
    "taking up half of them, until one is handed out": ("resume", "s", 1),
    "lines in a log": ("lines", "", 1),
    "100 points more": ("grown", "s", 1),
    "status, judged": ("judge", "s", 1),
    "status, remembered": ("status", "s", 1),
    "the record, a point": ("record", "bytes", 1),
}


def table(found: dict[int, dict[str, float]]) -> list[dict[str, str]]:
    """What was measured, a column for each number of points."""
    least = found[min(found)]["a point"]
    columns = {f"{number:,} points": one for number, one in found.items()}
    rows = [
        {"": words} | {column: f"{_number(one[name] * times)} {unit}".strip() for column, one in columns.items()}
        for words, (name, unit, times) in ROWS.items()
    ]
    ratios = {column: f"{one['a point'] / least:.2f}" for column, one in columns.items()}
    return [*rows, {"": "times of the first, a point", **ratios}]


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what a sweep costs the author's process.")
    parser.add_argument("--points", type=int, nargs="+", default=POINTS, metavar="N", help="default: %(default)s")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measured(options.child)))
        return 0
    found = {number: apart(number) for number in sorted(options.points)}
    for row in table(found):
        print(*row.values(), sep=" | ")
    if options.keep:
        keep("scale", {"points": table(found)})
    most, least = found[max(found)]["a point"], found[min(found)]["a point"]
    print(f"{most / least:.2f} times, at most {LINEAR} required; {1e3 * most:.2f} ms a point, at most {REQUIRED}")
    return 0 if most <= LINEAR * least and 1e3 * most <= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
