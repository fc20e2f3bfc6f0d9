"""What `sitegen run --on ray` costs a point that computes nothing, beside `--jobs` and beside Ray alone, in one run.

    python benchmarks/cluster.py [--points N] [--rounds N] [--keep]

A head and two nodes of one processor each on this machine. The same N points (a function that returns one number) run
by `sitegen run --jobs 2`, by `sitegen run --on ray` as a driver and as a client, and as bare tasks in both of these
ways: `ray.remote` on what calls the function, all handed out at once. Of the commands what they take for two points is
taken off: starting Python, joining, the first process on each node; bare tasks have run two before. "processor" is the
time of the command's own process, "passed" that on the clock. Each is the fastest of the rounds, which take turns:
joining as a client takes seconds that differ, and what else the machine does only adds to them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from outcome import installed, keep

REPOSITORY = Path(__file__).parent.parent
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

folder, count, address = sys.argv[1], int(sys.argv[2]), sys.argv[3]
try:
    ray.init(address, log_to_driver=False, logging_level=40)
except ConnectionError:  # Ray's server for clients does not always begin at the first time
    ray.init(address, log_to_driver=False, logging_level=40)

@ray.remote(num_cpus=1)
def point(folder, number):
    sys.path.insert(0, folder)
    import experiments
    return experiments.nothing(experiments.Point(number)).values

ray.get([point.remote(folder, number) for number in range(2)])
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
@click.option("--rounds", default=3, show_default=True)
@click.option("--keep", "kept", is_flag=True, help="Keep the result in benchmarks/results/.")
def main(points: int, rounds: int, kept: bool) -> None:
    """Print a row for each way."""
    rows = list[dict[str, object]]()
    with tempfile.TemporaryDirectory() as place, Cluster(Path(place) / "hidden") as cluster:
        (Path(place) / "hidden").mkdir()
        for name in "bc":
            cluster.add(name, hide=False)
        cluster.joined(2)
        client = f"ray://127.0.0.1:{cluster.client}"
        environment = {**os.environ, **cluster.environment(), "PYTHONPATH": str(REPOSITORY)}
        ways = {"--jobs 2": ("--jobs", "2"), "--on ray": ("--on", "ray"), "--on ray://": ("--on", client)}
        addresses = (environment["RAY_ADDRESS"], client)
        bare, took = rounds_of(Path(place), environment, points, addresses, ways, rounds)
    for name, passed in zip(("", ", as a client"), bare, strict=True):
        rows.append(_row(f"bare `ray.remote`{name}", passed, None, bare))
    for way, (passed, own) in took.items():
        rows.append(_row(f"`{way}`", passed, own, bare))
    for row in rows:
        click.echo(" | ".join("" if one is None else str(one) for one in row.values()))
    if kept:
        keep("cluster", {"points": points, "rounds": rounds, "ways": rows}, installed("ray"))


def _row(way: str, passed: float, own: float | None, bare: Sequence[float]) -> dict[str, object]:
    """What a way took; only one that goes through a client is held against bare tasks that do."""
    return {
        "": way,
        "ms a point, passed": round(passed, 2),
        "ms of processor": own and round(own, 2),
        "times bare": round(passed / bare[0], 2),
        "times bare, as a client": round(passed / bare[1], 2) if "://" in way else None,
    }


def rounds_of(
    place: Path,
    environment: dict[str, str],
    points: int,
    addresses: Sequence[str],
    ways: Mapping[str, Sequence[str]],
    rounds: int,
) -> tuple[list[float], dict[str, tuple[float, float]]]:
    """Milliseconds a point: of bare tasks by each address, and of each way, passed and of its processor."""
    bare: list[list[float]] = [[] for _ in addresses]
    times: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for number in range(rounds + 1):  # in the first, Ray begins what a client needs
        for found, address in zip(bare, addresses, strict=True):
            found.append(bare_tasks(Path(tempfile.mkdtemp(dir=place)), environment, points, address))
        for way, options in ways.items():
            for count in (2, points) if number else (2,):
                folder = site(Path(tempfile.mkdtemp(dir=place)), count)
                times.setdefault((way, count), []).append(sitegen(folder, environment, *options))
    least = {one: [min(each) for each in zip(*took, strict=True)] for one, took in times.items()}
    of_ways = {}
    for way in ways:
        passed, own = (all_of_them - few for all_of_them, few in zip(least[way, points], least[way, 2], strict=True))
        of_ways[way] = (1000 * passed / (points - 2), 1000 * own / (points - 2))
    return [min(found) for found in bare], of_ways


def bare_tasks(folder: Path, environment: dict[str, str], points: int, address: str) -> float:
    """Milliseconds a point, as bare tasks of Ray."""
    post = site(folder, points) / "content" / "posts" / "nothing"
    command = [sys.executable, "-c", BARE, str(post), str(points), address]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    return 1000 * float(done.stdout) / points


if __name__ == "__main__":
    main()
