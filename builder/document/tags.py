"""What tags of HTML look like, for reading what Markdown and templates have made."""

from __future__ import annotations

import html
import re

ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
"""What stands in a tag behind its name: a quoted value may hold `>`."""

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""The elements that have no end."""

ATTRIBUTE = re.compile(r"""[\s/]+(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'<>]+))?""")
"""One of them, with the blanks before it."""
TAG = re.compile(f"<[a-zA-Z]{ATTRIBUTES}>")
LINKING = frozenset(
    {"href", "src", "data-option", "data-code", "data-module", "data-source", "data-style", "data-moving", "poster"}
)
"""The attributes whose value is the address of something."""

_BEGINS = re.compile(
    rf"<(?:(?P<odd>!--|\?|!\[CDATA\[)|(?P<raw>script|style|textarea)\b{ATTRIBUTES}>|[!/]?[a-zA-Z]{ATTRIBUTES}>"
    r"|(?P<part>(?=[a-zA-Z/!])))",
    re.IGNORECASE,
)
_ENDS = {"!--": "-->", "?": "?>", "![cdata[": "]]>", "script": "</script", "style": "</style", "textarea": "</textarea"}


def whole(html: str) -> str:
    """HTML in which every tag ends: one that does not would go on in whatever stands behind it, and is text."""
    pieces, read, small, missing = list[str](), 0, html.lower(), set[str]()
    while found := _BEGINS.search(html, read):
        pieces.append(html[read : found.start()])
        read, begins = found.end(), (found["odd"] or found["raw"] or "").lower()
        end = -1 if begins in missing or not begins else small.find(_ENDS[begins], read)
        if end >= 0:
            read = end
        elif begins:
            missing.add(begins)
        part = found["part"] is not None or (found["odd"] and end < 0)
        pieces.append("&lt;" + html[found.start() + 1 : read] if part else html[found.start() : read])
    return "".join([*pieces, html[read:]])


_LEADING = {"action", "data", "formaction", "from", "href", "poster", "src", "to", "values", "xlink:href"}


def runs_script(name: str, value: str) -> bool:
    """Whether an attribute runs a script, as `onclick` and `href="javascript:…"` do; browsers overlook blanks in it."""
    if name.startswith("on") or name == "srcdoc":
        return True
    if name not in _LEADING:
        return False
    address = re.sub(r"[\x00-\x20]", "", html.unescape(value).strip("\"'")).lower()
    return address.startswith(("javascript:", "vbscript:", "data:text/html"))
