"""What is known of files is known for certain, or not at all."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import REPOSITORY

import builder.ledger
from builder.ledger import Ledger

UNREMOVED = """
import os, sys, tempfile
from pathlib import Path
from builder.ledger import Ledger

def refuse(path, *_, **__):
    os.lstat(path)
    raise OSError(5, 'Input/output error')

tempfile._O_TMPFILE_WORKS = sys.argv[2] == 'nameless'
os.unlink = os.remove = refuse
Ledger(Path(sys.argv[1], 'ledger')).save({'index.html': 'x'})
"""

SECOND = 1_000_000_000


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A file that was left alone for a while, and one that was written just before what is known of it was kept."""
    monkeypatch.setattr(builder.ledger, "FINE", 0)
    monkeypatch.setattr(builder.ledger, "FLUSHED", SECOND // 10)
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    time.sleep(0.15)
    new.write_text("new")
    time.sleep(0.02)
    ledger = Ledger(tmp_path / "ledger")
    for path in (old, new):
        ledger.see(path)
    ledger.save({})
    return old, new


def known(folder: Path, files: tuple[Path, Path]) -> list[bool]:
    ledger = Ledger(folder / "ledger")
    return [ledger.known(str(path), ledger.state(path)) is not None for path in files]


def test_what_was_seen_is_known(tmp_path: Path, files: tuple[Path, Path]) -> None:
    assert known(tmp_path, files) == [True, True]


def test_what_the_disk_may_not_have_when_the_power_was_cut_is_read_again(
    tmp_path: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder.ledger, "_uptime", lambda: 0)  # the system was started again since
    assert known(tmp_path, files) == [True, False]


def test_a_clock_that_was_set_back_tells_nothing(tmp_path: Path, files: tuple[Path, Path]) -> None:
    kept = builder.ledger._read(tmp_path / "ledger", "", time.time_ns() - 3600 * SECOND)
    assert [bool(kept["files"][str(path)]) for path in files] == [True, False]


@pytest.mark.parametrize("disk", ["nameless", "of names only"])
def test_nothing_stays_of_the_clock_that_cannot_be_removed(tmp_path: Path, disk: str) -> None:
    """Where a disk has files without names there is nothing to remove, and elsewhere the next command does it."""
    subprocess.run([sys.executable, "-c", UNREMOVED, str(tmp_path), disk], cwd=REPOSITORY, check=True)
    left = {path.name for path in tmp_path.iterdir()} - {"ledger"}
    assert not left if disk == "nameless" else left
    ledger = Ledger(tmp_path / "ledger")
    assert ledger.state(Path(__file__)), "it knows what time it is"
    assert [path.name for path in tmp_path.iterdir() if path.name != "ledger"] == []
