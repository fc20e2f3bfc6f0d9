"""What stands at the foot of a text, and what machines that cite it are told."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import bibtexparser
import feedparser
import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site

from builder.content.frontmatter import FrontMatter, split
from builder.evidence.forges import commit_at, issue_at, lines_at
from builder.licences import Licence, licence
from builder.project import Project
from builder.site.bibtex import escaped
from builder.site.build import build_site

BASE = "https://ana.example/repo"
PT = "pt/posts/digits/index.html"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def page(project: Project, file: str = PT) -> BeautifulSoup:
    return BeautifulSoup((project.site / file).read_text(encoding="utf-8"), "html.parser")


def say(project: Project, lines: str, *, site: str = "") -> None:
    """Let the Portuguese text say something in its front matter, and the site's config."""
    path = project.post("digits") / "index.pt.md"
    path.write_text(path.read_text().replace("---\n", f"---\n{lines}\n", 1))
    project.config.write_text(site + project.config.read_text())


def head(lines: str) -> FrontMatter:
    return split(Path("index.md"), f"---\ntitle: x\n{lines}\n---\n")[0]


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("author: Norah Jones", ("Norah Jones",)),  # Quarto, Hugo
        ("author: [Ana Souza, 'Rui']", ("Ana Souza", "Rui")),  # PaperMod
        (
            "author:\n  - name: Norah Jones\n    orcid: 0000-0002-1825-0097\n  - name: Bill Gates",
            ("Norah Jones", "Bill Gates"),
        ),
        ("author:\n  - name: {given: Norah, family: Jones}", ("Norah Jones",)),  # Quarto
        ("authors: [slorber, {name: Joel  Marcey, url: 'https://x.test'}]", ("slorber", "Joel Marcey")),  # Docusaurus
        ("author: Ana\nauthors: [Ana, Rui, Ana]", ("Ana", "Rui")),
        ("author: ''", ()),
    ],
)
def test_authors_as_others_write_them(lines: str, authors: tuple[str, ...]) -> None:
    assert (head(lines).authors, head(lines).mistakes) == (authors, ())


@pytest.mark.parametrize("lines", ["author: 3", "authors: [Ana, {url: x}]", "author: {mail: x}"])
def test_authors_without_a_name_are_told(lines: str) -> None:
    [mistake] = head(lines).mistakes
    assert "must be a name or a list of names" in mistake.message


@pytest.mark.parametrize(
    "written", ["10.5281/zenodo.1234", "https://doi.org/10.5281/zenodo.1234", "doi:10.5281/zenodo.1234"]
)
def test_a_doi_however_it_is_written(written: str) -> None:
    assert head(f"doi: '{written}'").doi == "10.5281/zenodo.1234"


def test_what_is_no_doi_is_told() -> None:
    [mistake] = head("doi: zenodo.1234").mistakes
    assert mistake.message == "doi must be a DOI such as 10.5281/zenodo.1234, not 'zenodo.1234'"


CC = "https://creativecommons.org/licenses"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CC BY 4.0", Licence("CC BY 4.0", f"{CC}/by/4.0/")),
        ("CC-BY-SA-4.0", Licence("CC BY-SA 4.0", f"{CC}/by-sa/4.0/")),  # SPDX
        ("cc by nc sa 3.0", Licence("CC BY-NC-SA 3.0", f"{CC}/by-nc-sa/3.0/")),
        ("CC BY", Licence("CC BY 4.0", f"{CC}/by/4.0/")),  # Quarto
        ("CC0", Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("CC0-1.0", Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        (f"{CC}/by-nd/4.0/deed.pt", Licence("CC BY-ND 4.0", f"{CC}/by-nd/4.0/deed.pt")),
        ("mit", Licence("MIT", "https://spdx.org/licenses/MIT.html")),
        ("MIT License", Licence("MIT", "https://spdx.org/licenses/MIT.html")),
        ("[Own terms](https://x.test/terms)", Licence("Own terms", "https://x.test/terms")),
        (  # LoveIt
            f'<a rel="license external" href="{CC}/by-nc/4.0/" target="_blank">CC BY-NC 4.0</a>',
            Licence("CC BY-NC 4.0", f"{CC}/by-nc/4.0/"),
        ),
        ("[x](javascript:alert)", Licence("[x](javascript:alert)")),
        ('<a href="javascript:alert(1)">x</a>', Licence("x")),
        ("All rights reserved", Licence("All rights reserved")),
        ("CC BY-XX", Licence("CC BY-XX")),
    ],
)
def test_licences(written: str, meant: Licence) -> None:
    assert licence(written) == meant


def test_a_text_has_the_licence_of_the_site_unless_it_has_its_own(project: Project) -> None:
    say(project, "license: {text: Own terms, url: 'https://x.test/terms'}", site='license = "CC BY 4.0"\n')
    build_site(project, base_url=BASE)
    own, other = page(project), page(project, "pt/posts/so-em-portugues/index.html")
    assert own.select_one(".cite a[rel=license]")["href"] == "https://x.test/terms"
    assert other.select_one(".cite a[rel=license]").text == "CC BY 4.0"
    assert other.select_one("head link[rel=license]")["href"] == f"{CC}/by/4.0/"
    feed = feedparser.parse((project.site / "pt" / "feed.xml").read_bytes())
    assert feed.entries[0].rights == "Own terms"
    assert "https://x.test/terms" in [link.href for link in feed.entries[0].links if link.rel == "license"]


HARD = r"Ação & reação: 100% of {it} in $x_1$ with C# and \ on MNIST"


@pytest.mark.parametrize(
    "names", [["Ana Souza", "João d'Ávila"], ["the authors of sitegen"], ["Rui, Ana and sons", "李明"]]
)
def test_bibtex_that_a_program_reads(project: Project, names: list[str]) -> None:
    say(project, f"authors: {json.dumps(names)}\ndoi: 10.5281/zenodo.12_34")
    path = project.post("digits") / "index.pt.md"
    path.write_text(re.sub("(?m)^title: .*", lambda _: f"title: '{HARD}'", path.read_text(), count=1))
    build_site(project, base_url=BASE)
    text = page(project).select_one(".cite pre").text
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    [entry] = library.entries
    found = {field.key: field.value for field in entry.fields}
    assert found["title"] == (r"Ação \& reação: 100\% of \{it\} in \$x\_1\$ with {C}\# and \textbackslash{} on {MNIST}")
    assert found["doi"] == "10.5281/zenodo.12_34"
    assert (found["year"], found["month"], found["url"]) == ("2024", "mar", f"{BASE}/pt/posts/digits/")
    library = bibtexparser.middlewares.SeparateCoAuthors().transform(library)
    assert len(library.entries[0]["author"]) == len(names)
    assert entry.key.isascii()


def test_nothing_means_anything_to_tex() -> None:
    assert escaped(r"a_b & c% # $ ~ ^ { } \x") == (
        r"a\_b \& c\% \# \$ \textasciitilde{} \textasciicircum{} \{ \} \textbackslash{}x"
    )


def test_without_an_address_what_is_known_is_told(project: Project) -> None:
    build_site(project)
    block = page(project).select_one(".cite")
    assert block.select_one(".in-words").text.startswith("Ana Exemplo (2024). Dígitos. Dígitos, medidos.")
    assert "url" not in block.pre.text
    bare = page(project, "pt/posts/so-em-portugues/index.html").select_one(".cite pre").text  # without author and date
    assert "year" not in bare


def test_zotero_and_scholar_are_told(project: Project) -> None:
    say(project, "authors: [Ana, Rui]\ndoi: 10.5281/zenodo.1")
    post = project.post("digits")
    (post / "references.bib").write_text(
        "@article{a, author={Doe, Jane and Roe, Ri}, title={On it}, journal={J}, year={1998}, doi={10.1234/x}}"
    )
    (post / "index.pt.md").write_text((post / "index.pt.md").read_text() + "\n{{< cite a >}}\n")
    build_site(project, base_url=BASE)
    told = [(meta["name"], meta["content"]) for meta in page(project).select('meta[name^="citation_"]')]
    assert told[:4] == [
        ("citation_title", "Dígitos"),
        ("citation_author", "Ana"),
        ("citation_author", "Rui"),
        ("citation_publication_date", "2024/03/01"),
    ]
    assert ("citation_doi", "10.5281/zenodo.1") in told
    assert dict(told)["citation_reference"] == (
        "citation_title=On it; citation_author=Doe, J. & Roe, R.; citation_publication_date=1998; "
        "citation_journal_title=J; citation_fulltext_html_url=https://doi.org/10.1234/x"
    )
    data = linked(project)
    assert data["author"] == [
        {"@type": "Person", "name": name, "url": f"{BASE}/pt/authors/{name.lower()}/"} for name in ("Ana", "Rui")
    ]
    assert data["citation"][0]["url"] == "https://doi.org/10.1234/x"
    assert data["identifier"] == {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.5281/zenodo.1"}
    assert data["publisher"] == {"@type": "Organization", "name": "Dígitos, medidos", "url": f"{BASE}/pt/"}


def linked(project: Project, file: str = PT) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(page(project, file).find("script", type="application/ld+json").string)
    return data


def git(project: Project, *arguments: str) -> str:
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@x.test", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], cwd=project.root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_version_is_the_last_commit_of_the_post(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-05-06T23:30:00-03:00")
    say(project, "", site='repository = "https://codeberg.org/ana/blog"\n')
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "all")
    commit = git(project, "rev-parse", "HEAD")
    (project.root / "other.txt").write_text("x")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "other")
    build_site(project)
    block = page(project).select_one(".cite")
    version = block.find("a", href=f"https://codeberg.org/ana/blog/commit/{commit}")
    assert (version.text, block.time["datetime"]) == (commit[:7], "2024-05-06")
    assert f"version = {{{commit[:7]}}}" in block.pre.text
    source, report = (block.find("a", string=text)["href"] for text in ("Fonte desta página", "Relatar um erro"))
    assert source == "https://codeberg.org/ana/blog/src/branch/main/content/posts/digits/index.pt.md"
    assert report == "https://codeberg.org/ana/blog/issues/new?title=D%C3%ADgitos"
    figures = project.post("digits") / "figures.py"
    figures.write_text(figures.read_text() + "\n# changed\n")
    build_site(project)
    assert page(project).select_one(".cite time") is None  # no commit holds what is shown


def test_without_a_repository_nothing_is_invented(project: Project) -> None:
    build_site(project)
    assert page(project).select(".cite a") == []


GITHUB = "/blob/main/x.py#L2-L3", "/commit/ab", "/issues/new?title=C%23%20%26"
GITLAB = "/-/blob/main/x.py#L2-3", "/-/commit/ab", "/-/issues/new?issue%5Btitle%5D=C%23%20%26"


@pytest.mark.parametrize(
    ("repository", "lines", "commit", "issue"),
    [
        ("https://github.com/a/b", *GITHUB),
        ("https://gitlab.com/a/b", *GITLAB),
        ("https://gitlab.inria.fr/a/b", *GITLAB),
        ("https://codeberg.org/a/b", "/src/branch/main/x.py#L2-L3", *GITHUB[1:]),
        ("https://bitbucket.org/a/b", "/src/main/x.py#lines-2:3", "/commits/ab", GITHUB[2]),
    ],
)
def test_where_repositories_are_read(repository: str, lines: str, commit: str, issue: str) -> None:
    assert lines_at(repository, "main", "x.py", 2, 3) == repository + lines
    assert commit_at(repository, "ab") == repository + commit
    assert issue_at(repository, "C# &") == repository + issue
