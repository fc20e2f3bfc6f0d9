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
LINKING = frozenset({"href", "src", "data-option", "data-module", "data-source", "data-style", "poster"})
"""The attributes whose value is the address of something."""


_LEADING = {"action", "data", "formaction", "from", "href", "poster", "src", "to", "values", "xlink:href"}


def runs_script(name: str, value: str) -> bool:
    """Whether an attribute runs a script, as `onclick` and `href="javascript:…"` do; browsers overlook blanks in it."""
    if name.startswith("on") or name == "srcdoc":
        return True
    if name not in _LEADING:
        return False
    address = re.sub(r"[\x00-\x20]", "", html.unescape(value).strip("\"'")).lower()
    return address.startswith(("javascript:", "vbscript:", "data:text/html"))
