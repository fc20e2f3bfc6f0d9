"""Whatever was done to files between two builds, what the ledger knows of them never lets an old page stand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from records import rebind
from test_site_kept import BASE, CHANGES, anew, files, known_site, replace, write

import builder.ledger
import builder.site.search as search
from builder.files import sealed, unsealed
from builder.ledger import Ledger
from builder.project import Project
from builder.site.build import build_site
from builder.tool import tool_digest


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A site that was built until all of it is known, on a disk with a fine clock."""
    monkeypatch.setattr(builder.ledger, "FINE", 0)
    monkeypatch.setattr(search, "_PROGRAMS", ())  # it takes the longest, and knows nothing of the ledger
    project = known_site(tmp_path / "one")
    write(project.static / "shared.txt", "one")
    replace(project.post("c") / "index.en.md", "Text of c.", "Text of c.\n\n[shared](/shared.txt)")
    for _ in range(4):
        build(project)
    return project


def build(project: Project) -> dict[str, bytes]:
    time.sleep(0.02)  # what was written before is settled
    build_site(project, base_url=BASE)
    return files(project.site)


def text(project: Project) -> Path:
    return project.post("b") / "index.en.md"


def same_size(path: Path, old: str, new: str) -> None:
    """Edit a file so that its size and the time of its last change are what they were."""
    assert len(old) == len(new)
    before = path.stat()
    replace(path, old, new)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def swap(one: Path, other: Path) -> None:
    one.rename(one.with_name("between"))
    other.rename(one)
    one.with_name("between").rename(other)


def replaced_in_place(project: Project) -> None:
    """Another file of the same size and time is renamed to where the text lies."""
    other = text(project).with_name("other")
    shutil.copy2(text(project), other)
    same_size(other, "Text of b", "Word of b")
    other.replace(text(project))


def restored(project: Project) -> None:
    kept = text(project).read_bytes()
    text(project).unlink()
    build(project)
    text(project).write_bytes(kept)


def clock_back(project: Project) -> None:
    replace(text(project), "Text of", "Words of")
    os.utime(text(project), (10**9, 10**9))


def from_tomorrow(project: Project) -> None:
    tomorrow = time.time() + 86_400
    os.utime(text(project), (tomorrow, tomorrow))
    build(project)
    same_size(text(project), "Text of", "Word of")


def other_branch(project: Project) -> None:
    git = ["git", "-C", str(project.root), "-c", "user.name=a", "-c", "user.email=a@b"]
    write(project.root / ".gitignore", "/site/\n/.sitegen/\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["checkout", "-qb", "other"]):
        subprocess.run([*git, *command], check=True)
    same_size(text(project), "Text of", "Word of")
    for command in (["commit", "-qam", "y"], ["checkout", "-q", "-"]):
        subprocess.run([*git, *command], check=True)
        build(project)
    subprocess.run([*git, "checkout", "-q", "other"], check=True)
    shutil.rmtree(project.root / ".git")  # which the site from nothing lacks


def same_record(project: Project) -> None:
    path = project.results("digits") / "cnn" / "record.json"
    before = path.stat()
    rebind(path, "0.9651", "0.9652")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


CONTENT: dict[str, Callable[[Project], None]] = {
    "another text of the same size": lambda project: same_size(text(project), "Text of b", "Word of b"),
    "a text copied over another with its times": lambda project: (
        shutil.copy2(project.post("a") / "index.en.md", text(project)) and None
    ),
    "a text that another was renamed to": replaced_in_place,
    "two texts that changed places": lambda project: swap(project.post("a") / "index.en.md", text(project)),
    "two languages that changed places": lambda project: swap(text(project), project.post("b") / "index.pt.md"),
    "two folders that changed places": lambda project: swap(project.post("a"), project.post("c")),
    "a folder with another name": lambda project: project.post("c").rename(project.post("e")) and None,
    "a text deleted and restored": restored,
    "a clock that went back": clock_back,
    "a text from tomorrow": from_tomorrow,
    "another branch": other_branch,
    "a record of the same size": same_record,
    "a shared file of the same size": lambda project: same_size(project.static / "shared.txt", "one", "two"),
}


@pytest.mark.parametrize("change", CONTENT)
def test_a_text_that_looks_as_it_was_is_seen_to_be_another(change: str, project: Project, tmp_path: Path) -> None:
    CONTENT[change](project)
    assert build(project) == anew(project, tmp_path / "two")
    assert build(project) == files(tmp_path / "two" / "site")


@pytest.mark.parametrize("change", CHANGES)
def test_a_site_that_is_known_gives_what_a_first_build_would(change: str, project: Project, tmp_path: Path) -> None:
    CHANGES[change](project)
    assert build(project) == anew(project, tmp_path / "two")


PROGRAMS = search._PROGRAMS
PAGE = Path("en", "posts", "b", "index.html")


def in_both(change: Callable[[Path], Any]) -> Callable[[Project], None]:
    """Do something to the site, and to the one before it, which becomes the next."""

    def both(project: Project) -> None:
        for folder in (project.site, project.scratch / "site.spare"):
            change(folder)

    return both


def linked(folder: Path) -> None:
    away = (folder / PAGE).rename(folder.with_name(f"{folder.name} away"))
    (folder / PAGE).symlink_to(away)


SITE: dict[str, Callable[[Project], None]] = {
    "a page edited": in_both(lambda folder: replace(folder / PAGE, "Text of", "Words of")),
    "a page of the same size": in_both(lambda folder: same_size(folder / PAGE, "Text of", "Word of")),
    "a page deleted": in_both(lambda folder: (folder / PAGE).unlink()),
    "a page that is a link": in_both(linked),
    "a page that is a folder": in_both(lambda folder: ((folder / PAGE).unlink(), (folder / PAGE).mkdir())),
    "two pages that changed places": in_both(lambda folder: swap(folder / PAGE, folder / "en/posts/a/index.html")),
    "a file too many in the one before it": lambda project: write(project.scratch / "site.spare/stray.html", "stray"),
    "the feed edited": in_both(lambda folder: same_size(folder / "en/feed.xml", "Text of", "Word of")),
    "all deleted": in_both(shutil.rmtree),
    "the site deleted": lambda project: shutil.rmtree(project.site),
    "the one before it deleted": lambda project: shutil.rmtree(project.scratch / "site.spare"),
}


@pytest.mark.parametrize("change", SITE)
def test_what_was_done_to_the_site_is_undone(change: str, project: Project) -> None:
    before = files(project.site)
    SITE[change](project)
    assert [build(project), build(project)] == [before, before]


def ledger(project: Project) -> Path:
    return project.scratch / "ledger"


def said(project: Project, **other: Any) -> bytes:
    """The ledger with some of it changed, and a digest that says that it is whole."""
    known = unsealed(ledger(project).read_bytes(), "ledger")
    assert known is not None
    return sealed(json.dumps(json.loads(known) | other).encode(), "ledger")


SPOILT: dict[str, Callable[[Project], bytes]] = {
    "cut": lambda project: ledger(project).read_bytes()[: ledger(project).stat().st_size // 2],
    "empty": lambda project: b"",
    "edited by hand": lambda project: ledger(project).read_bytes().replace(b"Text", b"Word").replace(b"b en", b"B en"),
    "not JSON": lambda project: sealed(b"{", "ledger"),
    "something else": lambda project: sealed(b"[1, 2]", "ledger"),
    "less": lambda project: sealed(json.dumps({"version": tool_digest()}).encode(), "ledger"),
    "of another sitegen": lambda project: said(project, version="", site={PAGE.as_posix(): "0"}),
    "not text": lambda project: b"\xff\n\xff",
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_ledger_that_cannot_be_trusted_is_ignored(spoilt: str, project: Project, tmp_path: Path) -> None:
    ledger(project).write_bytes(SPOILT[spoilt](project))
    assert Ledger(ledger(project), tool_digest()).site == {}
    replace(text(project), "Text of", "Words of")
    assert build(project) == anew(project, tmp_path / "two")
    assert Ledger(ledger(project), tool_digest()).site != {}, "it is written anew"


def test_a_ledger_that_cannot_be_written_is_done_without(project: Project, tmp_path: Path) -> None:
    ledger(project).unlink()
    ledger(project).mkdir()
    replace(text(project), "Text of", "Words of")
    assert build(project) == anew(project, tmp_path / "two")


@pytest.mark.parametrize("what", ["gone", "cut"])
def test_what_the_cache_has_lost_is_rendered_again(
    what: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", PROGRAMS)
    build(project)
    for path in (project.scratch / "cache").iterdir():
        path.unlink() if what == "gone" else os.truncate(path, path.stat().st_size // 2)
    replace(text(project), "title: b en", "title: Better")
    assert build(project) == anew(project, tmp_path / "two")


class Coarse:
    """A disk whose clock ticks every two seconds, as that of FAT does."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def stat(self, path: Path) -> Any:
        found = os.stat(path)
        times = {key: getattr(found, key) // 2_000_000_000 * 2_000_000_000 for key in ("st_mtime_ns", "st_ctime_ns")}
        return SimpleNamespace(st_ino=found.st_ino, st_size=found.st_size, st_mode=found.st_mode, **times)


def test_a_text_that_is_edited_twice_within_a_tick_is_read_twice(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder.ledger, "os", Coarse())
    for words in ("Some", "Word", "Mark"):
        replace(text(project), text(project).read_text().split("\n")[-2][:4], words)
        built = build(project)
    assert built == anew(project, tmp_path / "two")


def test_a_text_that_changes_while_the_site_is_built_is_not_taken_for_the_one_before(
    project: Project, tmp_path: Path
) -> None:
    seen = Ledger(ledger(project), tool_digest()).see(text(project))
    replace(text(project), "Text of", "Words of")
    with pytest.raises(Exception, match="was changed while the site was built"):
        _ = seen.data


def test_what_did_not_change_is_not_opened(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(text(project), "Text of", "Words of")
    read: list[Path] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path), read_bytes(path))[1])
    build(project)
    texts = [path for path in read if path.suffix == ".md" and path.is_relative_to(project.posts)]
    assert texts == [text(project)]
    pages = [path for path in read if path.is_relative_to(project.scratch / "site.spare")]
    assert pages, "of the site before, what is not as it should be"
    assert not [path for path in pages if "digits" in path.parts]


def test_both_sites_are_known_after_two_builds(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Ledger.look_at_clock
    monkeypatch.setattr(Ledger, "look_at_clock", lambda ledger: (time.sleep(0.02), look(ledger))[1])
    for folder in (project.site, project.scratch):
        shutil.rmtree(folder)
    build(project)
    build(project)
    read: list[Path] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path), read_bytes(path))[1])
    build(project)
    assert not [path for path in read if path.is_relative_to(project.scratch / "site.spare")]


def test_a_link_to_what_is_gone_is_told_though_its_page_did_not_change(project: Project) -> None:
    replace(project.post("c") / "index.en.md", "Text of c.", "Text of c.\n\n[there](../a/#a-heading)")
    build(project)
    build(project)
    replace(project.post("a") / "index.en.md", "## A heading", "## Another")
    assert "has no anchor 'a-heading'" in warned(project)
    replace(project.post("a") / "index.en.md", "## Another", "## A heading")
    assert warned(project) == ""
    (project.static / "shared.txt").unlink()
    assert "shared.txt" in warned(project)


def warned(project: Project) -> str:
    """What a build warns of."""
    time.sleep(0.02)  # what was written before is settled
    return "\n".join(map(str, build_site(project, base_url=BASE).warnings))


def test_a_ledger_does_not_grow(project: Project) -> None:
    sizes = []
    for number in range(10, 13):
        same_size(text(project), text(project).read_text()[-3:], f"{number}\n")
        build(project)
        build(project)
        sizes.append(ledger(project).stat().st_size)
    assert max(sizes) - min(sizes) < 300
