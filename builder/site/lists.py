"""What the posts of a site are listed by: their tags, authors and series; and what each post has of these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from builder.cache import Cache
from builder.config import SiteConfig
from builder.content.posts import Post
from builder.errors import SitegenError, nearest
from builder.people import namesakes
from builder.site.authors import Author, authors_of, credits_of
from builder.site.listings import AUTHORS, SERIES, TAGS, Kind, Terms
from builder.site.mentions import Mention, mention
from builder.site.pages import TextPage
from builder.site.related import related_of
from builder.site.series import Part, Series, addresses_of_series, parts_of, series_of
from builder.site.tags import Tag, addresses_of_tags, tags_of


@dataclass(frozen=True)
class Lists:
    """By language, what its posts are listed by."""

    tags: Mapping[str, Sequence[Tag]]
    authors: Mapping[str, Sequence[Author]]
    series: Mapping[str, Sequence[Series]]
    related: Mapping[str, Sequence[TextPage]]
    """By its address, the posts that each post leads to."""

    @cached_property
    def author_pages(self) -> Mapping[str, Sequence[Author]]:
        """The authors that have a page: all of them or none."""
        return {code: [one for one in found if one.url] for code, found in self.authors.items()}

    @property
    def kinds(self) -> tuple[tuple[Kind, Terms], ...]:
        """All that has pages of lists."""
        return (TAGS, self.tags), (AUTHORS, self.author_pages), (SERIES, self.series)

    @cached_property
    def tags_of(self) -> Mapping[str, Sequence[Tag]]:
        """By its address, the tags that each post has, without their other posts."""
        return _by_post(self.tags)

    @cached_property
    def authors_of(self) -> Mapping[str, Sequence[Author]]:
        """By its address, the authors of each post in the order of its head, without their other posts."""
        order = {post.url: post.authors for found in self.authors.values() for one in found for post in one.posts}
        found = _by_post(self.authors)
        return {url: sorted(its, key=lambda one: _place(order[url], one.name)) for url, its in found.items()}

    @cached_property
    def parts_of(self) -> Mapping[str, Sequence[Part]]:
        """By its address, the series that each post is a part of."""
        return parts_of(one for found in self.series.values() for one in found)

    def related_to(self, url: str) -> list[Mention]:
        """The posts that the post at an address leads to."""
        return [mention(post) for post in self.related.get(url, ())]


_Term = TypeVar("_Term", Tag, Author)


def _by_post(terms: Mapping[str, Sequence[_Term]]) -> dict[str, list[_Term]]:
    """By the address of each post what it has of tags and the like, without their posts."""
    having: dict[str, list[_Term]] = {}
    for term in (term for found in terms.values() for term in found):
        alone = replace(term, posts=())
        for post in term.posts:
            having.setdefault(post.url, []).append(alone)
    return having


def _place(names: Sequence[str], name: str) -> int:
    """Where a name stands; one that another post spells a little differently comes last."""
    return names.index(name) if name in names else len(names)


def lists_of(config: SiteConfig, posts: Mapping[str, Sequence[TextPage]], cache: Cache) -> Lists:
    """What the posts of a site are listed by; they are given by language, the latest first."""
    every = [post for listed in posts.values() for post in listed]
    tags, series = addresses_of_tags((post.date, post.tags) for post in every), addresses_of_series(config, every)
    credits = credits_of(config, every)
    by_language = [(one, posts[one.code]) for one in config.languages]
    return Lists(
        {one.code: tags_of(one, listed, tags) for one, listed in by_language},
        {one.code: authors_of(one, listed, credits) for one, listed in by_language},
        {one.code: series_of(config, one, listed, series) for one, listed in by_language},
        {url: found for _, listed in by_language for url, found in related_of(listed, cache).items()},
    )


def odd_heads(config: SiteConfig, posts: Sequence[Post], known: Collection[str]) -> Iterator[SitegenError]:
    """A warning for each author whose name several of the config have, and each related post that there is not.

    `known` are the names of the posts.
    """
    for text in (text for post in posts for text in post.translations.values()):
        lines = text.front.lines
        for name in text.front.authors:
            if keys := namesakes(config.authors, name):
                line = lines.get("authors") or lines.get("author")
                message = f"the author '{name}' may be {' or '.join(keys)}"
                yield SitegenError(message, path=text.path, line=line, hint=f"Write author: {keys[0]}, say.")
        for slug in text.front.related or ():
            if slug not in known:
                message, hint = f"related names '{slug}', which is no post", nearest(slug, sorted(known))
                yield SitegenError(message, path=text.path, line=lines.get("related"), hint=hint)
