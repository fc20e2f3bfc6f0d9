"""The first language at the root: no page, list or link of it names its language, and all else is as it was."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site

import builder.site.search as search
from builder.config import read_config
from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

BASE = "https://ana.example/repo/"
AT_ROOT = "first_language_at_root = true\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return at_root(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Such a site, built below a path."""
    project = at_root(tmp_path_factory.mktemp("root"))
    build_site(project, base_url=BASE)
    return project


def at_root(folder: Path) -> Project:
    """The site `good`, whose first language is Portuguese, with documentation and a link from one post to another."""
    project = copy_site("good", folder)
    config = project.config.read_text().replace("[pt]", '[pt]\ndocs = "docs"')
    project.config.write_text(AT_ROOT + config)
    (project.root / "docs").mkdir()
    (project.root / "docs" / "README.md").write_text("# Docs\n\n[More](more.md).\n")
    (project.root / "docs" / "more.md").write_text("# More\n\nWords.\n")
    for code in ("pt", "en"):
        path = project.posts / "letters" / f"index.{code}.md"
        path.parent.mkdir(exist_ok=True)
        links = "[a](/posts/digits/), [b](/pt/posts/digits/), [c](../digits.md), [d](post:digits)"
        path.write_text(f"---\ntitle: Letters {code}\ndate: 2024-01-01\ntags: [mnist]\n---\n{links}\n")
    return project


def page(project: Project, file: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / file).read_text(encoding="utf-8"), "html.parser")


def test_nothing_of_the_first_language_lies_in_a_folder_of_it(built: Project) -> None:
    assert not (built.site / "pt").exists()
    for file in (
        "index",
        "posts/digits/index",
        "archive/index",
        "tags/index",
        "tags/mnist/index",
        "about/index",
        "docs/more/index",
    ):
        soup = page(built, f"{file}.html")
        assert soup.html["lang"] == "pt"
        assert soup.find("link", rel="canonical")["href"] == BASE + f"/{file}".removesuffix("/index")[1:] + "/" * (
            file != "index"
        )
    assert page(built, "index.html").select(".posts li")  # no choice of languages
    assert page(built, "en/posts/digits/index.html").html["lang"] == "en"


def test_links_lead_to_posts_however_they_are_written(built: Project) -> None:
    links = page(built, "posts/letters/index.html").article.select("p a")
    assert {link["href"] for link in links} >= {"../digits/"}
    assert len([link for link in links if link["href"] == "../digits/"]) == 4


def test_each_language_leads_to_the_other(built: Project) -> None:
    here, there = page(built, "posts/digits/index.html"), page(built, "en/posts/digits/index.html")
    assert here.select_one(".languages a")["href"] == "../../en/posts/digits/"
    assert there.select_one(".languages a")["href"] == "../../../posts/digits/"
    for soup in (here, there):
        alternates = {one["hreflang"]: one["href"] for one in soup.find_all("link", rel="alternate", hreflang=True)}
        assert alternates == {
            "pt": f"{BASE}posts/digits/",
            "en": f"{BASE}en/posts/digits/",
            "x-default": f"{BASE}posts/digits/",
        }
    assert page(built, "en/index.html").find("link", hreflang="x-default")["href"] == BASE
    missing = page(built, "404.html")
    assert [one["href"] for one in missing.select("section a")] == ["/repo/", "/repo/en/"]


def test_what_machines_read_says_the_same(built: Project) -> None:
    feed = (built.site / "feed.xml").read_text()
    assert f'href="{BASE}feed.xml"' in feed
    assert f"<id>{BASE}posts/digits/</id>" in feed
    addresses = [
        one.text or "" for one in ElementTree.parse(built.site / "sitemap.xml").iter() if one.tag.endswith("}loc")
    ]
    assert {BASE, f"{BASE}posts/digits/", f"{BASE}en/", f"{BASE}docs/"} <= {*addresses}
    assert not [one for one in addresses if "/pt/" in one]
    assert len(addresses) == len({*addresses})
    data = json.loads(page(built, "posts/digits/index.html").find("script", type="application/ld+json").text)
    assert data["url"] == f"{BASE}posts/digits/"
    entry = json.loads((built.site / "pagefind" / "pagefind-entry.json").read_text())
    assert {*entry["languages"]} == {"pt", "en"}


def test_a_site_of_one_language(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    for path in project.root.rglob("*.en.md"):
        path.unlink()
    words = project.post("digits") / "words.toml"
    words.write_text(re.sub(r"(?s)\[en\].*", "", words.read_text()))
    config = re.sub(r"(?s)\[en\].*", "", project.config.read_text())
    project.config.write_text(re.sub("languages = .*", 'languages = ["pt"]', config))
    build_site(project, base_url=BASE)
    soup = page(project, "posts/digits/index.html")
    assert not soup.select(".languages")
    assert {path.name for path in project.site.iterdir() if path.is_dir()} == {
        "about", "archive", "docs", "posts", "static", "tags",
    }  # fmt: skip


def test_a_page_cannot_take_the_place_of_a_language(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    (project.pages / "en.pt.md").write_text("---\ntitle: English\n---\n")
    with pytest.raises(SitegenError, match=r"'en/index\.html' would be written over"):
        build_site(project)


def test_it_is_true_or_false(project: Project) -> None:
    project.config.write_text(project.config.read_text().replace(AT_ROOT, "first_language_at_root = 'yes'\n"))
    with pytest.raises(SitegenError, match="first_language_at_root must be true or false") as error:
        read_config(project.config)
    assert error.value.line == 1
