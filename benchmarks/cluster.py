"""What `sitegen run --on ray` costs a point that computes nothing, beside `--jobs` and beside Ray alone, in one run.

    python benchmarks/cluster.py [--points N] [--write]

A head and two nodes of one processor each on this machine. The same N points (a function that returns one number) run
by `sitegen run --jobs 2`, by `sitegen run --on ray` as a driver and as a client, and as bare tasks: `ray.remote` on
what calls the function, all handed out at once. Of the commands what they take for two points is taken off: starting
Python, joining, the first process on each node. "processor" is the time of the command's own process, "passed" that on
the clock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

REPOSITORY = Path(__file__).parent.parent
README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- python benchmarks/cluster.py --write -->", "<!-- until here, cluster -->"
sys.path.insert(0, str(REPOSITORY / "tests"))

from clusters import Cluster  # noqa: E402 - the clusters of the tests

EXPERIMENTS = """\
from dataclasses import dataclass

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Point:
    number: int = 0


@experiment(over={"number": NUMBERS})
def nothing(settings: Point) -> Result:
    return Result(values={"number": settings.number})
"""

BARE = """\
import os, sys, time
import ray

ray.init(os.environ["RAY_ADDRESS"], log_to_driver=False, logging_level=40)

@ray.remote(num_cpus=1)
def point(folder, number):
    sys.path.insert(0, folder)
    import experiments
    return experiments.nothing(experiments.Point(number)).values

folder, count = sys.argv[1], int(sys.argv[2])
before = time.perf_counter()
ray.get([point.remote(folder, number) for number in range(count)])
print(time.perf_counter() - before)
"""


def site(folder: Path, count: int) -> Path:
    post = folder / "content" / "posts" / "nothing"
    post.mkdir(parents=True)
    (folder / "content" / "site.toml").write_text(
        'title = "T"\nlanguages = ["en"]\n\n[en]\ntitle = "T"\nname = "English"\n'
    )
    (post / "experiments.py").write_text(EXPERIMENTS.replace("NUMBERS", str(list(range(count)))))
    return folder


def sitegen(folder: Path, environment: dict[str, str], *options: str) -> tuple[float, float]:
    """Seconds on the clock, and of the processor in the command's own process and those that it waited for."""
    before, passed = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "builder", "run", *options]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    after = os.times()
    took = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - passed, took


@click.command()
@click.option("--points", default=1000, show_default=True)
@click.option("--write", is_flag=True, help="Put the table into README.md.")
def main(points: int, write: bool) -> None:
    """Print a row for each way."""
    rows = [f"| {points:,} points | ms a point, passed | ms of processor | times bare |\n| --- | --- | --- | --- |\n"]
    for row in measured(points):
        rows.append(f"| {' | '.join(row)} |\n")
        click.echo(rows[-1], nl=False)
    if write:
        before, rest = README.read_text(encoding="utf-8").split(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{''.join(rows)}{END}{rest.split(END)[1]}", encoding="utf-8")


def measured(points: int) -> Iterator[tuple[str, str, str, str]]:
    """The ways, and what they take."""
    with tempfile.TemporaryDirectory() as place, Cluster(Path(place) / "hidden") as cluster:
        (Path(place) / "hidden").mkdir()
        for name in "bc":
            cluster.add(name, hide=False)
        cluster.joined(2)
        environment = {**os.environ, **cluster.environment(), "PYTHONPATH": str(REPOSITORY)}
        ways = {"--jobs 2": ("--jobs", "2"), "--on ray": ("--on", "ray"),
                "--on ray://": ("--on", f"ray://127.0.0.1:{cluster.client}")}  # fmt: skip
        bare = 0.0
        for count in (20, points):  # the first starts the processes
            folder = site(Path(place) / f"bare-{count}", count) / "content" / "posts" / "nothing"
            command = [sys.executable, "-c", BARE, str(folder), str(count)]
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            bare = float(done.stdout)
        yield "bare `ray.remote`", f"{1000 * bare / points:.2f}", "", ""
        for way, options in ways.items():
            sitegen(site(Path(place) / f"first{way}", 2), environment, *options)  # Ray begins what a client needs
            few = sitegen(site(Path(place) / f"few{way}", 2), environment, *options)
            all_of_them = sitegen(site(Path(place) / f"all{way}", points), environment, *options)
            passed, took = ((1000 * (a - b)) / (points - 2) for a, b in zip(all_of_them, few, strict=True))
            ratio = passed / (1000 * bare / points)
            yield f"`{way}`", f"{passed:.2f}", f"{took:.2f}", f"{ratio:.2f}"


if __name__ == "__main__":
    main()
