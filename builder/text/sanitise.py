"""HTML in a text that would load something from another site, or run: a link stays of it, or nothing."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup

from builder.document.code_regions import line_of
from builder.document.source import Source
from builder.document.tags import ATTRIBUTE, ATTRIBUTES, TAG, runs
from builder.shortcodes.context import Context

_ELEMENT = re.compile(
    rf"<!--.*?-->|<(?P<tag>script)\b{ATTRIBUTES}>.*?</script\s*>"
    rf"|<(?P<shown>iframe|object|video|audio)\b{ATTRIBUTES}>.*?</(?P=shown)\s*>"
    rf"|<(?P<single>embed|link|base|meta)\b{ATTRIBUTES}>",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(r"""\s(?:src|data|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)
_TITLE = re.compile(r"""\stitle\s*=\s*["']([^"']+)""", re.IGNORECASE)


def leave_out_foreign(html: str, source: Source, context: Context) -> str:
    """The HTML that Markdown made of a text, with links in the place of what it would load. Warns of each."""

    def one(found: re.Match[str]) -> str:
        name = (found["tag"] or found["shown"] or found["single"] or "").lower()
        address = _ADDRESS.search(found[0])
        never = name in ("script", "base", "meta")
        if not name or not (never or address):
            return found[0]
        context.place = (source.path, source.line + (line_of(source.text, f"<{name}") or 0))
        if never or name == "link" or not address:
            context.warn(f"<{name}> is left out: no script of a text runs here, and nothing is loaded from elsewhere")
            return ""
        context.warn(f"<{name}> is shown as a link", "A page asks no other site for anything.")
        title = _TITLE.search(found[0])
        where = unescape(address[1])
        return Markup('<a href="{}">{}</a>').format(where, unescape(title[1]) if title else where)

    def bare(found: re.Match[str]) -> str:
        return ATTRIBUTE.sub(lambda one: attribute(one), found[0])

    def attribute(found: re.Match[str]) -> str:
        name, value = found["name"].lower(), found["value"] or ""
        if not runs(name, value):
            return found[0]
        what = name if name.startswith("on") or name == "srcdoc" else f"{name}={value}"
        bare = value.strip("\"'")
        written = (found["name"],) if what == name else (bare, unescape(bare))  # Markdown writes its own `href`
        at = next(filter(None, (line_of(source.text, one) for one in written)), 0)
        context.place = (source.path, source.line + at)
        context.warn(f"{what} is left out: no script of a text runs here")
        return ""

    return TAG.sub(bare, _ELEMENT.sub(one, html))
