"""HTML in a text that would load something from another site, or run: a link stays of it, or nothing."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup

from builder.rendering.codes import line_of
from builder.rendering.context import Context
from builder.rendering.expand import Source
from builder.rendering.tags import ATTRIBUTES

_ELEMENT = re.compile(
    rf"<!--.*?-->|<(?P<tag>script)\b{ATTRIBUTES}>.*?</script\s*>"
    rf"|<(?P<shown>iframe|object|video|audio)\b{ATTRIBUTES}>.*?</(?P=shown)\s*>"
    rf"|<(?P<single>embed|link)\b{ATTRIBUTES}>",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(r"""\s(?:src|data|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)
_TITLE = re.compile(r"""\stitle\s*=\s*["']([^"']+)""", re.IGNORECASE)


def leave_out_foreign(html: str, source: Source, context: Context) -> str:
    """The HTML that Markdown made of a text, with links in the place of what it would load. Warns of each."""

    def one(found: re.Match[str]) -> str:
        name = (found["tag"] or found["shown"] or found["single"] or "").lower()
        address = _ADDRESS.search(found[0])
        if not name or (name != "script" and not address):
            return found[0]
        context.place = (source.path, source.line + (line_of(source.text, f"<{name}") or 0))
        if name in ("script", "link") or not address:
            context.warn(f"<{name}> is left out: no script of a text runs here, and nothing is loaded from elsewhere")
            return ""
        context.warn(f"<{name}> is shown as a link", "A page asks no other site for anything.")
        title = _TITLE.search(found[0])
        where = unescape(address[1])
        return Markup('<a href="{}">{}</a>').format(where, unescape(title[1]) if title else where)

    return _ELEMENT.sub(one, html)
