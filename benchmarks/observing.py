"""What watching a run costs: a training of the article, seen and unseen, in turns.

    SITEGEN_DATA=DIR python benchmarks/observing.py [--network NAME] [--epochs N] [--rounds N]

Each is a whole run of the experiment's function on one thread, by its processor time, which neighbours disturb less.
Exits with 1 where watching takes more than 2 % of the training, or changes a number of it.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from outcome import installed, keep

os.environ["OMP_NUM_THREADS"] = "1"  # as a worker does, before torch is imported
REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))
REQUIRED = 0.02


def main() -> int:
    parser = argparse.ArgumentParser(description="Time a training that is watched, and the same unwatched.")
    parser.add_argument("--network", default="fully_connected", metavar="NAME", help="which (default fully_connected)")
    parser.add_argument("--epochs", type=int, default=10, metavar="N", help="of each training (default 10)")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="time each N times (default 2)")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(REPOSITORY / "content", Path(folder) / "content")
        times, numbers = measured(Path(folder), options.network, options.epochs, options.rounds)
    unseen, seen = (min(one) for one in times)
    share = seen / unseen - 1
    same = all(one == numbers[0] for one in numbers)
    print(f"{options.network}, {options.epochs} epochs: {unseen:.2f} s unseen, {seen:.2f} s seen, {share:+.2%}")
    print(f"at most {REQUIRED:.0%} required; {'the same numbers' if same else 'OTHER NUMBERS'}")
    if options.keep:
        found = {"network": options.network, "epochs": options.epochs, "rounds": options.rounds, "unseen, s": unseen}
        keep("observing", {**found, "seen, s": seen, "share": share, "same numbers": same}, installed("torch"))
    return 0 if share <= REQUIRED and same else 1


def measured(site: Path, network: str, epochs: int, rounds: int) -> tuple[tuple[list[float], list[float]], list[Any]]:
    """The processor times of the runs, unseen and seen, and what each gave."""
    from builder.experiments.discovery import discover_post
    from builder.loading import load_post_module
    from builder.project import Project
    from builder.results import Run, running
    from builder.running.observer import Observer

    project = Project(site)
    post = discover_post(project, "cnns")
    data = (Path(os.environ["SITEGEN_DATA"]).absolute(),)
    observer = Observer(project, post, data)
    with observer.importing():
        module = load_post_module(post.sources.post, "experiments")
    settings = dataclasses.replace(module.Training(), epochs=epochs)
    function = getattr(module, network).function
    with running(Run(data=data)):
        module.mnist()  # read and checked once a process
    times: tuple[list[float], list[float]] = ([], [])
    numbers = []
    for _ in range(rounds):
        for seen in (False, True):
            run = Run(data=data)
            start = time.process_time()
            if seen:
                run.report = observer.report(run.report)
                with running(run), observer.running([], print):
                    result = function(settings=settings)
            else:
                with running(run):
                    result = function(settings=settings)
            times[seen].append(time.process_time() - start)
            numbers.append((result.values, result.series))
    return times, numbers


if __name__ == "__main__":
    sys.exit(main())
