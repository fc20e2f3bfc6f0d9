"""How long `sitegen status` takes where everything is fresh, beside the start of Python and click in the same run.

Times are those of processors, of whole processes, in turns: what else the machine does matters little.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from outcome import compile_once, keep

REPOSITORY = Path(__file__).parent.parent
REQUIRED = 2.2
"""How many times the start it may take."""


def seconds(folder: Path, *command: str) -> float:
    """The time of processors that a command took in a folder; it must succeed."""
    before = os.times()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


@click.command()
@click.option("--rounds", default=20, show_default=True, help="How often; the median counts.")
@click.option("--keep", "kept", is_flag=True, help="Keep the result in benchmarks/results/.")
def main(rounds: int, kept: bool) -> None:
    """Measure the status of this repository's own site, and exit with 1 where it takes longer than required."""
    compile_once()
    start, status, judged = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(REPOSITORY / "content", folder / "content")
        for _ in range(rounds):
            shutil.rmtree(folder / ".sitegen", ignore_errors=True)
            judged.append(seconds(folder, "-m", "builder", "status"))
            status.append(seconds(folder, "-m", "builder", "status"))
            start.append(seconds(folder, "-c", "import click"))
    least = statistics.median(start)
    rows = [
        {"": name, "ms of processor": round(1000 * statistics.median(times)), "times": statistics.median(times) / least}
        for name, times in (("start", start), ("status, remembered", status), ("status, judged", judged))
    ]
    for row in rows:
        click.echo(f"{row['']:<20}{row['ms of processor']:6} ms {row['times']:5.2f} x start")
    if kept:
        keep("status", {"rounds": rounds, "required": REQUIRED, "commands": rows})
    sys.exit(statistics.median(status) > REQUIRED * least)


if __name__ == "__main__":
    main()
