"""More passes of a loop: a run goes on from where the last one ended, to the bits of one that was asked for at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Site

CODE = """\
from dataclasses import dataclass

import numpy as np

from builder import Loop, Result, experiment


@dataclass(frozen=True)
class Training:
    epochs: int = 3
    seed: int = 0


@experiment
def walk(settings: Training) -> Result:
    chance = np.random.default_rng(settings.seed)
    place = np.zeros(3)
    loop = Loop(settings.epochs, keep=[place, chance])
    for epoch in loop:
        place += chance.normal(size=3)
        loop.report(place=place.sum())
    return Result(series=loop.series, arrays={"place": place})
"""


def outcome(site: Site) -> dict[str, Any]:
    record = json.loads((site.post / "results" / "walk" / "record.json").read_text())
    return {name: part for name, part in record.items() if name not in ("when", "seconds", "digest")}


def more(site: Site, epochs: int = 5) -> str:
    site.edit("experiments.py", "epochs: int = 3", f"epochs: int = {epochs}")
    return str(site.sitegen("run").stderr)


def passes(said: str) -> list[str]:
    return [line.split()[1].rstrip(",") for line in said.splitlines() if "place" in line]


def test_more_passes_go_on_to_the_same_bits(site: Site) -> None:
    site.write("experiments.py", CODE)
    site.sitegen("run")
    site.edit("experiments.py", "epochs: int = 3", "epochs: int = 5")
    assert site.stale() == {"walk": ["epochs 3 -> 5, goes on at 3"]}
    said = site.sitegen("run").stderr
    assert "walk: runs (epochs 3 -> 5, goes on at 3)" in said
    assert passes(said) == ["4/5", "5/5"]
    longer = outcome(site)
    assert len(longer["series"]["place"]) == 5
    assert passes(site.sitegen("run", "--force").stderr) == ["1/5", "2/5", "3/5", "4/5", "5/5"]
    assert outcome(site) == longer
    site.edit("experiments.py", "epochs: int = 5", "epochs: int = 4")  # fewer
    assert site.stale() == {"walk": ["epochs 5 -> 4"]}
    assert len(passes(site.sitegen("run").stderr)) == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("place += chance", "place += epoch / settings.epochs * chance"),  # counted on in the loop
        ("    return Result(", "    print(settings)\n    return Result("),  # nobody knows by whom
        ("    loop = ", "    for _ in Loop(2):\n        pass\n    loop = "),  # another loop before
        ("    loop = Loop(", "    if True:\n        loop = Loop("),
        ("    seed: int = 0", "    seed: int = 0\n\n    def __post_init__(self):\n        assert self.epochs"),
        ("@experiment\n", '@experiment(without=["state"])\n'),  # left out
    ],
)  # fmt: skip
def test_where_the_count_is_more_than_a_count_it_begins_anew(site: Site, old: str, new: str) -> None:
    assert old in CODE
    site.write("experiments.py", CODE.replace(old, new))
    site.sitegen("run")
    site.edit("experiments.py", "epochs: int = 3", "epochs: int = 5")
    assert site.stale() == {"walk": ["epochs 3 -> 5"]}
    assert "1/5" in passes(site.sitegen("run").stderr)


def test_what_else_changed_begins_anew(site: Site) -> None:
    site.write("experiments.py", CODE)
    site.sitegen("run")
    site.edit("experiments.py", "seed: int = 0", "seed: int = 1")
    assert "1/5" in passes(more(site))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        # as a schedule has it that knows how many passes there are, from elsewhere
        (
            CODE.replace("keep=[place", 'keep=[{"of": Training().epochs}, place'),
            "starts from something else",
        ),
        (
            CODE.replace("place = np.zeros(3)", "place, other = np.zeros(3), np.zeros(3)").replace(
                "place += ", "other += 1\n        place += other + "
            ),
            "does not keep all",
        ),
    ],
)
def test_a_loop_that_would_not_be_the_same_begins_anew(site: Site, code: str, why: str) -> None:
    site.write("experiments.py", code)
    site.sitegen("run")
    said = more(site)
    assert f"with more passes the loop {why}, and begins anew" in said
    assert "1/5" in passes(said)


def test_each_seed_goes_on(site: Site) -> None:
    site.write("experiments.py", CODE.replace("@experiment\n", "@experiment(seeds=[0, 1])\n"))
    site.sitegen("run")
    site.edit("experiments.py", "epochs: int = 3", "epochs: int = 5")
    assert site.stale()["walk"][0] == "epochs 3 -> 5, goes on at 3"
    assert sorted(passes(site.sitegen("run", "--jobs", "1").stderr)) == ["4/5", "4/5", "5/5", "5/5"]


def test_a_training_of_the_toolkit_goes_on(site: Site) -> None:
    pytest.importorskip("torch")
    site.write(
        "experiments.py",
        """\
from dataclasses import dataclass

import torch

from builder import Result, experiment
from builder.learning import Dataset, train


@dataclass(frozen=True)
class Training:
    epochs: int = 3
    seed: int = 0


@experiment
def walk(settings: Training) -> Result:
    torch.manual_seed(settings.seed)
    images, labels = torch.rand(16, 1, 4, 4), torch.arange(16) % 2
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    data = Dataset(images, labels, images, labels)
    history = train(model, optimizer, data, epochs=settings.epochs, batch_size=4, seed=settings.seed)
    return Result(series={"loss": history.train_loss}, weights=model)
""",
    )
    site.sitegen("run")
    said = more(site)
    assert "goes on at 3" in said
    assert "walk: 1/5" not in said
    assert "walk: 5/5" in said
    longer = outcome(site)
    site.sitegen("run", "--force")
    assert outcome(site) == longer
