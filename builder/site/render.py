"""Pages to HTML: what every template may ask for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from builder.cache import key, tool_digest
from builder.config import Language
from builder.evidence.locale import Locale
from builder.look.styles import standing_in
from builder.look.templates import hearing, render
from builder.look.theme import Theme
from builder.site.asked import Asked
from builder.site.gather import Site
from builder.site.head import head
from builder.site.pages import Page, TextPage, facts
from builder.site.urls import archive_url, feed_url, file_of, home_url, link, tags_url

MISSING = "404.html"
_STYLES = "\0styles\0"  # no text of a page has such a character


@dataclass(frozen=True)
class Switch:
    """A language in the list of languages: the address of the page in it, and its headings' anchors in their order."""

    language: Language
    url: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Renderer:
    """Fills the templates; `searchable` are the languages that can be searched."""

    site: Site
    theme: Theme
    quick: bool = False
    searchable: Collection[str] = ()

    def made_from(self, page: Page) -> tuple[object, ...]:
        """The things that the HTML of a page is made from: where they are the same ones as before, so is it."""
        return self._common[page.language.code], page, self._besides(page)

    def digest(self, page: Page) -> str:
        """The digest of all that the HTML of a page is made from."""
        return key("page", self._common[page.language.code], page.digest, facts(self._besides(page)))

    def outline(self, page: Page) -> str:
        """The digest of the same, but of other pages only which they are, and the anchors that the page leads to."""
        own = {part.name: facts(getattr(page, part.name), str) for part in fields(page)}
        besides, switches = facts(self._besides(page), str), facts(self._switches(page))
        return key("outline", self._common[page.language.code], own, besides, switches)

    def _besides(self, page: Page) -> dict[str, Any]:
        """What a text's page shows something of: what surrounds it, and the text in other languages."""
        if not isinstance(page, TextPage):
            return {}
        elsewhere = [self.site.by_url.get(url) for url in page.elsewhere.values()]
        return {**self._around(page), "elsewhere": elsewhere}

    @cached_property
    def common(self) -> str:
        """The digest of what all pages are made from."""
        return key(tool_digest(), self.theme.own, repr(self.site.config), self.quick)

    @cached_property
    def _common(self) -> dict[str, str]:
        """By language, the digest of what all pages in it are made from."""
        return {
            code: key(
                self.common,
                code,
                facts(self.site.pages[code]),
                facts(self.site.docs_for(code)),
                self._urls(code),
                code in self.searchable,
            )
            for code in self.theme.envs
        }

    def html(self, page: Page, asked: Asked | None = None) -> str:
        """The HTML of a page without its styles, which are most of a small one: see `dressed`.

        `asked` gets to know what it asks of other pages.
        """
        code = page.language.code
        values: dict[str, Any] = {
            "page": page,
            "config": self.site.config,
            "quick": self.quick,
            "link": self._link(page),
            "styles": Markup(_STYLES),
            "locale": Locale(code),
            "mark": Locale(page.written_in.code).decimal_mark,
            "head": head(self.site.config, page),
            "urls": self._urls(code),
            "pages": self.site.pages[code],
            "docs": self.site.docs_for(code),
            "switches": self._switches(page),
            "searchable": code in self.searchable,
        }
        if isinstance(page, TextPage):
            values |= self._around(page)
        elif page.url == MISSING:
            values["texts"] = self._missing(page)
        with hearing(self.theme.envs[code], asked.heard) if asked else nullcontext():
            return render(self.theme.envs[code], page.template, **values, **page.values)

    def dressed(self, page: Page, html: bytes) -> bytes:
        """The HTML of a page with its styles."""
        math = isinstance(page, TextPage) and page.has_math
        css = self.theme.styles + (self.theme.math_styles if math else "")
        styles = standing_in(css, self._link(page)("static/style.css").removesuffix("style.css"))
        return html.replace(_STYLES.encode(), styles.encode(), 1)

    def _link(self, page: Page) -> Callable[[str], str]:
        """How the page links to an address. A server sends 404.html for any address: its links begin at the root."""
        if page.url == MISSING:
            return lambda target: quote(self.site.config.base_path + file_of(target))
        return partial(link, page.url)

    def _urls(self, code: str) -> dict[str, str]:
        """The addresses of the pages that a language always has, "" where it lacks one."""
        return {
            "home": home_url(code),
            "archive": archive_url(code),
            "tags": tags_url(code) if self.site.tags[code] else "",
            "feed": feed_url(code) if self.site.config.base_url and self.site.feeds[code] else "",
        }

    def _switches(self, page: Page) -> list[Switch]:
        languages = self.site.config.languages
        if not isinstance(page, TextPage):
            return [Switch(language, page.elsewhere[language.code]) for language in languages]
        here = page.anchors
        switches = []
        for language in languages:
            sibling = self.site.by_url.get(page.elsewhere[language.code])
            there = sibling.anchors if sibling else ()
            same = there if len(there) == len(here) else ()
            switches.append(Switch(language, page.elsewhere[language.code], same))
        return switches

    def _around(self, page: TextPage) -> dict[str, Any]:
        """What surrounds a text: the tags that it has, and the pages before and after it."""
        older, newer = self.site.neighbours.get(page.url, (None, None))
        return {"older": older, "newer": newer, "tags": self.site.tags_of.get(page.url, ())}

    def _missing(self, page: Page) -> list[tuple[Language, Markup]]:
        """What 404.html says, in each language."""
        texts = []
        for language in self.site.config.languages:
            env, home = self.theme.envs[language.code], home_url(language.code)
            texts.append((language, Markup(render(env, "missing.html", home=home, link=self._link(page)))))
        return texts
