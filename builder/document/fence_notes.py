"""Marks of notes at the ends of lines of fenced code, which the list below it explains.

Quarto writes `# <1>`, Material for MkDocs `# (1)!`, and both the comment of the language; of a comment that says more
Material takes the mark alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from markdown_it.token import Token
from markupsafe import Markup

from builder.document.marked_lines import MarkedLine

_BEGIN = r"(?:\#+|//+|--+|;+|%+|<!--|/\*+|\(\*)"
_END = r"[ \t]*(?:-->|\*/|\*\))?"
_MARK = r"(?:<\d{1,2}>|\(\d{1,2}\)!?)"
_MARKS = rf"{_MARK}(?:[ \t]*{_BEGIN}?[ \t]*{_MARK})*"
_ALONE = re.compile(rf"[ \t]*{_BEGIN}[ \t]*(?P<marks>{_MARKS}){_END}[ \t]*$")
_BEHIND = re.compile(rf"(?:^|[ \t]){_BEGIN}[ \t].*?\S(?P<marks>[ \t]+{_MARKS})(?P<end>{_END})[ \t]*$")
MARK_OF_OTHERS = re.compile(rf"{_BEGIN}[^\n]*?(?P<mark><\d{{1,2}}>|\(\d{{1,2}}\)!){_END}[ \t]*$", re.MULTILINE)
"""A mark at the end of a line that is surely one: a comment may end in `(1)` for reasons of its own."""
NOTES = "notes"
"""The class of such a list."""


def noted(tokens: Sequence[Token], place: int) -> tuple[str, list[MarkedLine]]:
    """The code of the fence at a place among blocks, without the marks, and the lines that have them.

    The marks stay as they are written where no list follows, or one whose items are not those that they name.
    """
    code = tokens[place].content
    items = _items_behind(tokens, place)
    if not items:
        return code, []
    lines, marked, named = code.strip("\n").split("\n"), list[MarkedLine](), set[int]()
    for number, line in enumerate(lines, start=1):
        if found := _ALONE.search(line) or _BEHIND.search(line):
            start = found.start() if found.re is _ALONE else found.start("marks")
            lines[number - 1] = line[:start] + (found.groupdict().get("end") or "") or " "  # Pygments drops empty ones
            numbers = [int(one) for one in re.findall(r"\d+", found["marks"])]
            named.update(numbers)
            marks = "".join(_mark(one, number, line[start:] if not at else "") for at, one in enumerate(numbers))
            marked.append(MarkedLine("", number, Markup(marks)))
    if named != set(range(1, items + 1)):
        return code, []
    tokens[place + 1].attrSet("class", NOTES)
    return "\n".join(lines), marked


def _mark(number: int, line: int, written: str) -> str:
    """A place for a mark, for the page to say what it is called in its language."""
    return f'<a data-note="{number}" data-line="{line}" data-written="{escape(written)}"></a>'


def _items_behind(tokens: Sequence[Token], place: int) -> int:
    """How many items the list has that follows a block and is numbered from 1; 0 where none does."""
    level, begins = tokens[place].level, tokens[place + 1 : place + 2]
    if not begins or begins[0].type != "ordered_list_open" or begins[0].level != level:
        return 0
    if begins[0].attrs.get("start", 1) != 1:
        return 0
    count = 0
    for token in tokens[place + 1 :]:
        if token.type == "ordered_list_close" and token.level == level:
            break
        count += token.type == "list_item_open" and token.level == level + 1
    return count
