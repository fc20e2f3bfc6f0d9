from __future__ import annotations

import re

import pytest
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
        '<li><a href="#g">G</a></li>\n<li><a href="#from:">Where the numbers come from</a></li>\n</ol>'
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


@pytest.mark.parametrize(
    "option",
    [
        '{"series": {"type": "line", "name": "\\ud83d\\ude00", "data": [0.5]}, "xAxis": {}, "yAxis": {}}',
        'color = ["red"]\nseries = [{type = "line", name = "😀", data = [0.5]}]\nxAxis = {}\nyAxis = {}',
        'series:\n  type: line\n  name: "\\ud83d\\ude00"\n  data: [0.5]\nxAxis: {}\nyAxis: {}',
        "{series: {type: line, name: 😀, data: [1.0e+30, 0.5]}, xAxis: {}, yAxis: {}}",
    ],
)
def test_the_forms_of_an_option(texts: Texts, option: str) -> None:
    html = texts.html(f'{{{{< echarts alt="a" >}}}}\n{option}\n{{{{< /echarts >}}}}')
    assert ">😀</th>" in html
    assert ">0.5</td>" in html


def test_the_words_of_a_picture_hold_numbers_and_formulas(texts: Texts) -> None:
    texts.picture("a.png")
    body = texts.body("![{{< value cnn.epochs >}} of $x$](a.png)")
    assert body.picture_alt == "3 of x"
    assert 'alt="3 of x"' in body.html


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("## A {#x}\n\n`{#x}`\n\n## B {#x}", 8, "the id 'x' is given twice"),
        ('*a*{#x}\n\n<i id="x">b</i>', 6, "the id 'x' is given twice"),
        ("## A {#text}", 4, "the id 'text' is another's on the page"),
        ("## A {#from:cnn}", 4, "the id 'from:cnn' is another's on the page"),
        ("## A {#fn:1}\n\n[^1]\n\n[^1]: b", 4, "the id 'fn:1' is given twice"),
    ],
)
def test_an_id_that_is_another_is_told(texts: Texts, text: str, line: int, said: str) -> None:
    assert texts.told(text) == [(line, said, "Choose another.")]


def test_a_heading_is_not_called_what_the_page_is(texts: Texts) -> None:
    assert 'id="text-section"' in texts.html("## Text")


def test_pictures_in_headings_stay_out_of_the_contents(texts: Texts) -> None:
    texts.picture("a.png")
    assert "<img" not in texts.body("## A ![b > c](a.png)\n\n## {{< image a.png d >}} E").toc


def test_a_footnote_that_nothing_refers_to_is_told(texts: Texts) -> None:
    body = texts.body("a[^2]\n\n`[^1]: x`\n\n[^1]: b\n\n[^2]: c")
    assert [(one.line, one.message) for one in body.warnings] == [(8, "nothing refers to the footnote '1'")]
    assert "#fnref:1" not in body.html
    assert "#fnref:2" in body.html


def test_no_two_elements_have_one_id(texts: Texts) -> None:
    chart = '{{< echarts alt="a" >}}{"series": []}{{< /echarts >}}'
    html = texts.html(f"## Chart echarts\n\n{chart}\n\n## Chart echarts\n\na[^1]\n\n{chart}\n\n## fn 1\n\n[^1]: x")
    ids = re.findall(r' id="([^"]*)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert {"chart-echarts", "chart-echarts-2", "chart-echarts-section", "fn:1", "fn-1"} <= set(ids)


def test_a_header_that_says_nothing_is_a_plain_cell(texts: Texts) -> None:
    """So screen readers do not read it out as one."""
    html = texts.html("|   | one |\n|---|:---:|\n| a | 1 |")
    assert re.findall(r"<t[hd][^>]*>[^<]*</t[hd]>", html)[:2] == [
        "<td></td>",
        '<th style="text-align: center;">one</th>',
    ]
    assert texts.html('<table><tr><th class="a"> </th><th><b>b</b></th></tr></table>') == (
        '<table><tr><td class="a"> </td><th><b>b</b></th></tr></table>'
    )


def test_code_that_never_ends_is_told(texts: Texts) -> None:
    hint = "Write ``` on a line of its own where it ends."
    for text, line in (("a\n\n```python\nx\n``\ny", 6), ("- ```\n  x\n  ```\n\n```\n", 8)):
        assert texts.told(text) == [(line, "this code is never closed", hint)]
    assert texts.told("```\nx\n```") == []


def test_a_line_that_would_take_minutes_is_told(texts: Texts) -> None:
    said = "this paragraph opens more than 300 '[' before one is closed"
    hint = "Divide it by empty lines, or close what is open."
    assert texts.told("a\n" + "[" * 20_000) == [(5, said, hint)]
