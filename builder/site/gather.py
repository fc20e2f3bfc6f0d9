"""Everything that pages must know of one another, gathered before the first is rendered."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.cache import Cache
from builder.config import Language, SiteConfig
from builder.content.posts import Post
from builder.content.redirects import Redirect
from builder.errors import SitegenError
from builder.look.templates import render
from builder.site.docs import Docs
from builder.site.listings import (
    archive_page,
    home_page,
    latest_first,
    missing_page,
    root_page,
    term_page,
    terms_page,
)
from builder.site.lists import Lists, lists_of, odd_heads
from builder.site.moved import Moved, moved
from builder.site.pages import Page, TextPage, plain_page, post_page
from builder.site.references import Known, resolved
from builder.text.body import Body

if TYPE_CHECKING:
    import jinja2

MOST = 160
"""Letters of what search engines are told of a page; they show no more."""
Bodies = Mapping[str, Mapping[str, Body]]
"""By the name of a post or page and by language, its texts as HTML."""
PageOf = Callable[[SiteConfig, Post, Language, Mapping[str, Body]], TextPage]


@dataclass(frozen=True)
class Section:
    """Texts that were read, and what was rendered of them."""

    posts: Sequence[Post]
    """All that could be read."""
    bodies: Bodies
    """As HTML, but for those with mistakes."""
    unread: frozenset[str] = frozenset()
    """The slugs of those that could not even be read."""
    withheld: frozenset[str] = frozenset()
    """The slugs of those that readers are not to see in any language."""

    @property
    def shown(self) -> list[Post]:
        """Those of which a text was rendered, with these texts."""
        shown = []
        for post in self.posts:
            if rendered := self.bodies[post.slug]:
                texts = {code: text for code, text in post.translations.items() if code in rendered}
                shown.append(post if len(texts) == len(post.translations) else replace(post, translations=texts))
        return shown

    @property
    def lost(self) -> frozenset[str]:
        """The slugs of those that have no page."""
        return self.unread | {slug for slug, bodies in self.bodies.items() if not bodies}


@dataclass(frozen=True)
class Site:
    """The pages of the site by language."""

    config: SiteConfig
    posts: Mapping[str, Sequence[TextPage]]
    """The latest first."""
    pages: Mapping[str, Sequence[TextPage]]
    """Plain pages, by name."""
    lists: Lists
    """What posts are listed by."""
    feeds: Mapping[str, Sequence[TextPage]]
    """The posts that a feed brings: those that have a date and are written in its language."""
    docs: Mapping[str, Sequence[TextPage]]
    """The documentation."""
    moved: Moved
    """Old addresses, and where they lead."""

    def texts(self) -> Iterator[TextPage]:
        """Every page that has a text."""
        for language in self.config.languages:
            yield from self.posts[language.code]
            yield from self.pages[language.code]
            yield from self.docs[language.code]

    def docs_for(self, code: str) -> Sequence[TextPage]:
        """The documentation for readers of a language, in the order of the language that has most of it.

        Each page is in theirs, or else in that one.
        """
        most = max(self.docs.values(), key=len)
        own = {page.url: page for page in self.docs[code]}
        pages = [own.pop(page.elsewhere[code]) if code in page.written else page for page in most]
        return [*pages, *own.values()]

    @cached_property
    def by_url(self) -> Mapping[str, TextPage]:
        """Every page that has a text, by its address."""
        return {page.url: page for page in self.texts()}

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[TextPage | None, TextPage | None]]:
        """By its address, the posts before and after each post, by date; the pages of documentation, in its order."""
        around: dict[str, tuple[TextPage | None, TextPage | None]] = {}
        for pages in self.posts.values():
            around |= {page.url: (older, newer) for newer, page, older in _in_threes(pages)}
        for code in self.docs:
            in_order = _in_threes(self.docs_for(code))
            around |= {page.url: (above, below) for above, page, below in in_order if page.language.code == code}
        return around


def _in_threes(pages: Sequence[TextPage]) -> Iterator[tuple[TextPage | None, TextPage, TextPage | None]]:
    """Each page between that before and that after it."""
    return zip([None, *pages], pages, [*pages[1:], None], strict=False)


def gather(
    config: SiteConfig,
    posts: Section,
    pages: Section,
    docs: Docs,
    redirects: Sequence[Redirect],
    cache: Cache,
    warnings: list[SitegenError],
) -> tuple[Site, list[SitegenError]]:
    """The site of what was rendered, and what is wrong with the links between its posts.

    What is wrong in texts without experiments is added to `warnings`.
    """
    errors: list[SitegenError] = []
    told: set[str] = set()
    slugs = {slug: slug for slug in posts.unread} | {post.folder.name: post.slug for post in posts.posts}
    slugs |= {post.slug: post.slug for post in posts.posts}
    old = moved(config, posts.posts, pages.posts, redirects)
    of_pages = (page.slug for page in pages.posts)
    known = cache.same(("known",), Known.of(config, slugs, old, of_pages, posts.withheld))

    def page_of(kind: PageOf, post: Post, language: Language, bodies: Mapping[str, Body]) -> TextPage:
        """The page of a text, the very one that it was where it is made from the same."""
        name, text = (kind.__name__, post.slug, language.code), post.in_language(language.code)
        wrong: list[SitegenError] = []
        made_from = (config, known, tuple(post.translations), dict(post.withheld), text, bodies[text.language])

        def made() -> TextPage:
            return resolved(kind(config, post, language, bodies), known, wrong, strict=post.strict)

        page = cache.get_or_make(name, made_from, made)
        if wrong:  # to be told until they are mended, and once where the text stands in for another language's
            cache.forget(name)
            amiss = errors if post.strict else warnings
            amiss += [one for one in wrong if str(one) not in told]
            told.update(map(str, wrong))
        return page

    warnings += odd_heads(config, posts.shown, {*slugs, *posts.withheld})
    by_post: dict[str, list[TextPage]] = {}
    plain: dict[str, list[TextPage]] = {}
    for language in config.languages:
        listed = [page_of(post_page, post, language, posts.bodies[post.slug]) for post in posts.shown]
        by_post[language.code] = latest_first(listed)
        plain[language.code] = [page_of(plain_page, page, language, pages.bodies[page.slug]) for page in pages.shown]
    lists = lists_of(config, by_post, cache)
    feeds = {code: [post for post in listed if _fed(post)] for code, listed in by_post.items()}
    written = {language.code: docs.pages(config, language, cache) for language in config.languages}
    return Site(config, by_post, plain, lists, feeds, written, old), errors


def _fed(post: TextPage) -> bool:
    return bool(post.changed and not post.stands_in and not post.withheld)


def all_pages(site: Site, envs: Mapping[str, jinja2.Environment], cache: Cache) -> Iterator[Page]:
    """Every page, in the order in which they are told of: the very one that it was where it is the same."""
    for page in _all_pages(site, envs):
        if isinstance(page, TextPage):
            yield page
        else:
            yield cache.same(("listing", page.url), page, dict(vars(page)))


def _all_pages(site: Site, envs: Mapping[str, jinja2.Environment]) -> Iterator[Page]:
    config = site.config
    if not config.languages[0].at_root:
        yield root_page(config)
    yield missing_page(config)
    for language in config.languages:
        code, env = language.code, envs[language.code]
        yield from site.posts[code]
        yield from site.pages[code]
        yield from site.docs[code]
        yield home_page(config, language, site.posts[code], site.lists.parts_of)
        posts = site.posts[code]
        archive = archive_page(config, language, posts, _title(env, "archive"))
        yield _about(env, archive, "archive", [post.title for post in posts])
        for kind, terms in site.lists.kinds:
            if terms[code]:
                page = terms_page(config, language, kind, terms, _title(env, kind.all))
                yield _about(env, page, kind.all, [term.name for term in terms[code]])
            for term in terms[code]:
                page = term_page(config, language, kind, term, terms, _title(env, kind.one, term.name))
                yield _about(env, page, kind.one, [post.title for post in term.posts], term.name)


def _title(env: jinja2.Environment, kind: str, name: str = "") -> str:
    """The title of a page that nobody wrote."""
    return Markup(render(env, "title.html", kind=kind, name=name).strip()).unescape()


def _about(env: jinja2.Environment, page: Page, kind: str, listed: Sequence[str], name: str = "") -> Page:
    """The page, with what search engines are told of it: what it lists."""
    if not listed:
        return page
    if said := getattr(page.values.get(kind), "about", ""):
        return replace(page, summary=said)
    values = {"kind": kind, "name": name, "count": len(listed), "site": page.language.title}
    said = Markup(render(env, "about.html", **values).strip()).unescape()
    return replace(page, summary=textwrap.shorten(f"{said} {'; '.join(listed)}", MOST, placeholder=" …"))
