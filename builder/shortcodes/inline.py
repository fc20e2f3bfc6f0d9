"""A line of text, such as a caption, as HTML."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from builder.document import markdown
from builder.document.captions import Caption, later
from builder.document.fragments import Fragment
from builder.document.placeholders import placeholder
from builder.document.tree import fill
from builder.shortcodes.formulas import Formula, formula
from builder.shortcodes.parse import parse


def inline(context: Any, text: str) -> Markup:
    """A line of text, such as a caption, as HTML; its shortcodes are replaced already, its formulas are set here.

    What only the document knows is left to it.
    """
    if isinstance(text, Caption):
        return later(text, markdown.inline(text))
    path, line = context.place
    pieces: list[str] = []
    fragments: list[Fragment] = []
    for part in parse(text, path, line, [], formulas=context.math, shortcodes=False):
        if isinstance(part, Formula):
            pieces.append(placeholder(len(fragments)))
            fragments.append(replace(formula(context, part, part.tex), block=False))
        elif isinstance(part, str):
            pieces.append(part)
    return Markup(fill(markdown.inline("".join(pieces)), fragments))
