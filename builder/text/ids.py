"""The ids in a text: none is on the page twice, and each footnote is referred to."""

from __future__ import annotations

import re
from collections import Counter

from builder.document.source import Source
from builder.document.tree import Document, Element
from builder.errors import SitegenError
from builder.shortcodes.context import Context

RUNS = "from:"
"""How the ids of the runs begin, which a page lists below its text."""


def check_ids(document: Document, source: Source, context: Context, errors: list[SitegenError]) -> None:
    """Take away links back to where no footnote is referred to.

    Adds ids that are given twice to `errors`, and warns of footnotes that nothing refers to.
    """
    ids = Counter(value for element in document.elements for name, value in element.attributes if name == "id")
    for name, times in ids.items():
        if times > 1 or name in context.ids or name in ("text", "references:") or name.startswith(RUNS):
            said = "is given twice" if times > 1 else "is another's on the page"
            given = rf"""\{{[^{{}}\n]*#{re.escape(name)}(?![\w-])|\sid\s*=\s*["']?{re.escape(name)}(?![\w-])"""
            line = source.line_of(given, times - 1) or source.line_of(re.escape(name))
            errors.append(SitegenError(f"the id '{name}' {said}", path=source.path, line=line, hint="Choose another."))
    for element in document.elements:
        if element.get("class") == "footnote-backref" and (aim := element.get("href")[1:]) not in ids:
            name = aim.partition(":")[2]
            message, hint = f"nothing refers to the footnote '{name}'", f"Write [^{name}] where it belongs."
            line = source.line_of(re.escape(f"[^{name}]:"))
            context.warnings.append(SitegenError(message, path=source.path, line=line, hint=hint))
            _take_away(element)


def _take_away(element: Element) -> None:
    """Take an element out of its document, with the blank before it."""
    assert element.parent
    beside = element.parent.children
    place = beside.index(element)
    if place and isinstance(before := beside[place - 1], str):
        beside[place - 1] = before.removesuffix("&#160;") if before.endswith("&#160;") else before.removesuffix(" ")
    element.replace("")
