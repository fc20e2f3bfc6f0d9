from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

BIB = r"""
@article{lecun1998,
  author = {LeCun, Yann and L{\'e}on Bottou and Bengio, Yoshua and Haffner, Patrick},
  title = {Gradient-Based {L}earning & \emph{more} 5%},
  journal = {Proceedings of the IEEE}, volume = 86, number = 11, pages = {2278--2324}, year = 1998,
  doi = {10.1109/5.726791}
}
@inproceedings{lin, author = {Lin, Min and van der Berg, Jean-Luc}, title = {A}, booktitle = {ICLR}, year = 2014}
@book{lin2, author = {Lin, Min and van der Berg, Jean-Luc}, title = {B}, publisher = {MIT}, year = 2014}
@misc{torch, title = {PyTorch}, url = {https://pytorch.org/a_b%20c\&d}}
@misc{he, author = {Kaiming He and others}, title = {R}, eprint = {1512.03385}, date = {2015-12}}
"""


@pytest.fixture
def texts(texts: Texts) -> Texts:
    (texts.folder / "references.bib").write_text(BIB, encoding="utf-8")
    return texts


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("lecun1998", "(LeCun et al., 1998)"),
        ('lecun1998 "p. 3"', "(LeCun et al., 1998, p. 3)"),
        ("key=lin locator=§2", "(Lin & van der Berg, 2014a, §2)"),
        ("lin2", "(Lin & van der Berg, 2014b)"),
        ("torch", "(PyTorch, s.d.)"),
        ("he", "(He et al., 2015)"),
    ],
)
def test_a_citation_links_to_its_reference(texts: Texts, arguments: str, expected: str) -> None:
    texts.language = "pt"
    page = BeautifulSoup(texts.html(f"a {{{{< cite {arguments} >}}}}."), "html.parser")
    assert page.p is not None
    assert page.p.text == f"a {expected}."
    assert page.a is not None
    [entry] = page.select("section.references li")
    assert page.a["href"] == f"#{entry['id']}"
    assert page.h2 is not None
    assert page.h2.text == "Referências"


def test_the_references(texts: Texts) -> None:
    cited = " ".join(f"{{{{< cite {key} >}}}}" for key in ("torch", "lin2", "lin", "lecun1998", "he", "lin"))
    page = BeautifulSoup(texts.html(f"[^1]\n\n[^1]: {cited}"), "html.parser")
    back = [link.extract() for link in page.select("section.references a.back")]
    assert [link.text for link in back] == ["↩", "↩", "↩\xa01", "↩\xa02", "↩", "↩"]
    assert all(page.find(id=link["href"][1:]).name == "a" for link in back)
    assert [entry.text.strip() for entry in page.select("section.references li")] == [
        "He, K. et al. (2015). R. https://arxiv.org/abs/1512.03385",
        "LeCun, Y., Bottou, L., Bengio, Y. & Haffner, P. (1998). Gradient-Based Learning & more 5%. "
        "Proceedings of the IEEE, 86(11), 2278–2324. https://doi.org/10.1109/5.726791",
        "Lin, M. & van der Berg, J.-L. (2014a). A. ICLR.",
        "Lin, M. & van der Berg, J.-L. (2014b). B. MIT.",
        "(no date). PyTorch. https://pytorch.org/a_b%20c&d",
    ]


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ("Author = {LeCun, Yann}, Year = 1998", "LeCun, 1998"),
        ("AUTHOR = {Metin Bar and and\n  B C}, year = 1998", "Bar & C, 1998"),
        ("author = {Ana B and }, year = 1999", "B, 1999"),
        ("author = {and A B and and Rand}, year = 1999", "B & Rand, 1999"),
        ("author = {others}, title = {T}, year = 1999", "T, 1999"),
        ("author = { and }, year = 1999", "k, 1999"),
    ],
)
def test_names_in_unusual_ways(texts: Texts, fields: str, label: str) -> None:
    (texts.folder / "references.bib").write_text(f"@article{{k, {fields}}}")
    page = BeautifulSoup(texts.html("{{< cite k >}}"), "html.parser")
    assert page.p is not None
    assert page.p.text == f"({label})"
    assert " and," not in page.text


def test_a_text_that_cites_nothing_has_no_references(texts: Texts) -> None:
    assert texts.html("a") == "<p>a</p>"


def test_what_an_author_may_get_wrong(texts: Texts) -> None:
    assert texts.told("\n{{< cite lecun98 >}}") == [
        (5, "references.bib has no entry 'lecun98'", "Did you mean 'lecun1998'?")
    ]
    (texts.folder / "references.bib").write_text("")
    assert texts.told("{{< cite a >}}") == [(4, "references.bib has no entry 'a'", "It is empty.")]
    (texts.folder / "references.bib").unlink()
    [(line, message, _)] = texts.told("{{< cite a >}}")
    assert (line, message) == (4, "this post has no references.bib")


@pytest.mark.parametrize(
    ("bib", "line", "message"),
    [
        ("@book{a, title={x}}\n@book{b, title = {x\n@book{c, title={y}}", 2, "is not BibTeX: "),
        ("@book{a, title={x}}\n\n@book{a, title={y}}", 3, "is not BibTeX: Duplicate entry key 'a'"),
        ("\n@book{a, title={x}, title={y}}", 2, "is not BibTeX: Duplicate field keys on entry: 'title'"),
        ("\n@book{a, author={A, B, C, D, E}}", 2, "is not BibTeX: "),
    ],
)
def test_a_malformed_file(texts: Texts, bib: str, line: int, message: str) -> None:
    (texts.folder / "references.bib").write_text(bib)
    [told] = texts.told("{{< cite a >}}")
    assert told[0] == line
    assert told[1].startswith(message)


def test_references_that_lie_outside_of_the_site_are_not_read(texts: Texts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mine.bib").write_text("@misc{secret, title = {SECRET}}")
        (texts.folder / "references.bib").unlink()
        (texts.folder / "references.bib").symlink_to(Path(folder) / "mine.bib")
        [(_, message, _)] = texts.told("{{< cite secret >}}")
    assert message == "leads out of the texts of the site"


BOOK = "@book{a, title = {T}, author = {A B}, year = 2000, FIELD}"


@pytest.mark.parametrize(
    "field",
    [
        "doi = {10.1/x}",
        "url = {https://a.test}",
        "eprint = {1512.03385}, archivePrefix = {arXiv}",
        "isbn = {978-1-0981-3418-1}",
    ],
)
def test_a_work_that_can_be_found_is_well(texts: Texts, field: str) -> None:
    (texts.folder / "references.bib").write_text(BOOK.replace("FIELD", field))
    assert texts.body("{{< cite a >}}").warnings == ()


@pytest.mark.parametrize("field", ["", "doi = {}", "url = {in my drawer}"])
def test_a_work_that_cannot_be_found_is_told_once(texts: Texts, field: str) -> None:
    (texts.folder / "references.bib").write_text("\n" + BOOK.replace("FIELD", field))
    [warning] = texts.body("{{< cite a >}} {{< cite a >}}").warnings
    assert (warning.path, warning.line) == (texts.folder / "references.bib", 2)
    assert warning.message == "'a' has neither a DOI nor an address: readers must search for it"
    texts.strict = False
    assert texts.body("{{< cite a >}}").warnings == ()
