"""Markdown's own links, `[text](/posts/other/)` and `[text](paper.pdf)`: to other posts, and to files of the post."""

from __future__ import annotations

import re
from html import escape, unescape

from builder.document.links import Link
from builder.document.tags import LINKING
from builder.document.tree import Document, Element
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.links import destination

_ADDRESS = re.compile(r'(?<=\shref=")[^"]*')
_GIVEN = re.compile(r'<a\b[^<>]*?\shref="([^"\ue000-\uf8ff]*)"')


def resolve_links(document: Document, context: Context) -> tuple[Link, ...]:
    """Let the links of a text to posts and to files of the post lead to them; all that the text links to."""
    found: dict[str, Link] = {}
    for element in document.elements:
        line = element.given[0].line if element.given else 0
        for name, written in element.attributes:
            if name in LINKING and written:
                address = _lead(element, written, context) if (element.tag, name) == ("a", "href") else written
                found.setdefault(address, Link(address, written, line))
    for leaf in document.leaves:
        for address in map(unescape, _GIVEN.findall(leaf.fragment.html)):
            found.setdefault(address, Link(address, address, leaf.fragment.line))
    return tuple(found.values())


def _lead(element: Element, href: str, context: Context) -> str:
    """Where a link leads, once it leads there."""
    leads = destination(context, href)
    leads = leads if leads.startswith("post:") else leads.replace(" ", "%20")
    if leads != href:
        element.start = _ADDRESS.sub(lambda _: escape(leads), element.start, count=1)
    return leads
