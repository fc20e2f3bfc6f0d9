"""Markdown's own links, `[text](/posts/other/)` and `[text](paper.pdf)`: to other posts, and to files of the post."""

from __future__ import annotations

import re
from html import escape, unescape

from builder.document.tags import ATTRIBUTES
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.links import destination

_LINK = re.compile(rf"<!--.*?-->|<a\b{ATTRIBUTES}>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r'(?<=\shref=")[^"]*')


def resolve_links(html: str, context: Context) -> str:
    """The HTML that Markdown made of a text, its links to posts and to files of the post leading to them."""

    def address(found: re.Match[str]) -> str:
        leads = destination(context, unescape(found[0]))
        return escape(leads if leads.startswith("post:") else leads.replace(" ", "%20"))

    return _LINK.sub(lambda tag: _ADDRESS.sub(address, tag[0], count=1), html)
