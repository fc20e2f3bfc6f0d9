"""Every message about a text names the line and the very words that it is about, once, wherever Markdown put them."""

from __future__ import annotations

import pytest
from rendering_texts import Texts

HREF = 'href="javascript:x"'
VIDEO, MAP = '<iframe src="https://video.example/v"></iframe>', "<iframe src='https://map.example/m'></iframe>"


def warned(texts: Texts, text: str) -> list[tuple[int | None, str]]:
    return [(one.line, one.message) for one in texts.body(text).warnings]


def test_each_of_two_frames_is_told_at_its_own_line(texts: Texts) -> None:
    told = warned(texts, f"{VIDEO}\n\nwords with `<iframe>` in code\n\n{MAP}\n\n```html\n<iframe>\n```\n\n{VIDEO}\n")
    assert told == [
        (4, "<iframe> of https://video.example/v is shown as a link"),
        (8, "<iframe> of https://map.example/m is shown as a link"),
        (14, "<iframe> of https://video.example/v is shown as a link"),
    ]


def test_a_frame_of_the_site_itself_is_counted(texts: Texts) -> None:
    own = '<iframe src="own.html"></iframe>'
    assert [line for line, _ in warned(texts, f"{own}\n\n{own}\n\n{MAP}\n")] == [8]


def test_a_frame_that_nobody_closed_takes_nothing_with_it(texts: Texts) -> None:
    body = texts.body('<div>\n<video src="https://video.example/v">\n</div>\n\nWhat follows.\n')
    assert "What follows." in body.html
    assert "<video" not in body.html
    assert 'href="https://video.example/v"' in body.html


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("![a](a.png)\n\n![](a.png)", [6]),
        ("![](a.png)\n\n![a](a.png)\n\n![](a.png)", [4, 8]),
        ("[the file](a.png)\n\n![a](a.png)\n\n- one\n- ![](a.png)", [9]),
        ('`![](a.png)`\n\n<img src="a.png" alt="a">\n\n<img alt="" src=a.png>', [8]),
        ("![a][one]\n\ntext\n\n![][one]\n\n[one]: a.png", [10]),
        ("    ![](a.png)\n\n| a |\n|---|\n| ![](a.png) |", [8]),
        ('![a [b]](a.png "t")\n\n![]( <a.png> )', [6]),
    ],
)
def test_a_picture_without_words_is_told_at_its_own_line(texts: Texts, text: str, lines: list[int]) -> None:
    texts.picture("a.png")
    told = warned(texts, text)
    assert [line for line, _ in told] == lines
    assert {message for _, message in told} == {"nothing says what is to be seen in 'a.png'"}


def test_a_picture_that_a_shortcode_names_is_told_at_the_line_of_that(texts: Texts) -> None:
    texts.picture("a1.png")
    told = texts.told('---\n\ntext\n\n![](a{{< value "linear.accuracy * 0 + 2" digits=0 >}}.png)')
    assert [line for line, *_ in told] == [8]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[a](javascript:x)\n\n`javascript:x`\n\n[b](javascript:x)",
            [(4, HREF), (8, HREF)],
        ),
        ("onclick is a word\n\n<b onclick='a()'>c</b>\n\n<b onclick=b()>c</b>", [(6, "onclick"), (8, "onclick")]),
        ("<script>a()</script>\n\n<p>a</p>\n\n<script src=b.js></script>", [(4, "<script>"), (8, "<script>")]),
    ],
)
def test_what_would_run_is_told_at_its_own_line(texts: Texts, text: str, told: list[tuple[int, str]]) -> None:
    assert [(line, message.partition(" is left out")[0]) for line, message in warned(texts, text)] == told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("about two\n\n## A {#two}\n\n## B {#two}", 8),
        ('see [two](#two)\n\n<b id="two">a</b>\n\n`id="two"`\n\n<i id=two>b</i>', 10),
        ("two twofold\n\n## A {#twofold}\n\n## B {#two}\n\n### C {.x #two}", 10),
    ],
)
def test_an_id_given_twice_is_told_where_it_is_given_again(texts: Texts, text: str, line: int) -> None:
    assert [told[:2] for told in texts.told(text)] == [(line, "the id 'two' is given twice")]
