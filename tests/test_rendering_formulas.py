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
        ("| M | In ($) | Out ($) |\n|---|---|---|\n| A | $0.60 | $0.03 |", []),
        ("M | In ($) | Out ($)\n:-|-|-:\nA | $0.60 | ($0.03)", []),
        ("> | In ($) | Out ($) |\n> |---|---|\n> | $p$ | b |", ["p"]),
        ("Of $P(A | B)$ say.\n\n| a | b |\n|---|---|", ["P(A | B)"]),
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
        ("\\$x\\$", []),
        ("`$x$` ``$y$``", []),
        ("```\n$x$\n```", []),
        ("    $x$ and \\\\(y\\\\)", []),
        ("<code>$x$</code>", []),
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


@pytest.mark.parametrize(
    "source",
    [
        "\\mbox{a}", "\\text{fan_in}", "\\text{50^a & b #1 $x_1$}", "x_\\sqrt{2}", "\\require{cancel} \\cancel{x}",
        "\\begin{eqnarray} a &=& b \\\\ c &=& d \\end{eqnarray}", "\\begin{multline*} a \\\\ b \\end{multline*}",
        "\\begin{flalign} a &= b \\end{flalign}", "\\unicode{x2014}", "\\bbox[red]{x}", "\\class{a}{x}", "\\iiiint",
        "\\enclose{circle}{x}", "\\textsc{a}", "\\sideset{_a^b}{_c^d}\\sum", "\\matrix{a & b \\cr c & d}",
        "\\cases{a & b \\cr c & d}", "\\eqalign{a &= b \\cr c &= d}", "\\root 3 \\of x", "\\root{n}\\of{x}",
        "\\begin{subequations} a \\end{subequations}", "a \\text{ as in } \\eqref{nothing}",
    ],
)  # fmt: skip
def test_what_mathjax_knows_is_set(texts: Texts, source: str) -> None:
    html = texts.html(f"$${source}$$")
    assert tex(html)
    assert "katex-error" not in html


def test_an_environment_that_can_only_be_displayed_is(texts: Texts) -> None:
    assert tex(texts.html("so $\\begin{equation} x \\end{equation}$")) == ["D \\begin{equation} x \\end{equation}"]


def test_matrices_and_cases_need_no_dollars(texts: Texts) -> None:
    shown = tex(texts.html("\\begin{bmatrix} 1 & 2 \\end{bmatrix}\n\nand\n\n\\begin{cases} 1 \\\\ 2 \\end{cases}"))
    assert [one[:18] for one in shown] == ["D \\begin{bmatrix} ", "D \\begin{cases} 1 "]


@pytest.mark.parametrize(
    ("defined", "used", "glyph"),
    [
        ("\\newcommand{\\R}[1]{\\mathbb{#1}}", "\\R{N}", "N"),
        ("\\newcommand\\half{\\frac12}\\newcommand{\\two}{2}", "\\half + \\two", "2"),
        ("\\renewcommand{\\vec}[1]{\\mathbf{#1}}", "\\vec{v}", "v"),
        ("\\def\\pair#1#2{(#1, #2)}", "\\pair{a}{b}", "b"),
        ("\\DeclareMathOperator*{\\argmx}{arg\\,mx}", "\\argmx_x", "mx"),
        ("\\newcommand{\\nested}{\\text{a_{b}}}", "\\mathrm{c}", "c"),
    ],
)
def test_a_command_that_a_text_defines_is_known_below(texts: Texts, defined: str, used: str, glyph: str) -> None:
    html = texts.html(f"$${defined}$$\n\nand ${used}$, again ${defined}{used}$")
    assert tex(html) == [used, used]
    assert glyph in html


def test_formulas_refer_to_each_other_as_in_tex(texts: Texts) -> None:
    text = (
        "By \\eqref{eq:one}, (\\ref{two of it}) and `\\eqref{eq:one}`, \\ref{nothing}:\n\n"
        "\\begin{align} x &= y \\label{eq:one} \\\\ y &= z \\label{two of it} \\end{align}"
    )
    html = texts.html(text)
    assert '<a href="#formula-eq:one">(1)</a>, <a href="#formula-two-of-it">(2)</a>' in html
    assert "\\ref{nothing}" in html
    assert 'id="formula-two-of-it"' in html


def test_no_height_of_a_formula_is_negative(texts: Texts) -> None:
    """KaTeX says so of what it sets for chemistry, which is no CSS."""
    html = str(texts.body(r"$\ce{H2O}$ and $\ce{CO2 + C -> 2 CO}$").html)
    assert "katex" in html
    assert "height:-" not in html.replace("line-height:-", "")
