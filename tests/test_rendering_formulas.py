from __future__ import annotations

import re
from pathlib import Path

import pytest
from rendering_texts import Texts

from builder.cache import Cache


def tex(html: str) -> list[str]:
    """The TeX of the formulas on a page, displayed ones with a D."""
    pattern = r'(<span class="katex-display">)?<span class="katex">.*?<annotation[^>]*>(.*?)</annotation>'
    found = re.findall(pattern, html, re.DOTALL)
    return [("D " if display else "") + source.replace("\n", " ") for display, source in found]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ b", ["x"]),
        ("$a_1*b*c_1$ and $\\hat{y}_{i}$", ["a_1*b*c_1", "\\hat{y}_{i}"]),
        ("\\(x\\), \\\\(y\\\\)", ["x", "y"]),
        ("$$x$$", ["D x"]),
        ("a $$x$$ b", ["D x"]),
        ("$$\nx \\\\[2pt]\ny\n$$", ["D  x \\\\[2pt] y "]),
        ("\\[x\\]", ["D x"]),
        ("\\\\[\nx\n\\\\]", ["D  x "]),
        ("> $$\n> a\n> b\n> $$", ["D  a b "]),
        ("- one\n\n    $$x$$\n\n- two", ["D x"]),
        ("|a|b|\n|-|-|\n|$|x|$|c|", ["|x|"]),
        ("## Cost $O(n)$", ["O(n)"]),
        ("$\\text{a $b$ c}$", ["b"]),
        ("$$\\text{a $b$ c}$$", ["D \\text{a $b$ c}"]),
        ("$\\$5$", ["\\$5"]),
        ("$p = {{< value cnn.epochs >}}$", ["p = 3"]),
        ("*$x$* **$y$** [$z$](u)", ["x", "y", "z"]),
        ("$\\ce{H2O}$", ["\\ce{H2O}"]),
        ("$a\nb$", ["a b"]),
        ("\\begin{equation}\nx\n\\end{equation}", ["D \\begin{equation} x \\end{equation}"]),
        ("\\begin{align*}\nx &= 1 \\\\\ny\n\\end{align*}", ["D \\begin{align*} x &amp;= 1 \\\\ y \\end{align*}"]),
        ("$$\n\\begin{align}\nx\n\\end{align}\n$$", ["D  \\begin{align} x \\end{align} "]),
        # no formulas
        ("$5 and $6", []),
        ("from $5-$10, $ 3 $", []),
        ("$a\n\nb$", []),
        ("$$a\n\nb$$", []),
        ("\\$x\\$", []),
        ("`$x$` ``$y$``", []),
        ("```\n$x$\n```", []),
        ("    $x$ and \\\\(y\\\\)", []),
        ("<code>$x$</code>", []),
        ("\\begin{equation}\n\nx\n\\end{equation}", []),
        ("a $HOME and `$x`", []),
        ("${{< value cnn.epochs >}}-${{< value cnn.epochs >}}", []),
    ],
)
def test_what_is_a_formula(texts: Texts, text: str, formulas: list[str]) -> None:
    assert tex(texts.html(text)) == formulas


def test_a_formula_stays_as_it_is_written_in_code(texts: Texts) -> None:
    assert "echo $HOME/$USER &amp; \\\\[x\\\\]" in texts.html("    echo $HOME/$USER & \\\\[x\\\\]")
    assert "<code>$x<y$</code>" in texts.html("<code>$x<y$</code>").replace("&lt;", "<")


def test_a_displayed_formula_is_no_part_of_a_paragraph(texts: Texts) -> None:
    html = texts.html("a\n$$x$$\nb")
    assert html.startswith('<p>a</p>\n<div class="formula" tabindex="0"><span class="katex-display">')
    assert html.endswith("</div>\n<p>b</p>")


def test_a_formula_in_an_attribute_is_its_source(texts: Texts) -> None:
    assert '<a href="u" title="of x^2">' in texts.html('[a](u "of $x^2$")')


def test_an_address_has_no_formulas(texts: Texts) -> None:
    html = texts.html("[x](https://a.b/$q/$p) <https://a.b/$q/$p> [y](c/$q/$p) https://a.b/$q/$p $z$")
    assert re.findall('href="([^"]*)"', html) == ["https://a.b/$q/$p"] * 2 + ["c/$q/$p", "https://a.b/$q/$p"]
    assert tex(html) == ["z"]


def test_a_heading_keeps_its_formula_in_the_contents(texts: Texts) -> None:
    toc = texts.body("## A $x$\n\n## B").toc
    assert '<a href="#a-">A <span class="katex">' in toc


def test_captions_have_formulas(texts: Texts) -> None:
    html = texts.html('{{< table cnn series=test_loss caption="*the* $L_2$ \\(\\beta\\) `$x$` {{</* a */>}}" >}}')
    assert tex(html) == ["L_2", "\\beta"]
    assert "<code>$x$</code> {{&lt; a &gt;}}" in html


def test_math_can_be_switched_off(texts: Texts) -> None:
    assert texts.html("a $x$ b $$y$$", "title: x\nmath: false") == "<p>a $x$ b $$y$$</p>"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n$\\bad$", 5, "the formula '\\bad': Undefined control sequence: \\bad"),
        ("$$\na\n\\bad\n$$", 6, "the formula 'a \\bad': Undefined control sequence: \\bad"),
        ("\n$\\frac{1$", 5, "the formula '\\frac{1': Unexpected end of input in a macro argument, expected '}'"),
        ("$a^b^c$", 4, "the formula 'a^b^c': Double superscript"),
        ('\n{{< table cnn series=test_loss caption="$\\bad$" >}}', 5, "the formula '\\bad'"),
        ("$p = {{< vale x >}}$", 4, "unknown shortcode 'vale'"),
    ],
)
def test_what_an_author_may_get_wrong(texts: Texts, text: str, line: int, message: str) -> None:
    [told] = texts.told(text)
    assert told[0] == line
    assert told[1].startswith(message)


def test_formulas_are_kept(texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts.cache = Cache(tmp_path / "cache")
    first = texts.html("$x$ $$x$$ $x$")
    assert len(list((tmp_path / "cache").iterdir())) == 2
    monkeypatch.setattr(texts.engine, "call", None)
    assert texts.html("$x$ $$x$$ $x$") == first
