"""Series: posts that are to be read one after the other."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from builder.config import Language, SiteConfig
from builder.site.mentions import Mention, mention
from builder.site.pages import TextPage
from builder.site.tags import folded, numbered
from builder.site.urls import series_url


@dataclass(frozen=True)
class Series:
    """A series as it was first called, its address and its posts, in their order."""

    name: str
    url: str
    posts: tuple[TextPage, ...]


@dataclass(frozen=True)
class Part:
    """A post as a part of a series."""

    name: str
    """That of the series."""
    url: str
    """The address of the page of the series."""
    number: int
    """Its place, from 1."""
    count: int
    """How many parts there are."""
    parts: tuple[Mention, ...] = ()
    """All of them; a list of posts tells none."""

    @property
    def before(self) -> Mention | None:
        """The part before this one."""
        return self.parts[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> Mention | None:
        """The part after this one."""
        return self.parts[self.number] if self.number < len(self.parts) else None


def addresses_of_series(config: SiteConfig, posts: Iterable[TextPage]) -> dict[str, str]:
    """By each series of posts, what stands for it in its address in every language: of the config, its key."""
    first: dict[str, datetime.date] = {}
    for post in posts:
        for name in map(folded, post.series):
            first[name] = min(first.get(name, datetime.date.max), post.date or datetime.date.max)
    keys = {folded(name): key for key, names in config.series.items() for name in names.values()}
    keys |= {folded(key): key for key in config.series}
    others = {name: day for name, day in first.items() if name not in keys}
    return numbered(others, config.series) | keys


def series_of(
    config: SiteConfig, language: Language, posts: Sequence[TextPage], addresses: Mapping[str, str]
) -> list[Series]:
    """The series of a language's posts, by name; without one of the config, as its latest post calls it."""
    names: dict[str, str] = {}
    having: dict[str, dict[str, TextPage]] = {}
    for post in posts:
        for name in post.series:
            slug = addresses[folded(name)]
            names.setdefault(slug, config.series.get(slug, {}).get(language.code) or name)
            having.setdefault(slug, {})[post.url] = post
    found = [
        Series(names[slug], series_url(language, slug), tuple(sorted(its.values(), key=_place)))
        for slug, its in having.items()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.name))


def _place(post: TextPage) -> tuple[float, datetime.date, str]:
    order = math.inf if post.series_order is None else post.series_order
    return order, post.date or datetime.date.max, post.url


def parts_of(series: Iterable[Series]) -> dict[str, list[Part]]:
    """By the address of each post, what it is a part of."""
    found: dict[str, list[Part]] = {}
    for one in series:
        mentions = tuple(map(mention, one.posts))
        for number, post in enumerate(one.posts, start=1):
            found.setdefault(post.url, []).append(Part(one.name, one.url, number, len(mentions), mentions))
    return found
