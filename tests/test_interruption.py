"""Runs that are stopped, killed, or started twice: real processes, real training on real MNIST."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Site
from records import rebind

pytest.importorskip("torch")

TRAINING = """\
from dataclasses import dataclass

import torch
from torch import nn

from builder.experiments import Result, experiment
from builder.learning import mnist, train


@dataclass(frozen=True)
class Training:
    epochs: int = 4
    seed: int = 0


@experiment
def training(settings: Training) -> Result:
    torch.manual_seed(settings.seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.Tanh(), nn.Dropout(0.2), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    data = mnist().first(8_000)
    history = train(model, optimizer, data, epochs=settings.epochs, batch_size=32, seed=settings.seed)
    again = train(model, optimizer, data, epochs=2, batch_size=32, seed=settings.seed + 1)
    return Result(
        values={"reached": again.test_accuracy[-1]},
        series={"accuracy": history.test_accuracy, "loss": history.train_loss, "again": again.test_accuracy},
        weights=model,
    )
"""
VARIABLES = {"OMP_NUM_THREADS": "1"}


pytestmark = pytest.mark.slow


@pytest.fixture
def training(site: Site, mnist_folder: Path) -> Site:
    site.write("experiments.py", TRAINING)
    return site


def start(site: Site, data: Path) -> subprocess.Popen[str]:
    environment = site.environment(SITEGEN_DATA=str(data), **VARIABLES)
    return subprocess.Popen(
        site.command("run"), cwd=site.root, env=environment, stderr=subprocess.PIPE, text=True,
        # A shell's background job, as this suite may be, hands down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def lines(process: subprocess.Popen[str], until: str) -> Iterator[str]:
    """What the process says, up to a line that holds `until`."""
    assert process.stderr is not None
    for line in process.stderr:
        yield line
        if until in line:
            return
    pytest.fail(f"the process ended without saying {until!r}")


def outcome(site: Site) -> dict[str, object]:
    """The record without the things that say when, how long and how closely watched, and the digest."""
    record = site.record("training")
    return {name: part for name, part in record.items() if name not in ("when", "seconds", "watched", "digest")}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, mnist_folder: Path) -> dict[str, object]:
    site = Site(tmp_path_factory.mktemp("undisturbed"))
    site.write("experiments.py", TRAINING)
    (site.root / "content" / "site.toml").write_text('title = "Test"\nlanguages = ["en"]\n')
    site.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    return outcome(site)


@pytest.mark.parametrize(
    ("number", "stop_at", "code"),
    [
        (signal.SIGINT, "2/4", 130),
        (signal.SIGTERM, "2/4", 143),
        (signal.SIGKILL, "2/4", -signal.SIGKILL),
        (signal.SIGKILL, "1/2", -signal.SIGKILL),  # in the second training of the run
    ],
)
def test_a_stopped_run_goes_on_and_ends_as_if_never_stopped(
    training: Site, mnist_folder: Path, undisturbed: dict[str, object], number: signal.Signals, stop_at: str, code: int
) -> None:
    process = start(training, mnist_folder)
    for _ in lines(process, f"training: {stop_at}"):
        pass
    process.send_signal(number)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in rest
    assert training.status()["training"]["status"] == "missing"

    done = training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    assert f"training: {stop_at}" not in done.stderr  # what was finished is not repeated
    assert outcome(training) == undisturbed
    assert not list((training.root / ".sitegen" / "checkpoints").rglob("*.safetensors"))


def test_the_old_record_stays_until_the_new_one_stands(training: Site, mnist_folder: Path) -> None:
    training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    results = training.post / "results" / "training"
    before = {path.name: path.read_bytes() for path in results.iterdir()}
    training.edit("experiments.py", "seed: int = 0", "seed: int = 1")
    process = start(training, mnist_folder)
    for _ in lines(process, "training: 2/4"):
        pass
    process.kill()
    process.communicate()
    assert {path.name: path.read_bytes() for path in results.iterdir()} == before
    assert training.stale() == {"training": ["seed 0 -> 1"]}


def test_other_settings_do_not_go_on_from_the_old_checkpoint(training: Site, mnist_folder: Path) -> None:
    process = start(training, mnist_folder)
    for _ in lines(process, "training: 2/4"):
        pass
    process.kill()
    process.communicate()
    training.edit("experiments.py", "seed: int = 0", "seed: int = 1")
    done = training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    assert "training: 1/4" in done.stderr
    assert "training: what an earlier run left half done was of other code, settings, threads or PyTorch" in done.stderr


@pytest.mark.parametrize("damage", ["cut", "another form"])
def test_a_checkpoint_that_cannot_be_read_is_told_and_left(
    training: Site, mnist_folder: Path, undisturbed: dict[str, object], damage: str
) -> None:
    process = start(training, mnist_folder)
    for _ in lines(process, "training: 2/4"):
        pass
    process.kill()
    process.communicate()
    (checkpoint,) = (training.root / ".sitegen" / "checkpoints").rglob("training-1.safetensors")
    data = checkpoint.read_bytes()
    checkpoint.write_bytes(data[: len(data) // 2] if damage == "cut" else data.replace(b"checkpoint", b"checkpaint"))
    done = training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    assert "training-1.safetensors: this checkpoint cannot be read" in done.stderr
    assert "its training begins anew" in done.stderr
    assert "training: 1/4" in done.stderr
    assert outcome(training) == undisturbed


def test_a_clock_that_goes_back_repeats_nothing_and_loses_nothing(training: Site, mnist_folder: Path) -> None:
    training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    record = training.post / "results" / "training" / "record.json"
    rebind(record, '"when": "20', '"when": "29')
    assert "runs (" not in training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES).stderr
    training.edit("experiments.py", "seed: int = 0", "seed: int = 1")
    training.sitegen("run", SITEGEN_DATA=str(mnist_folder), **VARIABLES)
    assert training.stale() == {}
    assert not str(training.record("training")["when"]).startswith("29")


def test_two_processes_compute_an_experiment_once(training: Site, mnist_folder: Path) -> None:
    first = start(training, mnist_folder)
    for _ in lines(first, "training: runs"):
        pass
    second = start(training, mnist_folder)
    _, first_said = first.communicate(timeout=120)
    _, second_said = second.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "training: done" in first_said
    assert f"training: waiting for process {first.pid}" in second_said
    assert "training: 1/4" not in second_said
    assert training.stale() == {}
