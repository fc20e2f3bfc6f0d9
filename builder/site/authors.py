"""The authors of the posts: who is one person, and the address of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.config import Language, SiteConfig
from builder.people import Person
from builder.site.pages import TextPage
from builder.site.tags import folded, numbered
from builder.site.urls import absolute, authors_url


@dataclass(frozen=True)
class Author:
    """A person as readers of a language meet them, and the posts that they wrote, the latest first."""

    name: str
    url: str
    """The address of their page; "" on a site that has none of its authors."""
    link: str = ""
    """A page of their own elsewhere; "" where nobody says."""
    orcid: str = ""
    orcid_link: str = ""
    affiliation: str = ""
    about: str = ""
    """A few words on them in this language."""
    posts: tuple[TextPage, ...] = ()

    def as_data(self, base_url: str) -> dict[str, Any]:
        """The same as JSON-LD: a Person of schema.org."""
        page = absolute(base_url, self.url) if self.url else ""
        elsewhere = [one for one in (self.link, self.orcid_link) if one]
        works = {"@type": "Organization", "name": self.affiliation} if self.affiliation else None
        data = {"name": self.name, "url": page or self.link, "sameAs": elsewhere, "affiliation": works}
        return {"@type": "Person"} | {key: value for key, value in data.items() if value}


@dataclass(frozen=True)
class Credits:
    """Who wrote the posts of a site."""

    pages: bool
    """Whether its authors have pages: where the config describes some, or there are several.

    The page of the only author would be the home page once more.
    """
    slugs: Mapping[str, str]
    """By who they are, what stands for each in the address in every language."""
    alike: frozenset[str]
    """The names that several people have, whom their ORCID tells apart."""

    def who(self, person: Person) -> str:
        """The same for names that are one person."""
        return person.key or _named(person, self.alike)


def _named(person: Person, alike: Iterable[str]) -> str:
    name = folded(person.name)
    return f"{name} {person.orcid}" if person.orcid and name in alike else name


def credits_of(config: SiteConfig, posts: Sequence[TextPage]) -> Credits:
    """Who wrote these posts."""
    orcids: dict[str, set[str]] = {}
    for person in (person for post in posts for person in post.people if person.orcid and not person.key):
        orcids.setdefault(folded(person.name), set()).add(person.orcid)
    alike = frozenset(name for name, several in orcids.items() if len(several) > 1)
    first: dict[str, datetime.date] = {}
    names: dict[str, str] = {}
    for post in posts:
        for person in (one for one in post.people if not one.key):
            who = _named(person, alike)
            names[who] = person.name
            first[who] = min(first.get(who, datetime.date.max), post.date or datetime.date.max)
    slugs = {key: key for key in config.authors} | numbered(first, config.authors)
    of_language: dict[str, set[str]] = {}  # one person may be called otherwise in each
    for post in posts:
        of_language.setdefault(post.written_in.code, set()).update(one.key or _named(one, alike) for one in post.people)
    several = any(len(people) > 1 for people in of_language.values())
    return Credits(several or bool(config.authors), slugs, alike)


def authors_of(language: Language, posts: Sequence[TextPage], credits: Credits) -> list[Author]:
    """The authors of a language's posts, of which the latest come first; by name."""
    people: dict[str, Person] = {}
    written: dict[str, dict[str, TextPage]] = {}
    for post in posts:
        for person in post.people:
            who = credits.who(person)
            people[who] = _together(people.get(who, person), person)
            written.setdefault(who, {})[post.url] = post
    found = [_author(language, people[who], who, credits, (*its.values(),)) for who, its in written.items()]
    return sorted(found, key=lambda one: (one.name.casefold(), one.name, one.url))


def _together(one: Person, other: Person) -> Person:
    """What two posts say of the same person; the first goes before the second."""
    said = {part: getattr(one, part) or getattr(other, part) for part in ("link", "orcid", "affiliation")}
    return replace(one, **said)


def _author(language: Language, person: Person, who: str, credits: Credits, posts: tuple[TextPage, ...]) -> Author:
    url = authors_url(language, credits.slugs[who]) if credits.pages else ""
    about = person.about.get(language.code, "")
    return Author(person.name, url, person.link, person.orcid, person.orcid_link, person.affiliation, about, posts)
