"""Changes of several files, made all or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.journal import Journal


@pytest.fixture
def begun(tmp_path: Path) -> Journal:
    """A journal whose changes were all made, and not ended."""
    for name in ("a", "b", "old/record"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    journal = Journal(tmp_path, tmp_path / "kept")
    journal.begin([tmp_path / name for name in ("a", "b", "c")], [(tmp_path / "old", tmp_path / "new")])
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("changed")
    (tmp_path / "old").rename(tmp_path / "new")
    return journal


def files(root: Path) -> dict[str, str]:
    own = (path for path in root.rglob("*") if path.is_file() and path.parent.name != "kept")
    return {path.relative_to(root).as_posix(): path.read_text() for path in own}


def test_all_is_put_back(begun: Journal) -> None:
    begun.undo()
    assert files(begun.root) == {"a": "a", "b": "b", "old/record": "old/record"}
    assert not begun.folder.exists()


@pytest.mark.parametrize("name", ["journal.json", "0", "1"])
def test_of_a_damaged_journal_nothing_is_put_back(begun: Journal, name: str) -> None:
    path = begun.folder / name
    path.write_bytes(path.read_bytes()[:-1])
    before = files(begun.root)
    for _ in range(2):
        with pytest.raises(SitegenError, match=r"is damaged.*\n  Something was cut off .* then delete this folder"):
            begun.undo()
        assert files(begun.root) == before
