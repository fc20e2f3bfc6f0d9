"""This site as a newcomer tries it: all of its experiments in a minute, and the pages that are made of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site

pytest.importorskip("torch")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_all_of_this_site_runs_and_is_built_quickly(tmp_path: Path, mnist_folder: Path) -> None:
    for folder in ("content", "docs", "benchmarks"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    site = Site(tmp_path)
    site.sitegen("run", "--quick", SITEGEN_DATA=str(mnist_folder))
    site.sitegen("build", "--quick", "--yes", SITEGEN_DATA=str(mnist_folder))
    for post in (one.name for one in (tmp_path / "content" / "posts").iterdir()):
        for language in ("en", "pt"):
            page = (tmp_path / "site" / language / "posts" / post / "index.html").read_text()
            assert 'class="mark"' in page, "a quick number is marked"
