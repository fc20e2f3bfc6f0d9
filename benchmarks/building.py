"""How long `sitegen build` takes from fresh records: cold, when nothing changed, after one translation was edited.

Each time is that of a whole process, the best of some rounds; Python's own start is measured in the same run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from outcome import compile_once, keep

REPOSITORY = Path(__file__).parent.parent
REQUIRED = {"cold": 3.0, "nothing changed": 0.6, "one translation edited": 1.0}
"""Seconds, on a quiet machine with two processors."""


def seconds(folder: Path, *command: str) -> float:
    """How long a command took in a folder; it must succeed."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(folder: Path) -> dict[str, float]:
    """One round: a build without a cache, one more, and one after an edit."""
    build = ("-m", "builder", "build", "--no-run")
    shutil.rmtree(folder / ".sitegen", ignore_errors=True)
    times = {"python": seconds(folder, "-c", ""), "cold": seconds(folder, *build)}
    times["nothing changed"] = seconds(folder, *build)
    with (folder / "content" / "posts" / "cnns" / "index.en.md").open("a") as text:
        text.write("\nOne more line.\n")
    times["one translation edited"] = seconds(folder, *build)
    return times


@click.command()
@click.option("--rounds", default=5, show_default=True, help="How often; the best time counts.")
@click.option("--keep", "kept", is_flag=True, help="Keep the result in benchmarks/results/.")
def main(rounds: int, kept: bool) -> None:
    """Measure the builds of this repository's own site, and exit with 1 where one is slower than required."""
    compile_once()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("content", "docs"):
            shutil.copytree(REPOSITORY / name, folder / name)
        measured = [measure(folder) for _ in range(rounds)]
    best = {name: min(times[name] for times in measured) for name in measured[0]}
    for name, time_ in best.items():
        required = f"required {REQUIRED[name]:.1f} s" if name in REQUIRED else ""
        click.echo(f"{name:<24}{time_:6.2f} s {time_ / best['python']:7.1f} x python  {required}")
    if kept:
        rows = [
            {"build": name, "s": best[name], "times Python's start": best[name] / best["python"], "required, s": limit}
            for name, limit in REQUIRED.items()
        ]
        keep("building", {"rounds": rounds, "builds": rows})
    sys.exit(any(best[name] > limit for name, limit in REQUIRED.items()))


if __name__ == "__main__":
    main()
