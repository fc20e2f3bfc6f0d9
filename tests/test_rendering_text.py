from __future__ import annotations

import re

from rendering_texts import Texts

from builder.files import sha256


def test_the_front_matter_may_hold_numbers_of_records(texts: Texts) -> None:
    head = "title: '{{< value cnn.accuracy percent >}}'\nsubtitle: a < b\nsummary: |\n  {{< value cnn.epochs >}}\n  x"
    body = texts.body("", head)
    assert (body.title, body.subtitle, body.summary) == ("96.51%", "a < b", "3\nx")
    assert body.used == {"cnn"}


def test_a_mistake_in_the_front_matter_has_its_line(texts: Texts) -> None:
    told = texts.told("{{< shuot >}}", "title: x\nsubtitle: '{{< vale x >}}'\nfeatured_image: x.png")
    assert [(line, message) for line, message, _ in told] == [
        (3, "unknown shortcode 'vale'"),
        (4, "there is no file 'x.png' in the folder of the post"),
        (6, "unknown shortcode 'shuot'"),
    ]


def test_the_contents(texts: Texts) -> None:
    text = "# A\n\n## B *b* [c](d)[^1]\n\n### {{< value cnn.epochs >}} & E {#e}\n\n#### F\n\n## G\n\n[^1]: x"
    toc = str(texts.body(text).toc)
    assert toc == (
        '<ol>\n<li><a href="#b-b-c">B <em>b</em> c</a><ol>\n'
        '<li><a href="#e"><data value="3">3</data> &amp; E</a></li>\n</ol></li>\n'
        '<li><a href="#g">G</a></li>\n</ol>'
    )


def test_one_heading_needs_no_contents(texts: Texts) -> None:
    assert texts.body("## A\n\n#### B").toc == ""
    assert texts.body("### A\n\n## B").toc.count("<ol>") == 1


def test_the_picture_of_a_page(texts: Texts) -> None:
    assert texts.body("").picture == ""
    chart = '{{< echarts alt="words" >}}{"series": []}{{< /echarts >}}'
    body = texts.body(chart)
    assert (body.picture[:8], body.picture[-4:], body.picture_alt) == ("echarts.", ".svg", "words")
    path = texts.picture("img/é b.png")
    body = texts.body(chart, "title: x\nfeaturedImage: img/é b.png")
    assert body.picture == f"b.{sha256(path.read_bytes())[:8]}.png"
    assert body.picture_alt == ""
    assert body.files[body.picture] == path.read_bytes()


def test_the_words_of_a_picture_hold_numbers_and_formulas(texts: Texts) -> None:
    texts.picture("a.png")
    body = texts.body("![{{< value cnn.epochs >}} of $x$](a.png)")
    assert body.picture_alt == "3 of x"
    assert 'alt="3 of x"' in body.html


def test_no_two_elements_have_one_id(texts: Texts) -> None:
    chart = '{{< echarts alt="a" >}}{"series": []}{{< /echarts >}}'
    html = texts.html(f"## Chart echarts\n\n{chart}\n\n## Chart echarts\n\na[^1]\n\n{chart}\n\n## fn 1\n\n[^1]: x")
    ids = re.findall(r' id="([^"]*)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert {"chart-echarts", "chart-echarts-2", "chart-echarts-section", "fn:1", "fn-1"} <= set(ids)


def test_code_that_never_ends_is_told(texts: Texts) -> None:
    hint = "Write ``` on a line of its own where it ends."
    for text, line in (("a\n\n```python\nx\n``\ny", 6), ("- ```\n  x\n  ```\n\n```\n", 8)):
        assert texts.told(text) == [(line, "this code is never closed", hint)]
    assert texts.told("```\nx\n```") == []
