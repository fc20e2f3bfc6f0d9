"""Finding shortcodes in a text: `{{< name argument key="value" >}}`, in Hugo's syntax, before Markdown sees them.

Code, in fences or in backticks, is left alone; `{{</* name */>}}` stands for the text `{{< name >}}` itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from builder.errors import SitegenError


@dataclass(frozen=True)
class Call:
    """A shortcode as it is written: its name, its arguments in order and by name, its line in the file.

    `alone` says that nothing else stands on its lines, so that a block may take its place.
    """

    name: str
    arguments: tuple[str, ...]
    named: dict[str, str]
    line: int
    alone: bool


@dataclass(frozen=True)
class Verbatim:
    """Text that is shown as it is."""

    text: str


_NEXT = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*"  # the first line of fenced code
    r"|\\."
    r"|(?P<ticks>`+)"
    r"|\{\{</\*(?P<verbatim>.*?)\*/>\}\}"
    r"|\{\{(?P<open>[<%])",
    re.MULTILINE | re.DOTALL,
)
_PART = re.compile(
    r"""\s*(?:
      (?P<end>/?>\}\})
    | (?P<key>[\w-]+)\s*=\s*
    | "(?P<quoted>(?:\\.|[^"\\])*)"
    | `(?P<raw>[^`]*)`
    | (?P<bare>[^\s"`={}]+?)(?=\s|/?>\}\}|=)
    )""",
    re.VERBOSE | re.DOTALL,
)


def parse(text: str, path: Path, line: int, errors: list[SitegenError]) -> list[str | Call | Verbatim]:
    """Split a text, whose first line is number `line` of the file, into plain text and shortcodes, in order.

    A malformed shortcode is added to `errors` and stays in the text.
    """
    parts: list[str | Call | Verbatim] = []
    plain = place = 0  # where the plain text not yet taken begins, and where to look on
    while found := _NEXT.search(text, place):
        place = _after_code(text, found)
        if found["verbatim"] is not None:
            parts += [text[plain : found.start()], Verbatim("{{<" + found["verbatim"] + ">}}")]
            plain = place
        elif found["open"]:
            number = line + text.count("\n", 0, found.start())
            try:
                call, place = _call(text, found, number)
            except SitegenError as error:
                error.path, error.line = path, number
                errors.append(error)
                continue
            parts += [text[plain : found.start()], call]
            plain = place
    return [*parts, text[plain:]]


def _after_code(text: str, found: re.Match[str]) -> int:
    """The place after the code that begins here; after the match itself where none does."""
    if fence := found["fence"]:
        end = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE).search(text, found.end())
        return end.end() if end else len(text)
    if ticks := found["ticks"]:
        end = re.compile(rf"(?<!`)`{{{len(ticks)}}}(?!`)").search(text, found.end())
        if end and "\n\n" not in text[found.end() : end.start()]:
            return end.end()
    return found.end()


def _call(text: str, found: re.Match[str], line: int) -> tuple[Call, int]:
    """The shortcode that opens at a match, and the place after it. Raises SitegenError without a place."""
    if found["open"] == "%":
        raise SitegenError("shortcodes are written {{< … >}}, not {{% … %}}")
    values: list[str] = []
    named: dict[str, str] = {}
    key, place = "", found.end()
    while part := _PART.match(text, place):
        place = part.end()
        if part["end"]:
            if key:
                raise SitegenError(f"{key}= is followed by no value")
            return _named_call(values, named, line, _alone(text, found.start(), place)), place
        if part["key"]:
            if key or not values:
                raise SitegenError("a shortcode begins with its name, and key=value pairs stand apart")
            key = part["key"]
            continue
        value = _value(part)
        if key in named:
            raise SitegenError(f"{key}= is given twice")
        if key:
            named[key], key = value, ""
        else:
            values.append(value)
    raise SitegenError(
        "a shortcode is never closed, or has a quote too many", hint='Write {{< name argument key="value" >}}.'
    )


def _value(part: re.Match[str]) -> str:
    if part["quoted"] is not None:
        return re.sub(r"\\(.)", r"\1", part["quoted"], flags=re.DOTALL)
    return part["raw"] if part["raw"] is not None else part["bare"]


def _named_call(values: list[str], named: dict[str, str], line: int, alone: bool) -> Call:
    if not values:
        raise SitegenError("a shortcode has no name", hint="Write {{< name … >}}.")
    name, *arguments = values
    if name.startswith("/"):
        raise SitegenError(f"'{name[1:] or ' '.join(arguments)}' encloses no text, so there is nothing to close")
    return Call(name, tuple(arguments), named, line, alone)


def _alone(text: str, start: int, end: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].split("\n", 1)[0]
    return not before.strip() and not after.strip()
