from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

FIGURES = """\
from matplotlib.figure import Figure
from pyecharts.charts import Line


def digit(cnn):
    return Figure()


def other(cnn):
    return Figure()


def live(cnn):
    return Line().add_xaxis(["1"]).add_yaxis("a", [1])


def rows(cnn):
    return [["a"], [1]]
"""
DIGIT = '\n\n{{< figure digit alt="A digit." caption="A caption." >}}\n\n'
OTHER = '\n\n{{< figure other alt="Another." >}}\n\n'
LIVE = '\n\n{{< chart live alt="A line." >}}\n\n'
ROWS = '\n\n{{< table rows caption="Rows." >}}\n\n'
SERIES = '\n\n{{< table cnn series="test_loss" >}}\n\n'
IN_FILE = "no number of a figure can stand in a drawing"
NONE = "no figure, table or formula here is called '{}'"
FORMULA = "\n\n$$x \\label{x}$$\n\n"


@pytest.fixture
def drawn(texts: Texts) -> Texts:
    (texts.folder / "figures.py").write_text(FIGURES)
    return texts


def see(*names: str) -> str:
    return ", ".join(f"{{{{< see {name} >}}}}" for name in names)


def numbers(html: str) -> list[str]:
    """What the captions of a page begin with, in order."""
    return [number.text.replace("\xa0", " ") for number in BeautifulSoup(html, "html.parser").select(".number")]


def links(html: str) -> list[tuple[str, str]]:
    """What refers to something on the page: words and address."""
    found = BeautifulSoup(html, "html.parser").select('a[href^="#"]:not([href^="#from:"])')
    return [(link.text.replace("\xa0", " "), str(link["href"])) for link in found]


def test_what_has_a_caption_or_is_referred_to_has_a_number_in_the_order_of_the_page(drawn: Texts) -> None:
    text = see("live", "cnn", "digit", "rows") + DIGIT + OTHER + ROWS + LIVE + SERIES
    html = drawn.html(text)
    assert numbers(html) == ["Figure 1.", "Table 1.", "Figure 2.", "Table 2."]
    assert links(html) == [
        ("Figure 2", "#chart-live"),
        ("Table 2", "#table-cnn"),
        ("Figure 1", "#figure-digit"),
        ("Table 1", "#table-rows"),
    ]
    ids = {str(element["id"]) for element in BeautifulSoup(html, "html.parser").select("[id]")}
    assert {address.removeprefix("#") for _, address in links(html)} <= ids
    assert "A caption." in html


def test_what_has_a_caption_has_a_number_though_nothing_refers_to_it(drawn: Texts) -> None:
    body = drawn.body(OTHER + DIGIT + ROWS + LIVE + FORMULA + DIGIT)
    assert numbers(body.html) == ["Figure 1.", "Table 1.", "Figure 2."], "neither a formula nor what has no caption"
    assert not re.search("[\ue000-\ue0ff]|<p></p>", body.html)
    assert body.numbers == {
        "figure-digit": "Figure\xa01",
        "table-rows": "Table\xa01",
        "figure-digit-2": "Figure\xa02",
    }


def test_an_older_text_has_numbers_where_it_refers_to_one(drawn: Texts) -> None:
    drawn.strict = False
    assert not numbers(drawn.html(DIGIT + ROWS + FORMULA + "<figure><figcaption>a</figcaption></figure>"))
    assert numbers(drawn.html(DIGIT + ROWS + FORMULA + see("x"))) == ["(1)"]
    assert numbers(drawn.html(DIGIT + ROWS + see("rows"))) == ["Figure 1.", "Table 1."]


@pytest.mark.parametrize(
    ("html", "number", "id_"),
    [
        ('<figure>\n<img src="a.png" alt="a">\n<figcaption>A *cat*.</figcaption>\n</figure>', "Figure 1.", "picture-a"),
        (
            '<figure id="cat">\n<img src="a.png" alt="a">\n<figcaption><p>A.</p></figcaption></figure>',
            "Figure 1.",
            "cat",
        ),
        ("<figure>\n<pre>x</pre>\n<figcaption>Code</figcaption></figure>", "Listing 1.", "listing-own"),
        ("<figure><table><tr><td>1</table><figcaption>A</figcaption></figure>", "Table 1.", "table-own"),
        ("<table>\n<caption>Rows</caption>\n<tr><td>1</td></tr>\n</table>", "Table 1.", "table-own"),
    ],
)
def test_a_figure_that_is_written_as_html(drawn: Texts, html: str, number: str, id_: str) -> None:
    drawn.picture("a.png")
    shown = drawn.html(f"{html}\n\n{DIGIT}{see(id_)}")
    assert numbers(shown) == [number, "Figure 2." if number.startswith("Figure") else "Figure 1."]
    assert links(shown) == [(number[:-1], f"#{id_}")]
    page = BeautifulSoup(shown, "html.parser")
    assert page.find(id=id_).select_one("figcaption .number, caption .number")
    assert not page.select(".number > p, figcaption > .number + p")


def test_a_figure_of_html_without_words_and_a_picture_without_a_frame_have_no_number(drawn: Texts) -> None:
    drawn.picture("a.png")
    assert not numbers(drawn.html('<figure>\n<figcaption> </figcaption>\n</figure>\n\n![a](a.png "A title")'))


def test_a_number_follows_when_the_text_is_turned_round(drawn: Texts) -> None:
    assert links(drawn.html(DIGIT + OTHER + see("digit", "other")))[0] == ("Figure 1", "#figure-digit")
    assert links(drawn.html(OTHER + DIGIT + see("digit", "other")))[0] == ("Figure 2", "#figure-digit")


def test_each_language_has_its_own_words(drawn: Texts) -> None:
    drawn.language = "pt"
    assert numbers(drawn.html(see("digit", "rows") + DIGIT + ROWS)) == ["Figura 1.", "Tabela 1."]


def test_the_same_drawing_twice(drawn: Texts) -> None:
    html = drawn.html(DIGIT + DIGIT + see("digit", "digit-2"))
    assert links(html) == [("Figure 1", "#figure-digit"), ("Figure 2", "#figure-digit-2")]


def test_one_name_for_two_kinds_is_the_first_unless_the_kind_is_named(drawn: Texts) -> None:
    drawn.picture("live.png")
    picture = '\n\n{{< figure src="live.png" alt="a" caption="b" >}}\n\n'
    assert links(drawn.html(LIVE + picture + see("live")))[0][1] == "#chart-live"
    assert links(drawn.html(LIVE + picture + see("picture-live")))[0] == ("Figure 1", "#picture-live")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ('{{< image "a b.png" "alt" "caption" >}}', "a-b", "Figure 1"),
        ('{{< figure src="a b.png" alt="alt" title="Title" >}}', "a-b", "Figure 1"),
        ("{{< code figures.py#rows >}}", "rows", "Listing 1"),
        ('{{< mermaid caption="c" >}}graph LR; A --> B{{< /mermaid >}}', "mermaid", "Figure 1"),
        ('{{< echarts alt="a" >}}{"series": []}{{< /echarts >}}', "echarts", "Figure 1"),
        ("$$x \\label{eq:x}$$", "eq:x", "(1)"),
        ("\\begin{align} x &= y \\\\ y &= z \\label{y} \\end{align}", "y", "(1)"),
    ],
)
def test_what_can_be_referred_to(drawn: Texts, text: str, name: str, words: str) -> None:
    drawn.picture("a b.png")
    html = drawn.html(f"{see(name)}\n\n{text}\n")
    assert links(html)[0][0] == words
    assert numbers(html) == [words if words == "(1)" else f"{words}."]


def test_an_interactive_figure_has_its_number_alive_and_still(drawn: Texts) -> None:
    (drawn.folder / "figures.py").write_text(FIGURES + "\n\ndef wave(cnn):\n    return {}\n")
    (drawn.folder / "wave.js").write_text("export function mount() {}")
    interactive = '\n\n{{< interactive wave alt="a" caption="b" >}}\n\nStill.\n\n{{< /interactive >}}\n\n'
    html = drawn.html(see("wave", "digit") + DIGIT + interactive)
    assert links(html)[0] == ("Figure 2", "#interactive-wave")
    page = BeautifulSoup(html, "html.parser")
    assert [numbers(str(page.select_one(where))) for where in (".still", ".live")] == [["Figure 2."], ["Figure 2."]]


def wave(drawn: Texts, still: str, caption: str = ' caption="b"') -> str:
    """An interactive figure with what stands there without JavaScript."""
    (drawn.folder / "figures.py").write_text(FIGURES + "\n\ndef wave(cnn):\n    return {}\n")
    (drawn.folder / "wave.js").write_text("export function mount() {}")
    return f'\n\n{{{{< interactive wave alt="a"{caption} >}}}}\n\n{still}\n\n{{{{< /interactive >}}}}\n\n'


@pytest.mark.parametrize(
    ("caption", "still", "alive", "asleep", "captions"),
    [
        (' caption="b"', DIGIT, ["Figure 1."], ["Figure 1."], ["Figure\xa01. b", "A caption."]),
        ("", DIGIT, ["Figure 1."], ["Figure 1."], ["Figure\xa01. A caption."]),
        (' caption="b"', OTHER, ["Figure 1."], ["Figure 1."], ["Figure\xa01. b"]),
        (
            ' caption="b"',
            ROWS + DIGIT + DIGIT,
            ["Figure 1.", "Table 1.", "Figure 2."],
            ["Table 1.", "Figure 1.", "Figure 2."],
            ["Figure\xa01. b", "Table\xa01. Rows.", "A caption.", "Figure\xa02. A caption."],
        ),
        (
            ' caption="b"',
            ROWS,
            ["Figure 1.", "Table 1."],
            ["Figure 1.", "Table 1."],
            ["Figure\xa01. b", "Table\xa01. Rows."],
        ),
    ],
)
def test_an_interactive_figure_and_the_one_that_it_stands_for_are_one(
    drawn: Texts, caption: str, still: str, alive: list[str], asleep: list[str], captions: list[str]
) -> None:
    html = drawn.html(wave(drawn, still, caption) + LIVE + see("wave", "live"))
    page = BeautifulSoup(html, "html.parser")
    assert numbers(str(page.select_one(".live"))) == alive
    assert numbers(str(page.select_one(".still"))) == asleep
    assert [one.text for one in page.select(".live figcaption > p")] == captions
    number = 1 + len({one for one in alive if one.startswith("Figure")})
    assert links(html) == [("Figure 1", "#interactive-wave"), (f"Figure {number}", "#chart-live")]
    assert "Reset" in page.select_one(".live .tools").text
    assert page.select_one(".live .tools")["aria-label"] == "Tools: Figure\xa01"


def test_only_our_numbers_stand_beside_formulas(drawn: Texts) -> None:
    counted = "\n\n\\begin{equation} a \\end{equation}\n\n"
    assert '"eqn-num"' in drawn.html(counted + FORMULA)  # KaTeX counts
    html = drawn.html(counted + FORMULA + see("x"))
    assert '"eqn-num"' not in html
    assert numbers(html) == ["(1)"]


def test_a_number_where_there_can_be_no_link(drawn: Texts) -> None:
    text = f'[see {see("digit")}](https://example.org) {{{{< figure other alt="Not {see("digit")}." >}}}}'
    html = drawn.html(text.replace(" {{< figure", "\n\n{{< figure") + DIGIT)
    assert '<a href="https://example.org">see Figure\xa01</a>' in html
    assert 'alt="Not Figure\xa01."' in html


def test_titles_and_outlines(drawn: Texts) -> None:
    body = drawn.body(f"## On {see('digit')}\n\n## More" + DIGIT, f"title: x\nsummary: See {see('digit')}")
    assert body.summary == "See Figure\xa01"
    assert "On Figure\xa01" in body.toc


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"a\n\n{see('digitt')}{DIGIT}", (6, NONE.format("digitt"), "Did you mean 'digit'?")),
        (see("x"), (4, NONE.format("x"), "")),
        ("a $x \\label{x}$ b", (4, "the formula labelled 'x' cannot be numbered", "Let it stand alone")),
        ("$$x \\tag{1} \\label{x}$$", (4, "the formula labelled 'x' cannot be numbered", "Let it stand alone")),
        (FORMULA + FORMULA, (10, "the label 'x' is given twice", "")),
        (f"{{{{< mermaid >}}}}graph LR; A({see('x')}){{{{< /mermaid >}}}}", (4, IN_FILE, "Refer to it")),
        (f'{{{{< echarts alt="a" >}}}}{{"a": "{see("x")}"}}{{{{< /echarts >}}}}', (4, IN_FILE, "Refer to it")),
        (see("gone") + "\n\n{{< figure gone alt='a' >}}", (6, "figures.py has no function 'gone'", "")),
    ],
)  # fmt: skip
def test_mistakes(drawn: Texts, text: str, told: tuple[int, str, str]) -> None:
    [(line, message, hint)] = drawn.told(text)
    assert (line, message) == told[:2]
    assert hint.startswith(told[2])
