"""The front matter of a translation: what its author says of it at its head."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from builder.content.credits import doi_of, license_of, names_of
from builder.content.head import Head, split_head
from builder.content.params import Params, likely_slip, own_keys, params_of, plain_of
from builder.content.slugs import SLUG, SLUG_RULE, address_of, title_of
from builder.errors import SitegenError

KEYS = (
    "title", "subtitle", "date", "lastmod", "author", "authors", "summary", "tags", "categories", "draft",
    "featured_image", "math", "original", "slug", "aliases", "url", "license", "doi", "publish_date", "expiry_date",
)  # fmt: skip
ALIASES = {
    "summary": "description", "featured_image": "featuredImage",
    "publish_date": "publishDate", "expiry_date": "expiryDate",
}  # fmt: skip
"""What Hugo and LoveIt call the same; where both stand, ours counts."""
KNOWN_ELSEWHERE = (
    "authorAvatar", "authorEmail", "authorLink", "build", "cascade", "code", "comment",
    "featuredImagePreview", "fontawesome", "fraction", "headless", "hiddenFromHomePage",
    "hiddenFromSearch", "images", "isCJKLanguage", "keywords", "lang", "layout", "library", "lightgallery",
    "linkTitle", "linkToMarkdown", "linkToSource", "mapbox", "markup", "menu", "outputs", "page", "params",
    "repost", "resources", "reward", "rssFullText", "ruby", "seo", "series", "share", "sitemap",
    "table", "toc", "translationKey", "twemoji", "type", "videos", "weight", "zhihu",
)  # fmt: skip
"""Keys of Hugo and of its themes that mean nothing here; none of them is a slip."""
DATES, LISTS = ("date", "lastmod", "publish_date", "expiry_date"), ("tags", "categories", "aliases", "authors")


class Mistake(NamedTuple):
    """What is wrong with a value of a head."""

    message: str
    """What."""
    line: int
    """The line of the file."""
    hint: str = ""
    """What to do."""


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
    authors: tuple[str, ...] = ()
    """Who wrote it; where it names nobody, the site does."""
    summary: str = ""
    """What lists say of it; "" where its first paragraph stands there."""
    tags: tuple[str, ...] = ()
    """What it is about, each once."""
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
        return plain | dates | {"params": plain_of(self.params)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> FrontMatter:
        """The same, as `to_json` gave it."""
        dates = {key: plain[key] and datetime.date.fromisoformat(plain[key]) for key in DATES}
        lists = {key: tuple(plain[key]) for key in LISTS}
        mistakes = tuple(Mistake(*one) for one in plain["mistakes"])
        return cls(**plain | dates | lists | {"params": params_of(plain["params"]), "mistakes": mistakes})

    def errors(self, path: Path) -> list[SitegenError]:
        """What is wrong with its values, each with its place in the file."""
        return [SitegenError(one.message, path=path, line=one.line, hint=one.hint) for one in self.mistakes]

    def warnings(self, path: Path) -> list[SitegenError]:
        """Each key that looks like a slip, with the one that it looks like."""
        return [
            SitegenError(f"unknown key '{key}' in the front matter", path=path, line=line, hint=_meant(key))
            for key, line in self.slips.items()
        ]


_FLAGS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
"""What authors write for true and false besides."""


def _meant(key: str) -> str:
    return f"Did you mean '{likely_slip(key, KEYS)}'? A key of your own that looks like it goes below params:."


def split(path: Path, text: str) -> tuple[FrontMatter, str, int]:
    """The front matter of a text, the body below it, and the line on which the body starts (counted from 1).

    What is wrong with single values is among its `mistakes`. Raises SitegenError, with lines of the file, where it
    cannot be read at all.
    """
    head, body, line = split_head(path, text)
    return _Reader(path, head).front_matter(), body, line


class _Reader:
    """Reads the values of a head one by one, and collects what is wrong with them."""

    def __init__(self, path: Path, head: Head) -> None:
        self.path, self.head = path, head
        self.mistakes: list[Mistake] = []
        self.lines: dict[str, int] = {}

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
            authors=self.authors(),
            summary=self.text("summary"),
            tags=self.texts("tags"),
            categories=self.texts("categories"),
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

    def found(self, key: str) -> Any:
        """The value of a key or of what else it is called; None where nothing is said."""
        for name in (key, ALIASES.get(key, key)):
            if self.head.data.get(name) is not None:
                self.lines[key] = self.head.lines.get(name, 1)
                return self.head.data[name]
        return None

    def wrong(self, key: str, what: str, found: Any, hint: str = "") -> None:
        self.mistakes.append(Mistake(f"{key} must be {what}, not {found!r}", self.lines[key], hint))

    def text(self, key: str) -> str:
        found = self.found(key)
        if found is None or isinstance(found, str):
            return (found or "").strip()
        self.wrong(key, "text (put it in quotes)", found)
        return "" if isinstance(found, list | dict) else str(self.head.data.get(key, found)).strip()

    def resource(self, name: str) -> str:
        """The file that LoveIt's `resources:` give a name; "" where they do not."""
        listed = self.head.data.get("resources")
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and one.get("name") == name and isinstance(one.get("src"), str):
                self.lines["featured_image"] = self.head.lines.get("resources", 1)
                return str(one["src"])
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.found(key)
        items = [found] if isinstance(found, str) else found or []
        if isinstance(items, list):  # a year may be a tag; 1.10 would be another number than it looks
            items = [str(item) if type(item) is int else item for item in items]
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.wrong(key, "a list of texts (put numbers in quotes)", found)
            items = items if isinstance(items, list) else [items]
            items = [str(item) for item in items if item is not None and not isinstance(item, list | dict)]
        return tuple(dict.fromkeys(item.strip() for item in items if item.strip()))

    def authors(self) -> tuple[str, ...]:
        """Who wrote it, of `authors` or else `author`."""
        key = "authors" if self.found("authors") else "author"
        names = names_of(self.found(key))
        if not all(names):
            self.wrong(key, "a name or a list of names", self.found(key))
        return tuple(dict.fromkeys(filter(None, names)))

    def license(self) -> str:
        """Words or an address, or as in Quarto a table of both."""
        return license_of(self.found("license")) or self.text("license")

    def doi(self) -> str:
        """The name alone, of whatever way to write it."""
        said = self.text("doi")
        if said and not doi_of(said):
            self.wrong("doi", "a DOI such as 10.5281/zenodo.1234", said)
        return doi_of(said)

    def date(self, key: str) -> datetime.date | None:
        found = self.found(key)
        if isinstance(found, str):
            try:
                return datetime.datetime.fromisoformat(re.sub(r" (?=[+-])", "", found)).date()
            except ValueError:
                pass
        elif isinstance(found, datetime.datetime):
            return found.date()
        elif found is None or isinstance(found, datetime.date):
            return found
        self.wrong(key, "a date such as 2024-03-01", found)
        return None

    def flag(self, key: str, default: bool) -> bool:
        found = self.found(key)
        if found is None or isinstance(found, bool):
            return default if found is None else found
        self.wrong(key, "true or false", found)
        return _FLAGS.get(str(found).strip().lower(), default)

    def math(self) -> bool:
        """LoveIt writes a map with `enable` in it, too."""
        found = self.found("math")
        if isinstance(found, dict):
            found = found.get("enable", True)
        if found is not None and not isinstance(found, bool):
            self.wrong("math", "true or false", found)
            found = _FLAGS.get(str(found).strip().lower(), True)
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
