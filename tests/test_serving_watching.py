from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest

from builder.serving import watching


class Watched:
    """Folders that are watched in a thread, and what is told of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told: Queue[set[Path]] = Queue()
        self._asked = threading.Semaphore(0)
        self._ended = False
        threading.Thread(target=self._watch, daemon=True).start()
        self.first = self.told()

    def _watch(self) -> None:
        changes = watching.changes([self.folder])
        while self._asked.acquire() and not self._ended:
            self._told.put(next(changes))

    def told(self) -> set[Path]:
        """What changed since it was asked last, as names below the folder."""
        self._asked.release()
        return {path.relative_to(self.folder) for path in self._told.get(timeout=30)}

    def during(self, change: Callable[[Path], object]) -> set[str]:
        """What is told of a change that is made while somebody waits for one."""
        self._asked.release()
        time.sleep(1)  # until the system tells of changes there
        change(self.folder)
        return {path.relative_to(self.folder).as_posix() for path in self._told.get(timeout=30)}

    def after(self, change: Callable[[Path], object]) -> set[str]:
        """What is told of a change that is made while nobody asks, as the first build leaves room for."""
        change(self.folder)
        return {path.as_posix() for path in self.told()}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    folder = tmp_path / "content"
    (folder / "post").mkdir(parents=True)
    for name in ("post/index.en.md", "post/index.pt.md", "site.toml"):
        (folder / name).write_text("old")
    watched = Watched(folder)
    yield watched
    watched._ended = True
    watched._asked.release()


def replaced(path: Path) -> None:
    """A save as many editors do it: under another name first."""
    other = path.with_name(f".{path.name}.swp")
    other.write_text("new")
    os.replace(other, path)


def test_first_all_files_are_told(watched: Watched) -> None:
    assert {path.as_posix() for path in watched.first} == {"post/index.en.md", "post/index.pt.md", "site.toml"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda folder: (folder / "site.toml").write_text("new"), {"site.toml"}),
        (lambda folder: (folder / "site.toml").write_text("OLD"), {"site.toml"}),  # of the same size
        (lambda folder: replaced(folder / "site.toml"), {"site.toml"}),
        (lambda folder: (folder / "post" / "new.md").write_text("new"), {"post/new.md"}),
        (lambda folder: (folder / "site.toml").unlink(), {"site.toml"}),
        (lambda folder: (folder / "post").rename(folder / "other"), {
            "post/index.en.md", "post/index.pt.md", "other/index.en.md", "other/index.pt.md",
        }),
        (lambda folder: shutil.rmtree(folder / "post"), {"post/index.en.md", "post/index.pt.md"}),
    ],
    ids=["saved", "same size", "replaced", "new", "gone", "folder renamed", "folder gone"],
)  # fmt: skip
def test_what_changes_is_told(watched: Watched, change: Callable[[Path], object], told: set[str]) -> None:
    assert watched.after(change) == told


def test_what_editors_leave_for_a_while_is_not_told(watched: Watched) -> None:
    for name in (".site.toml.swp", "site.toml~", "4913", "__pycache__/x.pyc"):
        path = watched.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert watched.after(lambda folder: (folder / "site.toml").write_text("new")) == {"site.toml"}


def test_of_a_save_no_other_file_is_looked_at(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "GLANCE", 60_000)
    monkeypatch.setattr(watching, "snapshot", lambda folders: pytest.fail("all were looked at"))
    for name in ("post/index.en.md", "site.toml"):
        path = watched.folder / name
        assert watched.during(lambda _, path=path: path.write_text("new")) == {name}
