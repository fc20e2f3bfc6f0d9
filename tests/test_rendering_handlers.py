"""`admonition` and `ref`."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.project import THEME
from builder.shortcodes.handlers.admonition import TYPES


@pytest.mark.parametrize(
    ("start", "classes", "title", "opened"),
    [
        ("{{< admonition >}}", ["admonition", "note"], "Nota", True),
        ("{{<admonition tip>}}", ["admonition", "tip"], "Dica", True),
        ('{{< admonition bug "a *b* $c$" false >}}', ["admonition", "bug"], None, False),
        ('{{< admonition title="T" type=quote open=true >}}', ["admonition", "quote"], "T", True),
        ("{{< admonition open=false >}}", ["admonition", "note"], "Nota", False),
    ],
)
def test_admonitions(texts: Texts, start: str, classes: list[str], title: str | None, opened: bool) -> None:
    texts.language = "pt"
    html = texts.html(f"a\n{start}\n- b\n\n```\n$c$\n```\n\n## D\n{{{{< /admonition>}}}}\ne")
    page = BeautifulSoup(html, "html.parser")
    box = page.find("details")
    assert box is not None
    assert (box["class"], box.has_attr("open")) == (classes, opened)
    assert box.summary is not None
    assert box.summary.text == title or str(box.summary).startswith("<summary>a <em>b</em> <span class=")
    assert [tag.name for tag in box.find_all(["ul", "pre", "h2"])] == ["ul", "pre", "h2"]
    assert [paragraph.text for paragraph in page.find_all("p", recursive=False)] == ["a", "e"]


def test_every_admonition_has_a_title_and_a_colour(texts: Texts) -> None:
    css = (THEME / "static" / "style.css").read_text()
    for name in TYPES:
        box = BeautifulSoup(
            texts.html(f"{{{{< admonition {name} >}}}}\n{{{{< /admonition >}}}}"), "html.parser"
        ).summary
        assert box is not None
        assert box.text
        assert name == "note" or f".admonition.{name}" in css


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("other", "post:other"),
        ("other#part-2", "post:other#part-2"),
        ("#parte-é", "#parte-%C3%A9"),
        ("other.md", "post:other"),
        ("other.pt.md", "post:other"),
        ("/posts/other/", "post:other"),
        ("posts/other/index.md#x", "post:other#x"),
        ("../other/index.en.md", "post:other"),
        ("other/_index.md", "post:other"),
        ("v1.2", "post:v1.2"),
    ],
)
@pytest.mark.parametrize("name", ["ref", "relref"])
def test_the_address_of_a_post(texts: Texts, name: str, path: str, address: str) -> None:
    expected = f'<p><a href="{address.replace("%C3%A9", "é")}">a</a></p>'
    assert texts.html(f'[a]({{{{< {name} "{path}" >}}}})') == expected


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{{< admonition tip T maybe >}}\n{{< /admonition >}}", "open must be true or false, not 'maybe'", ""),
        ("{{< admonition colour=red >}}\n{{< /admonition >}}", "'admonition' has no argument colour=", None),
        ("{{< admonition >}}", "'admonition' is never closed", "Write {{< /admonition >}} where it ends."),
        (
            "[a]({{< ref / >}})",
            "'/' names no post",
            "Write [text]({{< ref other >}}), other being a post's folder.",
        ),
        ("[a]({{< ref index.md >}})", "'index.md' names no post", None),
        ("[a]({{< ref >}})", "'ref': missing a required argument: 'path'", "It takes path."),
    ],
)
def test_what_an_author_may_get_wrong(texts: Texts, text: str, message: str, hint: str | None) -> None:
    [told] = texts.told(f"\n{text}")
    assert told[:2] == (5, message)
    assert hint is None or told[2] == hint
