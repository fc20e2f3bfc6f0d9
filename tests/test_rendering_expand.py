from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup, escape

from builder.document import markdown
from builder.document.fragments import Enclosure, Fragment
from builder.document.source import Source
from builder.document.tree import fill
from builder.errors import SitegenError
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.expand import expand


def shout(context: object, word: str, *, mark: str = "!") -> Fragment:
    return Fragment(Markup(f"<b>{escape(word)}{mark}</b>"), f"{word}{mark}")


def box(context: object, *, title: str) -> Fragment:
    return Fragment(Markup(f"<div>{title}</div>"), title, block=True)


def listing(context: object, *, body: str) -> Fragment:
    return Fragment(Markup(f"<pre>{escape(body)}</pre>"), body, block=True)


def note(context: object, kind: str = "note", *, body: str) -> Enclosure:
    return Enclosure(Markup(f"<div class={kind}>"), Markup("</div>"), block=True)


def mark(context: object, *, body: str) -> Enclosure:
    return Enclosure(Markup(f"<mark title='{body}'>"), Markup("</mark>"), block=False)


SHORTCODES: dict[str, Shortcode] = {
    "box": Shortcode(box, ()),
    "listing": Shortcode(listing, (), "text"),
    "mark": Shortcode(mark, (), "markdown"),
    "note": Shortcode(note, (), "markdown"),
    "shout": Shortcode(shout, ()),
}


def render(text: str) -> tuple[str, list[tuple[int | None, str, str]]]:
    errors: list[SitegenError] = []
    source, context = Source(text, Path("x.md"), 1), SimpleNamespace(place=None, strict=True)
    expanded, fragments = expand(source, SHORTCODES, context, errors, whole=True)
    told = [(error.line, error.message, error.hint) for error in errors]
    return ("" if told else fill(markdown.to_html(expanded), fragments)), told


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a {{< shout hi >}} b", "<p>a <b>hi!</b> b</p>"),
        ("{{< shout hi >}}", "<p><b>hi!</b></p>"),
        ('{{< box title="t" >}}', "<div>t</div>"),
        ('above\n{{< box title="t" >}}\nbelow', "<p>above</p>\n<div>t</div>\n<p>below</p>"),
        (
            '- one\n\n    {{< box title="t" >}}\n\n- two',
            "<ul>\n<li>\n<p>one</p>\n<div>t</div>\n</li>\n<li>\n<p>two</p>\n</li>\n</ul>",
        ),
        (
            'term\n:   one\n\n    {{< box title="t" >}}\n\n    two\n\n    {{< box title="u" >}}\n    three',
            "<dl>\n<dt>term</dt>\n<dd>\n<p>one</p>\n<div>t</div>\n<p>two</p>\n<div>u</div>\n<p>three</p>\n</dd>\n</dl>",
        ),
        ('{{< box title="a {{< shout b >}}" >}}', "<div>a b!</div>"),
        ("*{{< shout _x_ >}}*", "<p><em><b>_x_!</b></em></p>"),
        ('[a](b "{{< shout \'c >}}")', '<p><a href="b" title="&#39;c!">a</a></p>'),
        ("## É {{< shout 1 >}} assim", '<h2 id="é--assim">É <b>1!</b> assim</h2>'),
        ('"{{</* shout "x" */>}}"', "<p>&ldquo;{{&lt; shout &#34;x&#34; &gt;}}&rdquo;</p>"),
        ("a < b {{< shout c >}} > d", "<p>a &lt; b <b>c!</b> &gt; d</p>"),
        (
            "{{< note >}}\n- a\n\n## b\n{{< /note >}}",
            '<div class=note>\n<ul>\n<li>a</li>\n</ul>\n<h2 id="b">b</h2>\n</div>',
        ),
        ("{{<note tip>}}a{{< / note>}}", "<div class=tip>\n<p>a</p>\n</div>"),
        (
            "- one\n\n    {{< note >}}\n    a\n    {{< /note >}}",
            "<ul>\n<li>\n<p>one</p>\n<div class=note>\n<p>a</p>\n</div>\n</li>\n</ul>",
        ),
        (
            "{{< note >}}\n{{< note tip >}}\na\n{{< /note >}}\n{{< /note >}}",
            "<div class=note>\n<div class=tip>\n<p>a</p>\n</div>\n</div>",
        ),
        ("{{< note />}}", "<div class=note>\n</div>"),
        ("a {{< mark >}}b {{< shout c >}}{{< /mark >}}.", "<p>a <mark title='b c!'>b <b>c!</b></mark>.</p>"),
        ("{{< listing >}}{a: `\n{{< shout b >}}\n```{{< /listing >}}", "<pre>{a: `\nb!\n```</pre>"),
        ("{{< listing >}}\n\n    {{< shout b >}}\n{{< /listing >}}", "<pre>\n\n    b!\n</pre>"),
        ("{{< listing >}}{{< /listing >}}", "<pre></pre>"),
        (
            " ".join(f"{{{{< shout {n} >}}}}" for n in range(12)),
            "<p>" + " ".join(f"<b>{n}!</b>" for n in range(12)) + "</p>",
        ),
    ],
)
def test_what_stands_on_the_page(text: str, html: str) -> None:
    assert render(text) == (html, [])


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("\n{{< shuot x >}}", 2, "unknown shortcode 'shuot'", "Did you mean 'shout'?"),
        ("{{< shout >}}", 1, "'shout': missing a required argument: 'word'", 'It takes word [mark="…"].'),
        ("{{< shout a b >}}", 1, "'shout': too many positional arguments", 'It takes word [mark="…"].'),
        ("{{< shout a marc=b >}}", 1, "'shout' has no argument marc=", "Did you mean 'mark'?"),
        ("a {{< box title=b >}}", 1, "'box' must stand on a line of its own", ""),
        ('{{< box title="{{< shuot x >}}" >}}', 1, "unknown shortcode 'shuot'", "Did you mean 'shout'?"),
        ("\n{{< note >}}\na", 2, "'note' is never closed", "Write {{< /note >}} where it ends."),
        ("\n{{< listing >}}\na", 2, "'listing' is never closed", "Write {{< /listing >}} where it ends."),
        ("a\n\n{{< /note >}}", 3, "'/note' closes nothing", "Nothing here opens 'note'."),
        ("{{< /shout >}}", 1, "'/shout' closes nothing", None),
        (
            "{{< note >}}\n{{< mark >}}\n{{< /note >}}",
            2,
            "'mark' is not closed before '/note' in line 3",
            "Write {{< /mark >}} before it.",
        ),
        ("a {{< note >}}\n{{< /note >}}", 1, "nothing may stand before 'note' or after '/note' on their lines", ""),
        ("{{< note tip x >}}\n{{< /note >}}", 1, "'note': too many positional arguments", "It takes [kind]."),
        ("{{< listing >}}\n\n{{< shuot x >}}{{< /listing >}}", 3, "unknown shortcode 'shuot'", None),
        ("{{< nite >}}\na\n{{< /nite >}}", 1, "unknown shortcode 'nite'", "Did you mean 'note'?"),
        ("{{< /note a >}}", 1, "what ends a shortcode is its name and nothing else", None),
        ('\n\n{{< box title="{{< shout x" >}}', 3, "a shortcode is never closed, or has a quote too many", None),
    ],
)
def test_what_an_author_may_get_wrong(text: str, line: int, message: str, hint: str | None) -> None:
    [told] = render(text)[1]
    assert told[:2] == (line, message)
    assert hint is None or told[2] == hint


def test_a_block_in_a_footnote_stays_there() -> None:
    html, _ = render('a[^1]\n\n[^1]: b\n\n    {{< box title="t" >}}\n\n    {{< box title="u" >}}\n\n    c\n\nd')
    assert html.startswith("<p>a<sup")
    assert html.split('<div class="footnote">')[0].endswith("<p>d</p>\n")
    assert "<p>b</p>\n<div>t</div>\n<div>u</div>\n<p>c" in html
    assert "<pre>" not in html


def test_all_mistakes_of_a_text_are_told() -> None:
    assert sorted(line or 0 for line, _, _ in render("{{< a >}}\n{{< b\n\n`{{< c >}}`\n{{< d >}}")[1]) == [1, 2, 5]
