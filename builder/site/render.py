"""Pages to HTML: the values that a template is given, which are all that a page is made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from builder.cache import key
from builder.config import Language
from builder.drawing.colours import variables
from builder.drawing.sharing import share_picture
from builder.evidence.locale import Locale
from builder.evidence.provenance import Repository
from builder.look.styles import formula_styles_for, standing_in
from builder.look.templates import record_access, render
from builder.look.theme import Theme
from builder.policy import policy_of
from builder.site.citing import citing
from builder.site.dependencies import Dependencies
from builder.site.gather import Site
from builder.site.head import RASTER, Head
from builder.site.pages import Page, TextPage, facts
from builder.site.urls import archive_url, authors_url, feed_url, home_url, link, series_url, tags_url
from builder.tool import tool_digest

MISSING = "404.html"
_STYLES = "\0styles\0"  # no text of a page has such a character


@dataclass  # not frozen: thousands are made at each save, in a third of the time
class Switch:
    """A language in the list of languages, and the address of the page in it; of a text, itself in this and in that."""

    language: Language
    url: str
    _here: TextPage | None = None
    _there: TextPage | None = None

    @property
    def anchors(self) -> tuple[str, ...]:
        """Those of its headings, in their order, where they are as many as here."""
        if not self._here or not self._there or len(self._there.anchors) != len(self._here.anchors):
            return ()
        return self._there.anchors


@dataclass  # not frozen, as `Switch`
class Link:
    """How a page links to an address: from its own, or, with a `root`, from there."""

    page: str
    root: str = ""

    def __call__(self, target: str) -> str:
        return quote(self.root + target) if self.root else link(self.page, target)


@dataclass  # not frozen, as `Switch`
class Values:
    """What the template of a page is given, and nothing else is: so nothing that a page is made from can be forgotten.

    Two that are equal make the same page, and so do two of the same digest.
    """

    common: Mapping[str, Any] = field(compare=False)
    """What all pages in a language are given."""
    common_digest: str
    """The digest of that, of the theme and of sitegen."""
    own: Mapping[str, Any]
    """What this one is given besides."""

    @cached_property
    def digest(self) -> str:
        """The digest of all of it."""
        return key("page", self.common_digest, facts(self.own))

    @property
    def outline(self) -> str:
        """The digest of the same, but of other pages only which they are."""
        page = self.own["page"]
        return key("outline", self.common_digest, facts(self.own, lambda one: one.digest if one is page else one.url))


@dataclass(frozen=True)
class Renderer:
    """Fills the templates."""

    site: Site
    theme: Theme
    quick: bool = False
    searchable: Collection[str] = ()
    """The languages that can be searched."""
    repository: Repository = field(default_factory=lambda: Repository(Path()))
    """Where the sources of texts can be read."""

    def values(self, page: Page) -> Values:
        """What the template of a page is given."""
        own: dict[str, Any] = {
            "page": page,
            "link": self._link(page),
            "mark": self._marks[page.written_in.code],
            "head": self._head(page),
            "switches": self._switches(page),
            "policy": self._policy(page),
        }
        if isinstance(page, TextPage):
            own |= self._around(page)
        elif page.url == MISSING:
            own |= {"texts": self._missing(page), "heads": self._heads(page)}
        return Values(*self._common[page.language.code], {**own, **page.values})

    def _policy(self, page: Page) -> str:
        foreign = isinstance(page, TextPage) and page.foreign_networks
        return policy_of(self.site.config.policy, wasm=page.language.code in self.searchable or bool(foreign))

    @cached_property
    def _marks(self) -> dict[str, str]:
        """By language, the sign before decimals."""
        return {language.code: Locale(language.code).decimal_mark for language in self.site.config.languages}

    @cached_property
    def common(self) -> str:
        """The digest of what all pages are made from."""
        return key(tool_digest(), self.theme.own, facts(self.site.config))

    @cached_property
    def _common(self) -> dict[str, tuple[dict[str, Any], str]]:
        """By language, what all pages in it are given, and the digest of that."""
        by_language = {}
        for code in self.theme.envs:
            values = {
                "config": self.site.config,
                "quick": self.quick,
                "styles": Markup(_STYLES),
                "locale": Locale(code),
                "urls": self._urls(self.site.config.language(code)),
                "pages": self.site.pages[code],
                "docs": self.site.docs_for(code),
                "searchable": code in self.searchable,
                "sheets": self.theme.sheets,
            }
            by_language[code] = values, key(self.common, code, facts(values))
        return by_language

    def html(self, values: Values, dependencies: Dependencies | None = None) -> str:
        """The HTML of a page without its styles, which are most of a small one: see `dressed`.

        `dependencies` get to know what it asks of other pages.
        """
        page = values.own["page"]
        env = self.theme.envs[page.language.code]
        with record_access(env, dependencies.add) if dependencies else nullcontext():
            return render(env, page.template, **values.common, **values.own)

    def picture(self, page: TextPage) -> bytes:
        """The picture that other sites show of a post."""
        chosen = page.picture if page.featured and page.picture.lower().endswith(RASTER) else ""
        colours = variables(self.theme.envs[page.language.code], "light")
        files = page.text.files
        return share_picture(page.title, page.language.title, page.cover, files.get(chosen, b""), colours)

    def dressed(self, page: Page, html: bytes) -> bytes:
        """The HTML of a page with its styles."""
        static = self._link(page)("static/style.css").removesuffix("style.css")
        styles = standing_in(self.theme.styles, static)
        if isinstance(page, TextPage) and page.has_math:
            styles += standing_in(formula_styles_for(self.theme.math_styles, html.decode()), static)
        return html.replace(_STYLES.encode(), styles.encode(), 1)

    def _link(self, page: Page) -> Link:
        """How the page links to an address. A server sends 404.html for any address: its links begin at the root."""
        return Link(page.url, self.site.config.base_path if page.url == MISSING else "")

    def _urls(self, language: Language) -> dict[str, str]:
        """The addresses of the pages that a language always has, "" where it lacks one."""
        return {
            "home": home_url(language),
            "archive": archive_url(language),
            "tags": tags_url(language) if self.site.lists.tags[language.code] else "",
            "authors": authors_url(language) if self.site.lists.author_pages[language.code] else "",
            "series": series_url(language) if self.site.lists.series[language.code] else "",
            "feed": feed_url(language) if self.site.feeds[language.code] else "",
        }

    def _head(self, page: Page) -> Head:
        return Head(self.site.config.base_url, page, self.site.lists.authors_of.get(page.url, ()))

    def _switches(self, page: Page) -> list[Switch]:
        here = page if isinstance(page, TextPage) else None
        switches = []
        for language in self.site.config.languages:
            url = page.elsewhere[language.code]
            switches.append(Switch(language, url, here, self.site.by_url.get(url) if here else None))
        return switches

    def _around(self, page: TextPage) -> dict[str, Any]:
        """What surrounds a text: its tags, authors and series, and the pages before and after it."""
        older, newer = self.site.neighbours.get(page.url, (None, None))
        cite, lists = citing(self.site.config, page, self.repository), self.site.lists
        return {
            "older": older,
            "newer": newer,
            "tags": lists.tags_of.get(page.url, ()),
            "authors": lists.authors_of.get(page.url, ()),
            "series": lists.parts_of.get(page.url, ()),
            "related": lists.related_to(page.url),
            "cite": cite,
        }

    def _missing(self, page: Page) -> list[tuple[Language, Markup]]:
        """What 404.html says, in each language."""
        texts = []
        for language in self.site.config.languages:
            env, home = self.theme.envs[language.code], home_url(language)
            texts.append((language, Markup(render(env, "missing.html", home=home, link=self._link(page)))))
        return texts

    def _heads(self, page: Page) -> dict[str, Markup]:
        """By language, the head of 404.html in it."""
        heads = {}
        for language in self.site.config.languages:
            values = {
                **self._common[language.code][0],
                "page": replace(page, language=language, written_in=language),
                "link": self._link(page),
                "mark": self._marks[language.code],
                "head": Head(self.site.config.base_url, page),
                "switches": self._switches(page),
                "policy": self._policy(page),
            }
            heads[language.code] = Markup(render(self.theme.envs[language.code], "masthead.html", **values))
        return heads
