"""Markdown's own links, `[text](/posts/other/)` and `[text](paper.pdf)`: to other posts, and to files of the post."""

from __future__ import annotations

import re
from html import escape

from builder.document.tree import Document
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.links import destination

_ADDRESS = re.compile(r'(?<=\shref=")[^"]*')


def resolve_links(document: Document, context: Context) -> None:
    """Let the links of a text to posts and to files of the post lead to them."""
    for element in document.elements:
        if element.tag == "a" and (href := element.get("href")):
            leads = destination(context, href)
            leads = leads if leads.startswith("post:") else leads.replace(" ", "%20")
            if leads != href:
                element.start = _ADDRESS.sub(lambda _, leads=leads: escape(leads), element.start, count=1)  # type: ignore[misc]
