"""Authors: who is one person, their pages, and what machines are told of them."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

import builder.site.search as search
from builder.content.frontmatter import split
from builder.errors import SitegenError, SitegenErrors
from builder.importers.jekyll import read_jekyll
from builder.people import Person, orcid_of
from builder.project import Project
from builder.site.build import build_site

ORCID = "0000-0002-1825-0097"
OTHER = "0000-0001-5109-3700"
ANA = f"""
[authors.ana]
name = "Ana Exemplo"
link = "https://ana.example"
orcid = "https://orcid.org/{ORCID}"
affiliation = "Lab"
pt = "Escreve sobre redes."
en = "Writes about networks."
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    (tmp_path / "content" / "posts").mkdir(parents=True)
    config = 'title = "T"\nbase_url = "https://x.test"\nlanguages = ["en", "pt"]\nauthor = "Ana Exemplo"\n'
    tables = '[en]\ntitle = "Site"\nname = "English"\n[pt]\ntitle = "Sítio"\nname = "P"\n'
    (tmp_path / "content" / "site.toml").write_text(config + tables)
    return Project(tmp_path)


def know(project: Project, tables: str) -> None:
    project.config.write_text(project.config.read_text() + tables)


def post(project: Project, name: str, lines: str = "", language: str = "en") -> None:
    (project.posts / f"{name}.{language}.md").write_text(f"---\ntitle: {name}\n{lines}\n---\nWords.\n")


def page(project: Project, address: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / address / "index.html").read_text(), "html.parser")


def hrefs(soup: BeautifulSoup, selector: str) -> dict[str, str]:
    return {one.text: one["href"] for one in soup.select(selector)}


def test_several_authors_have_a_page_each_in_each_language(project: Project) -> None:
    know(project, ANA)
    post(project, "one", "author: [ana, Béa Só]\ndate: 2024-01-02")
    post(project, "two", "authors:\n  - name: Ana Exemplo\ndate: 2024-01-03")
    post(project, "um", "author: Béa Só", "pt")
    assert build_site(project, strict=True).warnings == ()
    one = page(project, "en/posts/one")
    assert {name: unquote(url) for name, url in hrefs(one, ".author a").items()} == {
        "Ana Exemplo": "../../authors/ana/",
        "Béa Só": "../../authors/béa-só/",
    }
    ana = page(project, "en/authors/ana")
    assert ana.select_one("p.lead").text == "Writes about networks."
    assert [link.text for link in ana.select(".posts h2 a")] == ["two", "one"]
    assert hrefs(ana, ".person a") == {
        "ana.example": "https://ana.example",
        f"ORCID {ORCID}": f"https://orcid.org/{ORCID}",
    }
    everyone = page(project, "pt/authors")
    assert [link.text for link in everyone.select("main li a")] == ["Ana Exemplo", "Béa Só"]
    assert page(project, "pt/authors/ana").select_one("p.lead").text == "Escreve sobre redes."
    assert hrefs(page(project, "en"), ".colophon a")["Authors"] == "authors/"
    assert "https://x.test/en/authors/ana/" in (project.site / "sitemap.xml").read_text()


def test_the_only_author_stays_a_name(project: Project) -> None:
    post(project, "one")
    post(project, "two", "author: Ana Exemplo")
    build_site(project)
    assert not (project.site / "en" / "authors").exists()
    assert page(project, "en/posts/one").select_one(".author").decode_contents() == "Ana Exemplo"
    know(project, ANA)  # of whom there is something to say
    build_site(project)
    assert hrefs(page(project, "en/posts/one"), ".author a") == {"Ana Exemplo": "../../authors/ana/"}


def test_an_author_who_is_called_otherwise_in_each_language_is_one(project: Project) -> None:
    post(project, "one", "author: the lab")
    post(project, "one", "author: o laboratório", "pt")
    build_site(project)
    assert not (project.site / "en" / "authors").exists()
    post(project, "two", "author: Ana")
    build_site(project)
    assert list(hrefs(page(project, "en/authors"), "main li a")) == ["Ana", "the lab"]


def test_machines_know_who_wrote_it(project: Project) -> None:
    know(project, ANA)
    post(
        project,
        "one",
        f"date: 2024-01-02\nauthor:\n  - ana\n  - {{name: Rui, orcid: '{OTHER}', url: 'https://rui.test'}}",
    )
    build_site(project)
    soup = page(project, "en/posts/one")
    told = [(one["name"], one["content"]) for one in soup.select('meta[name^="citation_author"]')]
    assert told == [
        ("citation_author", "Ana Exemplo"),
        ("citation_author_institution", "Lab"),
        ("citation_author_orcid", f"https://orcid.org/{ORCID}"),
        ("citation_author", "Rui"),
        ("citation_author_orcid", f"https://orcid.org/{OTHER}"),
    ]
    ana, rui = json.loads(soup.find("script", type="application/ld+json").string)["author"]
    assert (ana["url"], ana["affiliation"]["name"]) == ("https://x.test/en/authors/ana/", "Lab")
    assert rui["sameAs"] == ["https://rui.test", f"https://orcid.org/{OTHER}"]
    assert "author = {Ana Exemplo and Rui}" in soup.select_one("aside.cite code").text
    profile = json.loads(page(project, "en/authors/ana").find("script", type="application/ld+json").string)
    assert (profile["@type"], profile["mainEntity"]["name"]) == ("ProfilePage", "Ana Exemplo")
    entry = (project.site / "en" / "feed.xml").read_text().partition("<entry>")[2]
    assert "<author><name>Ana Exemplo</name><uri>https://x.test/en/authors/ana/</uri></author>" in entry
    assert "<author><name>Rui</name><uri>https://x.test/en/authors/rui/</uri></author>" in entry


def test_people_of_one_name_are_told_apart(project: Project) -> None:
    post(project, "one", f"author: {{name: Li Wei, orcid: {ORCID}}}\ndate: 2024-01-01")
    post(project, "two", f"author: {{name: Li Wei, orcid: {OTHER}}}\ndate: 2024-01-02")
    post(project, "three", "author: {name: Ana, affiliation: Lab}")
    post(project, "four", "author: ANA")
    build_site(project)
    listed = hrefs(page(project, "en/authors"), "main li a")
    assert sorted(path.name for path in (project.site / "en" / "authors").iterdir() if path.is_dir()) == [
        "ana", f"li-wei-{OTHER}", f"li-wei-{ORCID}",
    ]  # fmt: skip
    assert len(listed) == 2  # by their names


def test_a_name_that_two_of_the_config_have_is_told(project: Project) -> None:
    know(project, ANA + ANA.replace("authors.ana", "authors.ana2"))
    post(project, "one", "author: Ana Exemplo")
    [warning] = build_site(project).warnings
    assert str(warning.message) == "the author 'Ana Exemplo' may be ana or ana2"
    assert (warning.path, warning.line) == (project.posts / "one.en.md", 3)
    post(project, "one", "author: ana2")
    assert build_site(project).warnings == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('link = "ana.example"', "[authors.ana] link 'ana.example' is not an address"),
        ('orcid = "0000-0002-1825-0098"', "[authors.ana] '0000-0002-1825-0098' is no ORCID"),
        ('nome = "x"', "[authors.ana] has an unknown key 'nome'"),
        ("pt = 3", "[authors.ana] pt must be text in quotes"),
    ],
)
def test_what_is_wrong_in_the_config_is_told_with_its_line(project: Project, line: str, message: str) -> None:
    know(project, f'[authors.ana]\nname = "Ana"\n{line}\n')
    with pytest.raises((SitegenError, SitegenErrors)) as told:
        build_site(project)
    [error] = getattr(told.value, "errors", [told.value])
    assert (error.message, error.line) == (message, 13)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        # fastpages, a link of Markdown, Distill, Quarto
        ("author: \"<a href='https://t.co/h'>Hamel H</a>\"", [Person("Hamel H", "https://t.co/h")]),
        ("author: '[Ana](https://ana.test)'", [Person("Ana", "https://ana.test")]),
        ("authors:\n  - {name: A, url: 'https://a.test', affiliations: {name: Lab}}",
         [Person("A", "https://a.test", "", "Lab")]),
        (f"author:\n  - {{name: A, orcid: 'https://orcid.org/{ORCID}', affiliations: [{{ref: x}}, X, {{name: Y}}]}}",
         [Person("A", "", ORCID, "X, Y")]),
    ],
)  # fmt: skip
def test_authors_with_more_than_a_name(written: str, people: list[Person]) -> None:
    front = split(Path("x.md"), f"---\ntitle: x\n{written}\n---\n")[0]
    assert (list(front.people), front.mistakes) == (people, ())


def test_what_is_no_address_and_no_orcid_of_an_author_is_told() -> None:
    front = split(Path("x.md"), "---\ntitle: x\nauthor: {name: A, url: 'javascript:x', orcid: '1'}\n---\n")[0]
    assert [one.message for one in front.mistakes] == [
        "author must be with an address for A, not 'javascript:x'",
        "author must be with an ORCID for A, not '1'",
    ]
    assert front.people == (Person("A"),)


def test_the_last_sign_of_an_orcid_checks_the_others() -> None:
    assert orcid_of("0000-0002-9079-593X") == orcid_of("https://orcid.org/0000-0002-9079-593x") == "0000-0002-9079-593X"
    assert orcid_of("0000-0002-9079-5931") == orcid_of("x") == ""


def test_the_authors_of_a_site_of_jekyll_are_told(tmp_path: Path) -> None:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / "authors.yml").write_text("ana: {name: Ana}\n")
    (tmp_path / "_config.yml").write_text("title: T\n")
    assert "_data/authors.yml" in [line.partition(":")[0] for line in read_jekyll(tmp_path).left]
