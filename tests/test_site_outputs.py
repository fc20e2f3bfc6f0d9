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
    assert names(folder / ".sitegen") == ["site.lock", "site.spare/old.html"]


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The content of each file of the site, and which file it is on the disk."""
    return {name: ((folder / name).read_bytes(), (folder / name).stat().st_ino) for name in names(folder)}


def swapped(root: Path, **contents: str) -> dict[str, tuple[bytes, int]]:
    new = output(root)
    for name, content in contents.items():
        new.add(name.replace("_", "/"), content)
    new.swap_in()
    return files(root / "site")


def test_the_site_before_the_last_becomes_the_next_by_writing_what_differs(folder: Path) -> None:
    first = swapped(folder, same="a", changed="a", gone="a", empty_gone="a", file_folder="a", folder="a")
    swapped(folder, same="b")
    third = swapped(folder, same="a", changed="b", file="b", folder_file="b")
    assert {name: content for name, (content, _) in third.items()} == {
        "same": b"a", "changed": b"b", "file": b"b", "folder/file": b"b",
    }  # fmt: skip
    assert third["same"] == first["same"], "the same file on the disk"
    assert sorted(path.name for path in (folder / "site").iterdir()) == ["changed", "file", "folder", "same"]


@pytest.mark.parametrize("spoilt", [b"x", b"a and more", b""])
def test_a_spare_that_was_spoilt_is_written_anew(folder: Path, spoilt: bytes) -> None:
    swapped(folder, page="a")
    swapped(folder, page="b")
    (folder / ".sitegen" / "site.spare" / "page").write_bytes(spoilt)
    assert swapped(folder, page="a")["page"][0] == b"a"


def test_a_link_in_the_spare_is_not_written_through(folder: Path) -> None:
    outside = folder / "outside"
    outside.mkdir()
    (outside / "page").write_text("mine")
    swapped(folder, page="a", one_page="a")
    swapped(folder, page="b")
    spare = folder / ".sitegen" / "site.spare"
    (spare / "page").unlink()
    (spare / "page").symlink_to(outside / "page")
    (spare / "one" / "page").unlink()
    (spare / "one").rmdir()
    (spare / "one").symlink_to(outside)
    site = swapped(folder, page="c", one_page="c")
    assert (site["page"][0], site["one/page"][0], (outside / "page").read_text()) == (b"c", b"c", "mine")
    assert not any(path.is_symlink() for path in (folder / "site").rglob("*"))


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
    assert not (folder / ".sitegen" / "site.spare").exists()


@pytest.mark.parametrize("error", [OSError(1, "x"), KeyboardInterrupt()])
def test_a_swap_that_fails_half_way_puts_the_old_site_back(
    folder: Path, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def second_fails(path: Path, target: Path) -> Path:
        if path.name == "site.spare":
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
    (folder / ".sitegen" / "site.spare").mkdir()
    output(folder).recover()
    assert names(folder) == [".sitegen/site.lock", "site/old.html"]


def test_a_build_that_was_killed_after_the_renames_leaves_its_spare_to_the_next(folder: Path) -> None:
    (folder / ".sitegen" / "site.old").mkdir(parents=True)
    (folder / ".sitegen" / "site.old" / "index.html").write_text("older")
    output(folder).recover()
    assert names(folder) == [".sitegen/site.lock", ".sitegen/site.spare/index.html", "site/old.html"]
