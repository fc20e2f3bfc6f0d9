"""What machines read: a feed for each language, the sitemap and robots.txt. The latter two need the site's address."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.config import Language
from builder.licences import Licence, licence
from builder.look.templates import render
from builder.reading import FORBIDDEN
from builder.site.gather import Site
from builder.site.head import alternates
from builder.site.pages import Page, TextPage
from builder.site.portable import portable
from builder.site.urls import absolute, feed_url, home_url

if TYPE_CHECKING:
    import jinja2

SITEMAP = "sitemap.xml"
LATEST = 20
"""How many posts a feed brings: a reader has the older ones, and asks for the whole file again and again."""


@dataclass(frozen=True)
class FeedEntry:
    """A post in a feed: its address, its whole text, how that may be used, and its authors with their addresses."""

    post: TextPage
    address: str
    content: str
    licence: Licence | None
    authors: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SitemapEntry:
    """A page in the sitemap: its address, when it changed last if that is known, and its addresses by language."""

    address: str
    changed: datetime.date | None
    alternates: Mapping[str, str]


def latest(site: Site, language: Language) -> Sequence[TextPage]:
    """The posts that the feed of a language brings; none where it has no feed."""
    return site.feeds[language.code][:LATEST]


def feed(site: Site, language: Language, env: jinja2.Environment) -> str:
    """The feed of a language, in Atom: its latest posts.

    Without a base URL its addresses begin at the root of whatever host it is read from.
    """
    base = site.config.base_url or "/"
    entries = []
    for post in latest(site, language):
        address = absolute(base, post.url)
        people = site.lists.authors_of.get(post.url, ())
        authors = [(one.name, absolute(base, one.url) if one.url else one.link) for one in people]
        entries.append(FeedEntry(post, address, portable(post.body, address), licence(post.license), authors))
    text = render(
        env,
        "feed.xml",
        config=site.config,
        language=language,
        home=absolute(base, home_url(language)),
        address=absolute(base, feed_url(language)),
        updated=max((entry.post.changed for entry in entries if entry.post.changed), default=datetime.date(1970, 1, 1)),
        named=_named if base == "/" else str,
        entries=entries,
    )
    return FORBIDDEN.sub("", text)  # which a record may hold, or a drawing


def _named(address: str) -> str:
    """What stands for an address whose host nobody knows, where a feed needs a name that no other has."""
    return uuid.uuid5(uuid.NAMESPACE_URL, address).urn


def listed(pages: Iterable[Page]) -> list[Page]:
    """The pages in the sitemap; one that stands in for a missing translation is no page of its own."""
    return [page for page in pages if page.url != "404.html" and not page.stands_in and not page.withheld]


def sitemap(site: Site, pages: Iterable[Page], env: jinja2.Environment) -> str:
    """The sitemap of these pages."""
    entries = []
    for page in pages:
        address = absolute(site.config.base_url, page.url)
        entries.append(SitemapEntry(address, page.changed, alternates(site.config.base_url, page)))
    return render(env, SITEMAP, entries=entries)


def robots(site: Site) -> str:
    """The file that tells search engines where the sitemap is."""
    return f"User-agent: *\nAllow: /\nSitemap: {absolute(site.config.base_url, SITEMAP)}\n"
