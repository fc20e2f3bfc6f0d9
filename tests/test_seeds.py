"""Experiments with several seeds: one record with what each gave, their means and their spread."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import Site

from builder.errors import SitegenError
from builder.results import Fingerprint, Point, Record, Store, Trial, combined

EXPERIMENTS = """\
from dataclasses import dataclass
from pathlib import Path

from builder.experiments import Result, experiment
from builder.results import Record


@dataclass(frozen=True)
class Training:
    epochs: int = 2
    seed: int = 0


@experiment(seeds=[3, 4, 5], quick={"epochs": 1})
def noisy(settings: Training) -> Result:
    with Path("ran.txt").open("a") as file:
        file.write(f"{settings.seed}\\n")
    accuracies = [0.1 * settings.seed + epoch for epoch in range(settings.epochs)]
    return Result(
        values={"accuracy": accuracies[-1], "epochs": settings.epochs, "kind": "noisy"},
        series={"accuracies": accuracies, "pairs": [[settings.seed, 1], [2, 3]]},
        arrays={"seed": [settings.seed]},
    )


@experiment(uses=[noisy])
def after(noisy: Record) -> Result:
    return Result(values={"mean": noisy.values["accuracy"], "third": int(noisy.arrays(5)["seed"][0])})
"""


@pytest.fixture
def noisy(site: Site) -> Site:
    site.write("experiments.py", EXPERIMENTS)
    return site


def ran(site: Site) -> list[int]:
    path = site.root / "ran.txt"
    found = sorted(int(line) for line in path.read_text().split()) if path.is_file() else []
    path.unlink(missing_ok=True)
    return found


def read(site: Site) -> Record:
    return Store(site.post / "results").read("noisy")


def test_a_record_of_several_that_cannot_be_written_is_told_and_made_when_it_can(noisy: Site) -> None:
    in_the_way = noisy.post / "results" / "noisy" / "record.json"
    in_the_way.mkdir(parents=True)
    done = noisy.sitegen("run", code=2)
    assert "the result of 'noisy' could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert ran(noisy) == [3, 4, 5]
    in_the_way.rmdir()
    noisy.sitegen("run")
    assert ran(noisy) == []
    assert len(read(noisy).seeds) == 3


def test_each_seed_runs_once_and_the_record_holds_all_of_them(noisy: Site) -> None:
    noisy.sitegen("run", "--jobs", "2")
    assert ran(noisy) == [3, 4, 5]
    record = read(noisy)
    assert [run.seed for run in record.seeds] == [3, 4, 5]
    assert record.values == {"accuracy": pytest.approx(1.4), "epochs": 2, "kind": "noisy"}
    assert record.series["accuracies"] == pytest.approx([0.4, 1.4])
    assert record.series["pairs"] == [[4, 1], [2, 3]]
    assert record.spread("accuracy") == pytest.approx(np.std([1.3, 1.4, 1.5], ddof=1))
    assert record.spread("accuracies") == pytest.approx([0.1, 0.1])
    assert record.spread("pairs") == [[1.0, 0.0], [0.0, 0.0]]
    assert record.spread("epochs") == 0
    assert np.isnan(record.spread("kind"))
    assert record.range("accuracy") == (pytest.approx(1.3), pytest.approx(1.5))
    assert record.range("pairs") == ([[3, 1], [2, 3]], [[5, 1], [2, 3]])
    with pytest.raises(SitegenError, match="no value 'acuracy'"):
        record.range("acuracy")
    assert [int(record.arrays(seed)["seed"][0]) for seed in (None, 3, 4, 5)] == [3, 3, 4, 5]
    assert record.settings == {"epochs": 2, "seeds": [3, 4, 5]}
    assert noisy.record("after")["values"] == {"mean": pytest.approx(1.4), "third": 5}
    assert noisy.stale() == {}
    noisy.sitegen("run")
    assert ran(noisy) == []


def test_one_more_seed_runs_alone(noisy: Site) -> None:
    noisy.sitegen("run")
    ran(noisy)
    noisy.edit("experiments.py", "[3, 4, 5]", "[3, 4, 5, 9]")
    assert noisy.stale()["noisy"] == ["seeds [3, 4, 5] -> [3, 4, 5, 9]", "1 of 4 runs are due"]
    noisy.sitegen("run")
    assert ran(noisy) == [9]
    assert [run.seed for run in read(noisy).seeds] == [3, 4, 5, 9]
    noisy.edit("experiments.py", "[3, 4, 5, 9]", "[3, 4, 5]")
    noisy.sitegen("run")
    assert ran(noisy) == []  # fewer are put together from what is there
    assert noisy.stale() == {}


def test_in_a_fresh_clone_too_one_more_seed_runs_alone(noisy: Site) -> None:
    """The seeds that were done before are taken out of the record, which is all that git keeps."""
    noisy.sitegen("run")
    ran(noisy)
    before = read(noisy)
    shutil.rmtree(noisy.root / ".sitegen")
    noisy.edit("experiments.py", "[3, 4, 5]", "[5, 4, 3, 9]")
    noisy.sitegen("run")
    assert ran(noisy) == [9]
    record = read(noisy)
    assert [run.seed for run in record.seeds] == [5, 4, 3, 9]
    assert {run.seed: run for run in before.seeds}.items() <= {run.seed: run for run in record.seeds}.items()
    assert [int(record.arrays(seed)["seed"][0]) for seed in (None, 3, 4, 5, 9)] == [5, 3, 4, 5, 9]
    shutil.rmtree(noisy.root / ".sitegen")
    noisy.edit("experiments.py", "epochs: int = 2", "epochs: int = 3")
    noisy.sitegen("run")
    assert ran(noisy) == [3, 4, 5, 9]  # what other settings gave is of no use


def test_other_settings_repeat_every_seed(noisy: Site) -> None:
    noisy.sitegen("run")
    ran(noisy)
    noisy.edit("experiments.py", "epochs: int = 2", "epochs: int = 3")
    noisy.sitegen("run")
    assert ran(noisy) == [3, 4, 5]
    assert read(noisy).values["epochs"] == 3


def test_seeds_that_were_done_when_another_failed_are_not_repeated(noisy: Site) -> None:
    noisy.edit(
        "experiments.py",
        "    accuracies =",
        "    assert settings.seed != 4 or Path('mended').exists()\n    accuracies =",
    )
    done = noisy.sitegen("run", "--jobs", "1", code=2)
    assert "experiment 'noisy' raised AssertionError" in done.stderr
    assert "after left out: it uses noisy" in done.stderr
    assert not (noisy.post / "results" / "noisy" / "record.json").exists()
    assert ran(noisy) == [3, 4, 5]
    (noisy.root / "mended").touch()
    noisy.sitegen("run")
    assert ran(noisy) == [4]
    assert [run.seed for run in read(noisy).seeds] == [3, 4, 5]


def test_a_quick_run_takes_one_seed(noisy: Site) -> None:
    noisy.sitegen("run", "--quick")
    assert ran(noisy) == [0]


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ("[3, 4, 3]", "`seeds` hold 3 twice\n  It would give the same twice."),
        ('["a"]', "`seeds` are not whole numbers"),
        ("[True]", "`seeds` are not whole numbers"),
        ("range(3)", "`seeds` must be written out, such as [0, 1, 2]"),
    ],
)
def test_seeds_that_are_none(noisy: Site, seeds: str, message: str) -> None:
    noisy.edit("experiments.py", "[3, 4, 5]", seeds)
    assert f"content/posts/counting/experiments.py:14: {message}" in noisy.sitegen("run", code=2).stderr


def test_seeds_need_a_setting(noisy: Site) -> None:
    noisy.edit("experiments.py", "    seed: int = 0\n", "    sead: int = 0\n")
    assert "`seeds` have no setting `seed` to go into" in noisy.sitegen("status", code=2).stderr


def test_a_word_that_differs_from_seed_to_seed_is_told(noisy: Site) -> None:
    noisy.edit("experiments.py", '"kind": "noisy"', '"kind": str(settings.seed)')
    done = noisy.sitegen("run", code=2)
    assert "experiments.py:15: value 'kind' is no number, and differs from seed to seed: '3', '4', '5'" in done.stderr


def run(folder: Path, **parts: object) -> Record:
    plain = {"values": {"a": 1.0}, "series": {}, "artifacts": {}, "settings": {"seed": 1}, "environment": {}}
    more = {"seconds": 1.0, "when": "2024-01-01T00:00:00+00:00", "quick": False, "folder": folder}
    return Record(name="x", fingerprint=Fingerprint(), **{**plain, **more, **parts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"values": {"b": 1.0}}, "keeps a, b with some seeds only"),
        ({"series": {"s": [1]}}, "keeps s with some seeds only"),
        ({"series": {"s": [1, 2]}}, "series 's' is longer with one seed than with another"),
    ],
)
def test_runs_that_do_not_fit_together(tmp_path: Path, other: dict[str, object], message: str) -> None:
    first = run(tmp_path, series={"s": [1]} if "longer" in message else {})
    with pytest.raises(SitegenError, match=message):
        combined([(Point(seed=0), (first, {})), (Point(seed=1), (run(tmp_path, **other), {}))], Fingerprint())


def test_a_record_with_seeds_comes_back_from_its_text(tmp_path: Path) -> None:
    record = run(tmp_path, seeds=[Trial(0, {"a": 1.0}, {}, 1.0, "w", {}), Trial(1, {"a": 2.0}, {}, 1.0, "w", {})])
    assert Record.from_json(record.to_json(), tmp_path) == record
    assert record.outputs() != run(tmp_path).outputs()
    assert "seeds" not in run(tmp_path).to_json()
