"""What running side by side gains: `sitegen run --jobs 2` against `--jobs 1`, on two seeds of a network.

    SITEGEN_DATA=DIR python benchmarks/jobs.py [--network NAME] [--epochs N] [--rounds N]

Each is a run of the command line, from nothing, in a copy of the post with fewer epochs, in turns. Exits with 1 where
two jobs take more than 0.6 of the time of one, or give other numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from outcome import installed, keep

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIRED = 0.6


def run(site: Path, network: str, jobs: int) -> tuple[float, Any]:
    """How long a run takes that finds nothing done, and what each seed gave."""
    results = site / "content" / "posts" / "cnns" / "results"
    for folder in (results, site / ".sitegen"):
        shutil.rmtree(folder, ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    start = time.monotonic()
    command = [sys.executable, "-m", "builder", "run", network, "--jobs", str(jobs)]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(done.stderr)
    seconds = time.monotonic() - start
    record = json.loads((results / network / "record.json").read_text())
    return seconds, [[one["seed"], one["series"]] for one in record["seeds"]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Time two seeds one after the other, and side by side.")
    parser.add_argument("--network", default="cnn", metavar="NAME", help="an experiment with seeds (default cnn)")
    parser.add_argument("--epochs", type=int, default=5, metavar="N", help="of each training (default 5)")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="time each N times (default 1)")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        post = site / "content" / "posts" / "cnns"
        shutil.copytree(REPOSITORY / "content", site / "content", ignore=shutil.ignore_patterns("results"))
        source = post / "experiments.py"
        text = re.sub(r"epochs: int = \d+", f"epochs: int = {options.epochs}", source.read_text(encoding="utf-8"))
        source.write_text(re.sub(r"seeds=\[[^]]*\]", "seeds=[0, 1]", text), encoding="utf-8")
        rounds = [[run(site, options.network, jobs) for jobs in (1, 2)] for _ in range(options.rounds)]
    # The best, since whatever else the machine does can only add to a time.
    one, two = (min(both[jobs][0] for both in rounds) for jobs in (0, 1))
    same = all(both[0][1] == both[1][1] for both in rounds)
    print(f"{options.network}, {options.epochs} epochs, 2 seeds: --jobs 1 {one:.1f} s, --jobs 2 {two:.1f} s")
    print(f"ratio {two / one:.2f}, at most {REQUIRED} required; {'the same numbers' if same else 'OTHER NUMBERS'}")
    if options.keep:
        rows = [{"": "`--jobs 1`", "s": one}, {"": "`--jobs 2`", "s": two}]
        found = {"network": options.network, "epochs": options.epochs, "rounds": options.rounds, "ways": rows}
        keep("jobs", {**found, "ratio": two / one, "required": REQUIRED, "same numbers": same}, installed("torch"))
    return 0 if two / one <= REQUIRED and same else 1


if __name__ == "__main__":
    sys.exit(main())
