"""Texts as Markdown beside their pages, and the list of them for programs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts
from small_sites import copy_site

from builder.document.escaping import plainly
from builder.document.to_markdown import to_markdown
from builder.project import Project
from builder.site.build import build_site

BASE = "https://ana.example/repo"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


@pytest.mark.parametrize(
    "written",
    [
        "## A *part* of `x`\n\nWords, **strong**, [a link](https://a.test/b), ~~gone~~.",
        "- one\n- two\n  - deep\n- three",
        "3. three\n4. four",
        "> Quoted.\n>\n> Twice.",
        "```\na = [1, *b]  # _x_ <tag>\n```",
        "| a | b |\n|---|---|\n| 1 | `x` |",
        "A row  \nand another.",
        "Words with a note.[^1]\n\n[^1]: The *note*.",
        r"Not \*strong\*, not \_so\_, snake_case, [no link\](x), \<b>.",
        "Before\n\n---\n\nafter",
        "A formula $x_1 < \\\\alpha$ in words.".replace("\\\\", "\\"),
    ],
)
def test_markdown_comes_back_as_it_was(texts: Texts, written: str) -> None:
    assert to_markdown(texts.html(written)).strip() == written


def test_a_text_that_was_read_again_is_the_same(texts: Texts) -> None:
    """What comes back means what the page says, however authors mix what there is."""
    written = (
        "1. a\n\n   b\n\n   ```python\n   c = `1`\n   ```\n2. d\n\n<div class='x'><p>e <b>f</b></p></div>\n\n"
        "Term\n:   What it is.\n\nA &lt; B &amp; C\n\n| a\\|b | c |\n|---|---|\n| | 2 |\n"
    )
    once = BeautifulSoup(texts.html(written), "html.parser").get_text().split()
    again = BeautifulSoup(texts.html(to_markdown(texts.html(written))), "html.parser").get_text().split()
    assert again == once


@pytest.mark.parametrize(
    "html", ["</p><p>a", "<p>a<b>c", "<li>x</li>", "<td>x</td>", "a < b", "<p title='>'>x</p>", ""]
)
def test_odd_html_breaks_nothing(html: str) -> None:
    assert to_markdown(html).endswith("\n")


def test_a_text_with_records(project: Project) -> None:
    build_site(project, base_url=BASE)
    text = (project.site / "pt/posts/digits/index.md").read_text(encoding="utf-8")
    page = BeautifulSoup((project.site / "pt/posts/digits/index.html").read_text(), "html.parser")
    assert text.startswith("# Dígitos\n")
    assert f"Ana Exemplo · 2024-03-01 · {BASE}/pt/posts/digits/" in text
    assert "0,9651" in text
    assert re.search(r"^\[CSV\]\([^)]+\.csv\)$", text, re.MULTILINE)
    assert "Experiment" not in text
    assert not re.search(r"<(?!sup|sub|https?)[a-z]|\ue000", text)
    for place in re.findall(r"\]\(<?([^)>:]+)>?\)", text):
        assert (project.site / "pt/posts/digits" / place).exists(), place
    assert page.find("link", type="text/markdown")["href"] == "index.md"


def test_links_between_posts_are_those_of_the_page(project: Project) -> None:
    path = project.post("digits") / "index.pt.md"
    path.write_text(path.read_text() + "\n[outro]({{< ref so-em-portugues >}})\n")
    build_site(project)
    assert "[outro](../so-em-portugues/)" in (project.site / "pt/posts/digits/index.md").read_text()


def test_the_list_names_every_text_once(project: Project) -> None:
    build_site(project, base_url=BASE)
    text = (project.site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n(> .+\n\n)?## .+\n\n- \[", text)
    named = re.findall(r"^- \[.+?\]\((\S+)\)", text, re.MULTILINE)
    there = [path.relative_to(project.site).as_posix() for path in project.site.rglob("index.md")]
    assert sorted(named) == sorted(f"{BASE}/{path}" for path in there)
    assert len(there) > 3


def test_without_an_address_its_links_lead_to_files(project: Project) -> None:
    build_site(project)
    named = re.findall(r"\]\(([^)]+)\)", (project.site / "llms.txt").read_text(encoding="utf-8"))
    assert named
    assert all((project.site / place).is_file() for place in named)


def test_a_page_that_stands_in_leads_to_the_text(project: Project) -> None:
    build_site(project)
    page = BeautifulSoup((project.site / "en/posts/so-em-portugues/index.html").read_text(), "html.parser")
    assert page.find("link", type="text/markdown")["href"] == "../../../pt/posts/so-em-portugues/index.md"


def test_a_list_of_the_authors_own_stays(project: Project) -> None:
    (project.root / "static").mkdir(exist_ok=True)
    (project.root / "static" / "llms.txt").write_text("# Mine\n")
    build_site(project)
    assert (project.site / "llms.txt").read_text() == "# Mine\n"


def test_a_title_means_nothing_to_markdown() -> None:
    assert plainly("C* [x] _y_\n<b>") == r"C\* [x] \_y\_ \<b>"
