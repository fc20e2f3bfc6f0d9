"""The pages that list posts: the home page of each language, its tags, its authors, its archive."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from builder.config import Language, SiteConfig
from builder.site.pages import Page, TextPage
from builder.site.series import Part
from builder.site.urls import archive_url, authors_url, home_url, series_url, tags_url

LATEST = 20
"""How many posts a home page shows."""


def latest_first(posts: Sequence[TextPage]) -> list[TextPage]:
    """The posts of a language as its reader finds them; those without a date are last."""
    return sorted(posts, key=lambda post: (post.date or datetime.date.min, post.url), reverse=True)


def root_page(config: SiteConfig) -> Page:
    """The page at the root, which offers the languages."""
    first, homes = config.languages[0], _homes(config)
    return Page("", "root.html", first, first, config.title, homes, tuple(homes))


def missing_page(config: SiteConfig) -> Page:
    """What a server sends for an address that does not exist, in every language."""
    first, homes = config.languages[0], _homes(config)
    return Page("404.html", "404.html", first, first, first.title, homes, tuple(homes))


def home_page(
    config: SiteConfig, language: Language, posts: Sequence[TextPage], parts_of: Mapping[str, Sequence[Part]]
) -> Page:
    """The home page of a language, which shows its latest posts, and of which series they are parts."""
    shown = posts[:LATEST]
    parts = {post.url: [replace(one, parts=()) for one in parts_of.get(post.url, ())] for post in shown}
    more = len(posts) > LATEST
    page = _listing("home.html", language, language.title, _homes(config), posts=shown, more=more, parts=parts)
    return replace(page, summary=language.description)


def archive_page(config: SiteConfig, language: Language, posts: Sequence[TextPage], title: str) -> Page:
    """All posts of a language by year; those without a date are last."""
    grouped = itertools.groupby(posts, lambda post: post.date.year if post.date else None)
    years = [(year, list(group)) for year, group in grouped]
    elsewhere = {one.code: archive_url(one) for one in config.languages}
    return _listing("archive.html", language, title, elsewhere, years=years)


class Term(Protocol):
    """What posts are listed by: a tag, say."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def url(self) -> str:
        """The address of its page."""

    @property
    def posts(self) -> Sequence[TextPage]:
        """The posts that have it."""


class Kind(NamedTuple):
    """A kind of term, and what its pages are made by."""

    one: str
    """Its name: of the template of the page of one, and of what that is given."""
    all: str
    """As `one`, of the page that lists them."""
    url: Callable[..., str]
    """The address of that page in a language, or of one of them."""


Terms = Mapping[str, Sequence[Term]]
"""By language, those of its posts."""
TAGS = Kind("tag", "tags", tags_url)
AUTHORS = Kind("author", "authors", authors_url)
SERIES = Kind("series", "all-series", series_url)


def terms_page(config: SiteConfig, language: Language, kind: Kind, terms: Terms, title: str) -> Page:
    """The page that lists a language's terms of a kind."""
    elsewhere = {code: _list_or_home(config.language(code), kind, found) for code, found in terms.items()}
    written = tuple(code for code, found in terms.items() if found)
    values = {kind.all.replace("-", "_"): terms[language.code]}
    return _listing(f"{kind.all}.html", language, title, elsewhere, written, **values)


def term_page(config: SiteConfig, language: Language, kind: Kind, term: Term, terms: Terms, title: str) -> Page:
    """The page of a term. From it the readers of a language that lacks the term are led to the list of all."""
    slug = term.url.split("/")[-2]
    urls = {one.code: kind.url(one, slug) for one in config.languages}
    having = {code for code, found in terms.items() if urls[code] in {one.url for one in found}}
    elsewhere = {
        code: urls[code] if code in having else _list_or_home(config.language(code), kind, found)
        for code, found in terms.items()
    }
    written = tuple(code for code in terms if code in having)
    return _listing(f"{kind.one}.html", language, title, elsewhere, written, **{kind.one: term})


def _listing(
    template: str,
    language: Language,
    title: str,
    elsewhere: Mapping[str, str],
    written: tuple[str, ...] | None = None,
    **values: object,
) -> Page:
    """A page that lists posts; `written` are all its languages unless it is told which."""
    url = elsewhere[language.code]
    written = tuple(elsewhere) if written is None else written
    return Page(url, template, language, language, title, elsewhere, written, values=values)


def _list_or_home(language: Language, kind: Kind, terms: Sequence[Term]) -> str:
    return kind.url(language) if terms else home_url(language)


def _homes(config: SiteConfig) -> dict[str, str]:
    return {language.code: home_url(language) for language in config.languages}
