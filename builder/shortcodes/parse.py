"""Finding shortcodes in a text: `{{< name argument key="value" >}}`, in Hugo's syntax, before Markdown sees them.

`{{% name %}}` means the same. Formulas are found too, so that Markdown mangles none. Code, in fences or in backticks,
is left alone; `{{</* name */>}}` stands for the text `{{< name >}}` itself. What a shortcode encloses ends with
`{{< /name >}}`; `{{< name />}}` encloses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from builder.document.code_regions import FENCE, after_code, fence_end, in_indented_code
from builder.errors import SitegenError
from builder.shortcodes.formulas import BEGUN, FORMULA, amiss, formula_at
from builder.shortcodes.parts import Call, Close, Part, Verbatim

_REST = (
    r"\\.|https?://(?:(?!\{\{)[^\s<>)`\\])*|(?P<ticks>`+)"
    r"|\{\{(?:<(?=/\*.*?\*/>\}\})|%(?=/\*.*?\*/%\}\}))/\*(?P<verbatim>.*?)\*/[>%]\}\}"
    r"|\{\{(?P<open>[<%])"
    r"|(?P<comment><!--(?!-?>).*?-->)"
)
_WRITTEN_OUT = re.compile(r"\{\{([<%])/\*(?P<verbatim>.*?)\*/[>%]\}\}")
_NEXT = re.compile(f"{FENCE}|{_REST}", re.MULTILINE | re.DOTALL)
_NEXT_OR_FORMULA = re.compile(f"{FENCE}|{FORMULA}|{BEGUN}|{_REST}", re.MULTILINE | re.DOTALL)
_PART = re.compile(
    r"""\s*(?:
      (?P<end>/?[>%]\}\})
    | (?P<key>[\w-]+)\s*=\s*
    | "(?P<quoted>(?:\\.|[^"\\])*)"
    | `(?P<raw>[^`]*)`
    | (?P<bare>[^\s"`={}]+?)(?=\s|/?[>%]\}\}|=)
    )""",
    re.VERBOSE | re.DOTALL,
)


def parse(
    text: str,
    path: Path,
    line: int,
    errors: list[SitegenError],
    verbatim: Collection[str] = (),
    *,
    formulas: bool = False,
    shortcodes: bool = True,
    whole: bool = False,
) -> list[Part]:
    """Split a text, whose first line is number `line` of the file, into plain text and shortcodes, in order.

    The shortcodes named in `verbatim` take what they enclose as it is. A malformed one is added to `errors` and stays
    in the text. With `formulas`, these are parts of their own too; without `shortcodes`, these are plain text.
    In a `whole` text, which is no argument, code may be indented, and all code that begins must end.
    """
    parts: list[Part] = []
    plain = 0  # where the plain text not yet taken begins
    formulas = formulas and bool({"$", "\\"}.intersection(text))  # to look for them in vain takes as long as all else
    for start, part, end in _special(text, path, line, errors, verbatim, formulas, shortcodes, whole):
        parts += [text[plain:start], part]
        plain = end
    return [*parts, text[plain:]]


def calls_in(
    text: str, path: Path, errors: list[SitegenError], verbatim: Collection[str]
) -> list[tuple[int, Part, int]]:
    """The shortcodes of a whole text in order, each between its start and its end; as `parse`."""
    return [*_special(text, path, 1, errors, verbatim, formulas=False, shortcodes=True, whole=True)]


def _special(
    text: str,
    path: Path,
    line: int,
    errors: list[SitegenError],
    verbatim: Collection[str],
    formulas: bool,
    shortcodes: bool,
    whole: bool,
) -> Iterator[tuple[int, Part, int]]:
    """What is no plain text, in order, each between its start and its end; as `parse`."""
    place = 0
    while found := (_NEXT_OR_FORMULA if formulas else _NEXT).search(text, place):
        place = after_code(text, found)
        if whole and in_indented_code(text, found.start()):
            place = (text + "\n").index("\n", found.start())
            yield from _in_code(text, found.start(), place)
            continue
        if whole and found["comment"]:  # the author's own: it runs nothing, and readers do not get it
            yield found.start(), "", place
            continue
        if formulas and found["begun"]:
            if whole and (wrong := amiss(text, found)):
                message, hint, place = wrong
                errors.append(SitegenError(message, path=path, line=_line(text, found, line), hint=hint))
            continue
        if whole and found["fence"] and not fence_end(text, found):
            errors.append(_endless(text, found, path, line))
        if found["fence"] and (fenced := _fenced(text, found, place, line)) and fenced.name in verbatim:
            yield found.start("fence"), replace(fenced, written=text[found.start("fence") : place]), place
        elif formulas and (formula := formula_at(text, found, _line(text, found, line))):
            yield found.start(), formula, place
        elif not shortcodes:
            continue
        elif found["fence"] or found["ticks"]:
            yield from _in_code(text, found.start(), place)
        elif found["verbatim"] is not None:
            yield found.start(), Verbatim(found[0][:3] + found["verbatim"] + found[0][-3:]), place
        elif found["open"]:
            number = _line(text, found, line)
            try:
                call, place = _with_body(text, *_call(text, found, number), found.start(), verbatim)
            except SitegenError as error:
                error.path, error.line = path, number
                errors.append(error)
                continue
            yield found.start(), replace(call, written=text[found.start() : place]), place


def _in_code(text: str, start: int, end: int) -> Iterator[tuple[int, Part, int]]:
    """The shortcodes that code writes out."""
    for found in _WRITTEN_OUT.finditer(text, start, end):
        yield found.start(), Verbatim(found[0][:3] + found["verbatim"] + found[0][-3:], code=True), found.end()


def _line(text: str, found: re.Match[str], line: int) -> int:
    return line + text.count("\n", 0, found.start())


def _endless(text: str, found: re.Match[str], path: Path, line: int) -> SitegenError:
    """What is told of code that begins and never ends, in a text that begins on a line of its file."""
    number = line + text.count("\n", 0, found.start("fence"))
    hint = f"Write {found['fence']} on a line of its own where it ends."
    return SitegenError("this code is never closed", path=path, line=number, hint=hint)


def next_call(text: str, place: int) -> re.Match[str] | None:
    """The next shortcode, or code, or what else could be taken for one: see `parse`, which says what becomes of it."""
    return _NEXT.search(text, place)


def argument_spans(text: str, found: re.Match[str]) -> list[tuple[str, tuple[int, int]]]:
    """The name of the shortcode that opens at a match and its arguments, each with its key and its place in the text.

    Raises SitegenError without a place.
    """
    spans: list[tuple[str, tuple[int, int]]] = []
    key, place = "", found.end()
    while part := _PART.match(text, place):
        place = part.end()
        if part["end"] and spans:
            return spans
        if part["key"]:
            key = part["key"]
        else:
            kind = next(one for one in ("quoted", "raw", "bare", "end") if part[one] is not None)
            spans.append((key, part.span(kind)))
            key = ""
    raise SitegenError("a shortcode is never closed")


def _with_body(
    text: str, call: Call | Close, place: int, start: int, verbatim: Collection[str]
) -> tuple[Call | Close, int]:
    """A call that stands from `start` to `place`, one in `verbatim` with what it encloses, and the place after its end.

    Raises SitegenError without a place.
    """
    if not isinstance(call, Call) or call.name not in verbatim or call.closed:
        return call, place
    end = re.compile(rf"\{{\{{[<%]\s*/\s*{re.escape(call.name)}\s*[>%]\}}\}}").search(text, place)
    if end is None:
        raise unclosed_error(call.name)
    line = call.line + text.count("\n", start, place)
    last = not text[end.end() :].split("\n", 1)[0].strip()
    return replace(call, body=text[place : end.start()], body_line=line, last=last), end.end()


def unclosed_error(name: str) -> SitegenError:
    """What is told of a shortcode whose end is missing."""
    return SitegenError(f"'{name}' is never closed", hint=f"Write {{{{< /{name} >}}}} where it ends.")


def _fenced(text: str, found: re.Match[str], end: int, line: int) -> Call | None:
    """Code whose language is the name of a shortcode, which draws what it says; None in a quotation.

    ```` ```mermaid {alt="…"} ```` is the same as `{{< mermaid alt="…" >}}`.
    """
    written = re.match(r"[ \t]*[`~]+[ \t]*\{?\.?(\w+)(.*)", found[0])
    body, _, closing = text[found.end() + 1 : end].rpartition("\n")
    if written is None or closing.strip(" \t`~"):
        return None
    named = {pair[1]: pair[2] for pair in re.finditer(r'(\w+)="([^"]*)"', written[2])}
    number = line + text.count("\n", 0, found.start())
    return Call(written[1], (), named, number, True, True, False, body, number + 1)


def _call(text: str, found: re.Match[str], line: int) -> tuple[Call | Close, int]:
    """The shortcode that opens at a match, and the place after it. Raises SitegenError without a place."""
    values: list[str] = []
    named: dict[str, str] = {}
    key, place = "", found.end()
    while part := _PART.match(text, place):
        place = part.end()
        if part["end"]:
            if found["open"] != part["end"][-3].replace(">", "<"):
                raise SitegenError("a shortcode is written {{< … >}} or {{% … %}}, not half so")
            if key:
                raise SitegenError(f"{key}= is followed by no value")
            start = text.rfind("\n", 0, found.start()) + 1
            first, rest = not text[start : found.start()].strip(" \t>"), text[place:].split("\n", 1)[0]
            return _named_call(values, named, line, first, rest, part["end"].startswith("/")), place
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
        return part["quoted"].replace('\\"', '"')  # all other backslashes are TeX's or Markdown's, as in Hugo
    return part["raw"] if part["raw"] is not None else part["bare"]


_ENDS = re.compile(r"\{\{[<%]\s*/[^<>{}\n]*[>%]\}\}")
"""The ends of other shortcodes, which may follow on a line."""


def _named_call(
    values: list[str], named: dict[str, str], line: int, first: bool, rest: str, closed: bool
) -> Call | Close:
    if not values:
        raise SitegenError("a shortcode has no name", hint="Write {{< name … >}}.")
    name, *arguments = values
    if not name.startswith("/"):
        return Call(name, tuple(arguments), named, line, first, not rest.strip(), closed)
    ended = name[1:] or "".join(arguments[:1])  # a blank may follow the slash
    if named or len(arguments) > (name == "/") or not ended:
        raise SitegenError("what ends a shortcode is its name and nothing else", hint="Write {{< /name >}}.")
    return Close(ended, line, not _ENDS.sub("", rest).strip())
