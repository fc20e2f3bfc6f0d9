"""The addresses of pages and files within the site, and links between them.

An address is relative to the site: "" is the root page, "pt/" the home page of a language, "static/style.css" a file.
Links are relative to the page that they stand on, so that they work under any base path. They lead to a page by its one
address, which ends in a slash; where a page is opened as a file, `theme.js` adds the `index.html` that no server adds.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote, unquote

from builder.config import Language


def home_url(language: Language) -> str:
    """The address of a language's home page."""
    return language.folder


def post_url(language: Language, slug: str) -> str:
    """The address of a post's page in a language."""
    return f"{language.folder}posts/{slug}/"


def page_url(language: Language, name: str) -> str:
    """The address of a plain page, such as "pt/about/"."""
    return f"{language.folder}{name}/"


def docs_url(language: Language, name: str = "") -> str:
    """The address of a page of the documentation in a language, or of its first."""
    return f"{language.folder}docs/{name}/" if name else f"{language.folder}docs/"


def tags_url(language: Language, slug: str = "") -> str:
    """The address of a tag's page in a language, or of the page that lists the tags."""
    return f"{language.folder}tags/{slug}/" if slug else f"{language.folder}tags/"


def authors_url(language: Language, slug: str = "") -> str:
    """The address of an author's page in a language, or of the page that lists the authors."""
    return f"{language.folder}authors/{slug}/" if slug else f"{language.folder}authors/"


def series_url(language: Language, slug: str = "") -> str:
    """The address of the page of a series in a language, or of the page that lists them."""
    return f"{language.folder}series/{slug}/" if slug else f"{language.folder}series/"


def archive_url(language: Language) -> str:
    """The address of the list of all posts by year."""
    return f"{language.folder}archive/"


def feed_url(language: Language) -> str:
    """The address of a language's feed."""
    return f"{language.folder}feed.xml"


def file_of(url: str) -> str:
    """The file that a server sends for an address: "pt/" is "pt/index.html"."""
    return url + "index.html" if url.endswith("/") or not url else url


def address_of(file: str) -> str:
    """The address that a file is sent for: that of "pt/index.html" is "pt/"."""
    return file.removesuffix("index.html") if f"/{file}".endswith("/index.html") else file


def folders_of(file: str) -> list[str]:
    """The folders that a file lies in: "a" and "a/b" of "a/b/index.html"."""
    parts = file.split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


def beside(file: str) -> str:
    """Where Hugo has the files of a page that is sent as this file: "a/x/" of "a/x/index.html", and of "a/x.html"."""
    folder = address_of(file)
    return folder if folder.endswith("/") or not folder else f"{folder.removesuffix('.html')}/"


def is_page(file: str) -> bool:
    """Whether a file of the site is sent as HTML."""
    return file.endswith((".html", ".htm"))


def place_of(address: str, below: str = "") -> str:
    """The address that an author or another site may have called otherwise: "/Caf%C3%A9" is "Café/".

    Where it does not begin at the root it is seen from `below`. What ends with `.html` is a file; all else is a folder,
    `/x.php` too, since a server sends the page of a folder as HTML whatever the folder is called.
    """
    path = unquote(address.partition("#")[0].partition("?")[0]).strip()
    whole = posixpath.normpath(path if path.startswith("/") else f"/{below}{path}").strip("/")
    whole = address_of(whole)
    return whole if whole.endswith((".html", ".htm", "/")) or not whole else f"{whole}/"


def link(page: str, target: str) -> str:
    """How a page links to another address: from "pt/posts/cnns/" to "en/" it is "../../../en/", to itself "./"."""
    here, there = page.split("/")[:-1], address_of(target).split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    return quote("/".join([".."] * (len(here) - common) + there[common:])) or "./"


def absolute(base_url: str, target: str) -> str:
    """An address with the site's own before it, as servers and search engines know it; "" without a base URL."""
    return base_url + quote(address_of(target)) if base_url else ""
