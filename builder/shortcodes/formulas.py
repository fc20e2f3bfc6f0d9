r"""Formulas in TeX: `$…$` in a line, `$$…$$` displayed; `\(…\)` and `\[…\]` mean the same.

`\begin{equation}` and its like are displayed without dollars too. KaTeX sets them all. `\eqref{label}` refers to one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from builder.cache import TEXT
from builder.document.fragments import Fragment, place_of_number
from builder.drawing.engine import EngineError
from builder.errors import SitegenError
from builder.shortcodes.mathjax import ENVIRONMENTS, MACROS, definitions, mended, needs_display
from builder.shortcodes.numbering import reference
from builder.tool import tool_digest

if TYPE_CHECKING:
    from builder.shortcodes.context import Context

_INSIDE = r"(?:\\.|(?!\n[ \t>]*\n)[^\\])+?"  # an empty line ends a paragraph, and what looked like a formula in it
FORMULA = (
    rf"(?P<display>\$\$)(?P<dollars>{_INSIDE})\$\$"
    # Authors for Hugo write \\( and \\[, since there Markdown takes one backslash away.
    rf"|(?P<slash>\\\\?)(?:(?P<square>\[)(?P<squares>(?:(?!\n[ \t>]*\n).)+?)(?P=slash)\]"
    rf"|\((?P<rounds>(?:(?!\n[ \t>]*\n).)+?)(?P=slash)\))"
    rf"|(?P<environment>\\begin\{{(?P<kind>(?:{'|'.join(ENVIRONMENTS)})\*?)\}}"
    r"(?:(?!\n[ \t>]*\n).)+?\\end\{(?P=kind)\})"
    r"|(?P<refers>(?P<paren>\()?\\(?:eq)?ref\{(?P<label>[^{}\n]+)\}(?(paren)\)))"
    # "$5 and $6", "$5-$10" and "US$ 5" are money: nothing blank stands inside a dollar, and no digit after the second.
    r"|(?<![\\$])\$(?![\s$]|\{\{<)(?P<dollar>(?:\\.|[^\\$`\n]|\n(?![ \t>]*\n))+?)(?<!\s)\$(?![\d$])"
)
"""A formula in a text, for a pattern where `.` matches line ends."""
BEGUN = rf"(?P<begun>\$\$|\\\\?\[(?=[ \t]*$)|\\begin\{{(?P<begins>(?:{'|'.join(ENVIRONMENTS)})\*?)\}})"
"""What begins a displayed formula, where none is: it never ends, or holds an empty line."""
MOST_SHOWN = 200
"""Characters of a formula that a message repeats."""
_LABEL = re.compile(r"\\label\s*\{([^{}]+)\}")


def amiss(text: str, found: re.Match[str]) -> tuple[str, str, int] | None:
    """What is wrong where a formula begins and is none, what to do, and the place behind it.

    None where nothing says that one was meant: a displayed formula begins a line.
    """
    begins = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    if begins.strip(" \t>"):
        return None
    end = "$$" if found["begun"] == "$$" else found["begun"].replace("[", "]").replace("begin", "end")
    there = text.find(end, found.end())
    if there < 0:
        return "this formula is never closed", f"Write {end} where it ends.", found.end()
    if not re.search(r"\n[ \t>]*\n", text[found.end() : there]):
        return None
    return "this formula holds an empty line", "In TeX that ends it: leave the line out.", there + len(end)


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
    label: str = ""
    """The label of the formula that it refers to; "" where it is one itself."""


def formula_at(text: str, found: re.Match[str], line: int) -> Formula | None:
    """The formula of a match of FORMULA, which lies in line `line` of the file; None where the match is of another."""
    if found["refers"]:
        named = f"\\label{{{found['label']}}}" in text
        return Formula(found[0], found[0], False, line, False, _plain(found["label"])) if named else None
    tex = found["dollars"] or found["squares"] or found["rounds"] or found["dollar"] or found["environment"]
    if tex is None:
        return None
    if found["dollar"] and " | " in tex and _in_table(text, found.start()):
        return None  # prices in two cells of a row
    before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    after = text[found.end() :].split("\n", 1)[0]
    if before.lstrip().startswith(">"):  # each line of a quotation begins with what is no part of the formula
        tex = re.sub(r"(?m)(?<=\n)[ \t>]+", "", tex)
    display = bool(found["display"] or found["square"] or found["environment"])
    return Formula(tex, found[0], display, line, not (before.strip() or after.strip()))


_RULE_OF_TABLE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)


def _in_table(text: str, place: int) -> bool:
    """Whether a place of a text lies in a table: in lines without an empty one, of which one parts head and rows."""
    start, end = text.rfind("\n\n", 0, place) + 1, text.find("\n\n", place)
    return bool(_RULE_OF_TABLE.search(text, start, end if end >= 0 else len(text)))


_NEGATIVE = re.compile(r"(?<=[\";])height:-[\d.]+em;")
"""KaTeX gives the struts of \\ce such a height, of which CSS knows none: browsers pass over it."""


def formula(context: Context, written: Formula, tex: str) -> Fragment:
    """A formula as HTML and MathML. Raises SitegenError, without a path, with KaTeX's words where it is malformed."""
    if written.label:
        assert context.place is not None
        context.referred.setdefault(written.label, context.place)
        return reference(written.label)
    block = written.display and written.alone
    tex, defined = definitions(tex)
    context.macros.update(defined)
    if defined and not tex.strip():
        return Fragment(Markup(""), "")
    tex, ids = _labelled(context, tex, block)
    macros = {name: body for name, body in context.macros.items() if name in tex}
    name = ("formula", tex, written.display, *sorted(macros.items()))
    html = context.shared.cache.get_or_make(name, tool_digest(), partial(_set, context, written, tex, macros), TEXT)
    html = _NEGATIVE.sub("", html)
    if block:
        attribute = f' id="{ids[0]}"' if ids else ""
        more = "".join(f'<span id="{id_}"></span>' for id_ in ids[1:])
        html = f'<div class="formula" tabindex="0"{attribute}>{more}{html}{"".join(map(place_of_number, ids))}</div>'
    return Fragment(Markup(html), tex.strip(), block=block, written=written.written)


def _labelled(context: Context, tex: str, block: bool) -> tuple[str, list[str]]:
    """A formula without its labels, and the ids that these give it."""
    labels = list(map(_plain, _LABEL.findall(tex)))
    if labels and (not block or r"\tag" in tex):
        hint = "Let it stand alone between $$ and $$, with no tag."
        error = SitegenError(f"the formula labelled '{labels[0]}' cannot be numbered", hint=hint)
    elif twice := next((label for label in labels if f"formula-{label}" in context.ids), ""):
        error = SitegenError(f"the label '{twice}' is given twice")
    else:
        return _LABEL.sub("", tex), [context.id(f"formula-{label}") for label in labels]
    if context.strict:
        raise error
    context.warn(error.message, error.hint)
    return _LABEL.sub("", tex), []


def _plain(label: str) -> str:
    """A label as an id can hold it."""
    return re.sub(r"[^\w:.-]+", "-", label.strip())


def _set(context: Context, written: Formula, tex: str, macros: Mapping[str, str]) -> str:
    options: dict[str, Any] = {"displayMode": written.display, "output": "htmlAndMathml", "strict": "ignore"}
    if macros:
        options["macros"] = dict(macros)
    try:
        return context.shared.engine.call("katex", "katex.renderToString", tex, options)
    except EngineError as error:
        options |= {"macros": {**MACROS, **macros}, "displayMode": written.display or needs_display(tex)}
        with suppress(EngineError):
            return context.shared.engine.call("katex", "katex.renderToString", mended(tex), options)
        said = str(error).removeprefix("KaTeX parse error: ")
        message, _, place = re.sub("[\u0331\u0332]", "", said).partition(" at position ")
        position = int((re.match(r"\d+", place) or ["0"])[0])
        line = written.line + tex.count("\n", 0, max(0, position - 1))
        shown = " ".join(tex.split())
        shown = shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
        hint = "Where it is no formula, write \\$ for a dollar."
        raise SitegenError(f"the formula '{shown}': {message}", line=line, hint=hint) from None
