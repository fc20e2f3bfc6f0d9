"""What a benchmark found, kept as JSON in `results/`, from where the tables of README.md and of the docs are made.

`keep("building", {"builds": [...]})` writes `results/building.json` with what was found, the commit, the day, and the
machine in words, and `results/overview.json` with these of all benchmarks. Then the tables are written, as
`sitegen check --write` does.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent))

from builder.checking.markers import markers
from builder.config import read_config
from builder.project import Project

REPOSITORY = Path(__file__).resolve().parent.parent
OVERVIEW = "overview"
RESULTS = REPOSITORY / "benchmarks" / "results"
LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
"""Of the machine before the benchmark, in processes that want a processor."""


def keep(name: str, found: Mapping[str, Any], versions: Mapping[str, str] | None = None) -> None:
    """Write what a benchmark found beside how it was found; `versions` are those of what else matters to it."""
    how = {
        "commit": commit(),
        "day": datetime.now(UTC).date().isoformat(),
        "load": None if LOAD is None else round(LOAD, 1),
        "machine": machine(),
        "versions": {"Python": platform.python_version(), **(versions or {})},
    }
    _write(name, {**how, **found})
    tables()


def tables() -> bool:
    """Make the tables of README.md and of the docs anew; whether all of them could be made."""
    _write(OVERVIEW, overview())
    project = Project(REPOSITORY)
    errors, done = markers(project, read_config(project.config), write=True)
    print(*errors, *done, sep="\n")
    return not errors


def kept_result(name: str) -> Any:
    """What was kept of a benchmark."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def installed(*packages: str) -> dict[str, str]:
    """The versions of packages that are installed here."""
    return {package: importlib.metadata.version(package) for package in packages}


def overview() -> list[dict[str, str]]:
    """How each benchmark was made, a row for each file of results."""
    rows = []
    for path in sorted(RESULTS.glob("*.json")):
        if path.stem != OVERVIEW:
            one = json.loads(path.read_text(encoding="utf-8"))
            row = {"result": f"[{path.stem}](results/{path.name})", "day": one["day"], "commit": one["commit"]}
            row["machine"] = one["machine"] or "not kept"
            row["load before"] = "not kept" if one["load"] is None else f"{one['load']:.1f}"
            row["versions"] = ", ".join(f"{name} {version}" for name, version in one["versions"].items())
            rows.append(row)
    return rows


def _write(name: str, found: Any) -> None:
    """Write a file of results."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def compile_once() -> None:
    """Let the programs that are measured keep their compiled modules, as where they are installed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def commit() -> str:
    """The commit that was measured; with "+" where files of the program were changed since."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", REPOSITORY, *arguments], capture_output=True, text=True, check=True).stdout

    changed = git("status", "--porcelain", "--", "builder", "templates", "content", "tests", "benchmarks/*.py")
    return git("rev-parse", "--short=7", "HEAD").strip() + ("+" if changed.strip() else "")


def machine() -> str:
    """The processors and the memory, in words."""
    return f"{os.cpu_count()} processors ({processor()}), {memory() / 2**30:.0f} GiB"


def processor() -> str:
    """What the processor is called."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def memory() -> int:
    """The bytes of memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
