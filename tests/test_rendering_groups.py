"""Figures side by side: one number, a letter for each, and what refers to them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.document.to_markdown import to_markdown

FIGURES = """\
from matplotlib.figure import Figure


def one():
    return Figure(figsize=(3, 2))


def two():
    return Figure(figsize=(3, 2))
"""
GROUP = """
{{< figures pair columns=2 caption="Both of *them*." >}}

{{< figure one alt="One." caption="The first." >}}

{{< figure two alt="Two." >}}

{{< image shade.png alt="A shade." caption="A file." linked=true >}}

{{< /figures >}}
"""


@pytest.fixture
def post(texts: Texts) -> Texts:
    (texts.folder / "figures.py").write_text(FIGURES)
    texts.picture("shade.png")
    return texts


def test_it_has_one_number_and_each_part_a_letter(post: Texts) -> None:
    before = '{{< image shade.png alt="x" caption="Before." >}}\n'
    after = "\n{{< see pair >}}, {{< see two >}}, {{< see picture-shade-2 >}}."
    body = post.body(f"{before}{GROUP}{after}")
    group = BeautifulSoup(body.html, "html.parser").select_one("figure#group-pair")
    assert group is not None
    assert [one.p.text.strip() for one in group.select(".parts figcaption")] == ["(a) The first.", "(b)", "(c) A file."]
    [caption] = group.find_all("figcaption", recursive=False)
    assert caption.p.decode_contents() == '<span class="number">Figure\xa02.</span> Both of <em>them</em>.'
    words = BeautifulSoup(body.html, "html.parser").select("p > a[href^='#']")
    assert [(one["href"], one.text) for one in words] == [
        ("#group-pair", "Figure\xa02"), ("#figure-two", "Figure\xa02b"), ("#picture-shade-2", "Figure\xa02c"),
    ]  # fmt: skip
    assert "\ue00e" not in body.html
    assert body.numbers["figure-one"] == "Figure\xa02a"
    assert "Figure 2. Both of *them*." in to_markdown(str(body.html)).replace("\xa0", " ")


def test_columns_are_fewer_on_a_phone(post: Texts) -> None:
    html = post.html(GROUP.replace("columns=2", "columns=4"))
    assert BeautifulSoup(html, "html.parser").select_one(".parts")["style"] == "--columns: 4; --columns-on-phones: 2"


def test_after_z_letters_go_on(post: Texts) -> None:
    many = "\n\n".join('{{< image shade.png alt="A shade." caption="One." >}}' for _ in range(28))
    html = post.html(f"{{{{< figures many columns=6 >}}}}\n\n{many}\n\n{{{{< /figures >}}}}")
    captions = [one.text for one in BeautifulSoup(html, "html.parser").select(".parts figcaption .number")]
    assert captions[25:] == ["(z)", "(aa)", "(ab)"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GROUP.replace("columns=2", "columns=7").strip(), "columns must be a number from 1 to 6, not '7'"),
        (GROUP.replace("columns=2", "columns=two").strip(), "columns must be a number from 1 to 6, not 'two'"),
        ("{{< figures pair >}}{{< /figures >}}", "'figures' encloses nothing"),
        ('{{< figures "a b" >}}\n\nx\n\n{{< /figures >}}', "'a b' is no name"),
        (GROUP.replace("{{< /figures >}}", "").strip(), "'figures' is never closed"),
    ],
)
def test_mistakes_are_told(post: Texts, text: str, message: str) -> None:
    assert [told[:2] for told in post.told(text)] == [(4, message)]


@pytest.mark.parametrize(
    ("braces", "columns"),
    [
        ("layout-ncol=2", "2"),
        ('#fig-ab layout-ncol="3"', "3"),
        ("layout-nrow=1", "3"),
        ('layout="[[40,-20,40], [100]]"', "2"),
        (".column-page layout-ncol=9", "6"),
    ],
)
def test_pictures_that_quarto_lays_side_by_side(texts: Texts, braces: str, columns: str) -> None:
    pictures = '![A *b*](shade.png){#fig-a}\n\n![](shade.png)\n![C "d"](shade.png){width=3}\n\nBoth of *them*.'
    texts.picture("shade.png")
    html = texts.html(f"::: {{{braces}}}\n\n{pictures}\n\n:::\n\nAfter.")
    group = BeautifulSoup(html, "html.parser").select_one("figure.group")
    assert group
    assert f"--columns: {columns};" in group.div["style"]
    assert [one.p.text.strip() for one in group.select(".parts figcaption")] == ["(a) A b", "(b) C “d”"]
    named = "#fig" in braces
    assert ("Both of <em>them</em>." in str(group.find_all("figcaption")[-1])) == named
    assert len(group.select("img")) == 3


def test_a_layout_without_pictures_is_told(texts: Texts) -> None:
    body = texts.body("::: {layout-ncol=2}\n\nOne.\n\nTwo.\n\n:::")
    assert "':::' is no box here" in body.warnings[0].message
