"""The sweep that the recipes tell of: run on a cluster, shown by a site of its own, repeated here bit by bit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site


@pytest.fixture
def width(tmp_path: Path) -> Site:
    shutil.copytree(
        REPOSITORY / "docs" / "width", tmp_path / "width", ignore=shutil.ignore_patterns("site", ".sitegen")
    )
    return Site(tmp_path / "width")


def test_its_record_is_fresh_and_its_site_builds_strictly(width: Site) -> None:
    assert width.stale() == {}
    width.sitegen("build", "--no-run", "--strict")
    record = json.loads((width.root / "content/posts/width/results/capacity/record.json").read_text())
    assert len(record["points"]["rows"]) == 36
    assert all(environment["node"] for environment in record["points"]["environments"])


@pytest.mark.slow
def test_a_point_of_it_is_repeated_here(width: Site, mnist_folder: Path) -> None:
    names = [f"capacity[width=4, learning_rate=0.5, seed={seed}]" for seed in (0, 1)]
    said = width.sitegen("verify", *names, "--tolerance", "0.1", "--data", str(mnist_folder)).stdout
    verdicts = [line.split()[0] for line in said.splitlines()]
    assert verdicts == ["bit-equal"] * 2 or {*verdicts} <= {"rounding", "spread", "tolerated"}, said
