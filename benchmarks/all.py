"""All benchmarks in turn, each with its result kept, and the tables made from the results.

    SITEGEN_DATA=DIR python benchmarks/all.py [NAME ...] [--quick | --tables]

Wants a machine with nothing beside it. `leaks`, `kills` and `faults` count what does not depend on what else runs, and
the last two take long: they are run where they are named. `--quick` tries whether each runs at all, and keeps nothing;
`--tables` measures nothing, and writes the tables. Exits with 1 where one failed, or found something that is not as
required. Those that need what is not in this repository, blogs, notebooks, a checkout of the gallery, are called by
themselves: see README.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from outcome import REPOSITORY, tables

HERE = Path(__file__).parent
BENCHMARKS: dict[str, tuple[list[str], list[str]]] = {
    "sentences": (["sentences.py"], []),
    "leaks": (["leaks.py"], []),
    "planted": (["planted.py"], []),
    "status": (["status.py"], ["--rounds", "2"]),
    "building": (["building.py", "--rounds", "3"], ["--rounds", "1"]),
    "large_site": (["large_site.py", "--rounds", "2"], ["--rounds", "1", "--posts", "20"]),
    "serving": (["serving.py"], ["--edits", "1", "--posts", "20"]),
    "scale": (["scale.py"], ["--points", "200", "400"]),
    "observing": (["observing.py", "--rounds", "3"], ["--rounds", "1", "--epochs", "1"]),
    "examples": (["examples.py"], ["--rounds", "1", "--only", "partial_fit, 1"]),
    "jobs": (["jobs.py"], ["--epochs", "1"]),
    "training": (["training.py", "--rounds", "2"], ["--network", "fully_connected"]),
    "cluster": (["cluster.py"], ["--rounds", "1", "--points", "20"]),
    "lighthouse": (["lighthouse.py"], ["--runs", "1"]),
    "kills": (["-m", "tests.cluster_kills"], ["--count", "2"]),
    "faults": (["-m", "tests.faults", "--all"], []),
}
"""What is called for each, and what is added where it shall be quick."""
KEEP_ALWAYS = ("leaks", "faults")
"""They ask for no `--keep`, and are not run quickly: their tests do that."""
WHERE_NAMED = ("leaks", "kills", "faults")


def measured(name: str, *, quick: bool) -> bool:
    """Run a benchmark, and say how it ended."""
    called, quickly = BENCHMARKS[name]
    command = [str(HERE / part) if part.endswith(".py") else part for part in called]
    command += quickly if quick else [] if name in KEEP_ALWAYS else ["--keep"]
    print(
        f"== {name}: {' '.join(called[:1] if called[0] != '-m' else called[1:2])} {'quickly' if quick else ''}",
        flush=True,
    )
    began = time.monotonic()
    code = subprocess.run([sys.executable, *command], cwd=REPOSITORY, check=False).returncode
    print(f"== {name}: {'done' if code == 0 else f'exit code {code}'}, {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure everything, keep it, and write the tables.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="try whether each runs, and keep nothing")
    parser.add_argument("--tables", action="store_true", help="measure nothing, and write the tables")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    chosen = [] if options.tables else options.names or [name for name in BENCHMARKS if name not in WHERE_NAMED]
    chosen = [name for name in chosen if not (options.quick and name in KEEP_ALWAYS)]
    good = [measured(name, quick=options.quick) for name in chosen]
    return 0 if all([*good, options.quick or tables()]) else 1


if __name__ == "__main__":
    sys.exit(main())
