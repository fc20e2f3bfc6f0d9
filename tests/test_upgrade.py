"""`sitegen upgrade`: records of format 1, as an earlier sitegen wrote them, taken over and nothing repeated.

Those in `tests/sites/earlier` were written by it, and must never be written again.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Site
from small_sites import SITES


@pytest.fixture
def earlier(tmp_path: Path) -> Site:
    shutil.copytree(SITES / "earlier", tmp_path / "earlier")
    return Site(tmp_path / "earlier")


def post(site: Site) -> Path:
    return site.root / "content" / "posts" / "tables"


def records(site: Site) -> dict[str, dict[str, object]]:
    return {path.parent.name: json.loads(path.read_text()) for path in post(site).glob("results/*/record.json")}


def files(site: Site) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in post(site).rglob("results/*/*") if path.name != "record.json"}


def edit(site: Site, file: str, old: str, new: str) -> None:
    path = post(site) / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_records_are_taken_over_once_and_say_what_they_said(earlier: Site) -> None:
    before, artifacts = records(earlier), files(earlier)
    done = earlier.sitegen("upgrade")
    assert done.stdout == "tables: 4 records taken over\n"
    assert earlier.stale() == {}
    after = records(earlier)
    for name, record in after.items():
        assert record.pop("digest")
        assert record.pop("format") == 2
        assert before[name].pop("format") == 1
        old, new = before[name].pop("fingerprint"), record.pop("fingerprint")
        assert isinstance(old, dict)
        assert isinstance(new, dict)
        assert [old[part] for part in ("settings", "inputs", "uses")] == [
            new[part] for part in ("settings", "inputs", "uses")
        ]
    assert after == before
    assert files(earlier) == artifacts
    text = {path: path.read_bytes() for path in post(earlier).rglob("record.json")}
    assert earlier.sitegen("upgrade").stdout == "Nothing to do: no record is of an earlier sitegen.\n"
    assert {path: path.read_bytes() for path in post(earlier).rglob("record.json")} == text


def test_the_taken_over_are_what_a_run_gives(earlier: Site) -> None:
    earlier.sitegen("upgrade")
    done = earlier.sitegen("verify")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["bit-equal"] * 5


ALL = {"count", "noisy", "scaled", "filters"}
FACTOR = 'count.values["total"] * factor'
STALE = {
    "a function": ("experiments.py", FACTOR, f"2 * {FACTOR}", {"scaled"}),
    "a method": ("kernels.py", "size**2", "size**3", {"scaled"}),
    "a setting": ("experiments.py", "start: int = 1", "start: int = 2", {"count"}),
    "a setting by its source": ("experiments.py", "STEPS = 3", "STEPS = 4", {"count"}),
    "a method of settings": ("experiments.py", "sum(self.numbers)", "sum(self.numbers, 0)", {"count"}),
    "a default of a class that is no settings": ("kernels.py", "scale = 2", "scale = 3", {"scaled"}),
    "seeds": ("experiments.py", "seeds=[0, 1]", "seeds=[0, 2]", {"noisy"}),
    "an input": ("factors.csv", "0.5", "0.25", {"scaled"}),
    "what importing does": ("experiments.py", "[-1, 5, -1]", "[-1, 6, -1]", ALL),
    "what is written into a table": ("kernels.py", "[1 / 9]", "[1 / 8]", ALL),
    "a name that is imported from elsewhere": ("experiments.py", "from .kernels import", "from .others import", ALL),
}


@pytest.mark.parametrize("change", STALE)
def test_what_was_stale_stays_stale(change: str, earlier: Site) -> None:
    file, old, new, stale = STALE[change]
    shutil.copy(post(earlier) / "kernels.py", post(earlier) / "others.py")
    edit(earlier, file, old, new)
    done = earlier.sitegen("upgrade")
    for name in stale:
        assert f"  {name} stays stale: " in done.stdout
    assert {name for name, row in earlier.status().items() if row["status"] == "stale"} == stale


def test_nothing_runs_by_surprise_before_it(earlier: Site) -> None:
    (post(earlier) / "index.en.md").write_text('---\ntitle: "T"\ndate: 2026-01-02\n---\n\n{{< value count.total >}}\n')
    assert "was written by an earlier sitegen" in earlier.status()["count"]["reasons"][0]
    for command in (["run"], ["run", "count"], ["build"], ["build", "--no-run"], ["check"]):
        done = earlier.sitegen(*command, code=2)
        assert "sitegen upgrade" in done.stdout + done.stderr
    assert {record["format"] for record in records(earlier).values()} == {1}
    earlier.sitegen("run", "--force", "filters")
    assert records(earlier)["filters"]["format"] == 2


@pytest.mark.parametrize("damage", ["artifact", "missing", "conflict", "twice", "another", "digest"])
def test_what_is_damaged_is_refused_and_left(damage: str, earlier: Site) -> None:
    path = post(earlier) / "results" / "count" / "record.json"
    artifact = next(path.parent.glob("arrays-*"))
    if damage == "artifact":
        artifact.write_bytes(artifact.read_bytes()[:-1] + b"x")
    elif damage == "missing":
        artifact.unlink()
    else:
        new = {
            "conflict": '<<<<<<< HEAD\n"name": "count"', "twice": '"name": "count", "name": "count"',
            "another": '"name": "noisy"', "digest": '"name": "count", "digest": "0"',
        }[damage]  # fmt: skip
        edit(earlier, "results/count/record.json", '"name": "count"', new)
    before = path.read_bytes()
    done = earlier.sitegen("upgrade", code=2)
    assert "tables: 3 records taken over" in done.stdout
    assert "results/count/" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_a_record_that_nothing_declares_is_taken_over_too(earlier: Site) -> None:
    edit(earlier, "experiments.py", "def filters()", "def kinds()")
    assert "4 records taken over" in earlier.sitegen("upgrade").stdout
    assert records(earlier)["filters"]["format"] == 2
