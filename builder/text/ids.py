"""The ids in a text: none is on the page twice, and each footnote is referred to."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from builder.document.code_regions import line_of
from builder.document.source import Source
from builder.document.tags import ATTRIBUTES
from builder.errors import SitegenError
from builder.shortcodes.context import Context

_TAG = re.compile(rf"<!--.*?-->|<[a-z]{ATTRIBUTES}>", re.IGNORECASE | re.DOTALL)
_ID = re.compile(r"""\sid\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_BACK = re.compile(r'(?:&#160;| )?<a class="footnote-backref" href="#(fnref:([^"]*))"[^<>]*>.*?</a>')


def check(html: str, source: Source, context: Context, errors: list[SitegenError]) -> str:
    """The HTML that Markdown made of a text, without links back to where no footnote is referred to.

    Adds ids that are given twice to `errors`, and warns of footnotes that nothing refers to.
    """
    ids = Counter(unescape(found[1]) for tag in _TAG.findall(html) for found in _ID.finditer(tag))
    for name, times in ids.items():
        if times > 1 or name in context.ids or name == "text" or name.startswith("from:"):
            said = "is given twice" if times > 1 else "is another's on the page"
            line = _line(source, (f"#{name}", times - 1), (name, times - 1), (f"#{name}", 0), (name, 0))
            errors.append(SitegenError(f"the id '{name}' {said}", path=source.path, line=line, hint="Choose another."))

    def back(found: re.Match[str]) -> str:
        if unescape(found[1]) in ids:
            return found[0]
        name = unescape(found[2])
        message, hint = f"nothing refers to the footnote '{name}'", f"Write [^{name}] where it belongs."
        line = _line(source, (f"[^{name}]:", 0))
        context.warnings.append(SitegenError(message, path=source.path, line=line, hint=hint))
        return ""

    return _BACK.sub(back, html)


def _line(source: Source, *wanted: tuple[str, int]) -> int | None:
    """The line of the file on which the first of these stands outside of code, for the first time or a later one."""
    lines = (line_of(source.text, text, which) for text, which in wanted)
    return next((source.line + line for line in lines if line is not None), None)
