"""Every file of a site, added to its output: pages, lists, what machines read, what pages share, old addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from builder.errors import SitegenError, collect
from builder.look.theme import Theme
from builder.project import Project
from builder.site.beside import add_beside
from builder.site.feeds import SITEMAP, feed, latest, listed, robots, sitemap
from builder.site.forwarding import add_moved
from builder.site.gather import Site, all_pages
from builder.site.links import Checker, Place
from builder.site.notebooks import add_notebooks
from builder.site.outputs import Output
from builder.site.pages import Page, TextPage, facts
from builder.site.parallel import Share
from builder.site.render import Renderer
from builder.site.search import add_indexes, indexes, languages
from builder.site.statics import add_shared, add_static
from builder.site.texts import Texts
from builder.site.twins import LIST, llms
from builder.site.twins import listed as listed_texts
from builder.site.urls import feed_url, file_of
from builder.site.writer import Writer

_CHECKED = ("links of the last site that was good",)
ROBOTS = "robots.txt"
_DEAD = "pages with links that lead nowhere"


def assemble(
    output: Output,
    site: Site,
    texts: Texts,
    theme: Theme,
    share: Share,
    unmade: Set[str],
    *,
    searchable: bool,
) -> tuple[int, Mapping[str, Sequence[str]], int]:
    """Add every file of a site; how many are pages, what on each leads nowhere, and what old addresses weigh.

    Tells `texts` what pages get wrong of one another.
    """
    cache, ledger, errors = texts.cache, output.ledger, texts.errors
    searched = languages(site) if searchable else frozenset()
    # While a text is written its version would have to be asked of git at each save.
    repository = replace(texts.repository, versions={}) if cache.lasting else texts.repository
    renderer = Renderer(site, theme, texts.quick, searched, repository)
    place = Place(site.config.base_url, site.config.base_path)
    writer = Writer(output, renderer, cache, place, ledger.site)
    pages = list(all_pages(site, theme.envs, cache))
    with ThreadPoolExecutor(1) as beside:
        made = indexes(site, cache) if searched and not share.number else []
        searches = [beside.submit(one.make) for one in made]
        for page in share.order(pages):
            with collect(errors):
                writer.add(page)
    _add_lists(writer, texts.project, site, pages, theme, errors)
    add_static(output, texts.project, site.texts(), cache, searchable=bool(searched))
    for one in searches:
        one.result()
    add_indexes(output, made)
    add_shared(output, texts.project, texts.warnings)
    texts.warnings += [*site.moved.wrong, *add_moved(writer, site, pages, theme.envs, unmade)]
    add_notebooks(writer, site, texts)
    weight = add_beside(writer, site, pages)
    given = {file_of(page.url): page.text.links for page in pages if isinstance(page, TextPage)}
    good = cache.last(_CHECKED)
    dead = good.dead if good else ledger.fact(_DEAD) or ()
    checker = Checker(output.files, output.owner, place, writer.links, given, {*writer.unmade, *unmade}, dead)
    for owner, error in checker.broken(checker.since(good) if good else writer.to_check()):
        lenient = owner in texts.lenient or (owner and owner.is_relative_to(texts.project.static))
        (texts.warnings if lenient else errors).append(error)
    if not errors:
        cache.put(_CHECKED, None, checker)
        ledger.tell(_DEAD, sorted(checker.dead))
    return len(pages), checker.dead, weight


def _add_lists(
    writer: Writer, project: Project, site: Site, pages: Sequence[Page], theme: Theme, errors: list[SitegenError]
) -> None:
    """Add what machines read of the whole site."""
    if not (project.static / LIST).is_file():
        with collect(errors):
            writer.add_list(LIST, listed_texts(site), partial(llms, site))
    asked = {old.new for old in site.moved.by_file.values()}
    for language in site.config.languages:
        posts = latest(site, language)
        if posts or feed_url(language) in asked:  # an old address of a feed leads to one, even where it holds nothing
            made = partial(feed, site, language, theme.envs[language.code])
            brought = [[post.digest, facts(site.lists.authors_of.get(post.url, ()))] for post in posts]
            with collect(errors):
                writer.add_list(feed_url(language), brought, made)
    if not site.config.base_url:
        return
    shown = listed(pages)
    what = [[page.url, page.template, str(page.changed), page.written, *page.elsewhere.values()] for page in shown]
    first = theme.envs[site.config.languages[0].code]
    with collect(errors):
        writer.add_list(SITEMAP, what, partial(sitemap, site, shown, first))
    if not (project.static / ROBOTS).is_file():  # the author's own may keep search engines away
        writer.output.add(ROBOTS, robots(site))
