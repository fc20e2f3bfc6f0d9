"""What search engines and other sites are told of a page, in its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from babel.core import get_global

from builder.site.pages import Page, TextPage
from builder.site.urls import absolute, link

RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""The pictures that other sites show; none of them shows an SVG."""


@dataclass
class Head:
    """What is told of a page: "" or nothing where it would need an address that nobody knows."""

    _base_url: str
    _page: Page

    @cached_property
    def canonical(self) -> str:
        """The address of the page; one that stands in for a missing translation is not itself the original."""
        page = self._page
        return absolute(self._base_url, page.elsewhere[page.written_in.code] if page.stands_in else page.url)

    @property
    def alternates(self) -> Mapping[str, str]:
        """The addresses of the page by language, "x-default" the one for all other readers."""
        return alternates(self._base_url, self._page)

    @property
    def properties(self) -> Mapping[str, str]:
        """Those of OpenGraph."""
        page = self._page
        properties = {
            "og:type": "article" if _is_post(page) else "website",
            "og:title": page.title,
            "og:description": page.summary or page.language.description,
            "og:site_name": page.language.title,
            "og:locale": locale(page.written_in.code),
            "og:url": self.canonical,
            "og:image": self._image,
        }
        return {name: value for name, value in properties.items() if value}

    @cached_property
    def data(self) -> Mapping[str, Any] | None:
        """The JSON-LD of a post."""
        page = self._page
        if not isinstance(page, TextPage) or not _is_post(page):
            return None
        url = absolute(self._base_url, page.elsewhere[page.written_in.code])
        data = {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": page.title,
            "description": page.summary,
            "inLanguage": page.written_in.code,
            "datePublished": page.date.isoformat() if page.date else "",
            "dateModified": page.changed.isoformat() if page.changed else "",
            "author": {"@type": "Person", "name": page.author} if page.author else "",
            "keywords": list(page.tags),
            "url": url,
            "mainEntityOfPage": url,
            "image": self._image,
        }
        return {key: value for key, value in data.items() if value}

    @property
    def _image(self) -> str:
        page = self._page
        if isinstance(page, TextPage) and page.picture.lower().endswith(RASTER):
            return absolute(self._base_url, page.url + page.picture)
        return ""


def alternates(base_url: str, page: Page) -> dict[str, str]:
    """The addresses of a page by language, of those that it is written in; relative ones without a base URL."""
    urls = {code: page.elsewhere[code] for code in page.elsewhere if code in page.written}
    if not urls:
        return {}
    if page.template in ("root.html", "home.html"):
        urls["x-default"] = ""
    else:
        urls["x-default"] = next(iter(urls.values()))
    return {code: absolute(base_url, url) or link(page.url, url) for code, url in urls.items()}


def _is_post(page: Page) -> bool:
    return page.template == "post.html"


def locale(code: str) -> str:
    """A language with the country that most of its speakers live in: "pt" is "pt_BR"; OpenGraph wants both."""
    parts = code.replace("-", "_")
    language, _, country = parts.partition("_")
    if len(country) in (2, 3):  # four letters are a script
        return f"{language}_{country.upper()}"
    likely = get_global("likely_subtags").get(language, "")
    return f"{language}_{likely.split('_')[-1]}" if "_" in likely else language
