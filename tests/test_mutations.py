"""Edits of small posts: what `status` says of each is what the experiment then really gives (see tests/mutations)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import REPOSITORY
from mutations.table import TABLE


@pytest.mark.parametrize("chapter", sorted(path.stem for path in TABLE.glob("*.txt")))
def test_what_changes_a_result_is_told_and_nothing_else(chapter: str) -> None:
    command = [sys.executable, "-m", "tests.mutations", chapter, "--check"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_packages_that_import_each_other_in_every_way_are_followed() -> None:
    command = [sys.executable, "-m", "tests.mutations", "--trees", "200"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
