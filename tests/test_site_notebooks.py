"""Notebooks beside the posts of a site, and the link by which Colab opens them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site, keep_digits

from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

FILE = "en/posts/digits/digits.en.ipynb"
KEYS = 'notebooks = "gh-pages"\nrepository = "https://github.com/ana/blog"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    project.config.write_text(KEYS + project.config.read_text())
    return project


def links(project: Project, page: str) -> dict[str, str]:
    """What stands at the foot of a page."""
    html = BeautifulSoup((project.site / page).read_text(), "html.parser")
    return {link.get_text(): str(link["href"]) for link in html.select("aside.cite li a")}


def files(project: Project) -> dict[str, bytes]:
    return {path.relative_to(project.site).as_posix(): path.read_bytes() for path in project.site.rglob("*.ipynb")}


def test_a_post_with_results_has_a_notebook_that_colab_opens(project: Project) -> None:
    build_site(project)
    assert set(files(project)) == {FILE, FILE.replace("en", "pt")}
    assert json.loads(files(project)[FILE])["nbformat"] == 4
    found = links(project, "en/posts/digits/index.html")
    assert found["Notebook"] == "digits.en.ipynb"
    assert found["Open in Colab"] == f"https://colab.research.google.com/github/ana/blog/blob/gh-pages/{FILE}"
    assert "Abrir no Colab" in links(project, "pt/posts/digits/index.html")
    assert "Notebook" not in links(project, "pt/posts/so-em-portugues/index.html"), "it shows no results"


def test_without_the_key_there_is_none_and_elsewhere_than_on_github_no_link_to_colab(project: Project) -> None:
    project.config.write_text(project.config.read_text().replace("github.com", "codeberg.org"))
    build_site(project)
    assert "Open in Colab" not in (found := links(project, "en/posts/digits/index.html"))
    assert "Notebook" in found
    project.config.write_text(project.config.read_text().replace('notebooks = "gh-pages"\n', ""))
    build_site(project)
    assert files(project) == {}
    assert "Notebook" not in links(project, "en/posts/digits/index.html")


def test_it_is_made_again_where_what_is_in_it_has_changed_and_only_there(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(
        "builder.site.notebooks.notebook_file",
        lambda article, workshop: made.append(article.language) or {"x": b"%d" % len(made)},  # type: ignore[func-returns-value]
    )
    build_site(project)
    assert sorted(made) == ["en", "pt"]
    post = project.post("digits")
    for change, languages in (
        (lambda: None, []),
        (lambda: (post / "notes.txt").write_text("x"), ["en", "pt"]),
        (lambda: (post / "colours.py").write_text((post / "colours.py").read_text() + "\nX = 1\n"), ["en", "pt"]),
        (lambda: (post / "index.en.md").write_text((post / "index.en.md").read_text() + "\nMore.\n"), ["en"]),
        (lambda: project.config.write_text(project.config.read_text() + "\n"), ["en", "pt"]),
    ):
        made.clear()
        change()
        build_site(project)
        assert sorted(made) == languages


def test_a_warm_build_is_a_cold_one(project: Project) -> None:
    build_site(project)
    text = project.post("digits") / "index.en.md"
    text.write_text(text.read_text() + "\nMore.\n")
    build_site(project)
    warm = files(project)
    cold = copy_site("good", project.root / "again")
    cold.config.write_text(project.config.read_text())
    (cold.post("digits") / "index.en.md").write_text(text.read_text())
    build_site(cold)
    assert files(cold) == warm


def test_quick_results_are_packed_where_the_notebook_looks_for_them(project: Project) -> None:
    keep_digits(project.results("digits", quick=True), quick=True)
    build_site(project, quick=True)
    whole = json.loads(files(project)[FILE])
    assert any(
        "cnn (recorded, quick)" in "".join(out.get("text", "")) for c in whole["cells"] for out in c.get("outputs", ())
    )


def test_the_key_is_the_name_of_a_branch(project: Project) -> None:
    project.config.write_text(project.config.read_text().replace('"gh-pages"', "true"))
    with pytest.raises(SitegenError, match="notebooks must be text in quotes"):
        build_site(project)
