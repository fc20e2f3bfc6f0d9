"""Links from one page of the site to another, however their authors wrote them, until the pages are put together."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from builder.config import SiteConfig
from builder.document.links import Link
from builder.document.source import Source
from builder.document.tags import TAG
from builder.errors import SitegenError, nearest
from builder.reading import read_text
from builder.shortcodes.handlers.links import POST
from builder.shortcodes.handlers.references import slug_of
from builder.site.moved import ELSEWHERE, Moved, inside
from builder.site.pages import TextPage
from builder.site.urls import file_of, link, page_url, place_of, post_url

_KINDS = {"post": post_url, "page": page_url}
_HREF = re.compile(r"""(?<=\s)href\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What pages may be called in a link, besides their addresses."""

    config: SiteConfig
    """Says where the site lives."""
    slugs: Mapping[str, str]
    """By whatever a post may be called, its slug."""
    moved: Mapping[str, str]
    """By the file of an old address, where it leads: "post:SLUG", or an address of the site or of another."""
    pages: frozenset[str]
    """The names of plain pages."""
    withheld: frozenset[str]
    """What posts are called of which readers are to see no text."""

    @classmethod
    def of(
        cls,
        config: SiteConfig,
        slugs: Mapping[str, str],
        moved: Moved,
        pages: Iterable[str],
        withheld: frozenset[str],
    ) -> Known:
        """All of it."""
        led = {file: f"post:{old.post}" if old.post else old.new for file, old in moved.by_file.items()}
        return cls(config, slugs, led, frozenset(pages), withheld)

    @cached_property
    def _host(self) -> str:
        return (urlsplit(self.config.base_url).hostname or "\0").lower()

    def post(self, name: str, written: str) -> str | None:
        """Where a link to a post of this name leads, written so: to one that has it, or had it before; else None.

        `{{< ref "about.md" >}}` names a plain page in the same way.
        """
        if name in self.slugs:
            return f"post:{self.slugs[name]}"
        folders = ("", *(language.folder for language in self.config.languages))
        olds = (*self._paths(written), *(f"/{folder}posts/{name}/" for folder in folders))
        return next(filter(None, map(self._old, olds)), f"page:{name}" if name in self.pages else None)

    def page(self, address: str) -> str | None:
        """Where another address leads that names a page of this site otherwise than it is called; else None."""
        for path in self._paths(address):
            if led := self._old(path):
                return led
            if path != address and POST.fullmatch(path):  # a whole address: one without the site is a name already
                name, place = slug_of(unquote(path)), place_of(path)
                if place in (post_url(language, name) for language in self.config.languages):
                    return None if path.endswith("/") else place
                return f"post:{self.slugs[name]}" if name in self.slugs else None
        return None

    def _paths(self, address: str) -> Iterator[str]:
        """An address as one within the site; twice where it may begin with the path that the site lives below."""
        whole = ELSEWHERE.match(address)
        if not address.startswith("/") and not (whole and self._host in address.lower()):
            return
        path, base = inside(self.config, address), self.config.base_path
        if path is not None:
            yield path
            if not whole and base != "/" and path.startswith(base):
                yield path[len(base) - 1 :]

    def _old(self, path: str) -> str | None:
        return self.moved.get(file_of(place_of(path)))


def resolved(page: TextPage, known: Known, errors: list[SitegenError], *, strict: bool) -> TextPage:
    """The page with its links leading to the pages that they name, in its own language.

    Adds unknown posts to `errors`; in a text that is not `strict` the address of one stays as it is written, for the
    link check to tell.
    """
    leads: dict[str, str] = {}
    for one in page.text.links:
        if (led := _leads(page, one, known, errors, strict)) is not None:
            leads.setdefault(one.address, led)

    def address(found: re.Match[str]) -> str:
        led = leads.get(html.unescape(found[1].strip("\"'")))
        return found[0] if led is None else f'href="{html.escape(led)}"'

    if not leads:
        return page
    text = page.text.changed(
        lambda body: Markup(TAG.sub(lambda tag: _HREF.sub(address, tag[0]), body)),
        lambda one: leads.get(one, one),
        leads,
    )
    return replace(page, text=text)


def _leads(page: TextPage, one: Link, known: Known, errors: list[SitegenError], strict: bool) -> str | None:
    """Where a link leads from its page; None where it is well as it is."""
    address, mark, anchor = one.address.partition("#")
    name = address.removeprefix("post:")
    if name == address:
        led = known.page(address)
    elif (led := known.post(name, one.written.partition("#")[0])) is None:
        if not strict and not one.written.startswith("post:"):
            return one.written
        message = f"there is no post '{name}' to refer to"
        line = line_of_link(page.source, one)
        withheld = name in known.withheld
        hint = "It is a draft, or not published on this day." if withheld else nearest(name, known.slugs)
        errors.append(SitegenError(message, path=page.source, line=line, hint=hint))
        return "#"  # told once is enough
    if led is None or ELSEWHERE.match(led):
        return led and led + mark + anchor
    kind, colon, name = led.partition(":")
    if colon and kind in _KINDS:
        # Anchors are words of the text's language; so is the text that they lead to, where the two differ.
        language = page.written_in if mark else page.language
        return f"{link(page.url, _KINDS[kind](language, name))}{mark}{anchor}"
    place, its_mark, its_anchor = led.partition("#")
    return link(page.url, place) + (mark + anchor or its_mark + its_anchor)


def line_of_link(path: Path | None, found: Link) -> int | None:
    """The line of a file on which a link of it is written."""
    return found.line_in(read_text(path), path) if path else None


def line_of_text(path: Path | None, *wanted: str) -> int | None:
    """The first line of a file that holds, outside of code, the first of the texts that stands in it at all."""
    if path is None:
        return None
    source = Source(path.read_bytes().decode(errors="replace"), path, 1)  # an old page of any encoding, say
    return next((line for one in wanted if one and (line := source.line_of(re.escape(one)))), None)
