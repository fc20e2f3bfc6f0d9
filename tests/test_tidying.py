"""What a killed run left beside a fresh record is removed; what another process is making at this moment never is."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Site

from builder.results import Point

SWEEP = """\
from dataclasses import dataclass
import pathlib
import time

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Point:
    n: int = 0


@experiment(over={"n": [0, 1, 2]}, without=["output"])
def sweep(settings: Point) -> Result:
    while settings.n > 3 and not pathlib.Path("go-on").exists():
        time.sleep(0.02)
    return Result(values={"n": settings.n})
"""
WAITING = ".sitegen/waiting/published/counting/sweep"


@pytest.fixture
def sweep(site: Site) -> Site:
    """A sweep of three points that has run."""
    site.write("experiments.py", SWEEP)
    site.write("index.en.md", '+++\ntitle = "Counting"\ndate = 2026-01-01\n+++\n\nText.\n')
    site.sitegen("run", "--jobs", "1")
    return site


def waits(site: Site) -> int:
    """How many runs wait for the others."""
    path = site.root / WAITING / "runs"
    return path.read_bytes().count(b" run ") if path.exists() else 0


@contextmanager
def more_points(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """The same sweep with three more points, at the second of which it stays; the source is as before meanwhile."""
    site.edit("experiments.py", "[0, 1, 2]", "[0, 1, 2, 3, 4, 5]")
    command, environment = site.command("run", "--jobs", "1"), site.environment()
    with subprocess.Popen(command, cwd=site.root, env=environment, stderr=subprocess.DEVNULL) as process:
        while not waits(site):
            assert process.poll() is None
            time.sleep(0.02)
        site.edit("experiments.py", "[0, 1, 2, 3, 4, 5]", "[0, 1, 2]")
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("command", [["build"], ["run"]])
def test_what_another_process_is_making_stays(sweep: Site, command: list[str]) -> None:
    made = sweep.post / "results" / "sweep" / "weights-0a1b2c3d.safetensors"
    with more_points(sweep) as process:
        made.write_bytes(b"of the record that it will keep")
        sweep.sitegen(*command)
        assert waits(sweep) == 1
        assert made.exists()
        (sweep.root / "go-on").touch()
        assert process.wait(timeout=60) == 0
    assert len(sweep.record("sweep")["points"]["rows"]) == 6
    assert not (sweep.root / WAITING).exists()


def test_what_a_stopped_run_of_an_edited_source_has_done_stays(sweep: Site) -> None:
    with more_points(sweep) as process:
        process.terminate()
        process.wait(timeout=30)
    sweep.sitegen("build")
    sweep.sitegen("run")
    assert waits(sweep) == 1
    sweep.edit("experiments.py", "[0, 1, 2]", "[0, 1, 2, 3, 4, 5]")
    assert "2 of 6 runs are due" in sweep.status()["sweep"]["reasons"]


@pytest.mark.parametrize("command", [["build"], ["run"], ["run", "--force"]])
def test_what_is_older_than_the_record_goes(sweep: Site, command: list[str]) -> None:
    record = sweep.post / "results" / "sweep" / "record.json"
    file = Point({"n": 0}).file("sweep")
    left = [
        record.with_name("weights-0a1b2c3d.safetensors"),
        sweep.root / WAITING / "runs",
        sweep.root / ".sitegen" / "checkpoints" / "published" / "counting" / file / "state.safetensors",
    ]
    before = record.stat().st_mtime - 10
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left")
        os.utime(path, (before, before))
    sweep.sitegen(*command)
    assert [path for path in left if path.exists()] == []


def test_nothing_is_locked_where_nothing_is_left(sweep: Site) -> None:
    locks = sweep.root / ".sitegen" / "locks" / "published" / "counting"
    for path in locks.iterdir():
        path.unlink()
    for command in ("build", "run"):
        sweep.sitegen(command)
        assert list(locks.iterdir()) == []


def test_where_there_can_be_no_lock_nothing_is_removed(sweep: Site) -> None:
    left = sweep.post / "results" / "sweep" / "weights-0a1b2c3d.safetensors"
    left.write_bytes(b"left")
    lock = Path(sweep.root, ".sitegen", "locks", "published", "counting", "sweep.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    sweep.sitegen("build")
    assert left.exists()


@pytest.mark.parametrize("left", ["", "output-1234.txt"])
@pytest.mark.parametrize("command", ["run", "build"])
def test_a_folder_without_runs_is_removed(sweep: Site, command: str, left: str) -> None:
    """Whoever was killed while it removed the folder, or before its first run was noted, left it so."""
    folder = sweep.root / WAITING
    folder.mkdir(parents=True)
    if left:
        (folder / left).write_text("x")
    sweep.sitegen(command)
    assert not folder.exists()
