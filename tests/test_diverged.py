"""Trainings that lead nowhere: recorded as such, told by every command, never shown without a word."""

from __future__ import annotations

import json

import pytest
from conftest import Site

pytest.importorskip("torch")

TRAINING = """\
from dataclasses import dataclass

import torch
from torch import nn

from builder.experiments import Result, experiment
from builder.learning import Dataset, train


@dataclass(frozen=True)
class Training:
    epochs: int = 3
    learning_rate: float = 1e30
    seed: int = 0


@experiment
def training(settings: Training) -> Result:
    torch.manual_seed(settings.seed)
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(40, 1, 4, 4, generator=generator)
    labels = (images.mean(dim=(1, 2, 3)) > 0.5).long()
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=settings.learning_rate)
    history = train(
        model, optimizer, Dataset(images, labels, images, labels), epochs=settings.epochs, batch_size=4, seed=0
    )
    return Result(
        values={"accuracy": history.test_accuracy[-1], "loss": history.test_loss[-1]},
        series={"accuracies": history.test_accuracy, "losses": history.train_loss},
        weights=model,
    )
"""
TEXT = "---\ntitle: Training\n---\n\nIt reaches {{< value training.accuracy >}}.\n\n{{< figure curve alt='Curve' >}}\n"
FIGURES = """\
from matplotlib.figure import Figure


def curve(training):
    figure = Figure()
    figure.subplots().plot(training.series["accuracies"])
    return figure
"""


@pytest.fixture
def diverged(site: Site) -> Site:
    site.write("experiments.py", TRAINING)
    site.write("index.en.md", TEXT)
    site.write("figures.py", FIGURES)
    return site


def test_a_loss_that_is_no_number_ends_the_training_and_is_recorded(diverged: Site) -> None:
    done = diverged.sitegen("run")
    assert "training: DIVERGED: the loss is no number after epoch 1" in done.stderr
    assert "training: 2/3" not in done.stderr
    record = diverged.record("training")
    assert record["diverged"] == "the loss is no number after epoch 1"
    assert record["values"]["loss"] is None
    assert record["series"]["losses"] == [None]
    assert len(record["series"]["accuracies"]) == 1
    assert diverged.stale() == {}
    assert "diverged: the loss is no number" in diverged.sitegen("status").stdout
    assert "bit-equal  training" in diverged.sitegen("verify").stdout


def test_an_accuracy_that_naming_one_class_would_reach_is_recorded(diverged: Site) -> None:
    diverged.edit("experiments.py", "1e30", "0.0")
    diverged.sitegen("run")
    record = diverged.record("training")
    assert record["diverged"].startswith("an accuracy of 0.")
    assert len(record["series"]["losses"]) == 3


def test_a_quick_run_may_end_at_chance_or_without_a_number(diverged: Site) -> None:
    diverged.sitegen("run", "--quick")
    record = diverged.record("training", ".sitegen/quick/counting")
    assert "diverged" not in record
    assert record["values"]["loss"] is None


def test_a_training_that_leads_somewhere_is_not_called_so(diverged: Site) -> None:
    diverged.edit("experiments.py", "1e30", "0.5")
    diverged.edit("experiments.py", "epochs: int = 3", "epochs: int = 60")
    diverged.sitegen("run")
    record = diverged.record("training")
    assert record["values"]["accuracy"] > 0.8
    assert "diverged" not in record


def test_the_page_says_so_and_a_strict_build_fails(diverged: Site) -> None:
    done = diverged.sitegen("build")
    assert "content/posts/counting/index.en.md:5: shows results of 'training', which diverged: the loss" in done.stdout
    page = (diverged.root / "site" / "en" / "posts" / "counting" / "index.html").read_text()
    assert 'class="mark" title="Diverged: the loss is no number after epoch 1"' in page  # at the number
    assert '<p class="mark">The training of <code>training</code> diverged:' in page  # below the figure
    assert '<dt class="amiss">Diverged</dt><dd class="mark" lang="en">the loss is no number after epoch 1</dd>' in page
    strict = diverged.sitegen("build", "--strict", code=2)
    assert "which diverged" in strict.stderr


def test_what_is_no_number_cannot_be_shown_as_one(diverged: Site) -> None:
    diverged.write("index.en.md", TEXT + "\nThe loss is {{< value training.loss >}}.\n")
    done = diverged.sitegen("build", code=2)
    assert "index.en.md:9: 'training.loss' is no number: the training diverged" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_seed_that_diverges_does_not_hide_behind_the_mean(diverged: Site) -> None:
    diverged.edit("experiments.py", "@experiment\n", "@experiment(seeds=[0, 1])\n")
    diverged.edit("experiments.py", "lr=settings.learning_rate", "lr=0.5 if settings.seed else 1e30")
    diverged.edit("experiments.py", "epochs: int = 3", "epochs: int = 60")
    diverged.sitegen("run")
    record = diverged.record("training")
    assert record["diverged"] == "with seed 0 the loss is no number after epoch 1"
    assert [run.get("diverged", "") for run in record["seeds"]] == ["the loss is no number after epoch 1", ""]
    assert record["values"]["loss"] is None
    assert len(record["series"]["accuracies"]) == 60
    assert record["series"]["accuracies"][0] is not None
    assert set(record["series"]["accuracies"][1:]) == {None}
    assert diverged.stale() == {}


def test_elsewhere_a_result_that_is_no_number_is_still_refused(diverged: Site) -> None:
    diverged.edit("experiments.py", "1e30", "0.5")
    diverged.edit("experiments.py", "epochs: int = 3", "epochs: int = 60")
    diverged.edit("experiments.py", '"loss": history.test_loss[-1]', '"loss": float("nan")')
    assert "value 'loss' is nan, where a number is promised" in diverged.sitegen("run", code=2).stderr
    assert json.loads(diverged.sitegen("status", "--json").stdout)[0]["status"] == "missing"
