"""Links from one post to another, written `post:SLUG#anchor` until the pages are put together."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from builder.document.links import Link
from builder.document.source import Source
from builder.document.tags import REFERENCE, TAG
from builder.errors import SitegenError, nearest
from builder.reading import read_text
from builder.site.pages import TextPage
from builder.site.urls import link, post_url


def resolved(page: TextPage, slugs: Mapping[str, str], errors: list[SitegenError]) -> TextPage:
    """The page with its links to posts leading to the pages in its own language. Adds unknown posts to `errors`.

    `slugs` maps whatever a post may be called to its slug.
    """
    for slug in page.text.refers:
        if slug not in slugs:
            message = f"there is no post '{slug}' to refer to"
            line = next(line_of_link(page.source, one) for one in page.text.links if _names(one.address, slug))
            errors.append(SitegenError(message, path=page.source, line=line, hint=nearest(slug, slugs)))

    def leads(address: str) -> str:
        """Where an address leads from here."""
        reference, mark, anchor = address.partition("#")
        if not reference.startswith("post:"):
            return address
        slug = reference.removeprefix("post:")
        if slug not in slugs:
            return "#"  # told once is enough
        # Anchors are words of the text's language; so is the text that they lead to, where the two differ.
        language = page.written_in if mark else page.language
        return f"{link(page.url, post_url(language, slugs[slug]))}{mark}{anchor}"

    def address(found: re.Match[str]) -> str:
        return f' href="{html.escape(leads(html.unescape(found[1])))}"'

    if not page.text.refers:
        return page
    leading = {slug: slugs.get(slug) for slug in page.text.refers}
    text = page.text.changed(
        lambda body: Markup(TAG.sub(lambda tag: REFERENCE.sub(address, tag[0]), body)), leads,
        page.url, page.language.code, page.written_in.code, leading,
    )  # fmt: skip
    return replace(page, text=text)


def _names(address: str, slug: str) -> bool:
    return address.partition("#")[0] == f"post:{slug}"


def line_of_link(path: Path | None, found: Link) -> int | None:
    """The line of a file on which a link of it is written."""
    return found.line_in(read_text(path), path) if path else None


def line_of_text(path: Path | None, *wanted: str) -> int | None:
    """The first line of a file that holds, outside of code, the first of the texts that stands in it at all."""
    if path is None:
        return None
    source = Source(read_text(path), path, 1)
    return next((line for one in wanted if one and (line := source.line_of(re.escape(one)))), None)
