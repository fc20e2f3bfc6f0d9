"""Pictures that Quarto lays side by side, `::: {layout-ncol=2}`, as those of `figures`."""

from __future__ import annotations

import re

_LAYOUT = re.compile(r"""\blayout(?:-(?P<side>ncol|nrow)=["']?(?P<number>\d+)|=["'](?P<rows>\[.*\])["'])""")
_PICTURE = re.compile(
    r"[ \t]*!\[(?P<said>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<source>[^\s()]+)(?:[ \t]+\"[^\"]*\")?\)(?:\{[^{}]*\})?[ \t]*$"
)
_COLONS = re.compile(r"[ \t>]*:{3,}[ \t]*(?P<rest>.*)$")
_WORDS = re.compile(r"[ \t]*[^\s!:`~|<#>{-].*$")
MOST = 6


def side_by_side(lines: list[str], number: int, braces: str) -> str:
    """The shortcode that such a line begins, whose pictures become figures; "" where fewer than two stand below it.

    The last paragraph of a layout with a name, `#fig-two`, is its caption, and is taken out of the lines.
    """
    layout = _LAYOUT.search(braces)
    inside = _inside(lines, number)
    pictures = {at: found for at in inside if (found := _PICTURE.match(lines[at]))}
    if not layout or len(pictures) < 2:
        return ""
    columns = len(pictures)
    if layout["side"] == "ncol":
        columns = int(layout["number"])
    elif layout["side"] == "nrow":
        columns = -(-len(pictures) // max(1, int(layout["number"])))
    elif rows := re.findall(r"\[([^\[\]]+)\]", layout["rows"]):
        columns = max(len([share for share in row.split(",") if "-" not in share]) for row in rows)
    named = re.search(r"#([\w-]+)", braces)
    caption = _caption(lines, inside) if named else ""
    for at, found in pictures.items():
        if said := found["said"].replace('"', '\\"'):
            lines[at] = f'{{{{< image src="{found["source"]}" alt="{said}" caption="{said}" >}}}}'
    said = caption.replace('"', '\\"')
    name = named[1] if named else "side"
    return f'{{{{< figures {name} columns={min(MOST, max(1, columns))} caption="{said}" >}}}}'


def _inside(lines: list[str], number: int) -> list[int]:
    """The lines between that which begins a layout and its end, without those of what it holds between colons."""
    inside, open_ = list[int](), 0
    for at in range(number + 1, len(lines)):
        found = _COLONS.match(lines[at])
        if found and not found["rest"]:
            if not open_:
                break
            open_ -= 1
        elif found:
            open_ += 1
        elif not open_:
            inside.append(at)
    return inside


def _caption(lines: list[str], inside: list[int]) -> str:
    """The last paragraph, where it is words; it is taken out."""
    told = list[str]()
    for at in reversed(inside):
        if lines[at].strip() and _WORDS.match(lines[at]) and not _PICTURE.match(lines[at]):
            told.insert(0, lines[at].strip())
            lines[at] = ""
        elif told or lines[at].strip():
            break
    return " ".join(told)
