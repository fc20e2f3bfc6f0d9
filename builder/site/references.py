"""Links from one post to another, written `post:SLUG#anchor` until the pages are put together."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from builder.document.code_regions import line_of
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
            line = line_of_text(page.source, f"post:{slug}", slug)
            errors.append(SitegenError(message, path=page.source, line=line, hint=nearest(slug, slugs)))

    def address(found: re.Match[str]) -> str:
        slug, anchor = html.unescape(found[1]), found[2] or ""
        if slug not in slugs:
            return ' href="#"'  # told once is enough
        # Anchors are words of the text's language; so is the text that they lead to, where the two differ.
        language = page.written_in if anchor else page.language
        return f' href="{link(page.url, post_url(language.code, slugs[slug]))}{anchor}"'

    if not page.text.refers:
        return page
    leading = {slug: slugs.get(slug) for slug in page.text.refers}
    text = page.text.changed(
        lambda body: Markup(TAG.sub(lambda tag: REFERENCE.sub(address, tag[0]), body)),
        page.url, page.language.code, page.written_in.code, leading,
    )  # fmt: skip
    return replace(page, text=text)


def line_of_text(path: Path | None, *wanted: str) -> int | None:
    """The first line of a file that holds, outside of code, the first of the texts that stands in it at all."""
    text = read_text(path) if path else ""
    lines = (line_of(text, one) for one in wanted if one)
    return next((line + 1 for line in lines if line is not None), None)
