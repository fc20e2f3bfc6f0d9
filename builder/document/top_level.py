"""The HTML of a text in pieces: what stands one below the other in it, such as paragraphs and figures."""

from __future__ import annotations

from collections.abc import Iterator

from builder.document.tags import VOID
from builder.document.to_markdown import TOKEN

_APART = {
    "p", "div", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote", "section",
    "aside", "details", "hr",
}  # fmt: skip


def top_level(html: str) -> Iterator[str]:
    """Each block of a text that lies in no other; together they are the text.

    Where an author's own HTML never ends an element, all that follows is one block.
    """
    depth = start = 0
    for found in TOKEN.finditer(html):
        tag = (found[2] or "").lower()
        if not tag or (tag in VOID and tag != "hr"):
            continue
        if tag != "hr":
            depth = max(0, depth - 1) if found[1] else depth + 1
        if depth == 0 and tag in _APART:
            yield html[start : found.end()].strip()
            start = found.end()
    if rest := html[start:].strip():
        yield rest
