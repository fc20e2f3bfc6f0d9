"""A sample of injected faults, the same each time; `python -m tests.faults --all` makes all of them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import REPOSITORY


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("calls", 60),
        ("damage", 15),
        pytest.param("calls", 200, marks=pytest.mark.slow),
        pytest.param("digits", 20, marks=pytest.mark.slow),
        pytest.param("trainings", 20, marks=pytest.mark.slow),
    ],
)
def test_no_fault_loses_anything_or_goes_unnoticed(kind: str, count: int) -> None:
    if kind == "trainings":
        pytest.importorskip("torch")
    command = [sys.executable, "-m", "tests.faults", "--kind", kind, "--count", str(count), "--jobs", "1"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
