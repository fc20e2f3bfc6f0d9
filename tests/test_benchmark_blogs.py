"""What `benchmarks/blogs.py` counts: pages side by side, words that are gone, addresses by the rules of others."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from small_sites import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from blog_hugo import SHORTCODE
from blog_pages import differences, hugos, missing, ours, words_of, written_words
from blog_rules import jekyll_site, quarto_site
from blogs import Found, answer, kind_of_line, table


def page(inner: str) -> str:
    return (
        '<main id="text"><article><header><h1>Title</h1><p>3 min</p></header><nav class="toc"><a href="#a">A</a></nav>'
        f"{inner}</article></main><footer>other</footer>"
    )


def test_what_stands_around_a_text_is_not_compared() -> None:
    text = '<h2 id="a">A <a class="anchor" href="#a">#</a></h2><p>One <strong>two</strong>.</p>'
    one = ours(page(text))
    assert (one.counts["headings"], one.counts["links"], one.counts["strong"]) == (1, 0, 1)
    assert differences(one, hugos("<main><h2>A</h2><p>One <b>two</b>.</p></main>")) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<ul><li>a</li></ul>", "list items"),
        ("<pre>a</pre>", "code blocks"),
        ("<blockquote>a</blockquote>", "quotes"),
        ('<p><img src="a.png">a</p>', "pictures"),
        ('<p><a href="/a/">a</a></p>', "links"),
        ("<p><em>a</em></p>", "em"),
        ("<h3>a</h3>", "headings"),
        ("<p>a b</p>", "words"),
    ],
)
def test_a_difference_is_named(text: str, kind: str) -> None:
    assert differences(ours(page(text)), hugos("<main><p>a</p></main>")) == [kind]


def test_lines_of_code_with_numbers_are_one_block() -> None:
    numbered = (
        '<table class="lntable"><tr><td class="lntd"><pre>1</pre></td><td class="lntd"><pre>a</pre></td></tr></table>'
    )
    assert differences(ours(page("<pre>a</pre>")), hugos(f"<main>{numbered}</main>")) == []


def test_what_other_sites_show_counts_as_the_link_that_it_becomes() -> None:
    far = '<p><img src="https://a.test/a.png" alt="A far one"></p><iframe src="https://b.test/v?x=1"></iframe>'
    linked = '<p><a href="https://a.test/a.png">A far one</a></p><p><a href="https://b.test/v?x=1">b.test/v?x=1</a></p>'
    assert differences(ours(page(linked)), hugos(f"<main>{far}</main>")) == []


def test_a_picture_that_is_not_there_is_a_picture_for_hugo() -> None:
    box = '<p><span class="absent">Its words</span></p>'
    assert differences(ours(page(box)), hugos('<main><p><img src="/none.png" alt="Its words"></p></main>')) == []


def test_a_diagram_is_drawn_from_a_block_of_code() -> None:
    drawn = '<figure class="diagram"><a href="d.svg"><img src="d.svg"></a></figure>'
    code = '<main><pre><code class="language-mermaid">graph TB; A --- B</code></pre></main>'
    assert differences(ours(page(drawn)), hugos(code)) == []


def test_where_one_sets_formulas_neither_words_nor_emphasis_are_compared() -> None:
    set_ = ours(page("<p>So <math><mi>a</mi></math> is <strong>it</strong></p>"))
    assert set_.formulas
    assert differences(set_, hugos("<main><p>So $a<em>1 + b</em>1$ is <b>it</b></p></main>")) == []


def test_lost_words_are_those_that_stand_nowhere_on_the_page() -> None:
    wanted = hugos("<main><p>Kept words, a dict of str and 人 in 2020</p></main>").words
    assert missing(ours(page('<p>Kept words, a <img src="x" alt="dict"> of</p>')), wanted) == ["and", "str", "人"]


def test_words_of_every_script() -> None:
    assert words_of("Ação, 人在回路: don't") == ["ação", "人", "在", "回", "路", "don", "t"]


def test_what_a_text_does_not_show_is_not_looked_for() -> None:
    text = """\
---
title: Head
---
Read [this page](/there/x.html "tip"){.button} and <b class="c">that</b> {% include one.html %}.
<!-- not
this -->
```python
code
```
$alpha$ :smile: [ref]: [1] ![](a.png){fig-align="center"} [@key2020] `r round(x)`

[1]: https://example.org/place
"""
    assert set(written_words(text)) == {"read", "this", "page", "and", "that", "code", "ref", "1"}


def test_shortcodes_of_a_theme_are_found_and_samples_are_not() -> None:
    text = '{{< alert "a > b" >}}x{{< /alert >}} {{% note %}} {{</* sample */>}} {{< self />}}'
    assert [found[1] for found in SHORTCODE.finditer(text)] == ["alert", "alert", "note", "self"]


def test_an_old_address_may_lead_on(tmp_path: Path) -> None:
    for name, text in {
        "new/index.html": "<main>",
        "old/index.html": '<meta http-equiv="refresh" content="0; url=/blog/new/">',
        "older/index.html": '<meta http-equiv="refresh" content="0; url=../old/">',
        "dead/index.html": '<meta http-equiv="refresh" content="0; url=/blog/none/">',
        "round/index.html": '<meta http-equiv="refresh" content="0; url=./">',
        "ação/index.html": "<main>",
        "tags/c#/index.html": '<meta http-equiv="refresh" content="0; url=../c-sharp/">',
        "tags/c-sharp/index.html": "<main>",
        "index.xml": "<rss>",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = {one: answer(tmp_path, one, "/blog") for one in ("new/index.html", "older/index.html", "a%C3%A7%C3%A3o/")}
    assert list(found.values()) == [
        tmp_path / "new/index.html",
        tmp_path / "new/index.html",
        tmp_path / "ação/index.html",
    ]
    assert answer(tmp_path, "tags/c#/index.html", "") == tmp_path / "tags/c-sharp/index.html"
    assert answer(tmp_path, "index.xml", "") == tmp_path / "index.xml"
    assert not any(answer(tmp_path, one, "/blog") for one in ("dead/index.html", "round/index.html", "none/"))


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_addresses_of_jekyll(tmp_path: Path) -> None:
    config = (
        "permalink: /:categories/:year/:title/\nplugins: [jekyll-feed]\ncollections:\n  notes: {output: true}\n"
        "  hidden: {output: false}\ndefaults:\n- scope: {path: '', type: notes}\n  values: {permalink: '/n/:title/'}\n"
    )
    head = "---\ntitle: x\n{}---\ntext\n"
    blog = write(
        tmp_path,
        {
            "_config.yml": config,
            "_posts/2020-01-02-One Post_a.md": head.format("categories: [Some Thing, b]\n"),
            "_posts/2020-01-03-two.markdown": head.format("date: 2021-05-06 10:00:00 +0200\nredirect_from: /old/\n"),
            "_posts/2020-01-04-three.md": head.format("permalink: /own.html\n"),
            "_posts/2020-01-05-four.md": head.format("published: false\n"),
            "_posts/undated.md": head.format(""),
            "_drafts/five.md": head.format(""),
            "_notes/six.md": head.format(""),
            "_hidden/seven.md": head.format(""),
            "about.md": head.format(""),
            "index.html": head.format(""),
            "README.md": "no front matter",
        },
    )
    assert jekyll_site(blog).addresses == {
        "some thing/b/2020/One-Post_a/index.html": "text",
        "2021/two/index.html": "text",
        "old/index.html": "alias",
        "own.html": "text",
        "n/six/index.html": "text",
        "about/index.html": "text",
        "index.html": "list",
        "feed.xml": "feed",
    }


def test_addresses_of_quarto(tmp_path: Path) -> None:
    blog = write(
        tmp_path,
        {
            "_quarto.yml": "project: {type: website}\n",
            "index.qmd": "---\nlisting: {contents: posts, feed: true}\n---\n",
            "posts/one/index.qmd": "---\naliases: [/old/, ../older.html]\n---\n",
            "posts/two.ipynb": '{"cells": []}',
            "posts/three.md": "---\ndraft: true\n---\n",
            "posts/_part.qmd": "x",
            "_freeze/x/index.md": "x",
            "README.md": "x",
        },
    )
    assert quarto_site(blog).addresses == {
        "index.html": "text",
        "index.xml": "feed",
        "posts/one/index.html": "text",
        "old/index.html": "alias",
        "posts/older.html": "alias",
        "posts/two.html": "text",
    }


def test_messages_of_one_kind_are_one_line() -> None:
    lines = [
        "Warning: content/posts/a.en.md:12: there is no file 'a.png' in static/",
        "content/posts/b c.md:3: there is no file 'b.png' in static/",
    ]
    assert {kind_of_line(line) for line in lines} == {"there is no file … in static/"}


def test_a_table_of_all_kinds() -> None:
    one = Found(blogs=2, sites=2, texts=10, came=9, asked=Counter(text=4), answered=Counter(text=3), seconds=[1.0, 2.0])
    one.add(Found(blogs=1, stops=1, texts=2, seconds=[0.5, 0.0]))
    cells = {row[""]: row["Hugo"] for row in table({"Hugo": one})}
    assert cells["texts that came in"] == "9 of 12 (75.0 %)"
    assert cells["old addresses answered, text"] == "3 of 4 (75.0 %)"
    assert cells["seconds of processor to import, all"] == "1.5"
