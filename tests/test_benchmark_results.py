"""What benchmarks kept is what the tables of their README and of the docs say, to the digit."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from builder.checking.markers import markers
from builder.config import read_config
from builder.errors import SitegenError
from builder.project import Project

sys.path.append(str(REPOSITORY / "benchmarks"))

from outcome import OVERVIEW, RESULTS, kept_result, overview
from planted import of_attestations, of_repetitions

FILES = ("benchmarks/README.md", "docs/trust.md")


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """The texts that show results, and the results."""
    shutil.copytree(RESULTS, tmp_path / "benchmarks" / "results")
    for name in (*FILES, "content/site.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return Project(tmp_path)


def told(project: Project) -> list[SitegenError]:
    return markers(project, read_config(project.config))[0]


def test_the_tables_say_what_was_kept(copy: Project) -> None:
    assert told(copy) == []


@pytest.mark.parametrize("name", FILES)
def test_one_digit_that_was_typed_is_told(copy: Project, name: str) -> None:
    path = copy.root / name
    text = path.read_text(encoding="utf-8")
    spans = [found.span(1) for found in re.finditer(r"<!-- sitegen .*?-->(.*?)<!-- /sitegen -->", text, re.DOTALL)]
    assert len(spans) > 5
    for start, end in spans:
        digit = next(place for place in range(end - 1, start - 1, -1) if text[place].isalnum())
        path.write_text(text[:digit] + ("7" if text[digit] != "7" else "8") + text[digit + 1 :], encoding="utf-8")
        [error] = told(copy)
        assert error.path == path


def test_the_overview_is_that_of_the_results() -> None:
    assert overview() == kept_result(OVERVIEW)


def test_planted_repetitions_and_attestations_are_as_was_kept(tmp_path: Path) -> None:
    kept = kept_result("planted")
    assert of_repetitions(tmp_path / "repeated") == kept["repetitions"], "run python benchmarks/planted.py --keep"
    (tmp_path / "attested").mkdir()
    assert of_attestations(tmp_path / "attested") == kept["attestations"]
