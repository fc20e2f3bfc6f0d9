"""A bench of forms in which experiments mislead, as people write them, and as many honest ones: see tests/leaks."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site

pytest.importorskip("torch")
pytest.importorskip("sklearn")
BENCH = REPOSITORY / "tests" / "leaks"
KINDS = {
    "best_chosen": "best-chosen",
    "duplicates": "trained-on",
    "fitted_on_all": "fitted-on-all",
    "no_seed": "no-seed",
    "test_trained_on": "trained-on",
    "training_mode": "training-mode",
}
TEXT = "---\ntitle: A post\ndescription: Of the bench.\n---\n\nText.\n"


def bench(folder: Path, *posts: str) -> Site:
    """A site with posts of the bench."""
    site = Site(folder)
    for post in posts:
        shutil.copytree(BENCH / "posts" / post, folder / "content" / "posts" / post)
        (folder / "content" / "posts" / post / "index.en.md").write_text(TEXT)
    shutil.copytree(BENCH / "shared", folder / "content" / "shared")
    (folder / "content" / "site.toml").write_text(
        'title = "Bench"\nlanguages = ["en"]\n\n[en]\ntitle = "Bench"\nname = "English"\n'
    )
    return site


def told(site: Site) -> dict[str, set[str]]:
    """The kinds of doubt that `check` tells, by experiment, each at a line of the source."""
    found: dict[str, set[str]] = {}
    for one in json.loads(site.sitegen("check", "--json").stdout):
        if answer := re.search(r"# answer ([a-z-]+):", one["hint"]):
            name = re.search(r"the run of '(\w+)'", one["message"])
            assert name
            assert one["line"]
            assert one["file"].endswith(".py")
            found.setdefault(f"{one['file'].split('/')[2]}:{name[1]}", set()).add(answer[1])
    return found


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_leaks_are_found_and_honest_experiments_are_left_alone(tmp_path: Path) -> None:
    site = bench(tmp_path / "site", *KINDS)
    for post in KINDS:
        site.sitegen("run", "--post", post, "--jobs", "1", PYTHONWARNINGS="ignore")
    found = told(site)
    forms = {
        f"{post}:{name}": kind
        for post, kind in KINDS.items()
        for name in re.findall(
            r"^def ((?:leak|honest)_\w+)", (BENCH / f"posts/{post}/experiments.py").read_text(), re.M
        )
    }
    leaks = [name for name in forms if ":leak_" in name]
    honest = [name for name in forms if ":honest_" in name]
    assert len(leaks) == len(honest) == 10 * len(KINDS)
    missed = [name for name in leaks if forms[name] not in found.get(name, set())]
    cried = [f"{name}: {', '.join(found[name])}" for name in honest if name in found]
    print(
        f"found {len(leaks) - len(missed)} of {len(leaks)}, false alarms {len(cried)} of {len(honest)}", missed, cried
    )
    assert len(missed) <= 0.05 * len(leaks), missed
    assert len(cried) <= 0.05 * len(honest), cried
