"""The article of an author's first day: autoencoders on MNIST in two languages, and how little has to be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site
from small_sites import SITES, copy_site

pytest.importorskip("torch")
pytest.importorskip("torchvision")
FILES = [path for path in (SITES / "autoencoders").rglob("*") if path.is_file()]


def test_it_is_short() -> None:
    assert len(FILES) == 7
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in FILES) <= 200
    [experiments] = [path.read_text(encoding="utf-8") for path in FILES if path.name == "experiments.py"]
    loop = "loop = Loop" + experiments.partition("loop = Loop")[2].partition("\n\n")[0]
    assert len(loop.splitlines()) <= 12


@pytest.mark.slow
def test_it_is_built_from_real_digits(tmp_path: Path, mnist_folder: Path) -> None:
    project = copy_site("autoencoders", tmp_path)
    site = Site(project.root)
    config = project.config.read_text(encoding="utf-8")
    project.config.write_text(f'{config}\n[data]\nfolders = ["{mnist_folder.as_posix()}"]\n', encoding="utf-8")
    done = site.sitegen("build", "--quick", "--yes")
    assert "downloading" not in done.stderr
    assert "broken" not in done.stderr
    for language, word in (("en", "What remains"), ("pt", "O que sobra")):
        page = (project.site / language / "posts" / "autoencoders" / "index.html").read_text(encoding="utf-8")
        assert word in page
        assert page.count("<figure") >= 3
    record = site.record("autoencoder", ".sitegen/quick/autoencoders")
    assert len(record["points"]) == 6
