from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.site.outputs import Output
from builder.site.replaceable import LIST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old.html").write_text("old")
    (tmp_path / "site" / LIST).write_text('["old.html"]')
    return tmp_path


def output(folder: Path) -> Output:
    return Output(folder / "site", folder / ".sitegen")


def names(folder: Path) -> list[str]:
    """The files in a folder, without what lists them."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return sorted(path.relative_to(folder).as_posix() for path in files)


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
    assert sorted(path.name for path in (folder / "site").iterdir()) == [LIST, "changed", "file", "folder", "same"]


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


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse to write more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_fails_leaves_the_old_site(folder: Path) -> None:
    new = output(folder)
    new.add("index.html", "x" * 2000)
    with no_file_larger_than(1000), pytest.raises(SitegenError, match="the site cannot be written: File too large"):
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


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has nothing to do with the site."""
    folder = tmp_path_factory.mktemp("www")
    (folder / "other-app").mkdir()
    (folder / "other-app" / "index.html").write_text("mine")
    return folder


def built_thrice(folder: Path) -> list[str]:
    """What three builds say, each with another page: the site before the last is the one that is written."""
    said = []
    for page in ("a", "b", "c"):
        new = output(folder)
        new.add("page", page)
        try:
            new.recover()
            new.swap_in()
            said.append("")
        except SitegenError as error:
            said.append(str(error))
    return said


@pytest.mark.parametrize("relative", [False, True], ids=["absolute", "relative"])
@pytest.mark.parametrize("dangling", [False, True], ids=["to a folder", "to nothing"])
def test_a_site_that_is_a_link_is_refused(
    folder: Path, elsewhere: Path, relative: bool, dangling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    target = elsewhere / "not-there" if dangling else elsewhere
    target = Path(os.path.relpath(target, folder)) if relative else target
    (folder / "site").rename(folder / "before")
    (folder / "site").symlink_to(target)
    for said in built_thrice(folder):
        assert said.startswith(f"site: is a link to {target}, where a build would delete all else\n  Delete the link")
    assert names(elsewhere) == ["other-app/index.html"]
    assert (folder / "site").is_symlink(), "nor is the link itself replaced"


def test_a_site_that_is_a_link_into_itself_is_refused(folder: Path) -> None:
    (folder / "content").mkdir()
    (folder / "content" / "text.md").write_text("mine")
    (folder / "site").rename(folder / "before")
    (folder / "site").symlink_to("content")
    assert all("is a link to content" in said for said in built_thrice(folder))
    assert names(folder / "content") == ["text.md"]


def test_a_site_that_is_a_file_is_refused(folder: Path) -> None:
    (folder / "site").rename(folder / "before")
    (folder / "site").write_text("mine")
    assert all("is a file" in said for said in built_thrice(folder))
    assert (folder / "site").read_text() == "mine"


def test_a_site_that_is_a_working_tree_of_git_is_refused(folder: Path) -> None:
    (folder / "site" / ".git").write_text("gitdir: ../.git/worktrees/site\n")
    assert all("is a working tree of git" in said for said in built_thrice(folder))
    assert names(folder / "site") == [".git", "old.html"]


@pytest.mark.parametrize("name", ["site.spare", "site.old"])
@pytest.mark.parametrize("what", ["link", "link to nothing", "file", "queue"])
def test_what_is_no_folder_among_the_scratch_is_removed_and_not_followed(
    folder: Path, elsewhere: Path, name: str, what: str
) -> None:
    scratch = folder / ".sitegen"
    scratch.mkdir()
    if what.startswith("link"):
        (scratch / name).symlink_to(elsewhere / "not-there" if "nothing" in what else elsewhere)
    elif what == "file":
        (scratch / name).write_text("x")
    else:
        os.mkfifo(scratch / name)
    assert built_thrice(folder) == ["", "", ""]
    assert names(elsewhere) == ["other-app/index.html"]
    assert names(folder / "site") == ["page"]
    assert not (folder / "site").is_symlink()
    assert not (scratch / "site.old").exists()


def test_a_page_that_is_a_queue_in_the_spare_is_not_waited_for(folder: Path) -> None:
    (folder / ".sitegen" / "site.spare").mkdir(parents=True)
    os.mkfifo(folder / ".sitegen" / "site.spare" / "page")
    assert swapped(folder, page="a")["page"][0] == b"a"


def test_scratch_that_is_a_link_works(folder: Path, elsewhere: Path) -> None:
    (folder / ".sitegen").symlink_to(elsewhere)
    assert built_thrice(folder) == ["", "", ""]
    assert (elsewhere / "other-app" / "index.html").read_text() == "mine"


@pytest.mark.parametrize("what", ["file", "link to nothing"])
def test_scratch_that_is_no_folder_is_told(folder: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    if what == "file":
        (folder / ".sitegen").write_text("")
    else:
        (folder / ".sitegen").symlink_to("not-there")
    assert all(said.startswith(".sitegen: the site cannot be written: ") for said in built_thrice(folder))
    assert names(folder / "site") == ["old.html"]


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_scratch_on_another_disk_is_told_before_anything_is_moved(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        if os.stat(other).st_dev == os.stat(folder).st_dev:
            pytest.skip("needs a second disk")
        (folder / ".sitegen").symlink_to(other)
        assert all("lies on another disk than site/" in said for said in built_thrice(folder))
    assert names(folder / "site") == ["old.html"]


def test_a_copy_of_the_site_by_hard_links_stays_as_it_is(folder: Path) -> None:
    swapped(folder, page="first", same="a")
    shutil.copytree(folder / "site", folder / "backup", copy_function=os.link)
    swapped(folder, page="second", same="a")
    third = swapped(folder, page="third", same="a")
    assert (folder / "backup" / "page").read_text() == "first"
    assert third["page"][0] == b"third"
