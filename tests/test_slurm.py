"""How a lab starts a cluster: the batch script for Slurm, and what else the pages on clusters write out."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY, Site
from slurm import Slurm, slurm

SCRIPT = REPOSITORY / "docs" / "slurm" / "sitegen.sbatch"
PAGE = "\n".join(
    (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    for name in ("cluster.md", "on-slurm.md", "on-kubernetes.md")
)

TRAINING = '''\
"""Two trainings, which take a while and can be interrupted."""

import time
from dataclasses import dataclass

import numpy as np

from builder.experiments import Result, experiment
from builder.results import current_run


@dataclass(frozen=True)
class Training:
    width: int = 1
    steps: int = 20


@experiment(over={"width": [1, 2]})
def training(settings: Training) -> Result:
    run = current_run()
    checkpoint = run.next_checkpoint()
    arrays, state = checkpoint.load() or ({"total": np.zeros(1)}, {"done": 0})
    print(f"width {settings.width} begins at {state['done']}")
    for step in range(state["done"], settings.steps):
        time.sleep(0.2)
        arrays["total"] = arrays["total"] + settings.width * step
        checkpoint.save(arrays, {"done": step + 1})
        run.report(step + 1, settings.steps, {})
    return Result(values={"total": float(arrays["total"][0])})
'''


def written(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_page_shows_the_script_as_it_is() -> None:
    assert written("bash") == [SCRIPT.read_text(encoding="utf-8")]


def test_the_script_and_the_commands_of_the_page_are_shell() -> None:
    for text in (*written("bash"), *written("sh")):
        done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True)
        assert not done.returncode, f"{text}\n{done.stderr}"


def test_the_manifest_starts_one_image_everywhere() -> None:
    (text,) = written("yaml")
    spec = yaml.safe_load(text)["spec"]
    groups = [spec["headGroupSpec"], *spec["workerGroupSpecs"]]
    containers = [one for group in groups for one in group["template"]["spec"]["containers"]]
    assert len({one["image"] for one in containers}) == 1
    assert all(one["resources"]["limits"].keys() >= {"cpu", "memory"} for one in containers)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Slurm]:
    pytest.importorskip("ray", reason="there is no Ray: pip install 'sitegen[ray]'")
    with slurm() as cluster:
        yield cluster


@pytest.fixture
def lab(site: Site) -> Site:
    """A site on the disk that all nodes see, with the environment and the script beside it, as the page says."""
    site.write("experiments.py", TRAINING)
    (site.root / "sitegen.sbatch").write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    programs = site.root / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, parts in {"python": (), "sitegen": ("-m", "builder"), "ray": ("-m", "ray.scripts.scripts")}.items():
        command = shlex.join([sys.executable, *parts])
        (programs / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (programs / name).chmod(0o755)
    exports = "".join(f"export {name}={shlex.quote(site.environment()[name])}\n" for name in ("PATH", "PYTHONPATH"))
    (programs / "activate").write_text(f"{exports}PATH={shlex.quote(str(programs))}:$PATH\n")
    return site


def submit(cluster: Slurm, lab: Site, *options: str) -> tuple[str, Path]:
    """Submit the script; returns the job and where its log will be."""
    small = ("--cpus-per-task=1", "--mem=900M", "--time=10")
    job = cluster.ask("sbatch", "--parsable", *small, *options, "sitegen.sbatch", "training", cwd=lab.root).strip()
    return job, lab.root / f"sitegen-{job}.log"


def left(job: str) -> list[str]:
    """What a job left on this machine: its folders, and processes that carry its name in their environment."""
    folders = [str(path) for path in Path("/tmp").glob(f"ray-{job}-*")]
    mark = f"SLURM_JOB_ID={job}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes() and b"slurmstepd" not in (process / "cmdline").read_bytes():
                folders.append((process / "cmdline").read_text())
        except OSError:
            continue
    return folders


def assert_nothing_is_left(job: str) -> None:
    """A shell that removes a killed node's folder waits for a second, and may begin after Slurm called the job over."""
    until = time.monotonic() + 30
    while (there := left(job)) and time.monotonic() < until:
        time.sleep(0.2)
    assert there == []


@pytest.mark.slow
def test_two_jobs_run_on_all_their_nodes_and_leave_nothing(cluster: Slurm, lab: Site) -> None:
    jobs = [submit(cluster, lab), submit(cluster, lab)]  # the second waits for what the first is running
    for job, log in jobs:
        cluster.wait(job, "COMPLETED", log=log)
        assert "Ray runs on 2 of 2 nodes." in log.read_text()
        assert_nothing_is_left(job)
    begun = re.findall(r"width (\d) begins", "".join(log.read_text() for _, log in jobs))
    assert sorted(begun) == ["1", "2"], "once each"
    assert lab.status()["training"]["status"] == "fresh"


@pytest.mark.slow
def test_a_job_whose_time_is_over_goes_on_in_another_turn(cluster: Slurm, lab: Site) -> None:
    lab.edit("experiments.py", "steps: int = 20", "steps: int = 100")
    job, log = submit(cluster, lab)
    checkpoints = lab.root / ".sitegen" / "checkpoints"
    cluster.until(lambda: len(list(checkpoints.rglob("*.safetensors"))) == 2, log)
    cluster.ask("scancel", "--batch", "--signal=USR1", job)  # what Slurm sends two minutes before the end
    cluster.until(lambda: cluster.field(job, "Restarts") == "1", log)
    cluster.wait(job, "PENDING", log=log)
    assert_nothing_is_left(job)
    cluster.ask("scontrol", "update", f"JobId={job}", "StartTime=now")  # Slurm would let it wait for two minutes
    cluster.wait(job, "COMPLETED", log=log)
    begun = re.findall(r"width (\d) begins at (\d+)", log.read_text())
    assert sorted(width for width, step in begun if step == "0") == ["1", "2"]
    assert sorted(width for width, step in begun if step != "0") == ["1", "2"]
    assert lab.status()["training"]["status"] == "fresh"
    assert_nothing_is_left(job)


@pytest.mark.slow
def test_a_job_that_is_cancelled_leaves_nothing(cluster: Slurm, lab: Site) -> None:
    lab.edit("experiments.py", "steps: int = 20", "steps: int = 1000")
    job, log = submit(cluster, lab)
    cluster.until(lambda: "begins at 0" in log.read_text(), log)
    cluster.ask("scancel", job)
    cluster.wait(job, "CANCELLED", log=log)
    assert_nothing_is_left(job)
    assert lab.status()["training"]["status"] == "missing"
