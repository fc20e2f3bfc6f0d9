"""How many of the ways to mislead in `tests/leaks/` are told by `sitegen check`, and how many honest experiments are.

    python benchmarks/leaks.py

Runs all of them in a temporary folder, prints the counts and keeps them in `benchmarks/results/leaks.json`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from outcome import REPOSITORY, RESULTS, installed, keep

BENCH = REPOSITORY / "tests" / "leaks"
KEPT = RESULTS / "leaks.json"
KINDS = {
    "best_chosen": "best-chosen",
    "by_hand": "fitted-on-all",
    "duplicates": "trained-on",
    "fitted_on_all": "fitted-on-all",
    "no_seed": "no-seed",
    "spread": "spread",
    "test_trained_on": "trained-on",
    "training_mode": "training-mode",
    "unequal": "unequal",
}
"""By the folder of its forms, the kind of doubt that each of them should raise."""
_TEXT = "---\ntitle: A post\ndescription: Of the bench.\n---\n\nText.\n"
_SITE = 'title = "Bench"\nlanguages = ["en"]\n\n[en]\ntitle = "Bench"\nname = "English"\n'


def site(root: Path) -> None:
    """Make a site with the posts of the bench."""
    for post in KINDS:
        folder = root / "content" / "posts" / post
        shutil.copytree(BENCH / "posts" / post, folder)
        if not (folder / "index.en.md").exists():
            (folder / "index.en.md").write_text(_TEXT)
    shutil.copytree(BENCH / "shared", root / "content" / "shared")
    (root / "content" / "site.toml").write_text(_SITE)


def measure(root: Path) -> dict[str, Any]:
    """Run all of it in an empty folder, and count what `check` tells."""
    site(root)
    _sitegen(root, "run", "--jobs", "1")
    told: dict[str, set[str]] = {}
    for one in json.loads(_sitegen(root, "check", "--json")):
        if answer := re.search(r"# answer ([a-z-]+):", one["hint"]):
            assert one["line"], one
            for name in re.findall(r"'(\w+)'", one["message"]):
                told.setdefault(f"{one['file'].split('/')[2]}:{name}", set()).add(answer[1])
    return counted(told)


def counted(told: dict[str, set[str]]) -> dict[str, Any]:
    """The counts, of kinds of doubt by the forms that they were told of."""
    kinds, missed, cried = {}, list[str](), list[str]()
    for post, kind in KINDS.items():
        source = (BENCH / "posts" / post / "experiments.py").read_text(encoding="utf-8")
        leaks, honest = (re.findall(rf"^def ({sort}_\w+)", source, re.MULTILINE) for sort in ("leak", "honest"))
        lost = [f"{post}:{name}" for name in leaks if kind not in told.get(f"{post}:{name}", set())]
        false = [f"{post}:{name}" for name in honest if f"{post}:{name}" in told]
        counts = {"forms": len(leaks), "found": len(leaks) - len(lost), "honest": len(honest), "alarms": len(false)}
        kinds[post.replace("_", " ")] = counts
        missed += lost
        cried += [f"{name}: {', '.join(sorted(told[name]))}" for name in false]
    every = {name: sum(one[name] for one in kinds.values()) for name in ("forms", "found", "honest", "alarms")}
    return {"kinds": kinds, "all": every, "missed": missed, "cried": cried}


def _sitegen(root: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SITEGEN_")}
    environment |= {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "builder", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    keep("leaks", found, installed("torch", "scikit-learn", "numpy", "pandas"))
    print(json.dumps(found, indent=2))
