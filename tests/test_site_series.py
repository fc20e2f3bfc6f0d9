"""Series and related posts: their order, what pages say of them, and that nothing else of a post is in them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import builder.site.search as search
from builder.project import Project
from builder.site.build import build_site
from builder.site.related import _alike
from builder.text.facts import terms_of


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    (tmp_path / "content" / "posts").mkdir(parents=True)
    tables = '[en]\ntitle = "Site"\nname = "English"\n[pt]\ntitle = "Sítio"\nname = "P"\n'
    (tmp_path / "content" / "site.toml").write_text(f'title = "T"\nlanguages = ["en", "pt"]\n{tables}')
    return Project(tmp_path)


def post(project: Project, name: str, lines: str = "", text: str = "Words.", language: str = "en") -> None:
    (project.posts / f"{name}.{language}.md").write_text(f"---\ntitle: {name}\n{lines}\n---\n{text}\n")


def page(project: Project, address: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / address / "index.html").read_text(), "html.parser")


def said(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(one.text.split()) for one in soup.select(selector)]


def test_parts_say_which_they_are_and_lead_on(project: Project) -> None:
    post(project, "c", "series: Intro\ndate: 2024-01-01")
    post(project, "b", "series: [intro]\nweight: 2\ndate: 2024-02-02")  # as Hugo's authors write it
    post(project, "a", "series: Intro\nseries_order: 1\ndate: 2024-03-03")
    post(project, "other", "date: 2024-02-03")
    assert build_site(project, strict=True).warnings == ()
    b = page(project, "en/posts/b")
    assert said(b, "header .part") == ["Intro Part 2 of 3"]
    assert said(b, "nav.series li") == ["a", "b", "c"]
    assert said(b, "nav.series [aria-current]") == ["b"]
    assert [one["href"] for one in b.select(".neighbours a")] == ["../a/", "../c/"]
    assert said(page(project, "en/posts/a"), ".neighbours a") == ["After b"]
    assert said(page(project, "en/posts/other"), ".neighbours a") == ["Before b", "After a"]
    listed = page(project, "en/series/intro")
    assert (said(listed, "h2"), said(listed, ".part")) == (["a", "b", "c"], [f"Part {n} of 3" for n in (1, 2, 3)])
    assert said(page(project, "en"), ".posts .part") == ["Intro Part 1 of 3", "Intro Part 2 of 3", "Intro Part 3 of 3"]
    assert page(project, "en").select_one('.sections a[href="series/"]')


def test_a_series_is_one_in_all_languages(project: Project) -> None:
    project.config.write_text(project.config.read_text() + '[series.intro]\nen = "Introduction"\npt = "Introdução"\n')
    post(project, "a", "series: Introduction")
    post(project, "a", "series: intro", language="pt")
    post(project, "b", "series: intro")
    assert build_site(project, strict=True).warnings == ()
    assert said(page(project, "pt/posts/a"), "header .part") == ["Introdução Parte 1 de 2"]
    assert said(page(project, "pt/posts/b"), "header .part") == ["Introdução Parte 2 de 2"]  # which stands in
    assert page(project, "en/series/intro").select_one('.languages a[href="../../../pt/series/intro/"]')


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[series]\nintro = "x"', "series must be tables"),
        ('[series.intro]\nfr = "x"', "unknown key 'fr' in [series.intro]"),
        ("[series.intro]\nen = 3", "[series.intro] en must be text in quotes"),
    ],
)
def test_what_is_wrong_in_the_config_is_told(project: Project, table: str, message: str) -> None:
    project.config.write_text(project.config.read_text() + table + "\n")
    with pytest.raises(Exception, match=message.replace("[", r"\[")):
        build_site(project)


NETWORKS = "Convolution filters slide over pixels; pooling keeps the strongest convolution of the image."
COOKING = "Flour, butter and sugar are whisked; the oven bakes the biscuit until golden."


def test_posts_that_are_alike_lead_to_each_other(project: Project) -> None:
    post(project, "filters", "tags: [CNN]", f"{NETWORKS} More about kernels.")
    post(project, "pooling", "", f"{NETWORKS} Strides.")
    post(project, "cake", "", COOKING)
    post(project, "pie", "tags: [food]", f"{COOKING} Apples.")
    post(project, "draft", "draft: true", NETWORKS)
    post(project, "filtros", "", NETWORKS, "pt")  # another language, whatever its words
    post(project, "none", "related: false", NETWORKS)
    post(project, "own", "related: [cake, filtros]", NETWORKS)
    post(project, "slip", "related: [caek]", "Nothing.")
    [warning] = build_site(project).warnings
    assert (warning.message, warning.line) == ("related names 'caek', which is no post", 3)
    assert "cake" in warning.hint
    found = {
        name: said(page(project, f"en/posts/{name}"), "nav.related a") for name in ("filters", "cake", "none", "own")
    }
    assert found == {"filters": ["none", "own", "pooling"], "cake": ["pie"], "none": [], "own": ["cake", "filtros"]}
    assert said(page(project, "pt/posts/filtros"), "nav.related a") == []


def test_parts_of_one_series_are_not_related_besides(project: Project) -> None:
    for name in "ab":
        post(project, name, "series: s\ntags: [x]", NETWORKS)
    build_site(project)
    assert said(page(project, "en/posts/a"), "nav.related a") == []


def test_another_word_in_a_related_post_leaves_the_page_as_it_is(project: Project) -> None:
    """What a page is made from is what it shows of others."""
    for name in "abcd":
        post(project, name, "tags: [x]", NETWORKS)
    build_site(project)
    before = {path: path.read_bytes() for path in project.site.rglob("*.html")}
    post(project, "b", "tags: [x]\nsummary: Another.", NETWORKS)
    build_site(project)
    warm = {path: path.read_bytes() for path in project.site.rglob("*.html")}
    for folder in (project.scratch, project.site):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    build_site(project)
    assert {path: path.read_bytes() for path in project.site.rglob("*.html")} == warm
    assert warm[project.site / "en/posts/a/index.html"] == before[project.site / "en/posts/a/index.html"]


def test_a_thousand_posts_are_compared_and_the_order_of_reading_changes_nothing() -> None:
    chance = random.Random(0)
    words = [f"w{number}" for number in range(4000)]
    weights = [1 / (number + 1) for number in range(4000)]
    terms = {f"p{n}": frozenset(chance.choices(words, weights, k=90)) for n in range(1000)}
    found = _alike(terms, sorted(terms))
    assert len(found) == 1000
    shuffled = dict(chance.sample(sorted(terms.items()), k=1000))
    assert _alike(shuffled, sorted(terms)) == found


def test_words_of_languages_without_blanks() -> None:
    assert terms_of("卷积网络 and 卷积") == ("卷积", "and", "积网", "网络")
    assert terms_of("R&amp;D <b>Rede</b> REDE a 2024") == ("rede",)
