"""`sitegen build`: from experiments to pages, in one command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site

TEXT = """---
title: Counting
---

The last number is {{< value count.last >}}, shifted {{< value shifted.shifted >}}.
"""


@pytest.fixture
def written(site: Site) -> Site:
    site.write("index.en.md", TEXT)
    return site


def page(site: Site) -> str:
    return (site.root / "site" / "en" / "posts" / "counting" / "index.html").read_text()


def test_it_says_what_will_run_and_runs_it(written: Site) -> None:
    first = written.sitegen("build")
    assert "missing  count" in first.stdout
    assert "count, alone, shifted: never timed" in first.stdout
    assert "count: done" in first.stderr
    assert ">7<" in page(written)
    assert ">110<" in page(written)
    written.edit("helpers.py", "FACTOR = 2", "FACTOR = 3")
    second = written.sitegen("build")
    assert "stale    count" in second.stdout
    assert "helpers.py:FACTOR changed" in second.stdout
    assert "by the times of last time" in second.stdout
    assert ">10<" in page(written)


def test_fresh_records_run_nothing_and_need_no_torch(written: Site, tmp_path: Path) -> None:
    written.sitegen("run")
    written.edit("experiments.py", "from dataclasses", "import torch\nfrom dataclasses")
    hidden = tmp_path / "hidden" / "torch.py"
    hidden.parent.mkdir()
    hidden.write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    done = written.sitegen("build", PYTHONPATH=f"{hidden.parent}:{written.code}")
    assert "runs (" not in done.stderr
    assert done.stdout.startswith("Built ")


def test_without_running_a_stale_result_is_marked(written: Site) -> None:
    written.sitegen("run")
    written.edit("helpers.py", "FACTOR = 2", "FACTOR = 3")
    done = written.sitegen("build", "--no-run")
    assert "Warning:" in done.stdout
    assert "helpers.py:FACTOR changed" in done.stdout
    assert ">7<" in page(written)
    assert "helpers.py:FACTOR changed" in page(written)


def test_strict_refuses_what_is_stale_and_leaves_the_site(written: Site) -> None:
    written.sitegen("build")
    before = page(written)
    written.edit("helpers.py", "FACTOR = 2", "FACTOR = 3")
    written.write("index.en.md", TEXT.replace("Counting", "Changed"))
    done = written.sitegen("build", "--no-run", "--strict", code=2)
    assert "out of date" in done.stderr
    assert page(written) == before
    written.sitegen("build", "--strict")
    assert "Changed" in page(written)


def test_a_missing_record_is_told_with_the_line_that_wants_it(written: Site) -> None:
    done = written.sitegen("build", "--no-run", code=2)
    assert "experiment 'count' never ran" in done.stderr
    assert "sitegen run count" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (written.root / "site").exists()


def test_a_corrupt_record_is_told_with_file_and_line(written: Site) -> None:
    written.sitegen("build")
    before = page(written)
    record = written.post / "results" / "count" / "record.json"
    record.write_text(record.read_text()[:200])
    done = written.sitegen("build", "--no-run", code=2)
    assert "content/posts/counting/results/count/record.json:" in done.stderr
    assert "is cut off" in done.stderr
    assert "sitegen run count" in done.stderr
    assert page(written) == before


def test_a_failing_run_leaves_the_site(written: Site) -> None:
    written.sitegen("build")
    before = page(written)
    written.edit("helpers.py", "return FACTOR * number", "return None")
    assert "raised TypeError" in written.sitegen("build", code=2).stderr
    assert page(written) == before


def test_quick_results_are_marked_and_touch_nothing_published(written: Site) -> None:
    written.sitegen("run")
    published = (written.post / "results" / "count" / "record.json").read_bytes()
    written.sitegen("build", "--quick")
    quick = page(written)
    assert ">16<" in quick
    assert "not for publishing" in quick
    assert (written.post / "results" / "count" / "record.json").read_bytes() == published
    written.sitegen("build")
    assert "not for publishing" not in page(written)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone of this repository holds: what git tracks, as it stands here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    folder = tmp_path / "clone"
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, folder / name)
    # The bundle that the package build made: ignored by git, and the same for every clone.
    shutil.copytree(REPOSITORY / "templates" / "build", folder / "templates" / "build")
    return folder


def test_the_published_results_are_those_of_the_published_code(clone: Path) -> None:
    rows = json.loads(Site(clone).sitegen("status", "--json").stdout)
    assert {row["name"]: row["reasons"] for row in rows if row["status"] != "fresh"} == {}
    assert len(rows) >= 13
    assert not [row["name"] for row in rows if json.loads((clone / record_of(row)).read_text())["quick"]]


def record_of(row: dict[str, str]) -> str:
    return f"content/posts/{row['post']}/results/{row['name']}/record.json"


def test_the_published_post_builds_from_its_records(clone: Path) -> None:
    """In a process that would fail if it imported torch."""
    site = Site(clone)
    program = (
        "import sys; sys.modules['torch'] = None; sys.argv = ['sitegen', 'build', '--strict']\n"
        "from builder.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=clone, env=site.environment(), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    for language in ("pt", "en"):
        html = (clone / "site" / language / "posts" / "cnns" / "index.html").read_text()
        assert html.count("<figure") >= 11
        accuracy = site.record("cnn", "content/posts/cnns/results")["values"]["accuracy"]
        shown = f"{accuracy * 100:.1f}%"
        assert (shown.replace(".", ",") if language == "pt" else shown) in html
