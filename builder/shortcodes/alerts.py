"""Quotations that begin with `[!NOTE]`, as on GitHub, in Obsidian and in Hugo, as boxes of `admonition`.

> [!TIP] A title          with a + or - behind the bracket it may be unfolded, and is folded with a -
> …
"""

from __future__ import annotations

import re
from dataclasses import replace

from builder.document.code_regions import in_indented_code, without_code
from builder.document.source import Source
from builder.shortcodes.handlers.admonition import ALIKE, TYPES

_HEAD = re.compile(
    r"(?P<before>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)>[ \t]?\[!(?P<type>[\w-]+)\](?P<fold>[-+]?)(?P<title>.*)$"
)
_END = "{{< /admonition >}}"
_BEGINS = re.compile(r"[ \t]*(?:[ \t]|$|[-*+>#|<]|\d+[.)][ \t]|`{3}|~{3}|\{\{)")
"""How a line begins that is no part of a paragraph, or need not be one."""
_OTHERS = ALIKE | {
    "caution": "danger", "todo": "info", "summary": "abstract", "tldr": "abstract", "check": "success",
    "done": "success", "help": "question", "faq": "question", "fail": "failure", "missing": "failure", "cite": "quote",
}  # fmt: skip
"""Types of GitHub (docs.github.com, "Alerts") and of Obsidian (help.obsidian.md/callouts), as those of `admonition`."""
_OWN_NAME = ("important", "caution", "todo")
"""Types that are named so although they look like others."""


def with_alerts(source: Source) -> Source:
    """A text whose alerts are shortcodes, line by line.

    One with neither an empty line nor a paragraph at its end stays a quotation.
    """
    if "[!" not in source.text:
        return source
    lines, prose = source.text.split("\n"), without_code(source.text).split("\n")
    place = 0
    for number, line in enumerate(prose):
        if (found := _HEAD.match(lines[number])) and "[!" in line:
            first = number == 0 or not re.match(rf"{_same(found['before'])} {{0,3}}>", lines[number - 1])
            if first and not in_indented_code(source.text, place + len(found["before"])):
                _unquote(lines, number, found)
        place += len(line) + 1
    return replace(source, text="\n".join(lines))


def _unquote(lines: list[str], number: int, found: re.Match[str]) -> None:
    """Make a box of the quotation that begins on a line."""
    before = _same(found["before"])
    inside = re.compile(rf"({before}) {{0,3}}>[ \t]?")
    end = number + 1
    while end < len(lines) and (inside.match(lines[end]) or _goes_on(lines[end - 1], lines[end])):
        end += 1
    after = lines[end] if end < len(lines) else ""
    around = after.startswith(before + _END)  # the end of the box that it stands in
    if after.strip(" \t>") and not around and _BEGINS.match(inside.sub("", lines[end - 1], count=1)):
        return
    type_ = found["type"].lower()
    looks = _OTHERS.get(type_, type_)
    title = found["title"].strip() or ("" if looks in TYPES and type_ not in _OWN_NAME else found["type"].capitalize())
    title = title.replace("\\", "\\\\").replace('"', '\\"')
    looks = looks if looks in TYPES else "note"
    shown = "false" if found["fold"] == "-" else "true"
    lines[number] = f'{found["before"]}{{{{< admonition {looks} "{title}" {shown} >}}}}'
    lines[number + 1 : end] = [inside.sub(r"\1", line, count=1) for line in lines[number + 1 : end]]
    if around or not after.strip(" \t>"):
        lines[end : end + 1] = [before + _END + (after.removeprefix(before) if around else "")]
    else:
        lines[end - 1] += f" {_END}"


def _goes_on(line: str, following: str) -> bool:
    """Whether a line without a mark goes on with the paragraph of the line before it."""
    return not _BEGINS.match(following) and not _BEGINS.match(line.lstrip(" \t>"))


def _same(before: str) -> str:
    """What stands before the following lines of a quotation, as an expression: a mark of a list is blanks there."""
    return re.sub(r"[^ \t>]", " ", before)
