"""How a lab starts a cluster: the batch script for Slurm, and what else docs/cluster.md writes out."""

from __future__ import annotations

import re
import subprocess

import yaml
from conftest import REPOSITORY

SCRIPT = REPOSITORY / "docs" / "slurm" / "sitegen.sbatch"
PAGE = (REPOSITORY / "docs" / "cluster.md").read_text(encoding="utf-8")


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
