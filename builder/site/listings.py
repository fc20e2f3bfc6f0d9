"""The pages that list posts: the home page of each language, its tags, its archive."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from builder.config import Language, SiteConfig
from builder.site.pages import Page, TextPage
from builder.site.tags import Tag
from builder.site.urls import archive_url, home_url, tags_url

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


def home_page(config: SiteConfig, language: Language, posts: Sequence[TextPage]) -> Page:
    """The home page of a language, which shows its latest posts; the archive has them all."""
    more = len(posts) > LATEST
    page = _listing("home.html", language, language.title, _homes(config), posts=posts[:LATEST], more=more)
    return replace(page, summary=language.description)


def archive_page(config: SiteConfig, language: Language, posts: Sequence[TextPage], title: str) -> Page:
    """All posts of a language by year; those without a date are last."""
    grouped = itertools.groupby(posts, lambda post: post.date.year if post.date else None)
    years = [(year, list(group)) for year, group in grouped]
    elsewhere = {one.code: archive_url(one) for one in config.languages}
    return _listing("archive.html", language, title, elsewhere, years=years)


def tags_page(config: SiteConfig, language: Language, tags: Mapping[str, Sequence[Tag]], title: str) -> Page:
    """The page that lists a language's tags; `tags` are those of every language."""
    elsewhere = {code: _tags_or_home(config.language(code), found) for code, found in tags.items()}
    written = tuple(code for code, found in tags.items() if found)
    return _listing("tags.html", language, title, elsewhere, written, tags=tags[language.code])


def tag_page(config: SiteConfig, language: Language, tag: Tag, tags: Mapping[str, Sequence[Tag]], title: str) -> Page:
    """The page of a tag. From it the readers of a language that lacks the tag are led to the list of tags."""
    slug = tag.url.split("/")[-2]
    urls = {one.code: tags_url(one, slug) for one in config.languages}
    having = {code for code, found in tags.items() if urls[code] in {one.url for one in found}}
    elsewhere = {
        code: urls[code] if code in having else _tags_or_home(config.language(code), found)
        for code, found in tags.items()
    }
    written = tuple(code for code in tags if code in having)
    return _listing("tag.html", language, title, elsewhere, written, tag=tag)


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


def _tags_or_home(language: Language, tags: Sequence[Tag]) -> str:
    return tags_url(language) if tags else home_url(language)


def _homes(config: SiteConfig) -> dict[str, str]:
    return {language.code: home_url(language) for language in config.languages}
