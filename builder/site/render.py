"""Pages to HTML: what every template may ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from builder.config import Language
from builder.rendering.jinja import render
from builder.rendering.numbers import Locale
from builder.site.gather import Site
from builder.site.head import head
from builder.site.pages import Page, TextPage
from builder.site.styles import standing_in
from builder.site.urls import archive_url, feed_url, file_of, home_url, link, tags_url

if TYPE_CHECKING:
    import jinja2

MISSING = "404.html"


@dataclass(frozen=True)
class Switch:
    """A language in the list of languages: the address of the page in it, and its headings' anchors in their order."""

    language: Language
    url: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Renderer:
    """Fills the templates; `envs` has them with the interface's words in each language.

    `styles` are the stylesheet, `math_styles` what pages with formulas need besides. `searchable` are the languages
    that can be searched.
    """

    site: Site
    envs: Mapping[str, jinja2.Environment]
    styles: str
    math_styles: str
    quick: bool = False
    searchable: Collection[str] = ()

    def html(self, page: Page) -> str:
        """The HTML of a page."""
        code = page.language.code
        values: dict[str, Any] = {
            "page": page,
            "config": self.site.config,
            "quick": self.quick,
            "link": self._link(page),
            "styles": self._styles(page),
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
        return render(self.envs[code], page.template, **values, **page.values)

    def _styles(self, page: Page) -> Markup:
        css = self.styles + (self.math_styles if page.has_math else "")
        return standing_in(css, self._link(page)("static/style.css").removesuffix("style.css"))

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
        here = _anchors(page.body)
        switches = []
        for language in languages:
            sibling = self.site.sibling(page, language.code)
            there = _anchors(sibling.body) if sibling else ()
            same = there if len(there) == len(here) else ()
            switches.append(Switch(language, page.elsewhere[language.code], same))
        return switches

    def _around(self, page: TextPage) -> dict[str, Any]:
        """What surrounds a text: the tags that it has, and the pages before and after it."""
        older, newer = self.site.neighbours(page)
        return {
            "older": older,
            "newer": newer,
            "tags": [tag for tag in self.site.tags[page.language.code] if page in tag.posts],
        }

    def _missing(self, page: Page) -> list[tuple[Language, Markup]]:
        """What 404.html says, in each language."""
        return [
            (
                language,
                Markup(
                    render(
                        self.envs[language.code], "missing.html", home=home_url(language.code), link=self._link(page)
                    )
                ),
            )
            for language in self.site.config.languages
        ]


def _anchors(html: str) -> tuple[str, ...]:
    return tuple(re.findall(r'<h[23]\b[^>]*? id="([^"]+)"', html))
