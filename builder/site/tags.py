"""The tags of the posts: which names are one tag, and the address of each."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from builder.config import Language
from builder.site.pages import TextPage
from builder.site.urls import tags_url

LONGEST = 200
"""Bytes that the address of a tag may have; a file's name may have 255."""
_MEANT = (
    (re.compile(r"\+"), "plus"),
    (re.compile(r"(?<=\w)[#\u266f]"), "sharp"),
    (re.compile(r"^\.(?=\w)"), "dot"),
)
"""Signs that tell a name from another, as C++ from C: they are words of its address."""
_SELECTORS = range(0xFE00, 0xFE10)  # which choose the looks of an emoji, and are no letters


@dataclass(frozen=True)
class Tag:
    """A tag as it was first written, its address and the posts that have it, the latest first."""

    name: str
    url: str
    posts: tuple[TextPage, ...]


def addresses_of_tags(posts: Iterable[tuple[datetime.date | None, Iterable[str]]]) -> dict[str, str]:
    """By each tag of posts, of which date and tags are given, what stands for it in its address in every language.

    A tag is called as `folded` gives it.

    Where two would have the same, the one that was used first has it, and the other a number: what is new changes no
    address.
    """
    first: dict[str, datetime.date] = {}
    for date, tags in posts:
        for name in map(folded, tags):
            first[name] = min(first.get(name, datetime.date.max), date or datetime.date.max)
    return numbered(first)


def numbered(first: Mapping[str, datetime.date], taken: Iterable[str] = ()) -> dict[str, str]:
    """By each name, of which the day of its first use is given, what stands for it in its address.

    Of two that would have the same one, the second has a number, and so has one that would have what is `taken`.
    """
    found: dict[str, str] = {}
    used = {one.casefold() for one in taken}
    for name in sorted(first, key=lambda name: (first[name], _readable(name) != name, name)):
        slug, number = _readable(name), 1
        while slug.casefold() in used:
            number += 1
            slug = f"{_readable(name)}-{number}"
        used.add(slug.casefold())
        found[name] = slug
    return found


def tags_of(language: Language, posts: Sequence[TextPage], addresses: Mapping[str, str]) -> list[Tag]:
    """The tags of a language's posts, of which the latest come first; by name, as its first post writes it."""
    names: dict[str, str] = {}
    having: dict[str, dict[str, TextPage]] = {}
    for post in posts:
        for name in post.tags:
            if post.date or folded(name) not in names:
                names[folded(name)] = name
            having.setdefault(folded(name), {})[post.url] = post
    tags = [Tag(names[one], tags_url(language, addresses[one]), (*its.values(),)) for one, its in having.items()]
    return sorted(tags, key=lambda tag: (tag.name.casefold(), tag.name))


@functools.cache
def folded(name: str) -> str:
    """The same for names that are one tag: those that differ in the size of letters, or of blanks, only."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


@functools.cache
def _readable(name: str) -> str:
    """What stands for a name in an address: its letters, digits and signs that mean something, in words."""
    text = unicodedata.normalize("NFC", name).lower()
    for sign, word in _MEANT:
        text = sign.sub(f"\0{word}\0", text)
    text = re.sub(r"[\s-]*\0[\s\0-]*", "-", text)
    slug = "".join(_kept(text)).replace(" ", "-").strip("-") or "-".join(_called(name))
    while len(slug.encode()) > LONGEST:
        slug = slug[:-1].rstrip("-")
    return slug


def _kept(text: str) -> Iterable[str]:
    """The letters, with the marks that make another letter of one, the digits, blanks, hyphens and underlines."""
    before = ""
    for sign in text:
        mark = unicodedata.category(sign).startswith("M") and ord(sign) not in _SELECTORS
        if sign.isalnum() or sign in " -_" or (mark and before.isalpha()):
            yield sign
        before = before if mark else sign


def _called(name: str) -> Iterable[str]:
    """What signs are called: "party-popper"."""
    for sign in name:
        if sign != " " and ord(sign) not in _SELECTORS:
            yield unicodedata.name(sign, f"u{ord(sign):x}").lower().replace(" ", "-")
