from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from builder.document.markdown import Heading, convert, inline, to_html
from builder.look.highlighting import highlighting_css


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## Convolução, *já*", '<h2 id="convolução-já">Convolução, <em>já</em></h2>'),
        ("#tag", "<p>#tag</p>"),
        ("snake_case_word _em_", "<p>snake_case_word <em>em</em></p>"),
        ("**a**b", "<p><strong>a</strong>b</p>"),
        ("~~x~~ :fire:", "<p><del>x</del> 🔥</p>"),
        ('"x" -- y', "<p>&ldquo;x&rdquo; &ndash; y</p>"),
        ("https://example.org", '<p><a href="https://example.org">https://example.org</a></p>'),
        ("a {.x}\n\n*b*{.y #z}", '<p>a {.x}</p>\n<p><em class="y" id="z">b</em></p>'),
        (":nothing: 10:30:45 `:fire:`", "<p>:nothing: 10:30:45 <code>:fire:</code></p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("C:\\Users\\name \\alpha 3\\4 \\é", "<p>C:\\Users\\name \\alpha 3\\4 \\é</p>"),
        ("\\*a\\* \\<b> \\\\ \\# \\& \\| \\~", "<p>*a* &lt;b&gt; \\ # &amp; | ~</p>"),
        ("# T {#id .c}", '<h1 class="c" id="id">T</h1>'),
        ("## Labels in {0, 1}", '<h2 id="labels-in-0-1">Labels in {0, 1}</h2>'),
        ("a *b*{0} in\n{1, 2}", "<p>a <em>b</em>{0} in\n{1, 2}</p>"),
        ("a\n{: .x k=v t='a b' }", '<p class="x" k="v" t="a b">a</p>'),
        ("## T { #id .c }", '<h2 class="c" id="id">T</h2>'),
        ("term\n:   means", "<dl>\n<dt>term</dt>\n<dd>means</dd>\n</dl>"),
        (
            "|a|\n|-|\n|b|",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
        ),
    ],
)
def test_markdown(text: str, html: str) -> None:
    assert to_html(text) == html


def test_tasks() -> None:
    boxes = BeautifulSoup(to_html("- [ ] a\n- [x] b"), "html.parser").select("li.task-list-item > input[disabled]")
    assert [box.has_attr("checked") for box in boxes] == [False, True]


def test_footnotes() -> None:
    page = BeautifulSoup(to_html("a[^1] b[^ñ]\n\n[^1]: One.\n[^ñ]: Two.\n\n    - more"), "html.parser")
    marks, notes = page.select("a.footnote-ref"), page.select(".footnote li[id]")
    assert [mark["href"] for mark in marks] == [f"#{note['id']}" for note in notes]
    assert notes[1].ul is not None
    assert "Jump" not in str(page)


def test_tables_keep_how_their_columns_stand() -> None:
    page = BeautifulSoup(to_html("| a | b |\n|:-:|--:|\n| `x|y` | *2* |"), "html.parser")
    assert [cell["style"] for cell in page.select("td")] == ["text-align: center;", "text-align: right;"]
    assert [cell.text for cell in page.select("td")] == ["x|y", "2"]


def test_headings_for_the_contents() -> None:
    html, headings = convert("# A\n\n## B *c* {#own .k}\n\n### B\n\n### B", {"b"})
    assert headings == [
        Heading(1, "a", "A"),
        Heading(2, "own", "B <em>c</em>"),
        Heading(3, "b-section", "B"),
        Heading(3, "b-section_1", "B"),
    ]
    assert '<h2 class="k" id="own">' in html


def test_a_text_leaves_nothing_in_the_next() -> None:
    assert to_html("## A\n\n[x]\n\n[x]: y") != to_html("## A\n\n[x]")
    assert to_html("## A") == '<h2 id="a">A</h2>'


def test_code_is_highlighted_with_classes_and_in_lists() -> None:
    html = to_html("1. one\n\n    ```python\n    import torch\n    ```\n\n2. two")
    assert '<div class="language-python highlight">' in html
    assert '<span class="kn">import</span>' in html
    assert html.count("<li>") == 2
    assert ".highlight .kn" in highlighting_css()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("the *digit*", "the <em>digit</em>"),
        ("", ""),
        ("1. Kernels", "1. Kernels"),
        ("- x", "- x"),
        ("# T", "# T"),
        ("> q", "&gt; q"),
        ("    x", "x"),
        ("```\nx\n```", "<code>x</code>"),
        ("[x]: y", "[x]: y"),
        ("a\n\nb | c\n-|-", "a\nb | c\n-|-"),
        ("***", "***"),
        ("x\n: y", "x\n: y"),
        ("<b>x</b> <i>y</i>", "<b>x</b> <i>y</i>"),
        ("https://a.b :fire: 'x'", '<a href="https://a.b">https://a.b</a> 🔥 &lsquo;x&rsquo;'),
    ],
)
def test_a_line_of_text_is_no_block(text: str, html: str) -> None:
    assert inline(text) == html
