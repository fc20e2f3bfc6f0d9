"""Markdown as people have it in their blogs: read as everywhere else, and no word of it is lost."""

from __future__ import annotations

import re

import pytest
from hugo_oracle import structure
from rendering_texts import Texts

from builder.document.markdown import to_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" ## A\n\n   ### B", 'h2("A") h3("B")'),
        ("## C#\n\n# F# and C\\#", 'h2("C#") h1("F# and C#")'),
        ("### foo ###  \n\n## a ## b", 'h3("foo") h2("a ## b")'),
        ("```python\nx\n````\n\nafter", 'pre("x") p("after")'),
        ("~~~~   ruby startline=3 $%@#$\nx\n~~~~~~~", 'pre("x")'),
        ("> ```\n> x\n\nafter", 'blockquote(pre("x")) p("after")'),
        ("> quote\n---\n", 'blockquote(p("quote")) hr'),
        ("Foo\nBar\n---", 'h2("Foo Bar")'),
        ("***\n---", "hr hr"),
        ("[foo] [bar]\n\n[bar]: /url", 'p("[foo]" a[href=/url]("bar"))'),
        ("[a]\n\n[a]:\n  /url\n  'T'", 'p(a[href=/url][title=T]("a"))'),
        ("<https://x.y/`a`>", 'p(a[href=https://x.y/`a`]("https://x.y/`a`"))'),
        ("Dict<str,int> Func<A,B> x<y, z>w", 'p("Dict<str,int> Func<A,B> x<y, z>w")'),
        ("`a|b` c\n\n```\n`a|b`\n```\n\n    `c|d`\n", 'p(code("a|b") "c") pre("`a|b`") pre("`c|d`")'),
        ('<div markdown="1">\n*a*\n</div>\n\n<p markdown=1>*b*</p>', 'p(em("a")) p(em("b"))'),
        ("<details markdown>\n<summary>m</summary>\n\n- a\n</details>", 'details(summary("m") ul(li("a")))'),
        ("- a\n\n      code\n\n  \tb", 'ul(li(p("a") pre("code") p("b")))'),
    ],
)
def test_read_as_everywhere_else(text: str, expected: str) -> None:
    assert structure(to_html(text)) == expected


def test_read_as_everywhere_else_with_more_than_commonmark_has() -> None:
    assert structure(to_html("https://x.y/__init__.py and a_b_c *d*.")) == (
        'p(a[href=https://x.y/__init__.py]("https://x.y/__init__.py") "and a_b_c" em("d") ".")'
    )
    assert 'td(code("d|e")) td("f|g")' in structure(to_html("| `a|b` | c |\n|-|-|\n| `` d|e `` | f\\|g |"))
    assert structure(to_html("a <a href='/b'>https://c.d</a> www.e.f")) == (
        'p("a" a[href=/b]("https://c.d") a[href=https://www.e.f]("www.e.f"))'
    )
    assert structure(to_html("T\nU\n: d\n: e\n\n  f\n\nafter")) == (
        'dl(dt("T") dt("U") dd("d") dd(p("e") p("f"))) p("after")'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('是一款"人在回路"（x）', "是一款“人在回路”（x）"),
        ('"人"', "“人”"),
        ('他说"hello"吧 "a" b', "他说“hello”吧 “a” b"),
        ("「it's」它'人'", "「it&rsquo;s」它‘人’"),
        ("它'人'吧", "它‘人’吧"),
        ('그는 "안녕" 이라고', "그는 “안녕” 이라고"),
        ('他说"**人**"吧', '他说"<strong>人</strong>"吧'),
        ('人 "a" it\'s', "人 &ldquo;a&rdquo; it&rsquo;s"),
    ],
)
def test_quotation_marks_beside_wide_signs(text: str, html: str) -> None:
    assert to_html(text) == f"<p>{html}</p>"


def test_a_footnote_may_begin_and_end_with_code() -> None:
    page = structure(to_html("a[^1]\n\n[^1]: ```\n    x\n    ```\n"))
    assert page.endswith('hr ol(li(pre("x") p(a[href=#fnref:1])))')


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("```\n{{</* figure x */>}}\n```", "<code>{{&lt; figure x &gt;}}\n</code>"),
        ("`{{%/* x */%}}` {{</* y */>}}", "<code>{{% x %}}</code> {{&lt; y &gt;}}"),
        ("a\n\n    {{</* z */>}}\n", "<code>{{&lt; z &gt;}}\n</code>"),
        ("```\n{{< x >}}\n```", "<code>{{&lt; x &gt;}}\n</code>"),
    ],
)
def test_code_writes_shortcodes_out(texts: Texts, text: str, shown: str) -> None:
    assert shown in texts.html(text)


def test_shortcodes_in_a_quotation(texts: Texts) -> None:
    styled = 'blockquote(p("a") p("b") p("c"))'
    assert structure(texts.html('> a\n> {{< style "color: red" >}}b{{< /style >}}\n> c')) == styled
    assert structure(texts.html('> a\n>\n> {{< style "color: red" >}}\n> b\n> {{< /style >}}\n> c')) == styled
    assert structure(texts.html('> > {{< style "color: red" >}}b{{< /style >}}\n> c')) == (
        'blockquote(blockquote(p("b")) p("c"))'
    )


@pytest.mark.parametrize(
    ("text", "structured"),
    [
        ("- {{< S >}}a{{< /S >}}\n- b", 'ul(li(p("a")) li(p("b")))'),
        ("- a {{< S >}}b{{< /S >}} c\n- d", 'ul(li(p("a") p("b") p("c")) li(p("d")))'),
        ("- {{< S >}}\n  a\n\n  b\n  {{< /S >}}\n- c", 'ul(li(p("a") p("b")) li(p("c")))'),
        ("- a\n\n  {{< S >}}\n  b\n  {{< /S >}}\n\n- c", 'ul(li(p("a") p("b")) li(p("c")))'),
        ("1. - {{< S >}}a{{< /S >}} b\n2. c", 'ol(li(ul(li(p("a") p("b")))) li("c"))'),
        ("> - {{< S >}}a{{< /S >}}\n> - b\n\nc", 'blockquote(ul(li(p("a")) li(p("b")))) p("c")'),
    ],
)
def test_shortcodes_in_items(texts: Texts, text: str, structured: str) -> None:
    texts.strict = False
    assert structure(texts.html(text.replace("S >", 'style "color: red" >', 1).replace("/S", "/style"))) == structured


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("List<int> and\nMap<int>", [(4, "HTML knows no element 'int'"), (5, "HTML knows no element 'int'")]),
        ("x\na<b and c>d", [(5, "the element 'b' is never closed")]),
        ("<div>\n<Warning>\na\n</Warning>\n</div>", [(5, "HTML knows no element 'warning'")]),
        ('<svg viewBox="0 0 1 1"><path d=""/></svg> <my-tag>x</my-tag> <font size=2>x</font> `<int>`', []),
        ("<p>a<p>b\n\n- <b>c</b><br/> <a id=x></a> \\<int>", []),
    ],
)
def test_tags_that_may_be_words_are_told(texts: Texts, text: str, told: list[tuple[int, str]]) -> None:
    warnings = [(one.line, one.message.partition(":")[0]) for one in texts.body(text).warnings]
    assert warnings == told


def test_an_image_is_an_img_as_in_browsers(texts: Texts) -> None:
    texts.picture("a.png")
    assert structure(texts.html('<image src="a.png" alt="b"/>')).startswith("img[src=a.")


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("::: {.callout-note}\na\n:::\n\nb", 'details(summary("Note") p("a")) p("b")'),
        ('::: {.callout-tip title="T *x*" collapse="true"}\na\n:::', 'details(summary("T" em("x")) p("a"))'),
        ("::: {#id .callout-important}\n## T\n\na\n:::\n## b", 'details(summary("T") p("a")) h2("b'),
        (":::warning Mind this\na\n:::", 'details(summary("Mind this") p("a"))'),
        ("::: tip\n- a\n:::\nb", 'details(summary("Tip") ul(li("a"))) p("b")'),
        (":::info[T]\na\n:::", 'details(summary("T") p("a"))'),
        ("::: {.danger} :::\na\n::::::", 'details(summary("Danger") p("a"))'),
        ("> ::: caution\n> a\n> :::\nb", 'blockquote(details(summary("Warning") p("a"))) p("b")'),
        ("- a\n\n  ::: note\n  b\n  :::\n- c", 'ul(li(p("a") details(summary("Note") p("b"))) li(p("c")))'),
        (":::{note}\na\n:::", 'details(summary("Note") p("a"))'),
        (":::{admonition} T\na\n:::", 'details(summary("T") p("a"))'),
        ("::: {.callout-exercise}\n#### T\na\n:::", 'details(summary("T") p("a"))'),
        ("::: details More\na\n:::", 'details(summary("More") p("a"))'),
        (":::: note\na\n\n::: tip\nb\n:::\n\nc\n::::", 'p("a") details(summary("Tip") p("b")) p("c")'),
    ],
)
def test_boxes_of_quarto_pandoc_and_others(texts: Texts, text: str, box: str) -> None:
    body = texts.body(text)
    assert box in structure(body.html)
    assert not body.warnings


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("> [!NOTE]\n> a *b*\n\nc", 'details(summary("Note") p("a" em("b"))) p("c")'),
        ("> [!NOTE]\n> a", 'details(summary("Note") p("a"))'),
        ("a\n\n> [!WARNING]\n> b\n>\n> - c\n> - d\n\ne", 'details(summary("Warning") p("b") ul(li("c") li("d")))'),
        ("> [!important]\n> a", 'details(summary("Important") p("a"))'),
        ("> [!CAUTION]\n> a", 'details(summary("Caution") p("a"))'),
        ('>[!tip]- Say "x" *y*\n>a', 'details(summary("Say “x”" em("y")) p("a"))'),
        ("> [!error]+ Limites\n>\n> a", 'details(summary("Limites") p("a"))'),
        ("> [!conclusion]\n> a", 'details(summary("Conclusion") p("a"))'),
        ("> [!tip]\n> ```\n> [!x]\n> ```\n\nb", 'details(summary("Tip") pre("[!x]")) p("b")'),
        ("- a\n\n  > [!note]\n  > b\n\n- c", 'li(p("a") details(summary("Note") p("b")))'),
        ("> > [!note]\n> > a\n>\n> b", 'blockquote(details(summary("Note") p("a")) p("b"))'),
        ("> [!note]\n> a\n>\n> > [!tip]\n> > b\n>\n> c\n\nd", 'p("a") details(summary("Tip") p("b")) p("c")) p("d")'),
        ("> [!note]\n> a\n>\n> > [!tip]\n> > b\n\nc", 'p("a") details(summary("Tip") p("b"))) p("c")'),
        ("> [!note]\n> a\n> > [!tip]\n> > b\n> > > [!tip]\n> > > c", 'p("a") details(summary("Tip") p("b") details('),
        ("- > [!note]\n  > a\n  > > [!tip]\n  > > b\n\n- c", 'p("a") details(summary("Tip") p("b")))) li(p("c")'),
        ("> a\n> [!note]\n> b", 'blockquote(p("a [!note] b"))'),
        ("> [!note]\n> a\nb\n# c", 'details(summary("Note") p("a b")) h1("c")'),
        ("> [!note]\n> - a\n# b", 'blockquote(p("[!note]") ul(li("a"))) h1("b")'),
        ("> [!note]\n> ```\n> a\n> ```\n# b", 'blockquote(p("[!note]") pre("a")) h1("b")'),
        ("> [note] a", 'blockquote(p("[note] a"))'),
        ("```\n> [!note]\n> a\n```", 'pre("> [!note]\\n> a")'),
        ("    > [!note]\n    > a", 'pre("> [!note]\\n> a")'),
    ],
)
def test_quotations_that_are_alerts(texts: Texts, text: str, box: str) -> None:
    body = texts.body(text)
    assert box in structure(body.html)
    assert not body.warnings


def test_what_is_wrong_in_an_alert_is_told_at_its_line(texts: Texts) -> None:
    (told,) = texts.told("a\n\n> [!note]\n> b\n> {{< valu x >}}\n\nc\n")
    assert told[:2] == (8, "unknown shortcode 'valu'")  # the head has three lines


def test_other_marks_of_colons_are_told_and_lose_no_word(texts: Texts) -> None:
    body = texts.body('a\n\n:::: {.columns}\n::: {.column width="40%"}\nb\n:::\n::::\nc\n::: d e\nf')
    assert structure(body.html) == 'p("a") p("b") p("c ::: d e f")'
    assert [one.line for one in body.warnings] == [6, 7, 12, 12]
    assert structure(texts.html("```\n::: note\n```\n\n    ::: note\n\n:::")) == (
        'pre("::: note") pre("::: note") p(":::")'
    )
    assert [one[:2] for one in texts.told("::: note\na")] == []
    assert "never closed" in texts.body("::: note\na").warnings[0].message


def test_footnotes_are_numbered_as_they_are_referred_to() -> None:
    html = to_html("a[^b] c[^z] d[^b]\n\n[^a]: unused\n\n[^z]: last\n\n[^b]: used\n")
    assert re.findall(r'class="footnote-ref" href="#fn:(\w)">(\d)', html) == [("b", "1"), ("z", "2"), ("b", "1")]
    assert re.findall(r'<li id="fn:(\w)">', html) == ["b", "z", "a"]
