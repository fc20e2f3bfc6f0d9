"""`sitegen verify`: what was published, repeated and compared."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import Site
from small_sites import keep

from builder.results import Point, Record, Store, Trial, differences
from builder.results.sweep import run_of

EXPERIMENTS = """\
from dataclasses import dataclass
from pathlib import Path

from builder.experiments import Result, experiment
from builder.results import Record

ERROR = float(Path("error.txt").read_text()) if Path("error.txt").exists() else 0.0


@dataclass(frozen=True)
class Training:
    seed: int = 0


@experiment(seeds=[1, 2])
def noisy(settings: Training) -> Result:
    return Result(values={"accuracy": settings.seed / 10 + ERROR}, arrays={"row": [1.0, 2.0 + ERROR]})


@experiment(uses=[noisy])
def after(noisy: Record) -> Result:
    return Result(values={"double": 2 * noisy.values["accuracy"]})
"""


@pytest.fixture
def site_(site: Site) -> Site:
    site.write("experiments.py", EXPERIMENTS)
    site.sitegen("run")
    return site


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_on_the_same_machine_all_is_bit_equal_and_nothing_published_is_touched(site_: Site) -> None:
    before = files(site_.post / "results")
    lines = site_.sitegen("verify", "--jobs", "2").stdout.splitlines()
    assert lines == ["bit-equal  noisy-seed-1", "bit-equal  noisy-seed-2", "bit-equal  after"]
    assert files(site_.post / "results") == before


def test_a_name_is_repeated_alone_from_the_published_records(site_: Site) -> None:
    (site_.root / "error.txt").write_text("0.5")
    assert site_.sitegen("verify", "after").stdout.splitlines() == ["bit-equal  after"]


def elsewhere(site: Site, name: str) -> None:
    """Make a record say that it was made on another machine."""
    store = Store(site.post / "results")
    record = store.read(name)
    seeds = [replace(run, environment=run.environment | {"processor": "another"}) for run in record.seeds]
    record = replace(record, seeds=seeds, environment=record.environment | {"processor": "another"})
    named = {one: record.artifact(one) for one in record.artifacts}
    store.write(record, named)


def test_what_differs_where_it_was_made_is_not_deterministic(site_: Site) -> None:
    """However little it is, and whatever is tolerated."""
    (site_.root / "error.txt").write_text("0.0001")
    done = site_.sitegen("verify", "noisy", "--tolerance", "0.5", code=2)
    assert done.stdout.splitlines() == [
        "not deterministic  noisy-seed-1: values accuracy differs by 0.001 of its size, and 1 more",
        "not deterministic  noisy-seed-2: values accuracy differs by 0.0005 of its size, and 1 more",
    ]
    assert "experiments.py:16: is not deterministic: noisy-seed-1" in done.stderr
    assert "The run reads ../../../error.txt, which is no declared input" in done.stderr


def test_what_differs_elsewhere_is_told_with_its_size(site_: Site) -> None:
    elsewhere(site_, "noisy")
    (site_.root / "error.txt").write_text("0.0001")
    lines = site_.sitegen("verify", "noisy").stdout.splitlines()
    assert lines == [
        "within     noisy-seed-1: values accuracy differs by 0.001 of its size, and 1 more",
        "within     noisy-seed-2: values accuracy differs by 0.0005 of its size, and 1 more",
    ]
    done = site_.sitegen("verify", "noisy", "--tolerance", "0.0007", code=2)
    assert done.stdout.startswith("different  noisy-seed-1: values accuracy differs by 0.001")
    assert "within     noisy-seed-2" in done.stdout
    assert "experiments.py:16: gives something else: noisy-seed-1" in done.stderr


def test_what_is_stale_or_fails_is_told(site_: Site) -> None:
    site_.edit("experiments.py", "2 * noisy", "3 * noisy")
    done = site_.sitegen("verify", code=2)
    assert done.stdout.splitlines() == ["bit-equal  noisy-seed-1", "bit-equal  noisy-seed-2"]
    assert "'after' has no fresh record to compare with: experiments.py:after changed" in done.stderr
    assert "no experiment is called 'nosy'" in site_.sitegen("verify", "nosy", code=2).stderr


def record(folder: Path, **parts: object) -> Record:
    return keep(folder, "x", **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"values": {"a": 1.0}}, {"values": {"a": 1.0}}, []),
        ({"values": {"a": 1.0}}, {"values": {"a": 0.5}}, [("values a", 0.5)]),
        ({"values": {"a": 1.0}}, {"values": {"b": 1.0}}, [("values a", math.inf), ("values b", math.inf)]),
        ({"values": {"a": "x"}}, {"values": {"a": "y"}}, [("values a", math.inf)]),
        ({"values": {"a": True}}, {"values": {"a": 1}}, [("values a", math.inf)]),
        ({"series": {"a": [1, 4]}}, {"series": {"a": [1, 3]}}, [("series a", 0.25)]),
        ({"series": {"a": [1, 4]}}, {"series": {"a": [1]}}, [("series a", math.inf)]),
        ({"series": {"a": ["x"]}}, {"series": {"a": ["x"]}}, []),
        ({"series": {"a": ["x"]}}, {"series": {"a": ["y"]}}, [("series a", math.inf)]),
        ({"values": {"a": 0.0}}, {"values": {"a": 0.0}}, []),
        ({"arrays": {"a": np.ones(2)}}, {"arrays": {"a": np.array([1.0, 2.0])}}, [("arrays a", 0.5)]),
        ({"arrays": {"a": np.ones(2)}}, {}, [("arrays", math.inf)]),
    ],
)
def test_differences(tmp_path: Path, old: dict[str, object], new: dict[str, object], expected: list[object]) -> None:
    found = differences(record(tmp_path / "old", **old), record(tmp_path / "new", **new))
    assert [(one.part, one.share) for one in found] == expected


def test_a_run_is_compared_with_the_one_of_its_seed(tmp_path: Path) -> None:
    runs = [Trial(seed, {"a": float(seed)}, {}, 1.0, "", {}) for seed in (1, 2)]
    old = record(tmp_path / "old", values={"a": 1.5}, seeds=runs)
    new = record(tmp_path / "new", values={"a": 2.0})
    assert differences(run_of(old, Point(seed=2)), new) == []
    assert [one.share for one in differences(run_of(old, Point(seed=1)), new)] == [0.5]
