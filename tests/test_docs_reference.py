"""`docs/reference.md` names what authors import and what templates get: all there is, and nothing that is not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import fields
from pathlib import Path
from typing import Any

import jinja2
import pytest
from conftest import REPOSITORY
from small_sites import copy_site, keep_network
from test_git import git

import builder
from builder.config import Language, SiteConfig
from builder.evidence.locale import Locale
from builder.evidence.provenance import Provenance
from builder.experiments.opened import OpenPost, OpenSite
from builder.look.templates import environment
from builder.project import THEME, Project
from builder.results import Record, Run
from builder.site.authors import Author
from builder.site.build import build_site
from builder.site.citing import Cite
from builder.site.head import Head
from builder.site.mentions import Mention
from builder.site.pages import Page, TextPage
from builder.site.render import Switch
from builder.site.series import Part, Series
from builder.site.tags import Tag

TEXT = (REPOSITORY / "docs" / "reference.md").read_text(encoding="utf-8")
MORE = """
{{< output cnn >}}

{{< image shade.png "A shade." "A caption." >}}

{{< video clip.mp4 "A shade." "A caption." >}}

{{< figure src="shade.png" alt="A shade." link="https://example.org" class="wide" caption="*c*" >}}

{{< version 1.2 changed >}}

{{< admonition tip >}}
A box, see {{< see accuracy >}} and {{< cite lecun1998 "p. 3" >}}.
{{< /admonition >}}

{{< claim "cnn.accuracy > linear.accuracy" >}}Better.{{< /claim >}}
{{< value "exceeds(cnn.accuracy, linear.accuracy)" >}}

{{< code figures.py#digit >}}
- `def digit`: a note.
{{< /code >}}

{{< interactive moved alt="A digit to be moved." >}}
Still.
{{< /interactive >}}

{{< network cnn input="sliders" output="numbers" alt="A network." >}}
Still.
{{< /network >}}

{{< explore cnn over="test_accuracy" figure=growing alt="The accuracy so far." >}}

{{< figures both >}}

{{< figure src="shade.png" alt="A shade." caption="*c*" >}}

{{< /figures >}}

{{< mermaid alt="Two steps." >}}
graph LR; a --> b
{{< /mermaid >}}
"""
FUNCTIONS = """

def moved():
    return {}


def growing(cnn, step):
    figure = Figure(figsize=(4, 2))
    figure.subplots().plot(cnn.series["test_accuracy"][: step + 1], "o-")
    return figure
"""
CITED = "@article{lecun1998, author = {LeCun, Yann}, title = {Gradient-based learning}, year = {1998}}\n"


def tables(head: str) -> list[list[str]]:
    """The rows of the table below a header that begins with a cell, each as its cells."""
    [table] = re.findall(rf"^\| {re.escape(head)} \|.*\n\|[-|]+\|\n((?:\|.*\|\n)+)", TEXT, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]


def names(cell: str) -> list[str]:
    """`at(width=64)`, `where()` as at and where."""
    return [re.split(r"[(\[ ]", word)[0] for word in re.findall(r"`([^`]+)`", cell)]


def documented(head: str) -> set[str]:
    found = [name for first, *_ in tables(head) for name in names(first)]
    return set(found)


def public(kind: type[Any]) -> set[str]:
    """What can be asked of an object of a class."""
    return {name for name in (*(part.name for part in fields(kind)), *vars(kind)) if not name.startswith("_")}


def test_every_name_to_import_is_there() -> None:
    assert imported() == set(builder.__all__)


def test_all_of_an_open_site_is_there() -> None:
    assert documented("of what `open_site` gives") == public(OpenSite)
    [said] = re.findall(r"^A post has `record(?s:.*?)\.\n", TEXT, re.MULTILINE)
    assert set(names(said)) == public(OpenPost)


def imported() -> set[str]:
    part = TEXT.partition("## What to import")[2].partition("\n## ")[0]
    return {name for line in part.splitlines() if line.startswith("| `") for name in names(line.split(" | ")[0])}


@pytest.mark.parametrize(
    ("head", "kind", "above"),
    [
        ("of a `Record`", Record, None),
        ("of a `Run`", Run, None),
        ("of a `Locale`", Locale, None),
        ("of a `page`, or of a post in a list", Page, None),
        ("of a page with a text", TextPage, Page),
        ("of `cite`", Cite, None),
    ],
)
def test_all_that_an_object_can_be_asked_is_there(head: str, kind: type[Any], above: type[Any] | None) -> None:
    assert documented(head) == public(kind) - (public(above) if above else set())


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Series, r"^A series has .*;"),
        (Part, r"; a post's part in it (?s:.*?)\.\s"),
        (Mention, r"^`before` and `after`\. (A part before(?s:.*?))\.\s"),
        (Author, r" (An author has (?s:.*?))\.\n"),
        (SiteConfig, r"\| `config` \|.*"),
        (Language, r"; a language (?s:.*?)\.\n"),
        (Tag, r"^A tag has .*;"),
        (Switch, r"\| `switches` \|.*"),
        (Head, r"\| `head` \|.*"),
        (Provenance, r"^An origin in (?s:.*?)\.\n"),
    ],
)
def test_what_smaller_things_can_be_asked(kind: type[Any], sentence: str) -> None:
    [said] = re.findall(sentence, TEXT, re.MULTILINE)
    known = {name.rpartition(".")[2] for name in names(said)} - {"config", "switches", "head", "origins"}
    assert public(kind) <= known
    assert known <= public(kind) | {"url"}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """By template, what each of the theme is given when a site is built that uses all of them."""
    pytest.importorskip("merman")  # or else no template draws a diagram
    project = copy_site("good", tmp_path_factory.mktemp("reference"))
    text = project.config.read_text().replace("[en]", '[en]\ndocs = "docs"')
    project.config.write_text(f'notebooks = "gh-pages"\n{text}')
    (project.root / "docs").mkdir()
    (project.root / "docs" / "README.md").write_text("# Docs\n\nWords.\n")
    project.redirects.write_text('"/old/" = "/en/"')
    project.config.write_text(project.config.read_text() + '[authors.bea]\nname = "Bea"\n')
    for name in ("one", "two"):
        (project.posts / f"{name}.en.md").write_text(f"---\ntitle: {name}\nseries: s\n---\nWords.\n")
    post = project.post("digits")
    for name, more in (("index.en.md", MORE), ("figures.py", FUNCTIONS)):
        (post / name).write_text((post / name).read_text() + more)
    (post / "references.bib").write_text(CITED)
    (post / "clip.mp4").write_bytes(b"A film.")
    (post / "moved.js").write_text("export function mount() {}\n")
    keep_network(post / "results", "cnn")
    git(project.root, "init", "--quiet")
    git(project.root, "add", "-A")
    git(project.root, "commit", "--quiet", "-m", "Publish")
    path = post / "index.en.md"
    path.write_text(path.read_text().replace("{{< value cnn.epochs >}}", "{{< value cnn.accuracy >}}", 1))
    seen: defaultdict[str, set[str]] = defaultdict(set)
    render = jinja2.Template.render

    def heard(template: jinja2.Template, *given: Any, **values: Any) -> str:
        seen[template.name or ""] |= dict(*given, **values).keys()
        return render(template, *given, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", heard)
        build_site(project, base_url="https://ana.example/repo")
    return seen


def common(given: dict[str, set[str]]) -> set[str]:
    return set.intersection(*(values for values in given.values() if "page" in values))


def test_what_every_page_gets_is_there(given: dict[str, set[str]]) -> None:
    part = TEXT.partition("## What every page's template gets")[2].partition("And some get more")[0]
    assert {name for line in part.splitlines() if line.startswith("| `") for name in names(line.split(" | ")[0])} == (
        common(given)
    )


def test_what_some_pages_get_besides_is_there(given: dict[str, set[str]]) -> None:
    found = {
        name: set(names(more.partition(":")[0])) for files, more in tables_of("gets besides") for name in names(files)
    }
    assert found == {name: values - common(given) for name, values in given.items() if "page" in values}


def test_what_other_templates_get_is_there(given: dict[str, set[str]]) -> None:
    found = {name: set(names(values)) for files, values in tables_of("gets") for name in names(files)}
    assert found == {name: values for name, values in given.items() if "page" not in values}


def tables_of(second: str) -> list[tuple[str, str]]:
    [table] = re.findall(rf"^\| template \| {second} \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", TEXT, re.MULTILINE)
    return [tuple(line.strip("|").split(" | ", 1)) for line in table.splitlines()]


def test_no_template_of_the_theme_is_missing(given: dict[str, set[str]]) -> None:
    """Those that no program fills are parts of others."""
    texts = {path.name: path.read_text() for path in THEME.glob("*.html")}
    parts = {
        name for text in texts.values() for name in re.findall(r"""(?:include|extends|from) ["']([\w.]+)["']""", text)
    }
    assert texts.keys() - parts <= given.keys()


def test_what_all_templates_have(tmp_path: Path) -> None:
    env = environment(Project(tmp_path), "en")
    plain = jinja2.Environment(extensions=["jinja2.ext.i18n"])
    own = env.filters.keys() - plain.filters.keys() | env.globals.keys() - plain.globals.keys()
    last = TEXT.partition("\nAll templates have")[2]
    said = {name for word in re.findall(r"`([^`]+)`", last) for name in word.split("|")}
    assert {name for name in own if not name.endswith("gettext")} <= said  # which `_` is short for
