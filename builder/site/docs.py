"""The documentation of what the site is about: a folder of plain Markdown becomes pages that lead to one another."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from markupsafe import Markup

from builder.cache import Cache
from builder.config import Language, SiteConfig
from builder.content.docs import read_all_docs
from builder.content.posts import Post
from builder.project import Project
from builder.site.pages import TextPage, text_page
from builder.site.texts import Texts
from builder.site.urls import docs_url, home_url, link
from builder.text.body import Body

_TEXT = re.compile(r'([^":#]+\.md)(#[^"]*)?')
_LINK = re.compile(rf'(?<= href="){_TEXT.pattern}(?=")')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Docs:
    """The texts of the documentation by language, in their order, and these as HTML by their name."""

    posts: Mapping[str, Sequence[Post]]
    bodies: Mapping[str, Mapping[str, Mapping[str, Body]]]
    files: Mapping[str, Mapping[str, Path]]
    """The files of all texts there are, by language and name."""

    def pages(self, config: SiteConfig, language: Language, cache: Cache) -> list[TextPage]:
        """The pages in a language; readers of one that lacks a page are led to the first that it has, or its home."""
        code, places = language.code, dict(self._places(config))
        names = {one.code: {post.slug for post in self.posts.get(one.code, ())} for one in config.languages}

        def made(post: Post) -> TextPage:
            written = tuple(one for one in names if post.slug in names[one])
            elsewhere = {
                one.code: docs_url(one, post.slug if one.code in written else "") if names[one.code] else home_url(one)
                for one in config.languages
            }
            page = text_page("docs.html", config, post, language, self.bodies[code][post.slug], elsewhere)
            leads = partial(_leads, page, places)
            change = partial(_linked, leads)
            html = change(page.body)
            text = page.text.changed(change, leads, html)
            return replace(page, text=text, written=written, summary=_summary(html))

        bodies = self.bodies.get(code, {})
        return [
            cache.get_or_make(
                ("docs", code, post.slug), (config, names, places, post, bodies[post.slug]), partial(made, post)
            )
            for post in self.posts.get(code, ())
        ]

    def _places(self, config: SiteConfig) -> Iterator[tuple[Path, str]]:
        """The address of each page, of those that could not be rendered too, by the file of its text."""
        for language in config.languages:
            for name, path in self.files.get(language.code, {}).items():
                yield path, docs_url(language, name)


def read(project: Project, config: SiteConfig, texts: Texts) -> Docs:
    """Read and render the documentation of each language that has one; what is wrong with it `texts` gets to tell."""
    found = read_all_docs(project, config)
    texts.errors += [error for one in found.values() for error in one.errors]
    bodies: dict[str, dict[str, dict[str, Body]]] = {code: {} for code in found}
    files: dict[str, dict[str, Path]] = {}
    for code, one in found.items():
        unread = {error.path.stem: error.path for error in one.errors if error.path}
        bodies[code] |= {name: {} for name in unread}  # of links to them nothing is known
        files[code] = unread | {post.slug: post.translations[code].path for post in one.posts}
        bodies[code] |= {post.slug: (texts.post if post.beside else texts.page)(post) for post in one.posts}
    posts = {code: [post for post in one.posts if bodies[code][post.slug]] for code, one in found.items()}
    return Docs(posts, bodies, files)


def _leads(page: TextPage, places: Mapping[Path, str], address: str) -> str:
    """Where an address in a text leads: to the page of another text; what else it says the link check tells."""
    found = _TEXT.fullmatch(address)
    assert page.source
    url = places.get(Path(os.path.normpath(page.source.parent / found[1]))) if found else None
    return link(page.url, url) + (found[2] or "") if found and url is not None else address


def _linked(leads: Callable[[str], str], body: Markup) -> Markup:
    return Markup(_LINK.sub(lambda found: leads(found[0]), body))


def _summary(body: Markup) -> str:
    """What search engines show of a page: how its first paragraph begins."""
    first = _PARAGRAPH.search(body)
    said = textwrap.shorten(Markup(first[1]).striptags(), 160, placeholder=" …") if first else ""
    return f"{said[:-1]}." if said.endswith(":") else said
