"""What is told of a text without opening its HTML comes from its document, and is what a reader would say."""

from __future__ import annotations

import pytest
from rendering_texts import Texts

from builder.text.facts import Facts

FIGURES = (
    "from pyecharts.charts import Line\n\n\ndef curve(cnn):\n"
    "    return Line().add_xaxis([1, 2]).add_yaxis('a', [1, 2])\n\n\ndef moved():\n    return {'shown': [1, 2]}\n"
)


@pytest.fixture
def drawn(texts: Texts) -> Texts:
    (texts.folder / "figures.py").write_text(FIGURES)
    (texts.folder / "moved.js").write_text("export const mount = () => {};\n")
    return texts


def facts(texts: Texts, text: str) -> Facts:
    return texts.body(text).facts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two **three**", 3),
        ("one\n\n```\ntwo three\n```\n\nfour `five six`", 4),
        ("one\n\n<figure><figcaption>two</figcaption></figure>\n\nthree", 2),
        ("{{< admonition tip \"Two words\" >}}three four{{< /admonition >}}", 4),
        ("a {{< value cnn.accuracy >}} b", 3),
        ("one\n\n{{< interactive moved alt=x >}}two three{{< /interactive >}}\n\nfour", 4),
        ("one <!-- two three -->", 1),
        ("| a | b |\n|---|---|\n| c | d |", 4),
    ],
)  # fmt: skip
def test_the_words_of_a_text_are_those_that_are_read(drawn: Texts, text: str, words: int) -> None:
    assert facts(drawn, text).words == words


def test_what_comes_alive_is_told_by_what_shortcodes_gave(drawn: Texts) -> None:
    quoted = (
        '`data-option="x"` <b data-option=\'y\' class="katex">words</b>\n\n## Part\n\n### Smaller {#own}\n\n#### Not'
    )
    plain = facts(drawn, quoted)
    assert (plain.anchors, plain.options, plain.interactive, plain.math) == (("part", "own"), (), False, False)
    whole = facts(drawn, "{{< chart curve alt=x >}}\n\n{{< interactive moved alt=x >}}a{{< /interactive >}}\n\n$x$")
    assert whole.interactive
    assert whole.math
    assert [name.split(".")[0] for name in whole.options] == ["curve"]


def test_a_formula_in_a_caption_is_a_formula(texts: Texts) -> None:
    texts.picture("a.png")
    assert facts(texts, '{{< image a.png a "so $x$" >}}').math
