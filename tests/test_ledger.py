"""What is known of files is known for certain, or not at all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import builder.ledger
from builder.ledger import Ledger

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
