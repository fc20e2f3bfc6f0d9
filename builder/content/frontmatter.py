"""The front matter of a translation: what its author says of it at its head."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from builder.content.credits import doi_of, license_of, people_of
from builder.content.head import split_head
from builder.content.params import Params, likely_slip, own_keys, params_of, plain_of
from builder.content.slugs import SLUG, SLUG_RULE, address_of, title_of
from builder.content.values import ALIASES, FLAGS, Mistake, Values
from builder.errors import SitegenError
from builder.people import Person, orcid_of
from builder.reading import ADDRESS_HINT, is_address

KEYS = (
    "title", "subtitle", "date", "lastmod", "author", "authors", "summary", "tags", "categories", "draft",
    "featured_image", "math", "original", "slug", "aliases", "url", "license", "doi", "publish_date", "expiry_date",
    "series", "series_order", "related",
)  # fmt: skip
KNOWN_ELSEWHERE = (
    "authorAvatar", "authorEmail", "authorLink", "build", "cascade", "code", "comment",
    "featuredImagePreview", "fontawesome", "fraction", "headless", "hiddenFromHomePage",
    "hiddenFromSearch", "images", "isCJKLanguage", "keywords", "lang", "layout", "library", "lightgallery",
    "linkTitle", "linkToMarkdown", "linkToSource", "mapbox", "markup", "menu", "outputs", "page", "params",
    "repost", "resources", "reward", "rssFullText", "ruby", "seo", "share", "sitemap",
    "table", "toc", "translationKey", "twemoji", "type", "videos", "weight", "zhihu",
)  # fmt: skip
"""Keys of Hugo and of its themes that mean nothing here; none of them is a slip."""
DATES, LISTS = ("date", "lastmod", "publish_date", "expiry_date"), ("tags", "categories", "aliases", "series")


@dataclass(frozen=True)
class FrontMatter:
    """What the head of a translation says."""

    title: str
    """What the text is called; a head without one is a mistake, and then it is called as its file is."""
    subtitle: str = ""
    """What stands below the title."""
    date: datetime.date | None = None
    """The day on which it was published."""
    lastmod: datetime.date | None = None
    """The day of its last change."""
    people: tuple[Person, ...] = ()
    """Who wrote it; where it names nobody, the site does."""
    summary: str = ""
    """What lists say of it; "" where its first paragraph stands there."""
    tags: tuple[str, ...] = ()
    """What it is about, each once."""
    series: tuple[str, ...] = ()
    """The series that it is a part of."""
    series_order: float | None = None
    """Its place in them; those without one follow by their days."""
    related: tuple[str, ...] | None = None
    """The slugs of posts that readers are led to; None where their words say which."""
    categories: tuple[str, ...] = ()
    """What Hugo's authors sort texts by."""
    draft: bool = False
    """Whether it is left out of the site."""
    publish_date: datetime.date | None = None
    """The day before which it is left out; else `date` is."""
    expiry_date: datetime.date | None = None
    """The day from which it is left out."""
    featured_image: str = ""
    """The picture at its head: a file of the post, or an address."""
    math: bool = True
    """Whether `$…$` in it is a formula."""
    original: bool = False
    """Whether it is the text that the other languages follow."""
    slug: str = ""
    """Its part of the address; "" where the post's folder names it."""
    aliases: tuple[str, ...] = ()
    """Old addresses that lead to it."""
    url: str = ""
    """The whole address that it had in Hugo, which leads to it too."""
    license: str = ""
    """How it may be used; "" where the site says that."""
    doi: str = ""
    """Its DOI, such as `10.5281/zenodo.1234`."""
    params: Params = field(default_factory=Params)
    """The keys of the author's own."""
    slips: dict[str, int] = field(default_factory=dict)
    """The keys that look like a known one, with their lines."""
    mistakes: tuple[Mistake, ...] = ()
    """What is wrong with its values, in the place of which stand the nearest that mean something."""
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The line of each field that is set."""
    given: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """All that is said, as it is written."""

    def to_json(self) -> dict[str, Any]:
        """All but what is `given`, which only texts that are rendered ask for."""
        plain = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "given"}
        dates = {key: plain[key] and plain[key].isoformat() for key in DATES}
        return plain | dates | {"params": plain_of(self.params), "people": [asdict(one) for one in self.people]}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> FrontMatter:
        """The same, as `to_json` gave it."""
        dates = {key: plain[key] and datetime.date.fromisoformat(plain[key]) for key in DATES}
        lists = {key: tuple(plain[key]) for key in LISTS}
        mistakes = tuple(Mistake(*one) for one in plain["mistakes"])
        people = tuple(Person(**one) for one in plain["people"])
        params, related = params_of(plain["params"]), plain["related"]
        related = None if related is None else tuple(related)
        return cls(
            **plain
            | dates
            | lists
            | {
                "params": params,
                "mistakes": mistakes,
                "people": people,
                "related": None if related is None else tuple(related),
            }
        )

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of who wrote it."""
        return tuple(one.name for one in self.people)

    def errors(self, path: Path) -> list[SitegenError]:
        """What is wrong with its values, each with its place in the file."""
        return [SitegenError(one.message, path=path, line=one.line, hint=one.hint) for one in self.mistakes]

    def warnings(self, path: Path) -> list[SitegenError]:
        """Each key that looks like a slip, with the one that it looks like."""
        return [
            SitegenError(f"unknown key '{key}' in the front matter", path=path, line=line, hint=_meant(key))
            for key, line in self.slips.items()
        ]


def _meant(key: str) -> str:
    return f"Did you mean '{likely_slip(key, KEYS)}'? A key of your own that looks like it goes below params:."


def split(path: Path, text: str) -> tuple[FrontMatter, str, int]:
    """The front matter of a text, the body below it, and the line on which the body starts (counted from 1).

    What is wrong with single values is among its `mistakes`. Raises SitegenError, with lines of the file, where it
    cannot be read at all.
    """
    head, body, line = split_head(path, text)
    return _Reader(path, head).front_matter(), body, line


class _Reader(Values):
    """Reads what a head says."""

    def front_matter(self) -> FrontMatter:
        """All that the head says."""
        title = self.text("title")
        if not title and not self.mistakes:
            self.mistakes.append(Mistake("the front matter has no title", 1, "Add a line title: …"))
        return FrontMatter(
            title=title or title_of(self.path),
            subtitle=self.text("subtitle"),
            date=self.date("date"),
            lastmod=self.date("lastmod"),
            people=self.people(),
            summary=self.text("summary"),
            tags=self.texts("tags"),
            categories=self.texts("categories"),
            series=self.texts("series"),
            series_order=self.number("series_order", "weight"),
            related=self.related(),
            draft=self.flag("draft", False),
            publish_date=self.date("publish_date"),
            expiry_date=self.date("expiry_date"),
            featured_image=self.text("featured_image") or self.resource("featured-image"),
            math=self.math(),
            original=self.flag("original", False),
            slug=self.slug(),
            aliases=self.texts("aliases"),
            url=self.text("url"),
            license=self.license(),
            doi=self.doi(),
            params=own_keys(self.head.data, {*KEYS, *ALIASES.values()}),
            slips=self.slips(),
            mistakes=tuple(self.mistakes),
            lines=self.lines,
            given=self.head.data,
        )

    def resource(self, name: str) -> str:
        """The file that LoveIt's `resources:` give a name; "" where they do not."""
        listed = self.head.data.get("resources")
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and one.get("name") == name and isinstance(one.get("src"), str):
                self.lines["featured_image"] = self.head.lines.get("resources", 1)
                return str(one["src"])
        return ""

    def people(self) -> tuple[Person, ...]:
        """Who wrote it, of `authors` or else `author`; what is no address or no ORCID is left out."""
        key = "authors" if self.found("authors") else "author"
        people = people_of(self.found(key))
        if not all(one.name for one in people):
            self.wrong(key, "a name or a list of names", self.found(key))
        right = []
        for one in people:
            link, orcid = one.link if is_address(one.link) else "", orcid_of(one.orcid)
            if one.name and one.link and not link:
                self.wrong(key, f"with an address for {one.name}", one.link, ADDRESS_HINT)
            if one.name and one.orcid and not orcid:
                self.wrong(key, f"with an ORCID for {one.name}", one.orcid, "It is like 0000-0002-1825-0097.")
            right.append(replace(one, link=link, orcid=orcid))
        return tuple(dict.fromkeys(one for one in right if one.name))

    def license(self) -> str:
        """Words or an address, or as in Quarto a table of both."""
        return license_of(self.found("license")) or self.text("license")

    def doi(self) -> str:
        """The name alone, of whatever way to write it."""
        said = self.text("doi")
        if said and not doi_of(said):
            self.wrong("doi", "a DOI such as 10.5281/zenodo.1234", said)
        return doi_of(said)

    def related(self) -> tuple[str, ...] | None:
        """`false` names no posts, `true` leaves it to their words."""
        found = self.found("related")
        if found is None or isinstance(found, bool):
            return None if found is not False else ()
        return self.texts("related")

    def math(self) -> bool:
        """LoveIt writes a map with `enable` in it, too."""
        found = self.found("math")
        if isinstance(found, dict):
            found = found.get("enable", True)
        if found is not None and not isinstance(found, bool):
            self.wrong("math", "true or false", found)
            found = FLAGS.get(str(found).strip().lower(), True)
        return found is not False

    def slug(self) -> str:
        slug = self.text("slug")
        if slug and not SLUG.fullmatch(slug):
            self.wrong("slug", "an address", slug, hint=f"It stands in the post's address: {SLUG_RULE}")
            return address_of(slug)
        return slug

    def slips(self) -> dict[str, int]:
        """The keys that were probably meant to be known ones which are not given."""
        known, elsewhere = {*KEYS, *ALIASES.values()}, {key.lower() for key in KNOWN_ELSEWHERE}
        found = [key for key in self.head.lines if key not in known and key.lower() not in elsewhere]
        return {key: self.head.lines[key] for key in found if likely_slip(key, KEYS) not in ("", *self.head.data)}
