"""The boxes of Quarto, Pandoc, Docusaurus, VuePress and MyST between lines of colons, as those of `admonition`.

::: {.callout-tip title="Shorter"}          ::: warning Mind this
…                                           …
:::                                         :::
"""

from __future__ import annotations

import re
from dataclasses import replace

from builder.document.code_regions import in_indented_code, without_code
from builder.document.source import Source
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.admonition import ALIKE, TYPES
from builder.shortcodes.layouts import side_by_side

_COLONS = re.compile(r"(?P<before>[ \t>]*(?:[-*+][ \t]+)?):{3,}[ \t]*(?P<rest>.*?)[ \t]*:*[ \t]*$")
_NAMED = re.compile(
    r"(?P<name>[\w-]+)?[ \t]*(?:\[(?P<title>[^\]]*)\])?[ \t]*(?:\{(?P<braces>.*)\})?[ \t]*(?P<words>.*)$"
)
_TITLE = re.compile(r"""\btitle=(?:"([^"]*)"|'([^']*)'|([^\s}]+))""")
_HEADING = re.compile(r"[ \t>]*#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$")
_OTHERS = ALIKE | {"admonition": "note"}
"""What others call the types of boxes."""


def with_boxes(source: Source, context: Context) -> Source:
    """A text whose boxes are shortcodes, line by line. Of other marks it warns; what stands between them is shown."""
    if ":::" not in source.text:
        return source
    lines, prose = source.text.split("\n"), without_code(source.text).split("\n")
    opened, place = list[tuple[str, int]](), 0  # the shortcode of each that is open, "" where it is no box; its line
    for number, line in enumerate(prose):
        found = _COLONS.match(line)
        if found and not in_indented_code(source.text, place + len(found["before"])):
            context.place = (source.path, source.line + number)
            if found["rest"]:
                lines[number] = found["before"] + _opening(lines, number, found["rest"], opened, context)
            elif opened:
                lines[number] = found["before"] + _closing(*opened.pop())
        place += len(line) + 1
    for name, begun in opened:
        context.place = (source.path, source.line + begun)
        context.warn("':::' is never closed", "Write ::: on a line of its own where it ends.")
        lines[begun] = lines[begun] if name else prose[begun]  # it may be words
    return replace(source, text="\n".join([*lines, *(_closing(*one) for one in reversed(opened))]))


def _opening(lines: list[str], number: int, rest: str, opened: list[tuple[str, int]], context: Context) -> str:
    """The shortcode that a line with these words begins; "" where it begins no box."""
    found = _NAMED.match(rest)
    assert found  # it matches anything
    braces = found["braces"] or ""
    if layout := side_by_side(lines, number, braces):
        opened.append(("figures", number))
        return layout
    names = [(found["name"] or "").lower(), *re.findall(r"(?:\.|^)([\w-]+)", braces.lower())]
    types = [_OTHERS.get(bare, bare) for bare in (name.removeprefix("callout-") for name in names)]
    other = "note" if any(name.startswith("callout-") for name in names) else ""  # a box of the author's own
    type_ = next((one for one in types if one in (*TYPES, "details")), other)
    opened.append((("details" if type_ == "details" else "admonition") if type_ else "", number))
    if not type_:
        context.warn(
            f"':::' is no box here ({rest}): only what stands in it is shown", f"Boxes are {', '.join(TYPES)}."
        )
        return ""
    written = _TITLE.search(braces)
    title = next(filter(None, written.groups()), "") if written else found["title"] or found["words"]
    title = (title or (_heading(lines, number) if names[1:] else "")).replace('"', '\\"')
    if type_ == "details":
        return f'{{{{< details summary="{title}" >}}}}'
    return f'{{{{< admonition {type_} "{title}" {"false" if re.search("collapse=.?true", braces) else "true"} >}}}}'


def _closing(name: str, _line: int) -> str:
    return f"{{{{< /{name} >}}}}" if name else ""


def _heading(lines: list[str], number: int) -> str:
    """The heading that stands first in a box of Quarto, and is its title: it is taken out of the lines."""
    for at in range(number + 1, len(lines)):
        if lines[at].strip(" \t>"):
            found = _HEADING.match(lines[at])
            lines[at] = re.sub(r"[^>]", "", lines[at]) if found else lines[at]
            return found[1] if found else ""
    return ""
