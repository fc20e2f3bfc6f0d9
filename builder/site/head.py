"""What search engines and other sites are told of a page, in its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from babel.core import get_global

from builder.config import SiteConfig
from builder.drawing.sharing import HEIGHT, WIDTH
from builder.licences import licence
from builder.site.authors import Author
from builder.site.pages import Page, TextPage
from builder.site.urls import absolute, link
from builder.text.body import Cited

RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""The pictures that can stand in the one for other sites."""
TWIN = "index.md"
"""A text as Markdown, beside its page."""
PICTURE = "share.png"
"""The picture that other sites show of a post, beside its page; none of them shows an SVG."""


@dataclass
class Head:
    """What is told of a page: "" or nothing where it would need an address that nobody knows."""

    _base_url: str
    _page: Page
    _authors: Sequence[Author] = ()

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
        }
        if self.image:
            size = {"og:image:type": "image/png", "og:image:width": str(WIDTH), "og:image:height": str(HEIGHT)}
            properties |= {"og:image": self.image, **size, "og:image:alt": page.title}
        return {name: value for name, value in properties.items() if value}

    @cached_property
    def data(self) -> Mapping[str, Any] | None:
        """The JSON-LD of a post, or of an author's page."""
        page = self._page
        if page.template == "author.html":
            return self._profile(page.values["author"])
        if not isinstance(page, TextPage) or not _is_post(page):
            return None
        url = absolute(self._base_url, page.elsewhere[page.written_in.code])
        allowed = licence(page.license)
        data = {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": page.title,
            "description": page.summary,
            "inLanguage": page.written_in.code,
            "datePublished": page.date.isoformat() if page.date else "",
            "dateModified": page.changed.isoformat() if page.changed else "",
            "author": [author.as_data(self._base_url) for author in self._authors],
            "publisher": self._publisher,
            "license": allowed and (allowed.url or allowed.name),
            "keywords": list(page.tags),
            "url": url,
            "mainEntityOfPage": url,
            "image": self.image and [{"@type": "ImageObject", "url": self.image, "width": WIDTH, "height": HEIGHT}],
            "identifier": page.doi and {"@type": "PropertyValue", "propertyID": "DOI", "value": page.doi},
            "sameAs": page.doi and f"https://doi.org/{page.doi}",
            "citation": [_work(one) for one in page.text.cited],
        }
        return {key: value for key, value in data.items() if value}

    @property
    def citation(self) -> list[tuple[str, str]]:
        """Names and contents by which Google Scholar and Zotero know a post; a name may stand several times."""
        page = self._page
        if not isinstance(page, TextPage) or not _is_post(page):
            return []
        address = absolute(self._base_url, page.elsewhere[page.written_in.code])
        told = [
            ("citation_title", page.title),
            *(told for author in self._authors for told in _author(author)),
            ("citation_publication_date", f"{page.date:%Y/%m/%d}" if page.date else ""),
            ("citation_language", page.written_in.code),
            ("citation_publisher", page.written_in.title),
            ("citation_doi", page.doi),
            ("citation_fulltext_html_url", address),
            *(("citation_keywords", tag) for tag in page.tags),
            *(("citation_reference", _reference(one)) for one in page.text.cited),
        ]
        return [(name, content) for name, content in told if content]

    def _profile(self, author: Author) -> Mapping[str, Any]:
        person = author.as_data(self._base_url) | ({"description": author.about} if author.about else {})
        return {"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": person}

    @property
    def licence(self) -> str:
        """Where the licence of a text can be read."""
        allowed = licence(self._page.license) if isinstance(self._page, TextPage) else None
        return allowed.url if allowed else ""

    @property
    def _publisher(self) -> dict[str, str]:
        page = self._page
        publisher = {"@type": "Organization", "name": page.written_in.title}
        home = absolute(self._base_url, page.written_in.folder)
        return publisher | ({"url": home} if home else {})

    @property
    def twin(self) -> str:
        """The address within the site of the text as Markdown, of one that stands in that of the text itself."""
        page = self._page
        return page.elsewhere[page.written_in.code] + TWIN if isinstance(page, TextPage) else ""

    @property
    def image(self) -> str:
        """The address of the picture that other sites show."""
        page = self._page
        if not _is_post(page):
            return ""
        return absolute(self._base_url, page.elsewhere[page.written_in.code] + PICTURE)


def shared_picture(config: SiteConfig, page: Page) -> bool:
    """Whether there is a picture for other sites beside a page: they take none without a whole address."""
    return bool(config.base_url) and _is_post(page) and not page.stands_in


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


def _author(author: Author) -> list[tuple[str, str]]:
    """An author as Google Scholar and Zotero read them: what belongs to a name follows it."""
    return [
        ("citation_author", author.name),
        ("citation_author_institution", author.affiliation),
        ("citation_author_orcid", author.orcid_link),
    ]


def _work(cited: Cited) -> dict[str, Any]:
    """A work that a post cites, as JSON-LD."""
    about = {"name": cited.title, "author": cited.names, "datePublished": cited.year, "url": cited.url}
    return {"@type": "CreativeWork"} | {key: value for key, value in about.items() if value}


def _reference(cited: Cited) -> str:
    """The same as Google Scholar reads it."""
    told = {
        "title": cited.title,
        "author": cited.names,
        "publication_date": cited.year,
        "journal_title": cited.container,
        "fulltext_html_url": cited.url,
    }
    return "; ".join(f"citation_{name}={value.replace(';', ',')}" for name, value in told.items() if value)


def locale(code: str) -> str:
    """A language with the country that most of its speakers live in: "pt" is "pt_BR"; OpenGraph wants both."""
    parts = code.replace("-", "_")
    language, _, country = parts.partition("_")
    if len(country) in (2, 3):  # four letters are a script
        return f"{language}_{country.upper()}"
    likely = get_global("likely_subtags").get(language, "")
    return f"{language}_{likely.split('_')[-1]}" if "_" in likely else language
