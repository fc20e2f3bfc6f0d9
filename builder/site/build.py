"""Building the site, from the first file read to the last one written."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder.config import SiteConfig, read_config
from builder.content.posts import Post, read_posts
from builder.errors import SitegenError, collect, raise_all
from builder.project import THEME, Project
from builder.rendering.cache import Cache, folder_digest, key, tool_digest
from builder.rendering.context import PostContext
from builder.rendering.drawings import Drawings
from builder.rendering.engine import Engine
from builder.rendering.jinja import environment
from builder.rendering.markdown import highlighting_css
from builder.rendering.provenance import Code, Repository
from builder.rendering.records import Records
from builder.rendering.text import Body, render_body
from builder.results import Store
from builder.site.history import commits
from builder.site.outputs import Output
from builder.site.pages import Page, home_page, post_page, render_home, render_post, render_root

if TYPE_CHECKING:
    import jinja2

Experiments = Mapping[str, Mapping[str, str]]
"""By a post's folder, the names of its experiments and why the record of each is out of date ("" where it is not)."""


@dataclass(frozen=True)
class Report:
    """What a build did: where the site lies, how many pages it has, and what the author should look at."""

    folder: Path
    pages: int
    warnings: tuple[SitegenError, ...]


def build_site(
    project: Project, *, experiments: Experiments | None = None, quick: bool = False, strict: bool = False
) -> Report:
    """Build the site into `site/` from the texts and the records.

    `experiments` tells what the records are worth; for a post that it does not name, each record there is counts as
    good. With `quick`, the quick records are shown, and marked. With `strict`, a warning is a mistake.

    Raises all mistakes at once as SitegenError; the site that was there is then untouched.
    """
    output = Output(project.site, project.scratch)
    output.recover()
    config = read_config(project.config)
    codes = tuple(language.code for language in config.languages)
    found = read_posts(project, codes)
    errors, warnings = list(found.errors), list(found.warnings)
    envs = {code: environment(project, code) for code in codes}
    bodies: dict[str, dict[str, Body]] = {}
    cache = Cache(project.scratch / "cache")
    repository = Repository(project.root, commits=commits(project))
    with Engine() as engine:
        for post in found.posts:
            records = _records(project, post, experiments or {}, quick=quick)
            made_from = key(tool_digest(), folder_digest(post.folder, records.store))
            code = Code(post.folder, repository)
            shared = PostContext(post, records, Drawings(post.folder), engine, code, cache, made_from)
            bodies[post.slug] = _bodies(shared, envs, errors)
            warnings += [warning for body in bodies[post.slug].values() for warning in body.warnings]
            warnings += _out_of_date(post, records, bodies[post.slug])
    raise_all(_each_once(errors + warnings if strict else errors))
    pages = _add_pages(output, config, found.posts, bodies, envs, quick=quick)
    _add_static(output, project)
    output.swap_in()
    cache.prune()
    return Report(project.site, pages, tuple(warnings))


def _each_once(errors: Iterable[SitegenError]) -> list[SitegenError]:
    """A record that is missing, or a figure that cannot be drawn, is one mistake, however often it is asked for."""
    return list({str(error): error for error in errors}.values())


def _records(project: Project, post: Post, experiments: Experiments, *, quick: bool) -> Records:
    store = Store(project.results(post.folder.name, quick=quick))
    known = experiments.get(post.folder.name)
    if known is None:
        known = {path.parent.name: "" for path in sorted(store.folder.glob("*/record.json"))}
    return Records(store, known)


def _bodies(shared: PostContext, envs: Mapping[str, jinja2.Environment], errors: list[SitegenError]) -> dict[str, Body]:
    """The texts of a post as HTML, by language."""
    bodies = {}
    for code, translation in shared.post.translations.items():
        with collect(errors):
            bodies[code] = render_body(translation, shared, envs[code])
    return bodies


def _out_of_date(post: Post, records: Records, bodies: Mapping[str, Body]) -> Iterable[SitegenError]:
    """A warning for each experiment that the post shows something of although its record is out of date."""
    used = sorted({name for body in bodies.values() for name in body.used})
    for name in used:
        if reason := records.experiments[name]:
            short = textwrap.shorten(reason, 120, placeholder=" …")
            message = f"shows results of '{name}' that are out of date: {short}"
            yield SitegenError(message, path=post.folder, hint=f"Run `sitegen run {name}`.")


def _add_pages(
    output: Output,
    config: SiteConfig,
    posts: list[Post],
    bodies: Mapping[str, Mapping[str, Body]],
    envs: Mapping[str, jinja2.Environment],
    *,
    quick: bool,
) -> int:
    """Add every page and the files beside it; returns how many pages there are."""
    errors: list[SitegenError] = []
    output.add("index.html", render_root(config, envs[config.languages[0].code]))
    count = 1
    for language in config.languages:
        env = envs[language.code]
        listed: list[Page] = []
        for post in posts:
            translation = post.in_language(language.code)
            page = post_page(config, post, language, bodies[post.slug][translation.language], quick=quick)
            listed.append(page)
            with collect(errors):
                output.add(f"{page.url}index.html", render_post(config, page, post, env), translation.path)
                for name, content in page.files.items():
                    output.add(page.url + name, content, translation.path)
        home = home_page(language, quick=quick)
        output.add(f"{home.url}index.html", render_home(config, home, listed, env))
        count += 1 + len(listed)
    raise_all(errors)
    return count


def _add_static(output: Output, project: Project) -> None:
    """Add the files of `static/`, the site's own before those of the theme, and the colours of code."""
    files: dict[str, Path] = {}
    for folder in (THEME / "static", project.templates / "static"):
        if folder.is_dir():
            files |= {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name, path in sorted(files.items()):
        output.add(f"static/{name}", path.read_bytes(), path)
    if "code.css" not in files:
        output.add("static/code.css", highlighting_css())
