"""Blogs as others write them, by the habits of their themes: import, build, and every old address leads to a page.

Each is made here, of texts of its own; what Hugo makes of them was asked once (`benchmarks/blogs.py` asks it again).
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Site
from hugo_oracle import HUGO
from PIL import Image
from small_sites import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from blog_hugo import hugo_site
from blog_pages import missing, ours, written_words
from blogs import answer

BLOGS = sorted((Path(__file__).parent / "blogs").glob("*.txt"))


@dataclass(frozen=True)
class Blog:
    """A blog of another program, as a file of `tests/blogs/` has it: each part begins with `%%%` and its name."""

    files: dict[str, str]  # its texts and config; what ends with .png is a picture
    addresses: list[str]  # all that it published
    words: dict[str, str]  # by the address of a text: words that its page must show

    @classmethod
    def read(cls, path: Path) -> Blog:
        parts = re.split(r"^%%% (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        named = dict(zip(parts[::2], parts[1::2], strict=True))
        words = dict(line.split(" ", 1) for line in named.pop("words").splitlines())
        return cls(addresses=named.pop("addresses").splitlines(), words=words, files=named)

    def write(self, root: Path) -> None:
        for name, text in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".png":
                Image.new("RGB", (4, 3)).save(path)
            else:
                path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("path", BLOGS, ids=lambda path: path.stem)
def test_import_then_build_then_every_old_address_answers(path: Path, tmp_path: Path) -> None:
    blog = Blog.read(path)
    blog.write(tmp_path / "old")
    (tmp_path / "new").mkdir()
    site = Site(tmp_path / "new")
    site.sitegen("import", "../old")
    site.sitegen("build", "--no-run")
    found = {address: answer(site.root / "site", address, "") for address in blog.addresses}
    assert [address for address, page in found.items() if page is None] == []
    lost = {
        address: gone
        for address, words in blog.words.items()
        if (page := found[address]) and (gone := missing(ours(page.read_text(encoding="utf-8")), written_words(words)))
    }
    assert lost == {}


@pytest.mark.skipif(HUGO is None, reason="Hugo is not installed")
@pytest.mark.parametrize("path", [path for path in BLOGS if path.stem.startswith("hugo")], ids=lambda path: path.stem)
def test_hugo_publishes_what_is_written_down(path: Path, tmp_path: Path) -> None:
    blog = Blog.read(path)
    blog.write(tmp_path / "old")
    old = hugo_site(tmp_path / "old", tmp_path / "work", str(HUGO))
    made = [f"/{name.removesuffix('index.html')}" for name, kind in old.addresses.items() if kind != "file"]
    assert sorted(made) == sorted(blog.addresses)
