r"""Formulas in TeX: `$…$` in a line, `$$…$$` displayed; `\(…\)` and `\[…\]` mean the same.

`\begin{equation}` and its like are displayed without dollars too. KaTeX sets them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.cache import TEXT
from builder.document.fragments import Fragment, place_of_number
from builder.drawing.engine import EngineError
from builder.errors import SitegenError
from builder.tool import tool_digest

if TYPE_CHECKING:
    from builder.shortcodes.context import Context

_INSIDE = r"(?:\\.|(?!\n[ \t>]*\n)[^\\])+?"  # an empty line ends a paragraph, and what looked like a formula in it
FORMULA = (
    rf"(?P<display>\$\$)(?P<dollars>{_INSIDE})\$\$"
    # Authors for Hugo write \\( and \\[, since there Markdown takes one backslash away.
    rf"|(?P<slash>\\\\?)(?:(?P<square>\[)(?P<squares>(?:(?!\n[ \t>]*\n).)+?)(?P=slash)\]"
    rf"|\((?P<rounds>(?:(?!\n[ \t>]*\n).)+?)(?P=slash)\))"
    r"|(?P<environment>\\begin\{(?P<kind>(?:equation|align|alignat|gather)\*?)\}"
    r"(?:(?!\n[ \t>]*\n).)+?\\end\{(?P=kind)\})"
    # "$5 and $6", "$5-$10" and "US$ 5" are money: nothing blank stands inside a dollar, and no digit after the second.
    r"|(?<![\\$])\$(?![\s$]|\{\{<)(?P<dollar>(?:\\.|[^\\$`\n]|\n(?![ \t>]*\n))+?)(?<!\s)\$(?![\d$])"
)
"""A formula in a text, for a pattern where `.` matches line ends."""
_LABEL = re.compile(r"\\label\{([\w:.-]+)\}")


@dataclass(frozen=True)
class Formula:
    """A formula as it is written."""

    tex: str
    """What TeX gets."""
    written: str
    """The whole of it in the text."""
    display: bool
    """Whether it is displayed, as `$$…$$`."""
    line: int
    """The line of the file on which it begins."""
    alone: bool
    """Whether nothing else stands on its lines."""


def formula_at(text: str, found: re.Match[str], line: int) -> Formula | None:
    """The formula of a match of FORMULA, which lies in line `line` of the file; None where the match is of another."""
    tex = found["dollars"] or found["squares"] or found["rounds"] or found["dollar"] or found["environment"]
    if tex is None:
        return None
    before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    after = text[found.end() :].split("\n", 1)[0]
    if before.lstrip().startswith(">"):  # each line of a quotation begins with what is no part of the formula
        tex = re.sub(r"(?m)(?<=\n)[ \t>]+", "", tex)
    display = bool(found["display"] or found["square"] or found["environment"])
    return Formula(tex, found[0], display, line, not (before.strip() or after.strip()))


def formula(context: Context, written: Formula, tex: str) -> Fragment:
    """A formula as HTML and MathML. Raises SitegenError, without a path, with KaTeX's words where it is malformed."""
    block = written.display and written.alone
    tex, id_ = _labelled(context, tex, block)
    name = ("formula", tex, written.display)
    html = context.shared.cache.get_or_make(name, tool_digest(), partial(_set, context, written, tex), TEXT)
    if block:
        attribute, number = (f' id="{id_}"', place_of_number(id_)) if id_ else ("", "")
        html = f'<div class="formula" tabindex="0"{attribute}>{html}{number}</div>'
    return Fragment(Markup(html), tex.strip(), block=block, written=written.written)


def _labelled(context: Context, tex: str, block: bool) -> tuple[str, str]:
    """A formula without its label, and the id that this gives it: "" where it has none."""
    labels = _LABEL.findall(tex)
    if not labels:
        return tex, ""
    if not block or labels[1:] or r"\tag" in tex:
        hint = "Let it stand alone between $$ and $$, with one label and no tag."
        raise SitegenError(f"the formula labelled '{labels[0]}' cannot be numbered", hint=hint)
    if (id_ := f"formula-{labels[0]}") in context.ids:
        raise SitegenError(f"the label '{labels[0]}' is given twice")
    return _LABEL.sub("", tex), context.id(id_)


def _set(context: Context, written: Formula, tex: str) -> str:
    options = {"displayMode": written.display, "output": "htmlAndMathml", "strict": "ignore"}
    try:
        return context.shared.engine.call("katex", "katex.renderToString", tex, options)
    except EngineError as error:
        said = str(error).removeprefix("KaTeX parse error: ")
        message, _, place = re.sub("[\u0331\u0332]", "", said).partition(" at position ")
        position = int((re.match(r"\d+", place) or ["0"])[0])
        line = written.line + tex.count("\n", 0, max(0, position - 1))
        shown = " ".join(tex.split())
        hint = "Where it is no formula, write \\$ for a dollar."
        raise SitegenError(f"the formula '{shown}': {message}", line=line, hint=hint) from None
