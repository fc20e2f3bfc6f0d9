"""Captions are part of their text: what its footnotes, references and shortcodes give, they give in a caption too."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.drawing.engine import Engine

NOTES = "\n\n[^1]: The *note*.\n\n[r]: https://example.org/r\n[other]: shade.png\n"
CALLS = {
    "picture": '{{< image shade.png "a" "%s" >}}',
    "hugo": '{{< figure src="shade.png" alt="a" caption="%s" >}}',
    "table": '{{< table cnn series=test_loss caption="%s" >}}',
    "group": '{{< figures pair caption="%s" >}}\n\n{{< image shade.png a >}}\n\n{{< /figures >}}',
    "diagram": '{{< mermaid alt="a" caption="%s" >}}\ngraph LR; A --> B\n{{< /mermaid >}}',
    "chart": '{{< echarts alt="a" caption="%s" >}}\n{"xAxis": {"data": ["a"]}, "yAxis": {}, "series": [{"type": "bar", '
    '"data": [1]}]}\n{{< /echarts >}}',
}


@pytest.fixture
def texts(tmp_path: Path, engine: Engine) -> Texts:
    texts = Texts(tmp_path, engine)
    texts.picture("shade.png")
    return texts


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_captions_know_the_footnotes_and_references_of_their_text(texts: Texts, call: str) -> None:
    caption = "see [r][r], [r] and [a *file*][other][^1], `[^1]`, $x[1]$"
    body = texts.body("Before[^2].\n\n" + call % caption + "\n\nAfter[^1]." + NOTES + "\n[^2]: Two.\n")
    page = BeautifulSoup(str(body.html), "html.parser")
    figure = page.select("figure")[0]
    [words] = [one.p for one in figure.find_all("figcaption") if one.find("sup")]
    assert [one["href"] for one in words.find_all("a")] == ["https://example.org/r"] * 2 + [
        next(name for name in body.files if name.startswith("shade")),
        "#fn:1",
    ]
    assert words.sup.text == "2", "counted where it stands in the text"
    assert words.select_one("a em")
    assert words.select_one(".katex")
    assert words.code.text == "[^1]"
    assert "[" not in words.text.replace("[^1]", "").replace("x[1]", "")
    assert [one.parent.name for one in figure.find_all("figcaption")]
    assert not page.select("p figure, p p")
    assert not body.warnings
    assert not [one for one in str(body.html) if "\ue000" <= one <= "\uf8ff"]


WITHIN = '{{< image shade.png "a" "%s" >}}'


def test_shortcodes_in_captions_give_what_they_give_in_the_text(texts: Texts) -> None:
    (texts.folder / "references.bib").write_text("@book{a1, author={Ana Silva}, title={T}, year={2020}, isbn={1}}")
    said = "{{< value cnn.accuracy percent >}}, {{< cite a1 >}}, {{< see shade >}}, {{< image shade.png >}}"
    html = texts.html(f"{WITHIN % said}\n\nAgain{{{{< cite a1 >}}}}.")
    words = BeautifulSoup(html, "html.parser").figcaption.p
    assert [one["href"] for one in words.find_all("a")] == ["#from:cnn", "#reference-a1", "#picture-shade"]

    assert "Figure\xa01" in words.text
    assert "Silva" in words.text
    assert not words.find("figure")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("- one\n\n  " + WITHIN % "x[^1]" + "\n- two", "li figure sup"),
        ("- " + WITHIN % "x[^1]", "li figure sup"),
        ("> " + WITHIN % "x[^1]", "blockquote figure sup"),
        ('{{< admonition tip "x[^1]" >}}\nHere.\n{{< /admonition >}}', ".admonition-title sup, summary sup"),
        (f'{{{{< details summary="x[^1]" >}}}}\n{WITHIN % "y"}\n{{{{< /details >}}}}', "summary sup"),
    ],
)
def test_a_caption_stands_wherever_what_it_belongs_to_stands(texts: Texts, text: str, inside: str) -> None:
    body = texts.body(text + NOTES)
    page = BeautifulSoup(str(body.html), "html.parser")
    assert len(page.select(inside)) == 1, page
    assert not page.select("p figure, p p, p details")
    assert not body.warnings


def test_what_is_wrong_in_a_caption_is_told_once(texts: Texts) -> None:
    [(line, message, _)] = texts.told("\n" + WITHIN % "[a] {{< value cnn.nope >}}")
    assert (line, "nope" in message) == (5, True)
    [(line, message, _)] = texts.told("\n" + WITHIN % "[a] $\\bad$")
    assert (line, "bad" in message) == (5, True)
    body = texts.body(WITHIN % "no [reference][nowhere] and no note[^9]")
    assert "no [reference][nowhere] and no note[^9]" in body.html


def test_what_is_read_word_by_word_is_not_the_caption(texts: Texts) -> None:
    alone = texts.body("Three words here.")
    assert texts.body("Three words here.\n\n" + WITHIN % "[a] caption").facts.words == alone.facts.words
