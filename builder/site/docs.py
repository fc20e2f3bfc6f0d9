"""The documentation of what the site is about: a folder of plain Markdown becomes pages that lead to one another."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from builder.cache import Cache
from builder.config import Language, SiteConfig
from builder.content.docs import FIRST, read_docs
from builder.content.posts import Post
from builder.project import Project
from builder.site.pages import TextPage, text_page
from builder.site.texts import Texts
from builder.site.urls import docs_url, home_url, link
from builder.text.body import Body

_TEXT = re.compile(r'([^":/#]+)\.md(#[^"]*)?')
_LINK = re.compile(rf'(?<= href="){_TEXT.pattern}(?=")')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Docs:
    """The texts of the documentation by language, in their order, and these as HTML by their name."""

    posts: Mapping[str, Sequence[Post]]
    bodies: Mapping[str, Mapping[str, Mapping[str, Body]]]

    def pages(self, config: SiteConfig, language: Language, cache: Cache) -> list[TextPage]:
        """The pages in a language; readers of a language that lacks one are led to their home page."""
        code = language.code
        names = {one.code: {post.slug for post in self.posts.get(one.code, ())} for one in config.languages}

        def made(post: Post) -> TextPage:
            written = tuple(one for one in names if post.slug in names[one])
            elsewhere = {
                one.code: docs_url(one, post.slug) if one.code in written else home_url(one) for one in config.languages
            }
            page = text_page("docs.html", config, post, language, self.bodies[code][post.slug], elsewhere)
            leads = partial(_leads, page, self.bodies[code])
            change = partial(_linked, leads)
            html = change(page.body)
            text = page.text.changed(change, leads, html)
            return replace(page, text=text, written=written, summary=_summary(html))

        bodies = self.bodies.get(code, {})
        return [
            cache.get_or_make(
                ("docs", code, post.slug), (config, names, tuple(bodies), post, bodies[post.slug]), partial(made, post)
            )
            for post in self.posts.get(code, ())
        ]


def read(project: Project, config: SiteConfig, texts: Texts) -> Docs:
    """Read and render the documentation of each language that has one; what is wrong with it `texts` gets to tell."""
    codes = tuple(one.code for one in config.languages)
    found = {one.code: read_docs(project, one.code, one.docs, codes) for one in config.languages if one.docs}
    texts.errors += [error for one in found.values() for error in one.errors]
    bodies: dict[str, dict[str, dict[str, Body]]] = {code: {} for code in found}
    for code, one in found.items():
        bodies[code] |= {error.path.stem: {} for error in one.errors if error.path}  # of links to them nothing is known
        bodies[code] |= {post.slug: (texts.post if post.beside else texts.page)(post) for post in one.posts}
    posts = {code: [post for post in one.posts if bodies[code][post.slug]] for code, one in found.items()}
    return Docs(posts, bodies)


def _leads(page: TextPage, names: Collection[str], address: str) -> str:
    """Where an address in a text leads: to the page of another text; what else it says the link check tells."""
    found = _TEXT.fullmatch(address)
    name = "" if not found or found[1] == FIRST else found[1]
    if not found or name not in names:
        return address
    return link(page.url, docs_url(page.language, name)) + (found[2] or "")


def _linked(leads: Callable[[str], str], body: Markup) -> Markup:
    return Markup(_LINK.sub(lambda found: leads(found[0]), body))


def _summary(body: Markup) -> str:
    """What search engines show of a page: how its first paragraph begins."""
    first = _PARAGRAPH.search(body)
    said = textwrap.shorten(Markup(first[1]).striptags(), 160, placeholder=" …") if first else ""
    return f"{said[:-1]}." if said.endswith(":") else said
