"""Experiments side by side: real processes, stopped, killed and resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Site

HEAD = """\
import os, signal, time
from dataclasses import dataclass
from pathlib import Path

from builder.experiments import Result, experiment
from builder.results import Record, current_run

"""
MEET = (
    HEAD
    + """
def meet(mine, other):
    Path(mine).write_text(str(os.getpid()))
    for _ in range(100):
        if Path(other).exists():
            return Result(values={"met": True})
        time.sleep(0.1)
    raise RuntimeError(f"{other} never came")


@experiment
def first() -> Result:
    return meet("first.pid", "second.pid")


@experiment
def second() -> Result:
    return meet("second.pid", "first.pid")
"""
)
TRAINING = """\
from dataclasses import dataclass

import torch
from torch import nn

from builder.experiments import Result, experiment
from builder.learning import Dataset, train


@dataclass(frozen=True)
class Training:
    epochs: int = 6
    seed: int = 0


@dataclass(frozen=True)
class Other(Training):
    seed: int = 1


def trained(settings: Training) -> Result:
    generator = torch.Generator().manual_seed(7)
    images, labels = torch.rand((512, 1, 28, 28), generator=generator), torch.arange(512) % 10
    torch.manual_seed(settings.seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.Tanh(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    data = Dataset(images, labels, images, labels)
    history = train(model, optimizer, data, epochs=settings.epochs, batch_size=8, seed=settings.seed)
    return Result(series={"loss": history.train_loss}, weights=model)


@experiment
def one(settings: Training) -> Result:
    return trained(settings)


@experiment
def two(settings: Other) -> Result:
    return trained(settings)
"""


def start(site: Site, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        site.command("run", *arguments), cwd=site.root, env=site.environment(), stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def until(process: subprocess.Popen[str], *wanted: str) -> None:
    """Read what a run says until every one of some words was in it."""
    assert process.stderr is not None
    missing = set(wanted)
    for line in process.stderr:
        missing = {word for word in missing if word not in line}
        if not missing:
            return
    pytest.fail(f"the run ended without saying {missing}")


def outcome(site: Site, name: str) -> dict[str, Any]:
    return {part: value for part, value in site.record(name).items() if part not in ("when", "seconds", "digest")}


def gone(pid: int) -> bool:
    """Whether a process has ended, or ends within some seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_what_does_not_wait_for_each_other_runs_side_by_side(site: Site) -> None:
    site.write("experiments.py", MEET)
    site.sitegen("run", "--jobs", "2")
    assert site.record("first")["values"] == site.record("second")["values"] == {"met": True}


def test_with_one_job_they_run_one_after_the_other(site: Site) -> None:
    site.write("experiments.py", MEET.replace("range(100)", "range(10)"))
    done = site.sitegen("run", "--jobs", "1", code=2)
    assert "second.pid never came" in done.stderr
    assert site.status()["second"]["status"] == "fresh"  # the first had come and gone


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_a_number_of_jobs_that_is_none(site: Site, jobs: str) -> None:
    assert "--jobs" in site.sitegen("run", "--jobs", jobs, code=2).stderr


def test_an_experiment_whose_process_is_killed_leaves_the_others(site: Site) -> None:
    """As the system does when memory runs out."""
    site.edit(
        "experiments.py", '    """Count."""\n', "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = site.sitegen("run", "--jobs", "1", code=2)
    assert "the process that ran 'count' was killed by SIGKILL\n  Where memory ran out, run with fewer" in done.stderr
    assert "shifted left out: it uses count" in done.stderr
    assert site.status()["alone"]["status"] == "fresh"
    assert "Traceback" not in done.stderr


def test_an_experiment_that_asks_for_too_much_memory_leaves_the_others(site: Site) -> None:
    site.edit("experiments.py", '    """Count."""\n', "    import numpy\n    numpy.ones(1 << 50)\n")
    done = site.sitegen("run", "--jobs", "2", code=2)
    assert "experiment 'count' raised" in done.stderr
    assert "MemoryError" in done.stderr
    assert site.status()["alone"]["status"] == "fresh"


def test_a_device_that_there_is_none_of(site: Site) -> None:
    assert "'tpu' is not one of 'auto', 'cpu', 'cuda'" in site.sitegen("run", "--device", "tpu", code=2).stderr


def test_a_gpu_that_is_asked_for_and_absent(site: Site) -> None:
    pytest.importorskip("torch")
    done = site.sitegen("run", "--device", "cuda", code=2, CUDA_VISIBLE_DEVICES="")
    assert "there is no GPU that PyTorch can use\n  Leave --device away" in done.stderr
    assert {row["status"] for row in site.status().values()} == {"missing"}


LOADING = """\
import torch
from torch.utils.data import DataLoader, TensorDataset

from builder.experiments import Result, experiment


@experiment
def loading() -> Result:
    loader = DataLoader(TensorDataset(torch.arange(8.0)), batch_size=4, num_workers=2)
    return Result(values={"sum": sum(float(batch.sum()) for (batch,) in loader)})
"""


def test_an_experiment_may_have_processes_of_its_own(site: Site) -> None:
    pytest.importorskip("torch")
    site.write("experiments.py", LOADING)
    site.sitegen("run")
    assert site.record("loading")["values"] == {"sum": 28.0}


def test_the_record_says_on_what_it_ran(site: Site) -> None:
    pytest.importorskip("torch")
    site.write("experiments.py", LOADING)
    site.sitegen("run", CUDA_VISIBLE_DEVICES="")
    assert site.record("loading")["environment"]["device"] == "cpu"


@pytest.fixture
def training(site: Site) -> Site:
    pytest.importorskip("torch")
    site.write("experiments.py", TRAINING)
    return site


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What comes out one after the other."""
    pytest.importorskip("torch")
    site = Site(tmp_path_factory.mktemp("undisturbed"))
    site.write("experiments.py", TRAINING)
    (site.root / "content" / "site.toml").write_text('title = "Test"\nlanguages = ["en"]\n')
    site.sitegen("run", "--jobs", "1")
    return {name: outcome(site, name) for name in ("one", "two")}


def test_what_comes_out_does_not_depend_on_the_number_of_jobs(
    training: Site, undisturbed: dict[str, dict[str, Any]]
) -> None:
    training.sitegen("run", "--jobs", "2")
    assert {name: outcome(training, name) for name in ("one", "two")} == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_side_by_side_and_resumed_the_records_are_the_same_bit_by_bit(
    training: Site, undisturbed: dict[str, dict[str, Any]], number: signal.Signals
) -> None:
    training.edit("experiments.py", "history = train", "import os, pathlib\n    "
                  "pathlib.Path(f'{settings.seed}.pid').write_text(str(os.getpid()))\n    history = train")  # fmt: skip
    process = start(training, "--jobs", "2")
    until(process, "one: 2/6", "two: 2/6")
    process.send_signal(number)
    _, rest = process.communicate(timeout=60)
    assert "Traceback" not in rest
    assert all(gone(int((training.root / f"{seed}.pid").read_text())) for seed in (0, 1)), "a worker lives on"
    done = training.sitegen("run", "--jobs", "2")
    assert "one: 1/6" not in done.stderr
    for name in ("one", "two"):
        resumed = outcome(training, name)
        assert resumed["series"] == undisturbed[name]["series"]
        assert resumed["artifacts"] == undisturbed[name]["artifacts"]
