"""A build replaces what builds wrote, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_sites import copy_site

from builder.errors import SitegenError
from builder.ledger import Ledger
from builder.site.build import build_site
from builder.site.outputs import Output
from builder.site.replaceable import LIST
from builder.tool import tool_digest


def build(root: Path, *names: str) -> None:
    output = Output(root / "site", root / ".sitegen")
    output.recover()
    for name in names:
        output.add(name, name)
    output.swap_in()


def lay(path: Path, text: str = "mine") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", ["notes.txt", "index.html", "deep/er/notes.txt", ".htaccess"])
def test_a_folder_of_the_authors_own_is_no_site_to_replace(tmp_path: Path, name: str) -> None:
    mine = lay(tmp_path / "site" / name)
    for _ in range(3):
        with pytest.raises(SitegenError, match=f"holds {name}, which no build wrote"):
            build(tmp_path, "index.html")
    assert mine.read_text() == "mine"


def test_what_was_laid_into_a_site_is_told_before_the_next_build(tmp_path: Path) -> None:
    build(tmp_path, "index.html", "en/index.html")
    mine = [lay(tmp_path / "site" / name) for name in ("CNAME", "en/google.html")]
    with pytest.raises(SitegenError, match=r"site: holds CNAME and 1 more, which .*\n  Move it away"):
        build(tmp_path, "index.html")
    assert [path.read_text() for path in mine] == ["mine", "mine"]
    for path in mine:
        path.unlink()
    build(tmp_path, "index.html")
    assert not (tmp_path / "site" / "en").exists(), "what the site has no longer is still pruned"


def test_a_link_that_was_laid_into_a_site_is_told(tmp_path: Path) -> None:
    build(tmp_path, "index.html")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "site" / "pictures").symlink_to(tmp_path / "pictures")
    with pytest.raises(SitegenError, match="holds pictures, which no build wrote"):
        build(tmp_path, "index.html")


def test_what_programs_leave_in_a_folder_keeps_nobody_from_building(tmp_path: Path) -> None:
    build(tmp_path, "index.html")
    lay(tmp_path / "site" / ".DS_Store")
    build(tmp_path, "index.html", "other.html")


def test_a_site_is_known_without_the_scratch(tmp_path: Path) -> None:
    build(tmp_path, "olá.html", "old/index.html")
    shutil.rmtree(tmp_path / ".sitegen")
    build(tmp_path, "olá.html")
    assert not (tmp_path / "site" / "old").exists()


@pytest.mark.parametrize("spoilt", [b"", b"1", b"[[", b"\xff", b'{"index.html": 1}'])
def test_a_site_whose_list_is_spoilt_loses_nothing(tmp_path: Path, spoilt: bytes) -> None:
    build(tmp_path, "index.html")
    (tmp_path / "site" / LIST).write_bytes(spoilt)
    mine = lay(tmp_path / "site" / "notes.txt")
    with pytest.raises(SitegenError, match="which no build wrote"):
        build(tmp_path, "index.html")
    assert mine.is_file()
    mine.unlink()
    build(tmp_path, "index.html")
    assert (tmp_path / "site" / LIST).read_bytes() not in (b"", spoilt), "what is written again is no loss"


def test_the_list_is_no_page_that_the_next_build_lacks(tmp_path: Path) -> None:
    """Else the links of all pages were checked again at each build."""
    project = copy_site("good", tmp_path)
    build_site(project)
    known = Ledger(project.scratch / "ledger", tool_digest()).site
    assert known.keys() == set(json.loads((project.site / LIST).read_bytes()))


@pytest.mark.parametrize("lost", ["the list", "the ledger"])
def test_one_of_two_tells_what_was_written(tmp_path: Path, lost: str) -> None:
    project = copy_site("good", tmp_path)
    build_site(project)
    (project.site / LIST if lost == "the list" else project.scratch / "ledger").write_bytes(b"")
    for path in project.pages.iterdir():
        path.unlink()
    build_site(project)
    assert not list(project.site.rglob("about*")), "what is gone is pruned"
    lay(project.site / "notes.txt")
    with pytest.raises(SitegenError, match="holds notes"):
        build_site(project)
