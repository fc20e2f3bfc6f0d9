from __future__ import annotations

import pytest

from builder.rendering.markdown import highlighting_css, inline, to_html


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
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("# T {#id .c}", '<h1 class="c" id="id">T</h1>'),
        ("term\n:   means", "<dl>\n<dt>term</dt>\n<dd>means</dd>\n</dl>"),
        (
            "|a|\n|-|\n|b|",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
        ),
    ],
)
def test_markdown(text: str, html: str) -> None:
    assert to_html(text) == html


def test_a_text_leaves_nothing_in_the_next() -> None:
    assert to_html("## A\n\n[x]\n\n[x]: y") != to_html("## A\n\n[x]")
    assert to_html("## A") == '<h2 id="a">A</h2>'


def test_code_is_highlighted_with_classes_and_in_lists() -> None:
    html = to_html("1. one\n\n    ```python\n    import torch\n    ```\n\n2. two")
    assert '<div class="language-python highlight">' in html
    assert '<span class="kn">import</span>' in html
    assert html.count("<li>") == 2
    assert ".highlight .kn" in highlighting_css()


def test_a_line_of_text_is_no_paragraph() -> None:
    assert inline("the *digit*") == "the <em>digit</em>"
    assert inline("") == ""
