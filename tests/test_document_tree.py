"""A document as a tree: what nobody changes comes out as it was written, however badly that is."""

from __future__ import annotations

import random

import pytest
from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.document.placeholders import placeholder
from builder.document.tree import Element, fill, read

PIECES = (
    "<p>", "</p>", "<P CLASS=a>", "<div markdown=1>", "</div >", "<br>", "<br/>", "<img alt='a > b' src=x>", "</br>",
    "<!-- <p> -->", "<!--", "-->", "<a href=\"x\">", "</a>", "<code>", "</code>", "<script>a < b && c > d</script>",
    "text", "&amp; &lt", "<", ">", "< p>", "</", "\n\n", "<svg/onload=x>", "<o:p>", "\u00e9",
    "<!doctype html>",
    "<li>", "<?xml ?>", "<td title=\"it's\">", "\"", "'",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_what_nobody_changes_comes_out_as_it_was_written(seed: int) -> None:
    source = random.Random(seed)
    html = "".join(source.choices(PIECES, k=source.randint(1, 60)))
    assert read(html).html == html


def shape(element: Element) -> list[object]:
    return [shape(child) if isinstance(child, Element) else child for child in element.children]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<p>b<em>c</em></p>d", ["a", ["b", ["c"]], "d"]),
        ("<p>a<br>b</p>", [["a", [], "b"]]),
        ("<p>a</em>b</p>", [["a", "</em>b"]]),
        ("<ul><li>a<li>b</ul>c", [[["a", ["b"]]], "c"]),
        ("<p><!-- <em> -->a</p>", [["<!-- <em> -->a"]]),
        ('<img alt="</p>">a', [[], "a"]),
        ("<x-y/>a", [[], "a"]),
        ("<DIV>a</div>", [["a"]]),
    ],
)
def test_elements_are_where_their_tags_say(html: str, expected: list[object]) -> None:
    def joined(nodes: list[object]) -> list[object]:
        """Text that was cut at what ends nothing is one text."""
        found: list[object] = []
        for node in nodes:
            if isinstance(node, str) and found and isinstance(found[-1], str):
                found[-1] += node
            else:
                found.append(joined(node) if isinstance(node, list) else node)
        return found

    assert joined(shape(read(html).root)) == joined(expected)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<a>", []),
        ("<a href=\"x?a&amp;b\" TITLE='c'>", [("href", "x?a&b"), ("title", "c")]),
        ("<input disabled value=a>", [("disabled", ""), ("value", "a")]),
        ("<svg/onload=x>", [("onload", "x")]),
        ('<a title="a > b">', [("title", "a > b")]),
    ],
)
def test_attributes_are_read_without_their_entities(tag: str, attributes: list[tuple[str, str]]) -> None:
    assert read(tag).elements[0].attributes == attributes


def test_thousands_of_elements_in_one_another_are_read_and_written() -> None:
    html = "<div>" * 20_000 + "a" + "</p>" * 20_000 + "</div>" * 20_000
    assert read(html).html == html


VALUE = Fragment(Markup("<b>5</b>"), "5", written="{{five}}")
BOX = Fragment(Markup('<div><a href="x">y</a></div>'), "box", block=True)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a 0</p>", "<p>a <b>5</b></p>"),
        ("<p>1</p>", '<div><a href="x">y</a></div>'),
        ("<p>1 </p>", '<p><div><a href="x">y</a></div> </p>'),
        ("<code>0</code>", "<code>{{five}}</code>"),
        ('<a href="z">0 1</a>', '<a href="z"><b>5</b> box</a>'),
        ("<a name=z>1", '<a name=z><div><a href="x">y</a></div>'),
        ('<i title="0">0</i>', '<i title="5"><b>5</b></i>'),
        ('<a href="0">a</a>', '<a href="{{five}}">a</a>'),
        ("<!-- 0 -->", "<!-- 5 -->"),
    ],
)
def test_what_a_shortcode_gave_is_what_its_place_can_hold(html: str, expected: str) -> None:
    for number in (0, 1):
        html = html.replace(str(number), placeholder(number))
    assert fill(html, [VALUE, BOX]) == expected
