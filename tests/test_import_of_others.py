"""What blogs of other hands were found to hold when the table of benchmarks/README.md was made again."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest
from test_import_neighbours import HUGO, article, moved, text, without_search

from builder.document.markdown import to_html
from builder.importers.heads import split
from builder.importers.hugo import read_hugo
from builder.importers.hugo_cascade import Cascades
from builder.importers.hugo_config import mounts_of

__all__ = ["without_search"]


@pytest.mark.parametrize(
    ("written", "head"),
    [
        ("{}", 'date: "z"'),
        ("{title: x, tags: [a]}", 'title: x\ntags:\n- a\ndate: "z"'),
        (" title: A\n tags: [b]", 'title: A\ntags: [b]\ndate: "z"'),
        ("  a:\n    b: 1\n  c: |\n    d", 'a:\n  b: 1\nc: |\n  d\ndate: "z"'),
    ],
)
def test_heads_to_which_a_line_can_be_added(written: str, head: str) -> None:
    found, body = split(f"---\n{written}\n---\nx")
    found.set("date", "z")
    assert (found.text(), body) == (f"---\n{head}\n---\n", "x")


def test_a_cover_that_is_named_from_the_root_without_a_slash(tmp_path: Path) -> None:
    files = {"hugo.toml": HUGO}
    files["content/posts/trip/index.md"] = text("a", "title: T\ncover:\n  image: posts/trip/sea.png\n  relative: false")
    files["content/posts/other/index.md"] = text("a", "title: O\ncover:\n  image: img/sky.png")
    files["content/posts/own/index.md"] = text("a", "title: W\ncover:\n  image: img/own.png")
    pictures = dict.fromkeys(["content/posts/trip/sea.png", "static/img/sky.png", "content/posts/own/img/own.png"], "")
    project = moved(tmp_path, files | pictures)
    heads = [(project.root / "content" / "posts" / name / "index.en.md").read_text() for name in ("trip", "own")]
    assert 'featured_image: "/posts/trip/sea.png"' in heads[0]
    assert 'featured_image: "img/own.png"' in heads[1]
    assert (project.site / "posts" / "trip" / "sea.png").is_file()


def test_norwegian_is_no_false(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.yaml").write_text("languages:\n  en:\n    label: ':uk:'\n    weight: 1\n  no:\n    weight: 2\n")
    assert [(one.code, one.name) for one in read_hugo(tmp_path).languages] == [("en", "English"), ("no", "Norsk")]


def test_tags_are_in_the_lists_of_the_languages_that_a_post_lacks(tmp_path: Path) -> None:
    config = HUGO + "[languages.en]\nweight = 1\n[languages.pt]\nweight = 2\n"
    files = {"hugo.toml": config, "content/posts/a.en.md": text("a", "title: A\ntags: [Sea]")}
    files |= {
        "content/posts/b.en.md": text("b", "title: B"),
        "content/posts/b.pt.md": text("b", "title: B\ntags: [Sky]"),
    }
    project = moved(tmp_path, files | {"content/c.pt.md": text("c", "title: C\ntags: [Sea]")})
    assert '"/pt/tags/sea/"' not in (project.root / "content" / "redirects.toml").read_text()
    assert (project.site / "pt" / "tags" / "sea" / "index.html").is_file()


def test_taxonomies_in_capitals_and_a_list_with_an_address_of_its_own(tmp_path: Path) -> None:
    config = HUGO + "[languages.en]\nweight = 1\n[languages.pt]\nweight = 2\n"
    config += '[languages.pt.taxonomies]\ntag = "PTtags"\n'
    files = {"hugo.toml": config, "content/posts/a.pt.md": text("a", "title: A\nPTtags: [Mar]")}
    files["content/pttags/mar/_index.pt.md"] = text("", "title: mar\nurl: temas/mar")
    project = moved(tmp_path, files)
    assert (project.site / "pt" / "pttags" / "index.html").is_file()
    assert (project.site / "pt" / "temas" / "mar" / "index.html").is_file()


def test_a_text_of_quarto_that_also_lists_others_keeps_its_words(tmp_path: Path) -> None:
    files = {"_quarto.yml": "website:\n  title: B\n  site-url: https://own.test\n"}
    files["index.qmd"] = "---\ntitle: Me\n---\nHello there, home.\n"
    files["work.qmd"] = f"---\ntitle: Work\nlisting:\n  contents: work\n---\n{'Many words. ' * 40}\n"
    files["blog/index.qmd"] = "---\ntitle: Blog\nlisting: default\naliases: [/old.html, all/]\n---\n"
    files["blog/a/index.qmd"] = text("a")
    project = moved(tmp_path, files)
    assert "Many words." in (project.site / "work.html").read_text() or "Many words." in article(project, "work").text
    assert "Hello there" in article(project, "home").text
    for old in ("old.html", "blog/all/index.html"):
        assert "archive" in (project.site / old).read_text()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("at http://localhost:8080/x", "at http://localhost:8080/x"),
        ("http://127.0.0.1/", "http://127.0.0.1/"),
        ("见 https://a.org/x，然后", '见 <a href="https://a.org/x">https://a.org/x</a>，然后'),
        ("https://a.org/日本。", '<a href="https://a.org/日本">https://a.org/日本</a>。'),
        ("<http://localhost:1/>", '<a href="http://localhost:1/">http://localhost:1/</a>'),
        ("www.a.org/é, x", '<a href="https://www.a.org/é">www.a.org/é</a>, x'),
        ("https://a.org.", '<a href="https://a.org">https://a.org</a>.'),
    ],
)
def test_addresses_that_are_links_by_themselves(written: str, shown: str) -> None:
    assert to_html(written) == f"<p>{shown}</p>"


def test_a_feed_without_a_base_url_and_one_without_posts(tmp_path: Path) -> None:
    config = 'title = "B"\n[languages.en]\nweight = 1\n[languages.pt]\nweight = 2\n'
    files = {"hugo.toml": config, "content/posts/a.en.md": text("a [b](../b/)"), "content/posts/b.en.md": text("b")}
    project = moved(tmp_path, files | {"content/posts/b.pt.md": "---\ntitle: B\n---\nb\n"})
    feed = feedparser.parse((project.site / "index.xml").read_bytes())
    assert not feed.bozo
    assert {entry.link for entry in feed.entries} == {"/posts/a/", "/posts/b/"}
    assert all(entry.id.startswith("urn:uuid:") for entry in (feed.feed, *feed.entries))
    assert 'href="/posts/b/"' in next(one for one in feed.entries if one.link == "/posts/a/").content[0].value
    assert feedparser.parse((project.site / "pt" / "index.xml").read_bytes()).entries == []


def test_what_a_cascade_is_for() -> None:
    said = Cascades()
    said.add({"author": "All", "params": {"math": True}}, "", "")
    said.add([{"author": "Deep", "target": {"path": "{/a/x/**,/a/y/**}"}}, {"author": "A"}], "a", "en")
    said.add({"author": "List", "_target": {"kind": "section"}}, "a", "en")
    found = {path: said.of(path, "en")["author"] for path in ("a/x/1", "a/z", "b", "ab")}
    assert found == {"a/x/1": "Deep", "a/z": "A", "b": "All", "ab": "All"}
    assert said.of("a/z", "pt") == {"author": "All", "math": True}


def test_mounts() -> None:
    mounts = [
        {"source": "a", "target": "content"}, {"source": "b", "target": "content/x/", "lang": "pt"}, "odd",
        {"source": "c", "target": "contents"}, {"source": "d", "target": "static/m"},
        {"source": "e", "target": "content", "sites": {"matrix": {"languages": ["en", "pt"]}}},
    ]  # fmt: skip
    config = {"module": {"mounts": mounts}}
    assert mounts_of(config, "content") == [("a", "", ""), ("b", "x", "pt"), ("e", "", "en"), ("e", "", "pt")]
    assert mounts_of(config, "static") == [("d", "m", "")]
    assert mounts_of({"module": {"mounts": "x"}}, "content") == []


def test_a_page_of_jekyll_that_shows_liquid_or_says_much_is_no_list(tmp_path: Path) -> None:
    loop = "{% for post in site.posts %}\n- {{ post.title }}\n{% endfor %}\n"
    files = {"_config.yml": "title: B\nurl: https://own.test\n", "_posts/2020-01-02-a.md": text("a")}
    files["shown.md"] = f"---\ntitle: Shown\n---\nHow to:\n\n```liquid\n{{% raw %}}\n{loop}{{% endraw %}}\n```\n"
    files["much.md"] = f"---\ntitle: Much\n---\n{'Many words. ' * 40}\n\n{loop}"
    files["all.md"] = f"---\ntitle: All\n---\nAll of them:\n\n{loop}"
    project = moved(tmp_path, files)
    assert "{% for post in site.posts %}" in article(project, "shown").text
    assert "Many words." in article(project, "much").text
    assert "archive" in (project.site / "all.html").read_text()


def test_permalinks_of_a_language_stand_in_the_place_of_those_of_all(tmp_path: Path) -> None:
    config = HUGO + '[permalinks]\nposts = "/:year/:slug/"\n[languages.en]\nweight = 1\n[languages.pt]\nweight = 2\n'
    config += '[languages.pt.permalinks.page]\nnotes = "/n/:slug/"\n'
    files = {"hugo.toml": config, "content/posts/a.en.md": text("a"), "content/posts/a.pt.md": text("a")}
    project = moved(tmp_path, files | {"content/notes/b.pt.md": text("b", "title: B")})
    assert (project.site / "2020" / "p" / "index.html").is_file()
    assert (project.site / "pt" / "posts" / "a" / "index.html").is_file()
    assert (project.site / "pt" / "n" / "b" / "index.html").is_file()
    assert not (project.site / "pt" / "2020").exists()
