from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.site.outputs import Output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old.html").write_text("old")
    return tmp_path


def output(folder: Path) -> Output:
    return Output(folder / "site", folder / ".sitegen")


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_new_site_takes_the_place_of_the_old(folder: Path) -> None:
    new = output(folder)
    new.add("pt/index.html", "olá")
    new.add("static/a.css", b"a")
    assert names(folder / "site") == ["old.html"], "nothing is written before it is complete"
    new.swap_in()
    assert names(folder / "site") == ["pt/index.html", "static/a.css"]
    assert (folder / "site" / "pt" / "index.html").read_bytes() == "olá".encode()
    assert names(folder / ".sitegen") == ["site.lock"]


@pytest.mark.parametrize("second", ["pt/index.html", "PT/index.html", "pt/Index.html"])
def test_two_files_at_one_path_are_refused(folder: Path, second: str) -> None:
    new = output(folder)
    new.add("pt/index.html", "a", Path("one.md"))
    with pytest.raises(SitegenError) as caught:
        new.add(second, "b", Path("two.md"))
    expected = f"two.md: '{second}' would be written over 'pt/index.html', made from one.md"
    assert str(caught.value).splitlines()[0] == expected


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "", "a\\..\\x"])
def test_nothing_is_written_outside_the_site(folder: Path, path: str) -> None:
    with pytest.raises(SitegenError, match="outside the site"):
        output(folder).add(path, "x")


def test_a_write_that_fails_leaves_the_old_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    new = output(folder)
    new.add("index.html", "x")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SitegenError, match="the site cannot be written: No space left on device"):
        new.swap_in()
    assert names(folder) == [".sitegen/site.lock", "site/old.html"]
    assert not (folder / ".sitegen" / "site.new").exists()


@pytest.mark.parametrize("error", [OSError(1, "x"), KeyboardInterrupt()])
def test_a_swap_that_fails_half_way_puts_the_old_site_back(
    folder: Path, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def second_fails(path: Path, target: Path) -> Path:
        if path.name == "site.new":
            raise error
        return rename(path, target)

    new = output(folder)
    new.add("index.html", "x")
    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises((SitegenError, KeyboardInterrupt)):
        new.swap_in()
    assert names(folder / "site") == ["old.html"]


def test_a_build_that_was_killed_between_the_renames_is_mended_by_the_next(folder: Path) -> None:
    (folder / ".sitegen").mkdir()
    (folder / "site").rename(folder / ".sitegen" / "site.old")
    (folder / ".sitegen" / "site.new").mkdir()
    output(folder).recover()
    assert names(folder) == [".sitegen/site.lock", "site/old.html"]
    assert not (folder / ".sitegen" / "site.new").exists()


def test_what_a_killed_build_left_is_removed(folder: Path) -> None:
    for left in ("site.new", "site.old"):
        (folder / ".sitegen" / left).mkdir(parents=True)
        (folder / ".sitegen" / left / "index.html").write_text("half")
    output(folder).recover()
    assert names(folder) == [".sitegen/site.lock", "site/old.html"]
