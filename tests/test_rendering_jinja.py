from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from builder.errors import SitegenError
from builder.look.templates import environment, render
from builder.project import THEME, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "templates" / "locale").mkdir(parents=True)
    return Project(tmp_path)


def write(project: Project, name: str, text: str) -> None:
    (project.templates / name).write_text(text)


def phrases() -> set[str]:
    """What the templates of the theme say, in English."""
    kinds = ("*.html", "network.json")
    methods = [(kind, "jinja2.ext:babel_extract") for kind in kinds]
    options = {kind: {"trimmed": "false", "silent": "false", "newstyle_gettext": "true"} for kind in kinds}
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
        ("\n{% include 'x.htm' %}", 2, "there is no template 'x.htm'"),
        ("\n{{ 5|join }}", 2, "template: TypeError: 'int' object is not iterable"),
        ("\n\n{{ 1 / 0 }}", 3, "template: ZeroDivisionError"),
        ("\n{% include 'broken.html' %}", 2, "template: extends or includes itself"),
        ("{{ " + "(" * 3000, None, "template: extends or includes itself"),
        ("a\n\udce9", 2, "is not UTF-8"),
    ],
)
def test_what_the_author_of_a_template_may_get_wrong(
    project: Project, text: str, line: int | None, message: str
) -> None:
    (project.templates / "broken.html").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(SitegenError, match=message) as caught:
        render(environment(project, "en"), "broken.html")
    assert (caught.value.path, caught.value.line) == (project.templates / "broken.html", line)


def test_a_mistake_is_told_at_the_template_that_makes_it(project: Project) -> None:
    write(project, "feed.xml", "\n{% include 'part.xml' %}")
    write(project, "part.xml", "\n\n{{ 1 / 0 }}")
    with pytest.raises(SitegenError) as caught:
        render(environment(project, "en"), "feed.xml")
    assert (caught.value.path, caught.value.line) == (project.templates / "part.xml", 3)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("nonsense", 1, "is no list of translations"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n~1;\\n"\n', None, "is no list of translations"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=1/n;\\n"\n', None, "is no list of translations"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=foo\\n"\n', None, "is no list of translations"),
        ('msgid ""\nmsgstr "PO-Revision-Date: soon\\n"\n', None, "is no list of translations"),
        ('\nmsgid "a"\nmsgstr "100% x"\n', 2, "the translation '100% x' cannot be filled in"),
        ('msgid "a %(n)s"\nmsgstr "a %(m)s"\n', 1, "the translation 'a %\\(m\\)s' cannot be filled in"),
    ],
)
def test_a_malformed_list_of_translations(project: Project, text: str, line: int | None, message: str) -> None:
    write(project, "locale/fr.po", text)
    with pytest.raises(SitegenError, match=message) as caught:
        environment(project, "fr")
    assert (caught.value.path, caught.value.line) == (project.templates / "locale" / "fr.po", line)


def test_a_template_that_changes_is_compiled_again_in_the_same_process(project: Project) -> None:
    write(project, "value.html", "before")
    assert render(environment(project, "en"), "value.html") == "before"
    write(project, "value.html", "after {{ _('Posts') }}")
    (project.templates / "locale" / "pt.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "Posts"\nmsgstr "Textos"\n')
    again = [render(environment(project, code), "value.html") for code in ("en", "pt")]
    assert again == ["after Posts", "after Textos"]
