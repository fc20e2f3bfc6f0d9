"""Feeds, sitemap and robots.txt."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site

from builder.project import Project
from builder.site.build import build_site
from builder.site.portable import portable

BASE = "https://ana.example/repo"
ADDRESS = f"{BASE}/pt/posts/digits/"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = copy_site("good", tmp_path_factory.mktemp("feeds"))
    build_site(project, base_url=BASE)
    return project


def test_the_feed_of_a_language(project: Project) -> None:
    feed = feedparser.parse((project.site / "pt" / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert (feed.feed.title, feed.feed.id, feed.feed.updated) == (
        "Dígitos, medidos",
        f"{BASE}/pt/",
        "2024-03-02T00:00:00Z",
    )
    [entry] = feed.entries  # the other post has no date
    assert (entry.title, entry.link, entry.id) == ("Dígitos", ADDRESS, ADDRESS)
    assert (entry.published, entry.updated) == ("2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z")
    assert [tag.term for tag in entry.tags] == ["Redes neurais", "MNIST"]
    assert entry.author == "Ana Exemplo"


def test_a_feed_brings_the_whole_text_with_the_pictures_of_its_charts(project: Project) -> None:
    feed = feedparser.parse((project.site / "pt" / "feed.xml").read_bytes(), sanitize_html=False)
    text = BeautifulSoup(feed.entries[0].content[0].value, "html.parser")
    assert "0,9651" in text.p.text
    assert text.find(["svg", "script", "details"]) is None
    assert text.find(id=True) is None
    pictures = text.find_all("img")
    assert len(pictures) == 3
    for picture in pictures:
        assert picture["src"].startswith(ADDRESS)
        assert (project.site / picture["src"].removeprefix(f"{BASE}/")).is_file()
        assert picture["alt"]


def test_a_feed_and_the_home_page_bring_the_latest_twenty(tmp_path: Path) -> None:
    project = copy_site("good", tmp_path)
    for day in range(1, 31):
        folder = project.posts / f"day-{day:02}"
        folder.mkdir()
        (folder / "index.pt.md").write_text(f"---\ntitle: Day {day}\ndate: 2025-01-{day:02}\n---\nText.\n")
    build_site(project, base_url=BASE)
    feed = feedparser.parse((project.site / "pt" / "feed.xml").read_bytes())
    latest = [f"Day {day}" for day in range(30, 10, -1)]
    assert [entry.title for entry in feed.entries] == latest
    home = BeautifulSoup((project.site / "pt" / "index.html").read_text(), "html.parser").main
    assert [title.text for title in home.select(".posts h2")] == latest
    assert home.find("a", href="archive/").text == "Todos os artigos"


def test_the_page_tells_of_the_feed(project: Project) -> None:
    soup = BeautifulSoup((project.site / "pt" / "index.html").read_text(), "html.parser")
    assert soup.find("link", type="application/atom+xml")["href"] == "feed.xml"
    assert soup.footer.find("a", string="Feed")["href"] == "feed.xml"


def test_the_sitemap_has_every_page_once_with_its_languages(project: Project) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ElementTree.fromstring((project.site / "sitemap.xml").read_bytes())
    addresses = [location.text for location in root.iterfind("s:url/s:loc", names)]
    assert len(addresses) == len(set(addresses))
    assert {f"{BASE}/", f"{BASE}/pt/", ADDRESS, f"{BASE}/pt/tags/mnist/", f"{BASE}/en/about/"} <= set(addresses)
    assert f"{BASE}/en/posts/so-em-portugues/" not in addresses, "its text is that of the Portuguese page"
    assert not [address for address in addresses if "404" in str(address)]
    [digits] = [url for url in root.iterfind("s:url", names) if url.findtext("s:loc", "", names) == ADDRESS]
    assert digits.findtext("s:lastmod", "", names) == "2024-03-02"
    assert [link.get("hreflang") for link in digits.iterfind("x:link", names)] == ["pt", "en", "x-default"]
    assert (project.site / "robots.txt").read_text().endswith(f"Sitemap: {BASE}/sitemap.xml\n")


def test_a_language_without_dated_posts_has_no_feed(tmp_path: Path) -> None:
    project = copy_site("good", tmp_path)
    (project.post("digits") / "index.en.md").unlink()
    build_site(project, base_url=BASE)
    assert not (project.site / "en" / "feed.xml").exists()
    assert "feed" not in (project.site / "en" / "index.html").read_text()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p id="x" class="y">a &amp; b</p>', "<p>a &amp; b</p>"),
        ('<a href="#fn:1">1</a>', f'<a href="{ADDRESS}#fn:1">1</a>'),
        ('<a href="http://[your-host]/a">h</a>', '<a href="http://[your-host]/a">h</a>'),
        ('<a href="../other/">o</a>', f'<a href="{BASE}/pt/posts/other/">o</a>'),
        ('<img src="é b.png" alt="">', f'<img src="{ADDRESS}%C3%A9%20b.png" alt="">'),
        ('<p>a</p><details class="origins apart"><p>b</p><details>c</details></details><p>d</p>', "<p>a</p><p>d</p>"),
        ("<details open><summary>a</summary><p>b</p></details>", "<details><summary>a</summary><p>b</p></details>"),
        ('<div data-picture="c.svg" aria-label="A &quot;c&quot;"><div><svg><g/></svg></div></div>e',
         f'<img src="{ADDRESS}c.svg" alt="A &quot;c&quot;">e'),
        ('<span class="katex"><math><mi>x</mi></math><span class="katex-html"><span>x</span></span></span>',
         "<span><math><mi>x</mi></math></span>"),
        ("a<br>b<br/>c<script>x</script>", "a<br>b<br>c"),
    ],
)  # fmt: skip
def test_what_a_feed_can_show_of_a_text(html: str, expected: str) -> None:
    assert portable(html, ADDRESS) == expected
