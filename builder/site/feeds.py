"""What machines read: a feed for each language, the sitemap and robots.txt. All need the address of the site."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.config import Language
from builder.rendering.jinja import render
from builder.site.gather import Site
from builder.site.head import alternates
from builder.site.pages import Page, TextPage
from builder.site.portable import portable
from builder.site.urls import absolute, feed_url, home_url
from builder.toml import FORBIDDEN

if TYPE_CHECKING:
    import jinja2

SITEMAP = "sitemap.xml"
LATEST = 20
"""How many posts a feed brings: a reader has the older ones, and asks for the whole file again and again."""


@dataclass(frozen=True)
class FeedEntry:
    """A post in a feed: its address and its whole text."""

    post: TextPage
    address: str
    content: str


@dataclass(frozen=True)
class SitemapEntry:
    """A page in the sitemap: its address, when it changed last if that is known, and its addresses by language."""

    address: str
    changed: datetime.date | None
    alternates: Mapping[str, str]


def feed(site: Site, language: Language, env: jinja2.Environment) -> str:
    """The feed of a language, in Atom: its latest posts, of which there must be one."""
    base = site.config.base_url
    entries = []
    for post in site.feeds[language.code][:LATEST]:
        address = absolute(base, post.url)
        entries.append(FeedEntry(post, address, portable(post.body, address)))
    text = render(
        env,
        "feed.xml",
        config=site.config,
        language=language,
        home=absolute(base, home_url(language.code)),
        address=absolute(base, feed_url(language.code)),
        updated=max(entry.post.changed for entry in entries if entry.post.changed),
        entries=entries,
    )
    return FORBIDDEN.sub("", text)  # which a record may hold, or a drawing


def outline(page: Page) -> tuple[object, ...]:
    """All that the sitemap tells of a page, and that it is made from."""
    return page.url, page.template, page.elsewhere, page.written, page.stands_in, _changed(page)


def _changed(page: Page) -> datetime.date | None:
    return page.changed if isinstance(page, TextPage) else None


def sitemap(site: Site, pages: Iterable[Page], env: jinja2.Environment) -> str:
    """The sitemap; a page that stands in for a missing translation is no page of its own."""
    entries = []
    for page in pages:
        if page.url == "404.html" or page.stands_in:
            continue
        address = absolute(site.config.base_url, page.url)
        entries.append(SitemapEntry(address, _changed(page), alternates(site.config, page)))
    return render(env, SITEMAP, entries=entries)


def robots(site: Site) -> str:
    """The file that tells search engines where the sitemap is."""
    return f"User-agent: *\nAllow: /\nSitemap: {absolute(site.config.base_url, SITEMAP)}\n"
