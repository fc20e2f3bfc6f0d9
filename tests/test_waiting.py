"""Runs of a sweep that wait for the others: what was kept stays kept, one by one, whatever happens to the file."""

from __future__ import annotations

import cProfile
import importlib.util
import os
import pickle
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, Site
from test_sweeps import EXPERIMENTS, ran

from builder.experiments.several import Several
from builder.experiments.status import Status, judge, judge_one
from builder.project import Project
from builder.results import Fingerprint, Point, Record, Store, Waiting
from builder.results.waiting import key_of
from builder.running.order import Order, Used

FINGERPRINT = Fingerprint(code={"experiments.py:run": "0" * 64}, inputs={}, uses={})


def run(number: int, **parts: Any) -> Record:
    settings = {"number": number, "layers": [8, 8], "rate": 1e-3}
    record = Record(
        name="run",
        fingerprint=replace(FINGERPRINT, settings=settings),
        settings=settings,
        values={"accuracy": number / 7},
        series={"loss": [0.1, None]},
        artifacts={},
        environment={"python": "3.11", "device": "cpu"},
        seconds=0.25,
        when="2024-02-29T23:30:00+00:00",
        quick=False,
        folder=Path(),
        notes=["draws from the clock"],
        watched="whole",
    )
    return replace(record, **parts)


def kept(folder: Path, numbers: range = range(4)) -> Waiting:
    """Runs that wait; all but the odd ones have a file."""
    waiting = Waiting(folder, "run")
    for number in numbers:
        waiting.keep(run(number), {} if number % 2 else {"weights": b"weights of %d" % number})
    return waiting


def found(folder: Path) -> list[int]:
    """Which runs another process finds, each as it was kept."""
    records = list(Waiting(folder, "run").records())
    for record in records:
        number = record.settings["number"]
        assert replace(record, artifacts={}) == run(number)
        assert record.artifacts.keys() == (set() if number % 2 else {"weights"})
        assert not record.artifacts or record.artifact("weights") == b"weights of %d" % number
    return sorted(record.settings["number"] for record in records)


def test_each_run_is_found_by_its_settings_as_it_was_kept(tmp_path: Path) -> None:
    waiting = kept(tmp_path)
    assert found(tmp_path) == [0, 1, 2, 3]
    assert waiting.runs() == Waiting(tmp_path, "run").runs()
    assert key_of(run(2).settings) in waiting.runs()
    assert key_of({**run(2).settings, "rate": 0.1}) not in waiting.runs()
    shutil.copytree(tmp_path / "run", tmp_path / "other")
    assert not Waiting(tmp_path, "other").runs()


def test_of_a_run_that_ran_again_the_last_counts(tmp_path: Path) -> None:
    kept(tmp_path).keep(run(1, values={"accuracy": 5}), {})
    again = Waiting(tmp_path, "run")
    one = again.record(again.runs()[key_of(run(1).settings)])
    assert one is not None
    assert one.values == {"accuracy": 5}


def test_a_flipped_bit_costs_no_other_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.results.waiting._AGAIN", 0)  # as for runs that take longer than a second
    path = kept(tmp_path).path
    data, chance = path.read_bytes(), random.Random(0)
    assert data.count(b" common ") == 4
    for at in chance.sample(range(len(data)), 100):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        assert len(found(tmp_path)) >= 2  # a flipped line end joins two


def test_a_file_that_was_cut_anywhere_goes_on(tmp_path: Path) -> None:
    path = kept(tmp_path).path
    data = path.read_bytes()
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at])
        before = found(tmp_path)
        assert before == list(range(len(before)))
        Waiting(tmp_path, "run").keep(run(9), {})
        assert found(tmp_path) == [*before, 9]


def test_a_file_of_a_run_that_was_damaged_costs_that_run(tmp_path: Path) -> None:
    waiting = kept(tmp_path)
    artifact = next(path for path in waiting.home.iterdir() if path.read_bytes() == b"weights of 2")
    artifact.write_bytes(b"weights of 3")
    assert found(tmp_path) == [0, 1, 3]
    artifact.unlink()
    assert found(tmp_path) == [0, 1, 3]


def test_what_a_full_disk_refuses_costs_no_other_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = kept(tmp_path)

    def half(self: Waiting, record: Record, said: set[bytes]) -> bytes:
        with open(waiting.path, "ab") as file:
            file.write(b"\n0123 run 45")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Waiting, "_lines", half)
        with pytest.raises(OSError, match="No space"):
            waiting.keep(run(5), {})
    waiting.keep(run(7), {})
    assert found(tmp_path) == [0, 1, 2, 3, 7]
    assert len(waiting.runs()) == 5


@pytest.mark.parametrize("link", [os.link, os.symlink], ids=["a second name", "a link"])
def test_a_file_that_belongs_to_another_copy_of_the_site_stays_as_it_is(tmp_path: Path, link: Any) -> None:
    other = kept(tmp_path / "other").path
    before = other.read_bytes()
    shutil.copytree(other.parent, tmp_path / "here" / "run")
    (tmp_path / "here" / "run" / "runs").unlink()
    link(other, tmp_path / "here" / "run" / "runs")
    Waiting(tmp_path / "here", "run").keep(run(9), {})
    assert found(tmp_path / "here") == [0, 1, 2, 3, 9]
    assert other.read_bytes() == before


def test_a_damaged_run_of_a_sweep_is_the_only_one_that_runs_again(site: Site) -> None:
    site.write("experiments.py", EXPERIMENTS)
    site.sitegen("run", "capacity[width=16]")
    site.sitegen("run", "capacity[learning_rate=0.1]")
    assert ran(site) == ["0.01 16 0", "0.1 16 0", "0.1 64 0"]
    path = site.root / ".sitegen" / "waiting" / "published" / "counting" / "capacity" / "runs"
    assert site.status()["capacity"]["reasons"] == ["never ran", "1 of 4 runs are due"]
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"accuracy")] + b"Accuracy" + data[data.rindex(b"accuracy") + 8 :])
    assert site.status()["capacity"]["reasons"] == ["never ran", "2 of 4 runs are due"]  # not as remembered
    site.sitegen("run", "capacity")
    assert ran(site) == ["0.01 64 0", "0.1 64 0"]
    assert not path.parent.exists()


def test_a_run_that_is_killed_at_any_moment_loses_nothing_that_was_kept(site: Site) -> None:
    site.write("experiments.py", EXPERIMENTS)
    site.edit("experiments.py", '"width": [16, 64]', f'"width": {list(range(1, 31))}')
    path = site.root / ".sitegen" / "waiting" / "published" / "counting" / "capacity" / "runs"
    site.edit("experiments.py", "import dataclass\n", "import dataclass\nfrom time import sleep\n")
    site.edit("experiments.py", '    print("width"', '    sleep(0.05)\n    print("width"')
    for number in (3, 16):
        with subprocess.Popen(
            site.command("run", "capacity"), cwd=site.root, env=site.environment(), stderr=subprocess.DEVNULL
        ) as process:
            while not path.exists() or path.read_bytes().count(b" run ") < number:
                assert process.poll() is None
            process.kill()
        done = len(Waiting(path.parent.parent, "capacity").runs())
        assert number <= done < 60
        assert site.status()["capacity"]["reasons"] == ["never ran", f"{60 - done} of 60 runs are due"]
    ran(site)
    site.sitegen("run", "capacity")
    assert len(ran(site)) == 60 - done
    assert len(site.record("capacity")["points"]["rows"]) == 60


# A sweep of many points, on workers that compute nothing.


def scale() -> Any:
    path = REPOSITORY / "benchmarks" / "scale.py"
    sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location("scale", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["scale"] = module
    spec.loader.exec_module(module)
    return module


def calls(folder: Path, number: int) -> int:
    """How many functions are called for a sweep that is killed, goes on, fails, ends, and gets 100 points more."""
    module = scale()
    module.FAILED = 0.02  # some of each
    site = module.Site(Project(folder), random.Random(0), number // 100)
    site.write(number)
    profile = cProfile.Profile()
    with profile:
        site.run(number // 2)
        site.run()
        site.run(fails=False)
        site.write(number, 1)
        site.run(fails=False)
    return sum(entry.callcount for entry in profile.getstats())


def test_what_a_sweep_costs_grows_as_its_points_do(tmp_path: Path) -> None:
    calls(tmp_path / "first", 100)  # what a process does once
    few, more, most = (calls(tmp_path / str(number), number) for number in (400, 800, 1600))
    assert most - more == pytest.approx(2 * (more - few), rel=0.02)


def test_what_is_taken_up_is_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Point] = []
    is_done = Several._is_done

    def counted(several: Several, point: Point) -> bool:
        asked.append(point)
        return is_done(several, point)

    monkeypatch.setattr(Several, "_is_done", counted)
    site = scale().Site(Project(tmp_path), random.Random(0), 1)
    site.write(100)
    site.run(50)
    asked.clear()
    site.run(1)
    assert len(asked) == 100


def test_what_changed_meanwhile_is_judged_again(tmp_path: Path) -> None:
    site = scale().Site(Project(tmp_path), random.Random(0), 1)
    site.write(100)
    site.run(50)
    post, store = site.discovered(), Store(site.project.results("sweep"))

    def due(known: dict[str, Status]) -> int:
        known["capacity"] = judge_one(post, post.declarations["capacity"], store, known)
        several = known["capacity"].several
        assert several is not None
        return len(several.due)

    known = judge(post, store)
    before = known["capacity"].several
    assert due(known) == 50
    assert known["capacity"].several is before
    site.run(10)
    assert due(known) == 40
    site.run(fails=False)
    assert due(known) == 0
    assert known["capacity"].status == "fresh"


def test_of_many_runs_that_fail_ten_are_told_and_the_number_of_the_others(site: Site) -> None:
    site.write("experiments.py", EXPERIMENTS)
    site.edit("experiments.py", '"width": [16, 64]', '"width": [16, 64, 1, 2, 3, 4]')
    site.edit("experiments.py", '    print("width"', '    assert False, settings.width\n    print("width"')
    told = site.sitegen("run", "capacity", "--jobs", "1", code=2).stderr
    assert told.count("AssertionError: ") == 6  # those of another learning rate fail just so
    assert "capacity[learning_rate=0.01, width=64]: failed, 2 of 12, 2 failed, " in told
    assert "capacity: 12 runs failed: [learning_rate=0.01, width=16], " in told
    assert ", [learning_rate=0.1, width=2] and 2 more\n" in told


class Counted:
    """Something that is made ready to be sent, and counts how often."""

    times = 0

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        Counted.times += 1
        return str, ("sent",)


def test_what_all_runs_start_from_is_made_ready_to_be_sent_once() -> None:
    used = Used({"before": Counted()})  # type: ignore[dict-item]
    orders = [Order("run", Point({"n": n}), FINGERPRINT, used, "run", "", Path(), Path()) for n in range(3)]
    assert [pickle.loads(pickle.dumps(one)).used for one in orders] == [{"before": "sent"}] * 3
    assert Counted.times == 1
