"""What search engines and other sites are told of a page, in its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.core import get_global

from builder.config import SiteConfig
from builder.site.pages import Page, TextPage
from builder.site.urls import absolute, link

RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""The pictures that other sites show; none of them shows an SVG."""


@dataclass(frozen=True)
class Head:
    """What is told of a page: "" or nothing where it would need an address that nobody knows.

    `alternates` maps languages to the addresses of the page in them, "x-default" to the one for all other readers.
    `properties` are those of OpenGraph, `data` is the JSON-LD of a post.
    """

    canonical: str
    alternates: Mapping[str, str]
    properties: Mapping[str, str]
    data: Mapping[str, Any] | None


def head(config: SiteConfig, page: Page) -> Head:
    """What is told of a page. One that stands in for a missing translation is not itself the original."""
    original = page.elsewhere[page.written_in.code] if page.stands_in else page.url
    canonical = absolute(config.base_url, original)
    return Head(canonical, alternates(config, page), _properties(config, page, canonical), _data(config, page))


def alternates(config: SiteConfig, page: Page) -> dict[str, str]:
    """The addresses of a page by language, of those that it is written in; relative ones without a base URL."""
    urls = {code: page.elsewhere[code] for code in page.elsewhere if code in page.written}
    if not urls:
        return {}
    if page.template in ("root.html", "home.html"):
        urls["x-default"] = ""
    else:
        urls["x-default"] = next(iter(urls.values()))
    return {code: absolute(config.base_url, url) or link(page.url, url) for code, url in urls.items()}


def _properties(config: SiteConfig, page: Page, canonical: str) -> dict[str, str]:
    properties = {
        "og:type": "article" if _is_post(page) else "website",
        "og:title": page.title,
        "og:description": page.summary or page.language.description,
        "og:site_name": page.language.title,
        "og:locale": locale(page.written_in.code),
        "og:url": canonical,
        "og:image": _image(config, page),
    }
    return {name: value for name, value in properties.items() if value}


def _image(config: SiteConfig, page: Page) -> str:
    if isinstance(page, TextPage) and page.picture.lower().endswith(RASTER):
        return absolute(config.base_url, page.url + page.picture)
    return ""


def _data(config: SiteConfig, page: Page) -> dict[str, Any] | None:
    if not isinstance(page, TextPage) or not _is_post(page):
        return None
    url = absolute(config.base_url, page.elsewhere[page.written_in.code])
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
        "image": _image(config, page),
    }
    return {key: value for key, value in data.items() if value}


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
