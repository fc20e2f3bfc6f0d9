"""Formulas that never end or hold an empty line are told as code is; comments run nothing and are not published."""

from __future__ import annotations

import pytest
from rendering_texts import Texts

EMPTY, NEVER = "this formula holds an empty line", "this formula is never closed"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("A\n\n$$\na\n\nb\n$$\n\nC $$x$$", 6, EMPTY),
        ("$$ a\n\nb $$", 4, EMPTY),
        ("> $$\n> a\n>\n> b\n> $$", 4, EMPTY),
        ("\\[\na\n\nb\n\\]", 4, EMPTY),
        ("\\\\[\na\n\nb\n\\\\]", 4, EMPTY),  # as authors for Hugo write it
        ("\\begin{align}\na\n\nb\n\\end{align}", 4, EMPTY),
        ("A\n\n$$\na + b\n\nMore.", 6, NEVER),
        ("\\[\na", 4, NEVER),
        ("\\begin{equation*}\na", 4, NEVER),
    ],
)
def test_a_formula_that_is_none_is_told(texts: Texts, text: str, line: int, message: str) -> None:
    assert [(at, said) for at, said, _ in texts.told(text)] == [(line, message)]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $$ in sum.",
        "Prices: $$ and $$$.",
        "`$$` begins one.",
        "```\n$$\na\n\nb\n```",
        "    $$\n    a\n\n    b",
        "\\[not\\]",
        "a\n$$\nb\n$$\nc",
    ],
)
def test_what_is_meant_otherwise_is_not(texts: Texts, text: str) -> None:
    assert texts.told(text) == []


def test_dollars_are_left_alone_where_there_are_no_formulas(texts: Texts) -> None:
    assert "$$" in texts.html("$$\na\n\nb", "title: x\nmath: false")


def test_it_is_a_warning_in_an_older_text(texts: Texts) -> None:
    texts.strict = False
    assert [(one.line, one.message) for one in texts.body("$$\na\n\nb\n$$\n\nMore.").warnings] == [(4, EMPTY)]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A <!-- {{< value nope.x >}} --> B", "<p>A  B</p>"),
        ("A\n\n<!-- {{< figure nope >}}\n\n```\nTODO -->\n\nB", "<p>A</p>\n<p>B</p>"),
        ("<!-- $$ -->\nA", "<p>A</p>"),
        ("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>"),
        ("- a <!-- b -->\n- c", "<ul>\n<li>a</li>\n<li>c</li>\n</ul>"),
    ],
)
def test_a_comment_runs_nothing_and_is_not_published(texts: Texts, text: str, html: str) -> None:
    body = texts.body(text)
    assert (str(body.html).strip(), body.warnings) == (html, ())


def test_lines_below_a_comment_are_told_as_they_are(texts: Texts) -> None:
    assert [line for line, *_ in texts.told("<!-- a\n\nb -->\n\n{{< value nope.x >}}")] == [8]


def test_a_comment_in_code_is_code(texts: Texts) -> None:
    html = texts.html("```html\n<!-- a -->\n```\n\n    <!-- b -->\n")
    assert "&lt;!-- a --&gt;" in html
    assert "&lt;!-- b --&gt;" in html
