"""The index that readers search in: what it holds, when it is made, and what a site is without it."""

from __future__ import annotations

import gzip
import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from small_sites import copy_site

from builder.drawing.engine import Engine
from builder.errors import SitegenError
from builder.project import THEME, Project
from builder.site import search
from builder.site.build import build_site, compose
from builder.site.outputs import Output

pytest.importorskip("pagefind_bin")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The addresses in every index that was made since the list was last cleared."""
    names: list[set[str]] = []
    index = search._index

    def told(package: str, texts: dict[str, bytes]) -> dict[str, bytes]:
        names.append(set(texts))
        return index(package, texts)

    monkeypatch.setattr(search, "_index", told)
    return names


def indexed(site: Path, language: str) -> dict[str, str]:
    """The texts in the index of a language, by their address."""
    texts = {}
    for path in (site / "pagefind" / "fragment").glob(f"{language}_*"):
        fragment: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes())[len("pagefind_dcd") :])
        texts[fragment["url"]] = fragment["content"]
    return texts


def has_button(site: Path, page: str) -> bool:
    return '<button class="search"' in (site / page).read_text()


def test_each_language_has_its_own_texts(project: Project) -> None:
    build_site(project)
    assert set(indexed(project.site, "en")) == {"/en/posts/digits/", "/en/about/"}
    assert set(indexed(project.site, "pt")) == {
        "/pt/posts/digits/",
        "/pt/posts/so-em-portugues/",
        "/pt/about/",
    }


def test_the_text_is_indexed_and_nothing_around_it(project: Project) -> None:
    build_site(project)
    text = indexed(project.site, "pt")["/pt/posts/digits/"]
    for said in ("Dígitos. A rede acerta 0,9651 dos", "A convolução não é mágica", "sua sombra", "rede acurácia"):
        assert said in text
    for around in ("Ana Exemplo", "Arquivo", "Conteúdo", "def accuracy", "sitegen run", "CSV", "épocas1"):
        assert around not in text


def test_formulas_are_said_once(project: Project) -> None:
    text = project.post("so-em-portugues") / "index.pt.md"
    text.write_text(text.read_text() + "\nA soma $n - k + 1$ fica.\n")
    build_site(project)
    assert "A soma n−k+1 fica." in indexed(project.site, "pt")["/pt/posts/so-em-portugues/"]


def test_the_parts_of_a_fraction_are_words_of_their_own(project: Project) -> None:
    text = project.post("so-em-portugues") / "index.pt.md"
    text.write_text(text.read_text() + "\nA razão $\\frac{\\alpha x}{\\beta y}$ e $\\frac{u}{v}$.\n")
    build_site(project)
    assert "A razão αx βy e u v." in indexed(project.site, "pt")["/pt/posts/so-em-portugues/"]


def test_an_index_is_the_same_however_often_it_is_made() -> None:
    texts = {
        f"{language}/posts/{number}/index.html": f"<html lang={language}><h1>{number}</h1><p>{number * 7}".encode()
        for language in ("pt", "en", "de")
        for number in range(30)
    }
    first = search._index("pagefind_bin", texts)
    assert {"pagefind.js", "pagefind-entry.json", "wasm.de.pagefind"} <= set(first)
    assert not [name for name in first if "ui" in name or "worker" in name or "highlight" in name]
    for _ in range(5):
        assert search._index("pagefind_bin", dict(reversed(texts.items()))) == first


def test_the_index_of_a_language_is_made_again_when_a_text_in_it_changes_and_only_then(
    project: Project, made: list[set[str]]
) -> None:
    build_site(project)
    first = {path.name for path in project.site.rglob("pagefind/*/*")}
    assert sorted(map(len, made)) == [2, 3]
    made.clear()
    project.config.write_text(project.config.read_text().replace("Digits, measured", "Another title"))
    (project.root / "templates" / "static").mkdir(parents=True)
    style = (THEME / "static" / "style.css").read_text()
    (project.root / "templates" / "static" / "style.css").write_text(f"{style}\nbody {{ color: red }}\n")
    build_site(project)
    assert made == []
    assert {path.name for path in project.site.rglob("pagefind/*/*")} == first
    text = project.post("so-em-portugues") / "index.pt.md"
    text.write_text(text.read_text() + "\nMais uma frase.\n")
    build_site(project)
    assert [{name.partition("/")[0] for name in names} for names in made] == [{"pt"}]
    assert "Mais uma frase." in indexed(project.site, "pt")["/pt/posts/so-em-portugues/"]
    assert len(indexed(project.site, "pt")) == 3, "what was there before is gone"
    assert len(indexed(project.site, "en")) == 2
    entry = json.loads((project.site / "pagefind" / "pagefind-entry.json").read_text())
    assert {code: one["page_count"] for code, one in entry["languages"].items()} == {"en": 2, "pt": 3}
    assert len(list((project.scratch / "cache").glob("search-*"))) == 2


def test_without_pagefind_there_is_no_search_and_no_word_about_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    with_it = build_site(project)
    assert has_button(project.site, "pt/index.html")
    assert "script-src 'self' 'wasm-unsafe-eval';" in (project.site / "pt" / "index.html").read_text()
    monkeypatch.setattr(search, "version", missing)
    assert build_site(project) == with_it
    assert not (project.site / "pagefind").exists()
    for page in project.site.rglob("*.html"):
        text = page.read_text()
        assert not [word for word in ("<dialog", "pagefind", "wasm") if word in text]


def test_a_language_without_a_text_of_its_own_has_no_search(project: Project) -> None:
    for path in project.root.glob("content/*/**/*.en.md"):
        path.unlink()
    build_site(project)
    assert has_button(project.site, "pt/index.html")
    assert not has_button(project.site, "en/index.html"), "Pagefind would search another language"


def test_a_site_without_texts_has_no_search(project: Project) -> None:
    for path in project.root.glob("content/*/**/*.md"):
        path.unlink()
    build_site(project)
    assert not (project.site / "pagefind").exists()
    assert not has_button(project.site, "pt/index.html")


def test_a_site_that_is_served_or_checked_has_none(project: Project, made: list[set[str]]) -> None:
    output = Output(project.site, project.scratch)
    with Engine() as engine:
        compose(project, output, engine)
    assert made == []
    assert b'<button class="search"' not in output.files["pt/index.html"]


@pytest.mark.parametrize(
    ("program", "said"),
    [("/bin/false", "returned non-zero exit status 1"), ("/no/such/program", "No such file")],
)
def test_a_program_that_fails_is_told_and_the_old_site_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    (project.site / "pt").mkdir(parents=True)
    monkeypatch.setattr(search, "import_module", lambda name: SimpleNamespace(get_executable=lambda: program))
    with pytest.raises(SitegenError) as caught:
        build_site(project)
    assert said in str(caught.value)
    assert caught.value.hint == "Without it the site has no search: pip uninstall pagefind_bin"
    assert [path.name for path in project.site.iterdir()] == ["pt"]
