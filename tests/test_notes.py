"""Notes on the lines of a listing: which line each is about, what is told where nobody knows, how one gets there."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site, keep

from builder.commands.check import check
from builder.commands.export import export
from builder.document.source import Source
from builder.errors import SitegenError, SitegenErrors
from builder.project import Project
from builder.results import Fingerprint
from builder.shortcodes.notes import items_of
from builder.site.build import build_site
from builder.site.report import Report

CODE = '''"""Experiments."""


@experiment
def cnn(settings):
    """Train it."""
    for images in data:
        optimizer.zero_grad()
        loss = entropy(model(images))
        loss.backward()
        optimizer.step()
    images = tanh(images)
    images = tanh(images)
    return model
'''
CALL = "{{{{< code experiments.py#cnn >}}}}\n{}\n{{{{< /code >}}}}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    folder = project.post("digits")
    (folder / "experiments.py").write_text(CODE)
    made = Fingerprint(code={"experiments.py:cnn": "0" * 16})
    keep(project.results("digits"), "cnn", values={"accuracy": 0.9651}, fingerprint=made)
    return project


def write(project: Project, text: str, language: str = "en") -> Path:
    path = project.post("digits") / f"index.{language}.md"
    path.write_text(f"---\ntitle: x\ndate: 2024-01-01\n---\n{text}\n")
    return path


def build(project: Project, text: str, *languages: str) -> tuple[BeautifulSoup, Report]:
    for language in languages or ("en", "pt"):
        write(project, text, language)
    report = build_site(project, experiments={"digits": {"cnn": "", "linear": ""}})
    return page(project), report


def page(project: Project, language: str = "en") -> BeautifulSoup:
    text = (project.site / language / "posts" / "digits" / "index.html").read_text()
    return BeautifulSoup(text, "html.parser")


def test_each_note_is_led_to_from_its_line_and_leads_back(project: Project) -> None:
    notes = (
        "- `images in data`: {{< value cnn.accuracy percent >}} of $x$[^1],\n"
        '  {{< claim "cnn.accuracy > 0.5" >}}more than half{{< /claim >}}.\n'
        "- `loss = entropy`: [a link](https://example.org).\n\n  Two paragraphs.\n"
        "- `` images = tanh ``: the first of two."
    )
    call = CALL.format(notes).replace("#cnn", '#cnn caption="With a [^1] and [a link][there]."')
    soup, report = build(project, f"{call}\n\nMore.\n\n[^1]: A footnote.\n\n[there]: https://example.org/there")
    assert not report.warnings
    listing = soup.select_one("figure.listing")
    assert listing
    marks = listing.select("pre a")
    assert [mark.parent["id"] for mark in marks if mark.parent] == [f"listing-cnn:line-{line}" for line in (4, 6, 9)]
    assert [mark["aria-label"] for mark in marks] == [
        "Note 1 on line 4", "Note 2 on line 6", "Note 3 on line 9",
    ]  # fmt: skip
    items = listing.select("ol.notes > li")
    assert [mark["href"] for mark in marks] == [f"#{item['id']}" for item in items]
    assert [item.select_one("a.back")["href"] for item in items] == [  # type: ignore[index]
        f"#{mark.parent['id']}" for mark in marks if mark.parent
    ]
    assert listing.find("pre").text == CODE[CODE.index("@") :]  # type: ignore[union-attr]
    assert [len(item.find_all("p")) for item in items] == [1, 2, 1]
    assert {"value", "checked", "footnote-ref"} <= {name for one in items[0].select("[class]") for name in one["class"]}
    assert items[0].select(".katex")
    assert listing.select_one("figcaption a[href='https://example.org/there']")
    assert page(project, "pt").select_one("pre a[data-note]")["aria-label"] == "Nota 1 sobre a linha 4"  # type: ignore[index]


def test_where_only_words_go_the_code_is_whole_and_the_notes_are_a_list(project: Project) -> None:
    project.config.write_text('base_url = "https://example.org/"\n' + project.config.read_text())
    build(project, CALL.format("- `optimizer.step()`: a step.\n- `return`: the end."))
    fence = f"```python\n{CODE[CODE.index('@') :]}```\n\n1. `optimizer.step()`: a step.\n2. `return`: the end.\n"
    assert fence in (project.site / "en" / "posts" / "digits" / "index.md").read_text()
    feed = (project.site / "en" / "feed.xml").read_text()
    assert "data-note" not in feed
    assert "optimizer.step()&lt;/code&gt;: a step." in feed or "optimizer.step()</code>: a step." in feed
    assert "listing-cnn:" not in feed
    list(export(project, ["digits"], ["notebook"], None))
    [notebook] = (project.root / "export").rglob("*.en.ipynb")
    assert "1. `optimizer.step()`: a step." in notebook.read_text()


OF = "of experiments.py#cnn"
ONE = "what a listing encloses is one list, and nothing else"


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (
            "- `optimizer.step()`: a\n- `optimizer.zerograd()`: b",
            [(7, f"no line {OF} holds 'optimizer.zerograd()'", "Nearest is line 5: optimizer.zero_grad()")],
        ),
        (
            "- `loss`: a\n\n  at length\n- forgotten",
            [
                (6, f"'loss' stands in several lines {OF}: 6, 7", "Write more of the line that is meant."),
                (9, "this note does not say which line it is about", None),
            ],
        ),
        (
            "- `optimizer.step()`: a\n- `loss.backward()`: b",
            [
                (
                    7,
                    f"'loss.backward()' stands in line 7 {OF}, and the note before is on line 8",
                    "Write the notes in the order of the lines, one for each.",
                )
            ],
        ),
        ("A paragraph.", [(6, ONE, None)]),
        ("- `return`: a\n\nMore.", [(8, ONE, None)]),
        ("- `return`: a\n\n1. `return`: b", [(8, ONE, None)]),
        ("", [(5, ONE, None)]),
    ],
)
def test_a_note_whose_line_is_not_known_is_told_where_it_stands(
    project: Project, notes: str, told: list[tuple[int, str, str | None]]
) -> None:
    with pytest.raises(SitegenError) as caught:
        build(project, CALL.format(notes), "en")
    errors = caught.value.errors if isinstance(caught.value, SitegenErrors) else (caught.value,)
    found = [one for one in errors if one.path and one.path.name == "index.en.md"]
    assert [(one.line, one.message) for one in found] == [(line, message) for line, message, _ in told]
    for one, (_, _, hint) in zip(found, told, strict=True):
        assert hint is None or one.hint == hint


def test_a_line_that_is_the_text_is_meant_before_one_that_holds_it(project: Project) -> None:
    file = project.post("digits") / "experiments.py"
    file.write_text(file.read_text().replace("    return model", "    images = tanh(images).mean()\n    return model"))
    soup, _ = build(project, CALL.format("- `images = tanh(images)`: a\n- `images = tanh(images)`: b"))
    assert [mark["aria-label"] for mark in soup.select("pre a")] == ["Note 1 on line 9", "Note 2 on line 10"]


def test_a_listing_without_notes_stands_beside_one_with(project: Project) -> None:
    text = "{{< code experiments.py#cnn >}}\n\n" + CALL.format("- `return`: a") + "\n\n{{< code experiments.py#cnn />}}"
    soup, _ = build(project, text)
    assert [len(one.select("pre a")) for one in soup.select("figure.listing")] == [0, 1, 0]
    within = "1. First\n\n   " + CALL.format("- `return`: a").replace("\n", "\n   ")
    folded = "{{< details >}}\n" + CALL.format("- `return`: a") + "\n{{< /details >}}"
    soup, _ = build(project, f"{within}\n\n{folded}")
    assert len(soup.select("ol ol.notes")) == len(soup.select("details ol.notes")) == 1


def test_notes_that_one_language_lacks_are_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    write(project, CALL.format("- `zero_grad`: a\n- `return`: b"), "en")
    write(project, CALL.format("- `return`: b"), "pt")
    [one] = [told for one in check(project).warnings if "note" in (told := str(one))]
    assert one.startswith("content/posts/digits/index.en.md:6: the note on 'zero_grad' has no counterpart near ")


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("- `a` b", "a"),
        ("1. `` a`b `` c", "a`b"),
        ("* ` `: a", " "),
        ("- **`a`** b", ""),
        ("- b `a`", ""),
        ("- # `a`", ""),
    ],
)
def test_the_code_that_an_item_begins_with(written: str, span: str) -> None:
    assert [item.span for item in items_of(Source(written, Path("x"), 1))] == [span]


def fence(code: str, notes: str, language: str = "python") -> str:
    return f"```{language}\n{code}\n```\n\n{notes}\n"


@pytest.mark.parametrize(
    ("text", "code", "lines"),
    [
        (  # as in Quarto's own documentation, where several lines have one note
            fence("penguins |>  # <1>\n  mutate(  # <2>\n  )  # <2>", "1. Take it.\n2. Add.", "r"),
            "penguins |>\n  mutate(\n  )",
            [(1, 1), (2, 2), (2, 3)],
        ),
        (  # as in that of Material for MkDocs
            fence("theme:\n  features:\n    - content.code.annotate # (1)!", "1.  Look, *ma*!", " yaml"),
            "theme:\n  features:\n    - content.code.annotate",
            [(1, 3)],
        ),
        (
            fence("f(  # the call (1)\n)  # (2)! (3)!", "1. a\n2. b\n\n    - nested\n3. c"),
            "f(  # the call\n)",
            [(1, 1), (2, 2), (3, 2)],
        ),
        (fence("// <1>\nx /* (2)! */", "1. a\n1. b", "js"), " \nx", [(1, 1), (2, 2)]),
        (fence("\n\nx\n# <1>\n", "1. a"), "x\n ", [(1, 2)]),
        (fence("x # <1>\ny # <1>", "1. a"), "x\ny", [(1, 1), (1, 2)]),
        (fence("x -- <1>\n<p> <!-- words (2) -->", "1. a\n2. b", ""), "x\n<p> <!-- words -->", [(1, 1), (2, 2)]),
        ("> " + fence("# def f():  # <1>", "1. a | b").replace("\n", "\n> "), "# def f():", [(1, 1)]),
        ("- x\n\n  " + fence("a # <1>", "1. a").replace("\n", "\n  "), "a", [(1, 1)]),
    ],
)  # fmt: skip
def test_marks_in_fences_as_others_write_them(
    project: Project, text: str, code: str, lines: list[tuple[int, int]]
) -> None:
    soup, report = build(project, text)
    assert not report.warnings
    assert soup.select_one(".highlight pre").text.rstrip("\n") == code  # type: ignore[union-attr]
    marks = soup.select(".noted > a")
    assert [mark["aria-label"] for mark in marks] == [f"Note {number} on line {line}" for number, line in lines]
    items = soup.select("ol.notes > li")
    assert {mark["href"] for mark in marks} == {f"#{item['id']}" for item in items}
    first = dict(reversed(lines))
    assert [item.a["href"] for item in items] == [f"#code:line-{first[number + 1]}" for number in range(len(items))]  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        fence("a # <1>", "No list."),
        fence("a # <1>", "- a"),
        fence("a # <1>", "1. a\n2. b"),
        fence("a # <1>\nb # <3>", "1. a\n2. b"),
        fence("a # <2>", "2. a"),
        fence("f(1)\ng (1)", "1. a"),
        fence("a = '# b' + (1)\nb <1>", "1. a"),
        fence("a # <1>", "Words.\n\n1. a"),
        fence("a", "1. a") + '\n<a data-note="1" data-line="1">b</a>',
    ],
)
def test_what_no_list_explains_stays_as_it_is_written(project: Project, text: str) -> None:
    soup, _ = build(project, text)
    assert soup.select_one(".highlight pre").text.rstrip("\n") == text.split("\n```")[0].partition("\n")[2]  # type: ignore[union-attr]
    assert not soup.select(".notes, .noted")


def test_marks_of_fences_are_written_where_only_words_go(project: Project) -> None:
    project.config.write_text('base_url = "https://example.org/"\n' + project.config.read_text())
    text = fence("a = 1  # <1>\nb = 2  # words (2)!", "1. one\n2. two", "python {hl_lines=[2]}")
    soup, _ = build(project, f"{text}\n{text}")
    assert len(soup.select(".hll > .noted")) == 2
    assert len({one["id"] for one in soup.select("[id]")}) == len(soup.select("[id]"))
    twin = (project.site / "en" / "posts" / "digits" / "index.md").read_text()
    assert "```python\na = 1  # <1>\nb = 2  # words (2)!\n```\n\n1. one\n2. two\n" in twin
    feed = unescape((project.site / "en" / "feed.xml").read_text())
    assert "# <1>" in unescape(feed)
    assert "data-written" not in feed


WORDS = "Lorem, (1) ipsum `(2)` (3) (2).\n{ .annotate }\n\n"
WORDS += "1.  I am *one*.\n2.  Two (1)\n    { .annotate }\n\n    1.  Nested."
"""As in the documentation of Material for MkDocs."""


def test_words_have_notes_as_in_material(project: Project) -> None:
    soup, report = build(project, WORDS + '\n\n<div class="annotate" markdown>\n\n> A (1)\n\n</div>\n\n1.  Quoted.')
    assert not report.warnings
    marks = soup.select(".annotate a[data-note]")
    assert [(mark["aria-label"], mark["data-written"]) for mark in marks] == [
        ("Note 1", "(1)"), ("Note 2", "(2)"), ("Note 1", "(1)"), ("Note 1", "(1)"),
    ]  # fmt: skip
    assert [soup.select_one(mark["href"].replace(":", "\\:")).text.split()[0] for mark in marks] == [  # type: ignore[union-attr]
        "I", "Two", "Nested.", "Quoted.",
    ]  # fmt: skip
    for back in soup.select("ol.notes > li > a.back"):
        assert soup.select_one(str(back["href"]).replace(":", "\\:"))
    assert "(3)" in soup.select_one("p.annotate").text, "no item is of this number"  # type: ignore[union-attr]
    twin = (project.site / "en" / "posts" / "digits" / "index.md").read_text()
    assert "Lorem, (1) ipsum `(2)` (3) (2)." in twin


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a (1)\n{ .annotate }\n\nb", "6: no numbered list follows what is marked .annotate"),
        ("a\n{ .annotate }\n\n1. b", "6: not each of the 1 items below has a mark in what is marked .annotate"),
        (fence("b # (1)!\na # (1)!", "No list."), "6: no list explains the note (1)! on this line of code"),
        (fence("a\nb # words <2>", "1. b"), "7: no list explains the note <2> on this line of code"),
        (fence("a # (1)", "No list."), ""),
        (fence("a # (1)!", "Source of one", "markdown"), ""),
    ],
)
def test_marks_without_a_list_are_told(project: Project, text: str, told: str) -> None:
    _, report = build(project, text)
    warned = [str(one).split("index.en.md:")[1].split("\n")[0] for one in report.warnings if "index.en" in str(one)]
    assert warned == [told] * bool(told)
