"""Templates of a site's own: they extend the theme's, hooks add to it, and `docs/templates.md` names all there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY
from small_sites import copy_site

import builder.site.search as search
from builder.errors import SitegenError
from builder.policy import policy_of
from builder.project import THEME, Project
from builder.site.build import build_site

TEXT = (REPOSITORY / "docs" / "templates.md").read_text(encoding="utf-8")
POST, HOME = "pt/posts/digits/index.html", "pt/index.html"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    return copy_site("good", tmp_path)


def write(project: Project, name: str, text: str) -> Path:
    path = project.templates / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def page(project: Project, file: str = POST) -> BeautifulSoup:
    return BeautifulSoup((project.site / file).read_text(), "html.parser")


def policy(soup: BeautifulSoup) -> str:
    return str(soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"])


def examples() -> dict[str, list[str]]:
    """By the file that a paragraph names, the code below it."""
    found: dict[str, list[str]] = {}
    for name, code in re.findall(r"^`([^`]+)`\n\n```\w+\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        found.setdefault(name, []).append(code)
    return found


def test_a_template_extends_that_of_the_theme_by_name(project: Project) -> None:
    write(project, "post.html", examples()["templates/post.html"][0])
    write(project, "cite.html", '<p class="mine">Mine.</p>{% include "theme/cite.html" %}')
    build_site(project, strict=True)
    soup = page(project)
    assert "Written with care." in soup.text
    assert soup.select_one(".mine")  # which the theme's template includes
    assert soup.select_one("aside.cite")
    write(project, "theme/post.html", "Nothing.")  # a folder of that name is not meant
    build_site(project, strict=True)
    assert "Written with care." in page(project).text


@pytest.mark.parametrize("word", ["extends", "include"])
def test_one_that_extends_itself_is_told_how_the_themes_is_called(project: Project, word: str) -> None:
    path = write(project, "post.html", f'{{% {word} "post.html" %}}')
    with pytest.raises(SitegenError) as told:
        build_site(project)
    [error] = getattr(told.value, "errors", [told.value])[:1]
    assert (error.message, error.hint) == (
        "template: extends or includes itself",
        'The theme\'s own is called "theme/post.html".',
    )
    assert error.path == path


def test_what_the_theme_lacks_is_told(project: Project) -> None:
    path = write(project, "post.html", '{% extends "theme/poste.html" %}')
    with pytest.raises(SitegenError) as told:
        build_site(project)
    [error] = getattr(told.value, "errors", [told.value])[:1]
    assert (error.message, error.path) == ("there is no template 'poste.html'", path)


def test_hooks_add_to_the_pages_and_the_policy_lets_in_what_they_need(project: Project) -> None:
    before = policy_of({}, wasm=False)
    build_site(project)
    assert policy(page(project)) == before
    found = examples()
    for name in ("templates/hooks/post.html", "templates/hooks/foot.html"):
        write(project, name.removeprefix("templates/"), found[name][0])
    write(project, "hooks/head.html", '<meta name="mine" content="{{ page.language.code }}">')
    giscus, counter = found["content/site.toml"]
    text = project.config.read_text()
    project.config.write_text(text + giscus)
    build_site(project, strict=True)
    post, home = page(project), page(project, HOME)
    assert post.select_one('main script[src="https://giscus.app/client.js"]')["data-lang"] == "pt"
    assert not home.select_one('script[src^="https://giscus"]')
    assert home.select_one('script[src="https://stats.example.org/count.js"]')
    assert home.select_one('head meta[name="mine"]')["content"] == "pt"
    assert "script-src 'self' https://giscus.app; style-src 'self' 'unsafe-inline' https://giscus.app" in policy(home)
    assert "frame-src 'self' https://giscus.app" in policy(home)
    project.config.write_text(text + counter)
    build_site(project, strict=True)
    assert "connect-src 'self' https://stats.example.org" in policy(page(project, HOME))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("script-source = []", "[policy] has an unknown directive 'script-source'"),
        ('script-src = "https://x.test"', "[policy] script-src must be a list of sources"),
        ("script-src = [\"'unsafe-inline'\"]", "[policy] script-src cannot let in \"'unsafe-inline'\""),
        ('script-src = ["*"]', "[policy] script-src cannot let in '*'"),
        ('img-src = ["http://x.test"]', "[policy] img-src cannot let in 'http://x.test'"),
        ('img-src = ["https://x.test; script-src *"]', "[policy] img-src cannot let in 'https://x.test; script-src *'"),
    ],
)
def test_what_no_policy_lets_in_is_told_with_its_line(project: Project, line: str, message: str) -> None:
    project.config.write_text(f"{project.config.read_text()}\n[policy]\n{line}\n")
    with pytest.raises(SitegenError) as told:
        build_site(project)
    [error] = getattr(told.value, "errors", [told.value])
    assert (error.message, error.line) == (message, len(project.config.read_text().splitlines()))


def test_a_form_may_be_sent_where_the_policy_says() -> None:
    assert "form-action https://x.test" in policy_of({"form-action": ("https://x.test",)}, wasm=True)


def test_an_own_stylesheet_is_linked_by_being_there(project: Project) -> None:
    write(project, "static/mine.css", "p { color: red }")
    write(project, "static/style.css", "p { color: green }")  # the theme's, in its place
    build_site(project, strict=True)
    head = page(project).head
    assert [one["href"] for one in head.select('link[rel="stylesheet"]')] == ["../../../static/mine.css"]
    names = [one.name for one in head.find_all(["style", "link"]) if one.name == "style" or "stylesheet" in one["rel"]]
    assert names == ["style", "link"]
    assert (project.site / "static" / "mine.css").is_file()


def test_every_template_and_block_is_in_the_documentation() -> None:
    named = set(re.findall(r"`([\w-]+\.(?:html|xml)|404\.html)`", TEXT.partition("## Every template")[2]))
    assert named == {path.name for path in (*THEME.glob("*.html"), *THEME.glob("*.xml"))}
    hooks = re.findall(r"^\| `templates/(hooks/[^`]+)`", TEXT, re.MULTILINE)
    assert set(hooks) == {path.relative_to(THEME).as_posix() for path in (THEME / "hooks").iterdir()}
    rows = re.findall(r"^\| (`[^|]*`) \| [^|]* \| ([^|]*) ?\|$", TEXT, re.MULTILINE)
    said = {
        name: set(re.findall(r"`(\w+)`", blocks)) for names, blocks in rows for name in re.findall("`([^`]+)`", names)
    }
    pages = {name: set(re.findall(r"{%-? block (\w+)", (THEME / name).read_text())) for name in said}
    assert said == pages
    with_blocks = {path.name for path in THEME.glob("*.html") if "{% block" in path.read_text()}
    assert with_blocks <= said.keys()
