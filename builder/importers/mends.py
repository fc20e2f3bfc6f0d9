"""What is mechanical in the head of a text from elsewhere, and mended on its way in: each kind is told with a count."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.content.credits import people_of
from builder.content.frontmatter import KEYS
from builder.content.slugs import address_of
from builder.content.values import ALIASES
from builder.importers.covers import cover_of
from builder.importers.dates import date_of
from builder.importers.heads import Head

TEXTS = ("title", "subtitle", "author", "summary", "description", "featured_image", "featuredImage")
FLAGS = ("draft", "math")
WHEN = {"date": ("publishDate", "pubdate", "published"), "lastmod": ("modified", "last_modified_at", "updated")}
"""By our key, those that say the same where it is not given."""
_SAID = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass
class Mends:
    """What was mended, by kind, with the places."""

    places: dict[str, list[str]] = field(default_factory=dict)
    """By kind, in words, the texts in which it was."""

    def add(self, kind: str, place: str) -> None:
        """Keep that a kind was mended in a text."""
        self.places.setdefault(kind, []).append(place)


def mend(
    head: Head,
    name: str,
    place: str,
    mends: Mends,
    tags: Sequence[str] = (),
    *,
    heading: str = "",
    beside: frozenset[str] = frozenset(),
) -> None:
    """Make a head one that a build takes.

    `name` is what the file is called, `place` where it is told, `tags` what it was sorted by besides, `heading` the one
    that the text begins with, and `beside` are the files of its folder, one of which may be its cover.
    """
    one = _Mending(head, place, mends)
    one.keys()
    one.texts()
    one.title(name, heading)
    one.dates()
    one.flags()
    one.lists()
    one.slug()
    one.more_tags(tags)
    one.cover(beside)


@dataclass
class _Mending:
    head: Head
    """What is mended."""
    place: str
    """Where that is told."""
    mends: Mends
    """What was mended so far."""

    def tell(self, kind: str) -> None:
        self.mends.add(kind, self.place)

    def keys(self) -> None:
        """Hugo takes keys in letters of any size."""
        known = {key.lower(): key for key in (*KEYS, "description", "featuredImage", "aliases", "url")}
        for key in [*self.head.data]:
            name = known.get(key.lower())
            if name and name != key and name not in self.head.data:
                self.head.rename(key, name)
                self.tell("keys in small letters")

    def texts(self) -> None:
        for key in TEXTS:
            value = self.head.get(key)
            if key == "author" and isinstance(value, dict | list):
                if not any(one.name for one in people_of(value)):
                    self.head.remove(key)
                    self.tell("an author without a name taken out")
            elif isinstance(value, bool | int | float | datetime.date):
                self.head.set(key, self.head.written.get(key) or str(value))
                self.tell("texts put in quotes")
            elif isinstance(value, dict | list) and not key.startswith("featured"):
                self.head.remove(key)
                self.tell(f"a {key} that is no text taken out")

    def title(self, name: str, heading: str) -> None:
        if str(self.head.get("title") or "").strip():
            return
        plain = re.sub(r"[-_\s]+", " ", name).strip() or name
        self.head.set("title", heading or plain[:1].upper() + plain[1:])
        self.tell("titles made of the first heading" if heading else "titles made of the file's name")

    def dates(self) -> None:
        for key, others in WHEN.items():
            value = self.head.get(key)
            if value in (None, ""):
                found = next((self.head.get(one) for one in others if date_of(self.head.get(one))), None)
                if day := date_of(found):
                    self.head.set(key, day)
                    self.tell(f"{key} taken from another key")
                elif value == "":
                    self.head.remove(key)
            elif (isinstance(value, datetime.date) and value.year < 2) or not _is_day(value):
                self.date(key, date_of(value))

    def date(self, key: str, day: datetime.date | None) -> None:
        if day is None or day.year < 2:  # what Hugo writes where nothing was said: 0001-01-01
            self.head.remove(key)
            self.tell(f"a {key} that is none taken out")
        else:
            self.head.set(key, day)
            self.tell("dates written as 2024-03-01")

    def flags(self) -> None:
        for key in FLAGS:
            value = self.head.get(key)
            if isinstance(value, str | int) and not isinstance(value, bool):
                said = _SAID.get(str(value).strip().lower())
                if said is None:
                    self.head.remove(key)
                else:
                    self.head.set(key, said)
                self.tell("true and false without quotes")

    def lists(self) -> None:
        for key in ("tags", "categories"):
            value = self.head.get(key)
            if value is None or isinstance(value, str):
                continue
            items = value if isinstance(value, list) else [*value] if isinstance(value, dict) else [value]
            kept = [one for one in map(_word, items) if one]
            if not isinstance(value, list) or len(kept) < len(items):
                self.head.set(key, kept)
                self.tell(f"blank {key} taken out" if isinstance(value, list) else f"{key} written as a list")
            elif any(not isinstance(one, str) and type(one) is not int for one in items):
                self.head.set(key, kept)
                self.tell(f"{key} put in quotes")

    def more_tags(self, tags: Sequence[str]) -> None:
        """Only tags have pages here, so that what other lists had a text is found among them."""
        said = self.head.get("tags")
        known = said if isinstance(said, list) else [said] if said else []
        folded = {str(one).casefold() for one in known}
        more = [tag for tag in dict.fromkeys(tags) if tag.casefold() not in folded]
        if more:
            self.head.set("tags", [*known, *more])
            self.tell("categories and series added to tags")

    def slug(self) -> None:
        value = self.head.get("slug")
        if value is None:
            return
        written = value if isinstance(value, str) else self.head.written.get("slug", str(value))
        slug = address_of(written.strip().strip("/").rpartition("/")[2])
        if slug != value:
            if slug:
                self.head.set("slug", slug)
            else:
                self.head.remove("slug")
            self.tell("slugs made valid")

    def cover(self, beside: frozenset[str]) -> None:
        given = [self.head.get(key) for key in ("featured_image", ALIASES["featured_image"])]
        named = self.head.get("resources")
        if any(isinstance(one, str) and one for one in given) or "'featured-image'" in repr(named):
            return
        if found := cover_of(self.head.data, beside):
            self.head.set("featured_image", found)
            self.tell("covers carried to featured_image")


def _word(item: Any) -> str:
    """A tag as a text; "" for what is none."""
    return str(item).strip() if isinstance(item, str | int | float | datetime.date) else ""


def _is_day(value: object) -> bool:
    """Whether a build reads a date as it stands."""
    if isinstance(value, datetime.date):
        return True
    try:
        return isinstance(value, str) and bool(datetime.datetime.fromisoformat(re.sub(r" (?=[+-])", "", value)))
    except ValueError:
        return False
