"""Names that several posts have, results that nobody owns, and builds that would run for long."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Site

from builder.commands.build import build
from builder.commands.run import run
from builder.errors import SitegenError
from builder.project import Project
from builder.results import Store

ONE = """\
from builder.experiments import Result, experiment


@experiment
def coin():
    return Result(values={'x': 1})
"""


@pytest.fixture
def twice(site: Site) -> Site:
    """Two posts with an experiment of one name."""
    site.write("experiments.py", ONE)
    site.write("../second/experiments.py", ONE + "\n\n@experiment\ndef other():\n    return Result(values={'x': 1})\n")
    return site


def test_a_name_of_several_posts_is_shown_with_its_post(twice: Site) -> None:
    told = twice.sitegen("status").stdout
    assert "A run would repeat 3: counting:coin, second:coin, other: never timed." in told
    lost = twice.sitegen("run", "coin", code=2).stderr
    assert "coin: found in several posts (counting:coin, second:coin)" in lost
    assert "Name the experiments of one post: counting:coin, or --post counting." in lost
    assert "second:coin: done in" in twice.sitegen("run", "second/coin").stderr
    found = json.loads(twice.sitegen("check", "--json", code=2).stdout)
    assert any("Run `sitegen run counting:coin`" in one["hint"] for one in found)
    lines = twice.sitegen("run").stderr.splitlines()
    assert {line.partition(": ")[0] for line in lines} == {"counting:coin", "other"}
    assert "bit-equal  second:coin" in twice.sitegen("verify", "second:coin").stdout


def test_results_that_no_experiment_owns_are_told(site: Site) -> None:
    site.write("experiments.py", ONE)
    site.sitegen("run")
    shutil.copytree(site.post / "results" / "coin", site.post / "results" / "ghost")
    (site.post / "results" / ".git").mkdir()
    told = site.sitegen("status").stdout
    assert "nobody's results/ghost: `sitegen rename ghost NEW` gives it to the experiment NEW; else delete it" in told
    assert ".git" not in told
    found = json.loads(site.sitegen("check", "--json", code=2).stdout)
    assert [one["severity"] for one in found if one["message"] == "no experiment owns results/ghost"] == ["note"]


@pytest.fixture
def long(site: Site) -> Site:
    """A site whose experiment took an hour, and is stale."""
    site.write("experiments.py", ONE)
    site.write("index.en.md", "---\ntitle: Coin\ndate: 2024-01-01\n---\n\n{{< value coin.x >}}\n")
    site.sitegen("run")
    store = Store(site.post / "results")
    store.write(replace(store.read("coin"), seconds=3600.0), {})
    site.edit("experiments.py", "'x': 1", "'x': 2")
    return site


def test_a_build_that_would_run_for_long_is_refused_unless_asked_for(long: Site) -> None:
    told = long.sitegen("build", code=2)
    assert "stale    coin" in told.stdout
    assert "this build would run experiments for long: about 1 h 0 min, by the times of last time" in told.stderr
    assert "--yes runs it and builds; --no-run builds" in told.stderr
    assert long.record("coin")["values"] == {"x": 1}
    assert not (long.root / "site").exists()
    long.sitegen("build", "--yes")
    assert long.record("coin")["values"] == {"x": 2}


def test_a_build_asks_before_it_runs_for_long(long: Site) -> None:
    asked: list[str] = []

    def built(answer: bool) -> None:
        def agreed(question: str) -> bool:
            asked.append(question)
            return answer

        project = Project(long.root)
        list(build(project, run=lambda: run(project), strict=False, quick=False, agreed=agreed))

    with pytest.raises(SitegenError, match="would run experiments for long"):
        built(False)
    assert asked == ["Run this first (about 1 h 0 min, by the times of last time)?"]
    record = long.post / "results" / "coin" / "record.json"
    record.write_text(record.read_text()[:-20])  # damaged: it may have taken hours
    with pytest.raises(SitegenError, match="nobody knows how long coin takes"):
        built(False)
    record.unlink()  # never ran, as far as anybody knows
    built(False)
    assert len(asked) == 2
    assert (long.root / "site" / "index.html").is_file()


@pytest.mark.skipif(os.name == "nt", reason="there are no such terminals")
def test_a_terminal_is_asked(long: Site, tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        long.command("build"), cwd=long.root, env=long.environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, b"n\n")
    said = b""
    while True:
        try:
            data = os.read(ours, 10_000)
        except OSError:  # the other end is closed
            break
        said += data
        if not data:
            break
    os.close(ours)
    assert process.wait(timeout=60) == 2
    assert re.search(rb"Run this first \(about 1 h 0 min, by the times of last time\)\? \[y/N\]", said)
    assert long.record("coin")["values"] == {"x": 1}
