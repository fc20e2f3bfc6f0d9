"""What is known of a run that failed, the morning after."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from conftest import Site

from builder.results import Store

FAILED = r"failed on \d+ [A-Z][a-z]+ \d{4}, see results/count/failure\.txt"
EDITED = FAILED.replace(", see", " before the edit, see")


def lines(site: Site, *arguments: str) -> dict[str, str]:
    """What `sitegen status` says of each experiment."""
    rows = (line.split(maxsplit=2) for line in site.sitegen("status", *arguments).stdout.splitlines() if "  " in line)
    return {row[1]: row[2] for row in rows if len(row) > 2}


def test_a_failed_run_is_told_until_one_succeeds(site: Site) -> None:
    site.edit("experiments.py", '    """Count."""\n', "    raise RuntimeError('boom')\n")
    site.sitegen("run", "count", code=2)
    row = site.status()["count"]
    assert row["status"] == "missing"
    assert re.fullmatch(FAILED, row["failed"])
    assert row["reasons"] == [row["failed"]]
    assert re.search(FAILED, lines(site)["count"])
    told = json.loads(site.sitegen("check", "--json", code=2).stdout)
    assert any(re.search(f"'count' is missing: {FAILED}", one["message"]) for one in told)
    site.edit("experiments.py", "    raise RuntimeError('boom')\n", "    assert settings\n")
    assert re.fullmatch(EDITED, site.status()["count"]["failed"])
    assert "count: runs (failed on " in site.sitegen("run", "count").stderr
    assert site.status()["count"]["failed"] == ""


def test_it_does_not_matter_how_it_failed(site: Site) -> None:
    how = {
        "not_kept": "return Result(values={'last': float('nan')})",
        "nothing": "return None",
        "killed": "import os; os._exit(9)",  # as when memory runs out
        "ended": "raise SystemExit(3)",
    }
    site.write(
        "experiments.py",
        "from builder.experiments import Result, experiment\n"
        + "".join(f"@experiment\ndef {name}():\n    {body}\n" for name, body in how.items()),
    )
    site.sitegen("run", code=2)
    told = {name: row["failed"] for name, row in site.status().items()}
    assert told.keys() == how.keys()
    assert all(re.fullmatch(FAILED.replace("count", name), text) for name, text in told.items())


def test_a_failure_beside_a_good_record_is_a_note(site: Site) -> None:
    site.sitegen("run")
    site.edit("helpers.py", "return FACTOR * number", "return number.missing")
    site.sitegen("run", code=2)
    row = site.status()["count"]
    assert (row["status"], row["reasons"]) == (
        "stale",
        ["no longer reaches helpers.py:FACTOR", "helpers.py:double changed"],
    )
    assert re.fullmatch(FAILED, row["failed"])
    assert row["failed"] not in row["reasons"]
    assert f"its last run {row['failed']}" in site.sitegen("status", "--why").stdout
    site.edit("helpers.py", "return number.missing", "return FACTOR * number")
    row = site.status()["count"]
    assert (row["status"], row["reasons"]) == ("fresh", [])
    assert re.fullmatch(EDITED, row["failed"])
    told = json.loads(site.sitegen("check", "--json", code=2).stdout)  # the post has no text
    assert [one["severity"] for one in told if "the last run of 'count' failed" in one["message"]] == ["note"]


def test_a_failure_of_one_seed_is_told_of_the_experiment(site: Site) -> None:
    site.edit("experiments.py", "    start: int = 1\n", "    start: int = 1\n    seed: int = 0\n")
    site.edit("experiments.py", '@experiment(quick={"start": 10})', "@experiment(seeds=[0, 1, 2])")
    site.edit("experiments.py", '    """Count."""\n', "    assert settings.seed != 1\n")
    site.sitegen("run", "count", code=2)
    assert re.fullmatch(FAILED, site.status()["count"]["failed"])
    text = (site.post / "results" / "count" / "failure.txt").read_text()
    assert "with seed=1:" in text
    assert "AssertionError" in text


def test_a_text_that_asks_for_a_failed_run_is_told_so(site: Site) -> None:
    site.edit("experiments.py", '    """Count."""\n', "    raise RuntimeError('boom')\n")
    site.write("index.en.md", "---\ntitle: Counting\ndate: 2024-01-01\n---\n\n{{< value count.last >}}\n")
    site.sitegen("run", "count", code=2)
    assert re.search(f"experiment 'count' {FAILED}\n", site.sitegen("build", "--no-run", code=2).stderr)


def test_a_failure_of_an_older_version_is_told_without_its_day(site: Site) -> None:
    site.write("results/count/failure.txt", "Traceback\n")
    assert site.status()["count"]["reasons"] == ["failed, see results/count/failure.txt"]
    (site.post / "results" / "count" / "failure.txt").write_bytes(os.urandom(100))
    assert site.status()["count"]["reasons"] == ["failed, see results/count/failure.txt"]


def test_two_failures_within_a_second_are_two(tmp_path: Path) -> None:
    """Whether a run kept its own failure is told by comparing what was there before it with what is there after."""
    store = Store(tmp_path)
    failures = set()
    for _ in range(5):
        store.write_failure("count", "f1", "boom")
        failures.add(store.failure("count"))
    assert len(failures) == 5
