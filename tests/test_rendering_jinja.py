from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from builder.errors import SitegenError
from builder.project import THEME, Project
from builder.rendering.jinja import environment, render


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "templates" / "locale").mkdir(parents=True)
    return Project(tmp_path)


def write(project: Project, name: str, text: str) -> None:
    (project.templates / name).write_text(text)


def phrases() -> set[str]:
    """What the templates of the theme say, in English."""
    methods = [("*.html", "jinja2.ext:babel_extract")]
    options = {"*.html": {"trimmed": "false", "silent": "false", "newstyle_gettext": "true"}}
    return {str(message) for _, _, message, _, _ in extract_from_dir(THEME, methods, options)}


@pytest.mark.parametrize("path", sorted((THEME / "locale").glob("*.po")), ids=lambda path: path.stem)
def test_a_translation_says_all_that_the_templates_say_and_nothing_else(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    translated = {str(message.id) for message in catalog if message.id and message.string and not message.fuzzy}
    assert translated == phrases()
    assert [(message.id, error) for message, errors in catalog.check() for error in errors] == []


def test_the_site_goes_before_the_theme(project: Project) -> None:
    write(project, "caption.html", "mine: {{ x }}")
    env = environment(project, "en")
    assert render(env, "caption.html", x="<b>") == "mine: &lt;b&gt;"


def test_words_in_the_language_of_the_page(project: Project) -> None:
    write(project, "x.html", "{{ _('The data') }}{% trans n=3 %}{{ n }} posts{% endtrans %}")
    write(project, "locale/fr.po", 'msgid "The data"\nmsgstr "Les données"\n')
    said = [render(environment(project, code), "x.html") for code in ("en", "pt", "fr")]
    assert said == ["The data3 posts", "Os dados3 posts", "Les données3 posts"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n{{ b", 2, "unexpected end of template"),
        ("a\n\n{{ nothing }}", 3, "'nothing' is undefined"),
        ("{% include 'x.htm' %}", None, "there is no template 'x.htm'"),
    ],
)
def test_what_the_author_of_a_template_may_get_wrong(project: Project, text: str, line: int, message: str) -> None:
    write(project, "broken.html", text)
    with pytest.raises(SitegenError, match=message) as caught:
        render(environment(project, "en"), "broken.html")
    if line:
        assert (caught.value.path, caught.value.line) == (project.templates / "broken.html", line)


def test_a_malformed_list_of_translations(project: Project) -> None:
    write(project, "locale/fr.po", "nonsense")
    with pytest.raises(SitegenError, match="is no list of translations"):
        environment(project, "fr")
