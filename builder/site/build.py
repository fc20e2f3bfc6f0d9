"""Building the site, from the first file read to the last one written."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from builder.config import SiteConfig, read_config
from builder.content.pages import read_pages
from builder.content.posts import names_of_texts, read_posts
from builder.errors import SitegenError, collect, raise_all
from builder.project import Project
from builder.rendering.cache import Cache
from builder.rendering.engine import Engine
from builder.rendering.provenance import Repository
from builder.site.docs import read
from builder.site.feeds import LATEST, SITEMAP, feed, outline, robots, sitemap
from builder.site.gather import Site, all_pages, gather
from builder.site.history import asked_at, commits, prefix
from builder.site.kept import Kept, Written
from builder.site.links import Checker, Links, Place
from builder.site.outputs import Output
from builder.site.pages import Page, TextPage
from builder.site.render import Renderer
from builder.site.search import index, languages
from builder.site.sharing import Share
from builder.site.statics import add_static
from builder.site.texts import Experiments, Texts
from builder.site.theme import Theme, read_theme
from builder.site.urls import feed_url, file_of
from builder.site.written import written

NO_BASE_URL = "no base URL is known: the feeds, the sitemap and what other sites show of a page are left out"


@dataclass(frozen=True)
class Report:
    """What a build did: where the site lies, how many pages it has, and what the author should look at.

    A warning is a mistake where the build is strict; a note never is. `base_path` is the folder of the site on its
    server.
    """

    folder: Path
    base_path: str
    pages: int
    warnings: tuple[SitegenError, ...]
    notes: tuple[str, ...] = ()


def build_site(
    project: Project,
    *,
    experiments: Experiments | None = None,
    quick: bool = False,
    strict: bool = False,
    base_url: str = "",
) -> Report:
    """Build the site into `site/` from the texts and the records, as `compose` says.

    Raises what that raises. The site that was there is then untouched.
    """
    output = Output(project.site, project.scratch)
    output.recover()
    wanted: dict[str, Any] = {"experiments": experiments, "quick": quick, "strict": strict, "base_url": base_url}
    share = Share(partial(_composed, project, output, **wanted))
    try:
        report = _composed(project, output, share, **wanted)
    finally:
        share.end()
    output.swap_in()
    Cache(project.scratch / "cache").prune()
    return report


def _composed(project: Project, output: Output, share: Share, **wanted: Any) -> Report:
    """The same in this process as in another, whose output nobody sees."""
    with Engine() as engine:
        return compose(project, output, engine, share=share, searchable=True, **wanted)


def compose(
    project: Project,
    output: Output,
    engine: Engine,
    *,
    experiments: Experiments | None = None,
    quick: bool = False,
    strict: bool = False,
    base_url: str = "",
    searchable: bool = False,
    warnings: list[SitegenError] | None = None,
    kept: Kept | None = None,
    share: Share | None = None,
) -> Report:
    """Add every file of the site to `output`, which is not written.

    `experiments` tells what the records are worth; for a post that it does not name, each record there is counts as
    good. With `quick`, the quick records are shown, and marked. With `strict`, a warning is a mistake. `base_url` is
    where the site will live, in the place of the one in its config. A `searchable` site has a search, where Pagefind is
    installed. `warnings` gets those of the texts even where mistakes are raised. `kept` is what the last build of this
    process made, less what changes have touched since; `share` has other processes render too.

    Raises all mistakes of the texts together as SitegenError, or where there are none, all that pages get wrong of one
    another: links, addresses.
    """
    kept, share = kept or Kept(), share or Share()
    config = kept.same("config", read_config(project.config, base_url))
    codes = tuple(language.code for language in config.languages)
    names = kept.once("names", None, partial(names_of_texts, project))
    posts, plain = read_posts(project, codes, names, kept.posts), read_pages(project, codes)
    theme = kept.once("theme", codes, partial(read_theme, project, codes))
    envs, cache = theme.envs, Cache(project.scratch / "cache")
    repository = kept.once("repository", (config, asked_at(project)), partial(_repository, project, config))
    texts = Texts(project, envs, experiments or {}, engine, cache, repository, quick, theme.own, kept)
    texts.errors += posts.errors + plain.errors
    texts.warnings += posts.warnings + plain.warnings
    of_posts = {}
    for post in share.order(posts.posts):
        before = cache.added
        of_posts[post.slug] = texts.post(post)
        if cache.added > before:
            share.rendered()
    of_pages = {page.slug: texts.page(page) for page in plain.posts}
    docs = read(project, config, texts)
    if warnings is not None:
        warnings += texts.warnings
    raise_all(texts.errors + texts.warnings if strict else texts.errors)
    site, errors = gather(config, posts.posts, of_posts, plain.posts, of_pages, docs, kept)
    searched = languages(site) if searchable else frozenset()
    renderer = Renderer(site, theme, quick, searched)
    place = Place(config.base_url, config.base_path)
    pages = list(all_pages(site, envs))
    links: dict[str, Links] = {}
    with ThreadPoolExecutor(1) as beside:
        indexed = beside.submit(index, site, cache) if searched and not share.number else None
        for page in share.order(pages):
            with collect(errors):
                links[file_of(page.url)] = _add_page(output, page, written(renderer, page, cache, place, kept))
    _add_lists(output, site, pages, theme, kept)
    add_static(output, project, site.texts(), kept, searchable=bool(searched))
    for name, content in indexed.result().items() if indexed else ():
        output.add(name, content)
    checker = Checker(output.files, output.owner, place, links)
    raise_all(errors + checker.errors(kept.checked))
    kept.checked = checker
    return Report(project.site, config.base_path, len(links), tuple(texts.warnings), _notes(config))


def _repository(project: Project, config: SiteConfig) -> Repository:
    below = prefix(project) if config.repository else ""
    return Repository(project.root, config.repository, config.branch, below, commits(project))


def _add_page(output: Output, page: Page, done: Written) -> Links:
    """Add a page and the files beside it; returns its links."""
    output.add(file_of(page.url), done.html, page.source)
    for name, content in (page.files if isinstance(page, TextPage) else {}).items():
        output.add(page.url + name, content, page.source)
    return done.links


def _add_lists(output: Output, site: Site, pages: Sequence[Page], theme: Theme, kept: Kept) -> None:
    """Add what machines read of the whole site."""
    if not site.config.base_url:
        return
    for language in site.config.languages:
        code = language.code
        if site.feeds[code]:
            made_from = (theme, site.config, code, site.feeds[code][:LATEST])
            made = kept.once(("feed", code), made_from, partial(feed, site, language, theme.envs[code]))
            output.add(feed_url(code), made)
    first = theme.envs[site.config.languages[0].code]
    of_pages = (theme, site.config, [outline(page) for page in pages])
    output.add(SITEMAP, kept.once("sitemap", of_pages, partial(sitemap, site, pages, first)))
    output.add("robots.txt", robots(site))


def _notes(config: SiteConfig) -> tuple[str, ...]:
    return () if config.base_url else (f"{NO_BASE_URL} (base_url in content/site.toml, or --base-url).",)
