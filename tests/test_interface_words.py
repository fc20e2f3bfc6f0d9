"""In which words the interface of a page speaks, and what is told where it has none in the page's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from builder.errors import SitegenError
from builder.look.templates import environment, render
from builder.project import THEME, Project
from builder.site.build import build_site

SPANISH = (THEME / "locale" / "pt.po").read_text().replace('"Language: pt', '"Language: es')


def in_languages(folder: Path, *codes: str) -> Project:
    """A site with one post in English, shown in all these languages."""
    project = Project(folder)
    project.posts.mkdir(parents=True)
    tables = "".join(f'[{code}]\ntitle = "Site"\nname = "{code}"\n' for code in ("en", *codes))
    project.config.write_text(f"title = 'Site'\n\nlanguages = {['en', *codes]}\n{tables}")
    (project.posts / "one.en.md").write_text("---\ntitle: One\n---\nText.\n")
    return project


def words(project: Project, name: str, text: str) -> Path:
    path = project.templates / "locale" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_language_without_words_is_told_with_the_file_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = in_languages(tmp_path, "es")
    monkeypatch.chdir(project.root)
    [warning] = build_site(project).warnings
    assert str(warning) == (
        "content/site.toml:3: language 'es' has no words of the interface: "
        "menus, notices and the like are English in it\n"
        f"  Write templates/locale/es.po: a copy of {THEME / 'locale' / 'pt.po'} with your words behind each msgstr."
    )
    with pytest.raises(SitegenError, match="language 'es' has no words"):
        build_site(project, strict=True)
    words(project, "es.po", SPANISH)
    assert build_site(project, strict=True).warnings == ()
    page = BeautifulSoup((project.site / "es" / "index.html").read_text(), "html.parser")
    assert (page.html["lang"], page.select_one("nav.sections a").text) == ("es", "Artigos")  # as the copy says


def test_words_that_a_list_lacks_are_told(tmp_path: Path) -> None:
    project = in_languages(tmp_path, "es")
    path = words(project, "es.po", 'msgid "Posts"\nmsgstr "Entradas"\n\nmsgid "Tags"\nmsgstr ""\n')
    [warning] = build_site(project).warnings
    assert warning.path == path
    assert warning.message.startswith("lacks ")
    assert "'Colours', 'Light', 'Dark', 'As the system', 'Search', …" in warning.message
    lines = [line for line in SPANISH.split("\n\n") if 'msgid "Search"\n' not in line]
    words(project, "es.po", "\n\n".join(lines))
    [warning] = build_site(project).warnings
    assert warning.message == "lacks 1 of the words of the interface, which stay English: 'Search'"


def test_english_needs_none_and_a_country_takes_its_languages(tmp_path: Path) -> None:
    project = in_languages(tmp_path, "en-gb", "pt-br")
    assert build_site(project, strict=True).warnings == ()
    page = BeautifulSoup((project.site / "pt-br" / "index.html").read_text(), "html.parser")
    assert page.select_one("nav.sections a").text == "Artigos"


def test_a_short_list_changes_only_what_it_says(tmp_path: Path) -> None:
    project = Project(tmp_path)
    words(project, "pt.po", 'msgid "Posts"\nmsgstr "Textos"\n')
    (project.templates / "x.html").write_text(
        "{{ _('Posts') }} {{ _('Archive') }} {{ _('mine') }} {% trans minutes=3 %}{{ minutes }} min read{% endtrans %}"
    )
    theme = render(environment(Project(tmp_path / "other"), "pt"), "title.html", kind="archive", name="").strip()
    assert render(environment(project, "pt"), "x.html") == f"Textos {theme} mine 3 min de leitura"
