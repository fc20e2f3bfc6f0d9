"""Locks and holders that cannot be written, read or removed: no traceback, and no kept record is called failed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Site

from builder.running.turns import Turn

LOCKS = ".sitegen/locks/published/counting"


@pytest.mark.parametrize("what", ["a folder", "a link to nothing", "a link to a file", "a queue"])
def test_a_holder_that_cannot_be_written_is_nobodys_mistake(site: Site, what: str) -> None:
    """The lock is what counts; the holder only tells those who wait."""
    holder, mine = site.root / LOCKS / "count.holder", site.root / "mine"
    holder.parent.mkdir(parents=True)
    mine.write_text("mine")
    if what == "a folder":
        holder.mkdir()
    elif what == "a queue":
        os.mkfifo(holder)
    else:
        holder.symlink_to(mine if "file" in what else site.root / "not-there")
    said = site.sitegen("run", "count")
    assert "Traceback" not in said.stdout + said.stderr
    assert site.record("count")["values"]["last"] == 7
    assert mine.read_text() == "mine"


def test_a_lock_that_cannot_be_taken_is_told_before_anything_is_computed(site: Site) -> None:
    (site.root / LOCKS / "count.lock").mkdir(parents=True)
    said = site.sitegen("run", "count", code=2).stderr
    assert (
        "Error: .sitegen/locks/published/counting/count.lock: cannot be locked, so that nobody else runs it: " in said
    )
    assert "Nothing was computed." in said
    assert "Traceback" not in said
    assert not (site.post / "results" / "count" / "record.json").exists()


@pytest.mark.parametrize("written", [b"", b"\xff\xfe", None], ids=["nothing", "no text", "no file"])
def test_who_waits_need_not_know_for_whom(tmp_path: Path, written: bytes | None) -> None:
    said: list[str] = []
    first, second = (Turn(tmp_path, "count", who, "count", said.append) for who in ("first", "second"))
    assert first.take()
    (tmp_path / "count.holder").unlink()
    if written is not None:
        (tmp_path / "count.holder").write_bytes(written)
    assert not second.take()
    assert not second.take()
    first.end()
    assert second.take()
    second.end()
    assert said == ["count: waiting for another process, which is running it"]
    assert [path.name for path in tmp_path.iterdir()] == ["count.lock"]


def test_a_holder_that_cannot_be_removed_keeps_nobody_waiting(tmp_path: Path) -> None:
    first, second = (Turn(tmp_path, "count", who, "count", print) for who in ("first", "second"))
    assert first.take()
    (tmp_path / "count.holder").unlink()
    (tmp_path / "count.holder").mkdir()
    first.end()
    assert second.take()
    second.end()
