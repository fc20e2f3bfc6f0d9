"""A mistake in a site's own template is told once and alone, and not the links to what it keeps from being made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_sites import copy_site

from builder.cache import Cache
from builder.drawing.engine import Engine
from builder.errors import SitegenError
from builder.project import THEME, Project
from builder.site.build import build_site, compose
from builder.site.changes import invalidate
from builder.site.outputs import Output

BASE = "https://ana.example/repo"
TEMPLATES = ["post.html", "page.html", "home.html", "archive.html", "tag.html", "tags.html", "feed.xml", "sitemap.xml",
             "docs.html", "root.html", "404.html"]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    project.config.write_text(project.config.read_text().replace("[en]", '[en]\ndocs = "docs"'))
    (project.root / "docs").mkdir(exist_ok=True)
    (project.root / "docs" / "README.md").write_text("# Docs\n\nWords, and [more](more.md#part).\n")
    (project.root / "docs" / "more.md").write_text("# More\n\n## Part\n\nMore words.\n")
    return project


def errors_of(error: SitegenError) -> list[SitegenError]:
    return list(getattr(error, "errors", [error]))


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_mistake_is_all_that_is_told(template: str, project: Project) -> None:
    path = project.templates / template
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n{{ nothing.at_all }}\n")
    with pytest.raises(SitegenError) as caught:
        build_site(project, base_url=BASE)
    [error] = errors_of(caught.value)
    assert (error.path, error.line, error.message) == (path, 2, "template: 'nothing' is undefined")


def test_a_link_that_is_broken_besides_is_told_with_it(project: Project) -> None:
    (project.templates).mkdir(exist_ok=True)
    (project.templates / "post.html").write_text("{{ nothing }}")
    text = project.pages / "about.en.md"
    text.write_text(text.read_text() + "\n[lost](nowhere/) and [docs](../docs/more/#nowhere)\n")
    with pytest.raises(SitegenError) as caught:
        build_site(project, base_url=BASE, strict=True)
    told = {re.sub(r" '.*?'.*", "", error.message) for error in errors_of(caught.value)}
    assert (told, len(errors_of(caught.value))) == ({"template:", "broken link"}, 3)


def test_all_is_well_once_it_is_mended_in_the_same_process(project: Project) -> None:
    cache = Cache(project.scratch / "cache", lasting=True)
    project.templates.mkdir(exist_ok=True)
    path = project.templates / "post.html"
    with Engine() as engine:
        for text in ("{{ nothing }}", "{{ page.body }}", "{{ nothing }}", (THEME / "post.html").read_text()):
            path.write_text(text)
            invalidate(cache, project.posts, [path])
            output = Output(project.site, project.scratch)
            if "nothing" in text:
                with pytest.raises(SitegenError, match="template: 'nothing' is undefined"):
                    compose(project, output, engine, cache=cache)
            else:
                compose(project, output, engine, cache=cache)
    output.swap_in()
    assert (project.site / "en" / "posts" / "digits" / "index.html").is_file()
