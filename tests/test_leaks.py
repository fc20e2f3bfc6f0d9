"""A bench of forms in which experiments mislead, as people write them, and as many honest ones: see tests/leaks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from leaks import KEPT, KINDS, measure

pytest.importorskip("torch")
pytest.importorskip("sklearn")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_leaks_are_found_and_honest_experiments_are_left_alone(tmp_path: Path) -> None:
    found = measure(tmp_path)
    assert all(one["forms"] == one["honest"] == 10 for one in found["kinds"].values())
    assert found["all"]["forms"] == 10 * len(KINDS)
    assert found["all"]["found"] >= 0.95 * found["all"]["forms"], found["missed"]
    assert found["all"]["alarms"] <= 0.05 * found["all"]["honest"], found["cried"]
    # What the docs say of it is made from this file: python benchmarks/leaks.py
    assert found["kinds"] == json.loads(KEPT.read_text())["kinds"], found
