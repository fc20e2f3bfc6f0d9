"""The example of docs/first-post.md, built from its own blocks as a newcomer types them."""

from __future__ import annotations

import re
import shutil

from bs4 import BeautifulSoup
from conftest import REPOSITORY, Site

BLOCK = re.compile(r"^`(content/[^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_is_a_folder_of_four_files_and_builds(site: Site) -> None:
    text = (REPOSITORY / "docs" / "first-post.md").read_text(encoding="utf-8")
    files = dict(BLOCK.findall(text))
    post = [name for name in files if name.startswith("content/posts/coin/")]
    assert len(post) == 4
    shutil.rmtree(site.root / "content" / "posts" / "counting")
    for name, content in files.items():
        path = site.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    assert "coin: done" in site.sitegen("build", "--strict").stderr
    share = site.record("coin", "content/posts/coin/results")["values"]["share"]
    assert 0.45 < share < 0.55
    for language, title, mark in (("en", "Tossing a coin", "."), ("pt", "Jogando uma moeda", ",")):
        html = (site.root / "site" / language / "posts" / "coin" / "index.html").read_text()
        page = BeautifulSoup(html, "html.parser")
        assert page.h1.text == title
        assert f"{share * 100:.1f}%".replace(".", mark) in page.article.text
        assert page.select_one("figure.figure img")
        assert page.select_one("span.claim")
    again = site.sitegen("build", "--strict")
    assert "coin" not in again.stdout + again.stderr
    experiments = site.root / "content" / "posts" / "coin" / "experiments.py"
    experiments.write_text(experiments.read_text().replace("1_000", "10_000"))
    assert site.stale() == {"coin": ["count 1000 -> 10000"]}
