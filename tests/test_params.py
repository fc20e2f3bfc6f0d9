"""Keys of an author's own in the front matter: templates and texts get them, and only slips of known keys are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rendering_texts import Texts

from builder.cache import Cache
from builder.content.frontmatter import FrontMatter, split
from builder.drawing.engine import Engine
from builder.errors import SitegenError
from builder.project import THEME, Project
from builder.site.build import build_site, compose
from builder.site.changes import invalidate
from builder.site.outputs import Output

PATH = Path("index.en.md")
YAML = """\
title: One
series_name: "Nets & more"
difficulty: 3
items: [a, b]
reviewed: 2024-03-01
seen: 2024-03-01T10:00:00+01:00
paper: {venue: NeurIPS, pages: [1, 9], open: true, doi: null}
params: {difficulty: 5, colour: red}
"""
TOML = """\
title = "One"
series_name = "Nets & more"
difficulty = 3
items = ["a", "b"]
reviewed = 2024-03-01
seen = 2024-03-01T10:00:00+01:00
[paper]
venue = "NeurIPS"
pages = [1, 9]
open = true
[params]
difficulty = 5
colour = "red"
"""
JSON = """\
"title": "One", "series_name": "Nets & more", "difficulty": 3, "items": ["a", "b"],
"reviewed": "2024-03-01", "seen": "2024-03-01T10:00:00+01:00",
"paper": {"venue": "NeurIPS", "pages": [1, 9], "open": true, "doi": null},
"params": {"difficulty": 5, "colour": "red"}
"""
HEADS = {"YAML": f"---\n{YAML}---\n", "TOML": f"+++\n{TOML}+++\n", "JSON": f"{{\n{JSON}}}\n"}
SHOWN = """\
{{ page.params.series_name }}|{{ page.params.difficulty }}|\
{% if page.params.series_name %}{{ page.params.items|join("+") }}{% endif %}|\
{{ page.params.reviewed }}|{{ page.params.paper.venue }}|{{ page.params.paper.pages[1] }}|{{ page.params.paper.open }}|\
{{ page.params.colour }}|{% if page.params.nothing.at.all %}no{% endif %}{{ page.params.absent }}|\
{{ page.params.difficulty is defined }} {{ page.params.absent is defined }}"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A site whose own template shows keys of the author's own, on pages that have them and pages that do not."""
    project = plain_site(tmp_path / "site")
    template(project, SHOWN)
    return project


def plain_site(folder: Path) -> Project:
    """A site with a post that has no keys of its own."""
    project = Project(folder)
    project.posts.mkdir(parents=True)
    project.config.write_text("title = 'T'\nlanguages = ['en']\n[en]\ntitle = 'T'\nname = 'English'\n")
    (project.posts / "other.en.md").write_text("---\ntitle: Other\n---\nText.\n")
    return project


def template(project: Project, shown: str) -> None:
    """Let every page of the site show something at its end."""
    project.templates.mkdir(exist_ok=True)
    base = (THEME / "base.html").read_text()
    assert "</body>" in base
    (project.templates / "base.html").write_text(base.replace("</body>", f'<p id="own">{shown}</p></body>'))


def write(project: Project, head: str) -> None:
    (project.posts / "one.en.md").write_text(f"{head}Text.\n")


def shown(project: Project, file: str = "en/posts/one/index.html") -> str:
    text = (project.site / file).read_text()
    return text.partition('<p id="own">')[2].partition("</p>")[0]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_templates_get_them_nested_and_as_lists(head: str, project: Project) -> None:
    write(project, head)
    report = build_site(project, strict=True)
    assert report.warnings == ()
    assert shown(project) == "Nets &amp; more|3|a+b|2024-03-01|NeurIPS|9|True|red||True False"
    assert shown(project, "en/index.html") == "|||||||||False False"


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_they_are_the_same_when_read_back(head: str) -> None:
    front, _, _ = split(PATH, head)
    again = FrontMatter.from_json(json.loads(json.dumps(front.to_json())))
    assert again == front
    assert repr(again.params) == repr(front.params)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("difficulty: 3", "difficulty: 4"),
        ("open: true", "open: 1"),  # equal, for Python
        ("pages: [1, 9]", "pages: [1, 8]"),
        ("difficulty: 3\n", ""),
        ("venue: NeurIPS, pages: [1, 9]", "pages: [1, 9], venue: NeurIPS"),
        ("reviewed: 2024-03-01", "reviewed: '2024-03-01'"),
    ],
)
def test_a_page_is_made_anew_when_one_changes(old: str, new: str, project: Project, tmp_path: Path) -> None:
    each = "{% for key, value in page.params.items() %}{{ key }}={{ value }}, {% endfor %}"
    template(project, each + "{{ page.params.reviewed is string }}")
    head = HEADS["YAML"].replace("items: [a, b]\n", "")
    write(project, head)
    build_site(project)
    before = shown(project)
    assert old in head
    write(project, head.replace(old, new))
    build_site(project)
    warm = shown(project)
    other = plain_site(tmp_path / "other")
    template(other, each + "{{ page.params.reviewed is string }}")
    write(other, head.replace(old, new))
    build_site(other)
    assert warm == shown(other) != before


def test_lists_of_posts_can_show_them(project: Project) -> None:
    listed = "{{ posts|selectattr('params.difficulty')|map(attribute='title')|join(',') }}"
    template(project, f"{{% if posts is defined %}}{listed}{{% endif %}}")
    write(project, HEADS["YAML"])
    build_site(project)
    assert shown(project, "en/index.html") == "One"


def test_a_list_is_made_anew_in_the_same_process(project: Project) -> None:
    """Where only what a page asked of others counts: 1 and true are another answer, though equal for Python."""
    each = "{% for post in posts %}{{ post.params.paper.open }} {% endfor %}"
    template(project, f"{{% if posts is defined %}}{each}{{% endif %}}")
    cache, text = Cache(project.scratch / "cache", lasting=True), project.posts / "one.en.md"
    with Engine() as engine:

        def built() -> str:
            output = Output(project.site, project.scratch)
            compose(project, output, engine, cache=cache)
            return output.files["en/index.html"].decode().partition('<p id="own">')[2].partition("</p>")[0]

        write(project, HEADS["YAML"])
        assert built().split() == ["True"]
        write(project, HEADS["YAML"].replace("open: true", "open: 1"))
        invalidate(cache, project.posts, {text})
        assert built().split() == ["1"]


def test_a_text_shows_them(texts: Texts) -> None:
    head = "title: x\npaper: {venue: NeurIPS}\nparams: {colour: red}"
    assert texts.html("{{< param paper.venue >}}, {{< param colour >}}", head) == "<p>NeurIPS, red</p>"


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("sumary", "summary"),
        ("tag", "tags"),
        ("Tags", "tags"),
        ("last-mod", "lastmod"),
        ("subtitel", "subtitle"),
        ("autor", "author"),
        ("category", "categories"),
        ("dates", "date"),
        ("featuredimage", "featured_image"),
    ],
)
def test_a_slip_of_a_known_key_is_told(key: str, meant: str) -> None:
    [warning] = split(PATH, f"---\ntitle: One\n{key}: x\n---\n")[0].warnings(PATH)
    assert (warning.message, warning.line) == (f"unknown key '{key}' in the front matter", 3)
    assert warning.hint == f"Did you mean '{meant}'? A key of your own that looks like it goes below params:."


def test_a_slip_fails_a_strict_build(project: Project) -> None:
    write(project, "---\ntitle: One\nsumary: x\n---\n")
    with pytest.raises(SitegenError, match="unknown key 'sumary'"):
        build_site(project, strict=True)


@pytest.mark.parametrize(
    "key",
    [
        "series_name",
        "difficulty",
        "author_url",
        "page_title",
        "update",
        "rate",
        "origin",
        "weight",
        "level",
        "code_url",
    ],
)
def test_a_key_of_the_authors_own_is_not(key: str) -> None:
    assert split(PATH, f"---\ntitle: One\n{key}: x\n---\n")[0].warnings(PATH) == []


def test_what_looks_like_a_key_that_is_given_too_is_meant() -> None:
    assert split(PATH, "---\ntitle: One\ntitles: [a]\n---\n")[0].warnings(PATH) == []
    assert split(PATH, "---\ntitle: One\nparams:\n  tag: x\n---\n")[0].warnings(PATH) == []


def test_any_value_of_yaml_can_be_kept(project: Project) -> None:
    odd = "[.nan, -.inf, 1e400, !!binary aGk=, !!set {b, a}, {1: x, 2024-01-01: y}, ~, 12:30, [[]]]"
    write(project, f"---\ntitle: One\nodd: {odd}\n---\n")
    template(project, "{{ page.params.odd }}")
    build_site(project)
    cold = shown(project)
    template(project, " {{ page.params.odd }}")
    build_site(project)
    assert shown(project) == f" {cold}" != " "
