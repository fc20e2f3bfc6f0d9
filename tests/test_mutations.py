"""Edits of small posts: what `status` says of each is what the experiment then really gives (see tests/mutations)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import REPOSITORY
from mutations.known import read_known
from mutations.table import TABLE, read_table


@pytest.mark.parametrize("chapter", sorted(path.stem for path in TABLE.glob("*.txt")))
def test_what_changes_a_result_is_told_and_nothing_else(chapter: str) -> None:
    command = [sys.executable, "-m", "tests.mutations", chapter, "--check"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_little_runs_again_without_need_and_nothing_for_how_it_is_written() -> None:
    edits = {edit.id: edit for case in read_table() for edit in case.edits}
    needless = [edits[name].expected for name, what in read_known().items() if what == "needless"]
    without_effect = [edit for edit in edits.values() if edit.expected == "unreached"]
    assert "formatting" not in needless
    assert len(needless) <= len(without_effect) / 10


def test_packages_that_import_each_other_in_every_way_are_followed() -> None:
    command = [sys.executable, "-m", "tests.mutations", "--trees", "200"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
