"""The command line of the harness."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from . import command, damage, digits, trainings, trials
from .drivers import Result, Work, side_by_side
from .inject import KINDS, Fault
from .report import KEPT, keep_parts, summary
from .scenes import SCENES, warm_site

PARTS = ("calls", "damage", "digits", "trainings")
ALL = {"calls": 11_000, "damage": 500, "digits": 500, "trainings": 200}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the trials that are asked for; 1 where something did not hold."""
    asked = _parser().parse_args(arguments)
    os.nice(asked.nice)
    counts = ALL if asked.all else dict.fromkeys(PARTS, asked.count)
    parts = [asked.kind] if asked.kind else ["calls"] if asked.scene else list(PARTS)
    results, seconds = list[Result](), dict[str, float]()
    with _folder() as folder:
        command.warm()
        command.warm_by_building(warm_site(folder / "warm"))
        for part in parts:
            began = time.monotonic()
            results += side_by_side(
                _work(part, asked, counts[part]), folder / part, asked.jobs, _shown(began), began + 60 * asked.minutes
            )
            seconds[part] = time.monotonic() - began
            shutil.rmtree(folder / part, ignore_errors=True)
            told = summary(results, seconds, asked.seed)
            if asked.all:  # a part after the other: they take long
                keep_parts(told)
    print(json.dumps(told, indent=2))
    return 1 if any(result.breaches for result in results) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Inject faults, and see what holds.")
    parser.add_argument("--all", action="store_true", help=f"all of it ({ALL}), and keep the figures in {KEPT.name}")
    parser.add_argument("--count", type=int, default=40, help="so many trials of each kind (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which sample (default: %(default)s)")
    parser.add_argument("--kind", choices=PARTS, help="only this kind of trial")
    parser.add_argument("--scene", choices=[scene.name for scene in SCENES], help="only this scene")
    parser.add_argument("--fault", action="append", type=_fault, default=[], metavar="N:KIND", help="only this fault, "
                        f"at the N-th call, KIND of {', '.join(KINDS)}; again for the next time")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no trial of a kind after so many")
    parser.add_argument("--nice", type=int, default=0, help="leave the processors to others")
    return parser


def _fault(text: str) -> Fault:
    at, _, kind = text.partition(":")
    return Fault(int(at), kind or KINDS[0])


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of sites are made there."""
    memory = Path("/dev/shm")
    where = str(memory) if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="faults-", dir=where) as folder:
        yield Path(folder).resolve()


def _work(part: str, asked: argparse.Namespace, count: int) -> Work:
    if part == "calls":
        return partial(_calls, asked, count)
    work = {"damage": damage.trials, "digits": digits.trials, "trainings": trainings.trials}[part]
    return partial(work, count, asked.seed)


def _calls(asked: argparse.Namespace, count: int, folder: Path, number: int, jobs: int) -> Iterator[Result]:
    if asked.fault and number:
        return
    stages = trials.set_up(folder, [asked.scene] if asked.scene else trials.some(count, asked.seed))
    if asked.fault:
        chosen = [trials.Trial(asked.scene, tuple(asked.fault), asked.seed)]
    else:
        chosen = trials.chosen(stages, count, asked.seed)[number::jobs]
    for trial in chosen:
        outcome = trials.attempt(stages[trial.scene], trial)
        yield Result("calls", trial.scene, outcome.hit, outcome.breaches, trial.command_line())


class _shown:
    """Shows each breach when it comes, and now and then how far it is."""

    def __init__(self, began: float) -> None:
        self._began, self._last, self._done = began, began, Counter[str]()

    def __call__(self, result: Result) -> None:
        self._done[result.part] += result.faults
        for sort, what in result.breaches:
            print(f"{sort.upper()}: {what}\n    {result.again}", flush=True)
        if time.monotonic() - self._last > 30:
            self._last = time.monotonic()
            print(f"… {result.part}: {self._done[result.part]} in {self._last - self._began:.0f} s", file=sys.stderr)
