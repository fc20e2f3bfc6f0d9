"""Links from one post to another, written `post:SLUG#anchor` until the pages are put together."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from builder.errors import SitegenError, nearest
from builder.site.pages import TextPage
from builder.site.urls import link, post_url
from builder.toml import read_text

TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_REFERENCE = re.compile(r' href="post:([^"#]*)(#[^"]*)?"')


def resolved(page: TextPage, slugs: Mapping[str, str], errors: list[SitegenError]) -> TextPage:
    """The page with its links to posts leading to the pages in its own language. Adds unknown posts to `errors`.

    `slugs` maps whatever a post may be called to its slug.
    """

    def address(found: re.Match[str]) -> str:
        slug, anchor = html.unescape(found[1]), found[2] or ""
        if slug not in slugs:
            message = f"there is no post '{slug}' to refer to"
            line = line_of_text(page.source, slug)
            errors.append(SitegenError(message, path=page.source, line=line, hint=nearest(slug, slugs)))
        # Anchors are words of the text's language; so is the text that they lead to, where the two differ.
        language = page.written_in if anchor else page.language
        return f' href="{link(page.url, post_url(language.code, slugs.get(slug, slug)))}{anchor}"'

    return replace(page, body=Markup(TAG.sub(lambda tag: _REFERENCE.sub(address, tag[0]), page.body)))


def line_of_text(path: Path | None, *wanted: str) -> int | None:
    """The first line of a file that holds the first of the texts that stands in it at all."""
    lines = read_text(path).split("\n") if path else []
    for text in filter(None, wanted):
        for number, line in enumerate(lines, start=1):
            if text in line:
                return number
    return None
