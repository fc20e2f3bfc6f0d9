"""The HTML of a text back to Markdown, for readers that are programs: numbers filled in, pictures as pictures.

The HTML is sitegen's own, so that its tags are found by one expression: a parser of HTML takes ten times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape

from builder.document.escaping import plain, plainly
from builder.document.tags import VOID

TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>|<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_DROPPED = {"script", "style", "svg", "button", "template", "nav", "source", "math"}
_APART = {"apart", "dark", "checked", "katex-html", "footnote-backref", "anchor"}
"""Classes of what only the page itself can show."""
_BLOCKS = {
    "p", "div", "section", "figure", "figcaption", "article", "header", "footer", "aside", "center", "dl", "summary",
    "details",
}  # fmt: skip
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "del": "~~", "s": "~~"}


@dataclass
class _Frame:
    """An element that is open: the blocks in it so far, and the words of the one that is being written."""

    tag: str
    """Its name."""
    attributes: Mapping[str, str]
    """Its attributes."""
    blocks: list[str] = field(default_factory=list)
    """The blocks in it that have ended."""
    words: list[str] = field(default_factory=list)
    """What there is of the next."""
    rows: list[list[str]] = field(default_factory=list)
    """The cells of a row, the rows of a table."""

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def flush(self) -> None:
        """End the paragraph that is being written."""
        lines = [line.strip() for line in re.sub(r"[ \t\n]+(?!\ue100)", " ", "".join(self.words)).split("\ue100")]
        if text := "  \n".join(lines).strip():
            self.blocks.append(text)
        self.words = []

    def inline(self) -> str:
        """All of it, as part of a line."""
        self.flush()
        return " ".join(self.blocks)


def to_markdown(html: str) -> str:
    """The Markdown of a text's HTML."""
    writer = _Writer()
    place = 0
    for found in TOKEN.finditer(html):
        writer.text(html[place : found.start()])
        place = found.end()
        if found[2]:
            writer.tag(found[2].lower(), found[3], closing=bool(found[1]))
    writer.text(html[place:])
    return writer.end()


class _Writer:
    """Takes tags and texts one after the other."""

    def __init__(self) -> None:
        self.open = [_Frame("", {})]
        self.hidden: list[str] = []  # elements that are open within one that is dropped

    def text(self, html: str) -> None:
        if self.hidden:
            if self.hidden[-1] == "annotation":
                self.open[-1].words.append(unescape(html))
            return
        if html:
            inside = {frame.tag for frame in self.open}
            words = unescape(html)
            self.open[-1].words.append(words if inside & {"pre", "code"} else plain(words))

    def tag(self, tag: str, rest: str, *, closing: bool) -> None:
        if closing:
            self._close(tag)
            return
        attributes = {
            name.lower(): unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(rest.rstrip("/"))
        }
        if self.hidden:
            self._within(tag, attributes)
        elif picture := attributes.get("data-picture"):
            self.open[-1].flush()
            self.open[-1].blocks.append(f"![{plainly(attributes.get('aria-label', ''))}]({picture})")
            self._hide(tag)
        elif tag in _DROPPED or _is_apart(tag, attributes):
            self.open[-1].words.append(attributes.get("data-written", ""))
            self._hide(tag)
        elif tag in VOID:
            self._void(tag, attributes)
        else:
            if tag in _BLOCKS or tag in _WRITTEN or tag in ("li", "ul", "ol", "pre"):
                self.open[-1].flush()
            self.open.append(_Frame(tag, attributes))

    def end(self) -> str:
        while len(self.open) > 1:
            self._close(self.open[-1].tag)
        self.open[0].flush()
        return "\n\n".join(self.open[0].blocks).strip() + "\n"

    def _hide(self, tag: str) -> None:
        if tag not in VOID:
            self.hidden.append(tag)

    def _within(self, tag: str, attributes: Mapping[str, str]) -> None:
        """What is told of what is dropped: the file of a chart's data, and the TeX of a formula."""
        if tag == "a" and attributes.get("href", "").endswith(".csv"):
            self.open[-1].blocks.append(f"[CSV]({attributes['href']})")
        if tag == "annotation":
            display = any("katex-display" in frame.classes for frame in self.open)
            self.open[-1].words.append("$$" if display else "$")
        self._hide(tag)

    def _void(self, tag: str, attributes: Mapping[str, str]) -> None:
        frame = self.open[-1]
        if tag == "br":
            frame.words.append("\ue100")
        elif tag == "hr" and "footnote" not in frame.classes:
            frame.flush()
            frame.blocks.append("---")
        elif tag == "img" and attributes.get("src"):
            frame.words.append(f"![{plainly(attributes.get('alt', ''))}]({_address(attributes['src'])})")

    def _close(self, tag: str) -> None:
        if self.hidden:
            if tag in self.hidden:
                while (ended := self.hidden.pop()) != tag:
                    pass
                if ended == "annotation":
                    display = any("katex-display" in frame.classes for frame in self.open)
                    self.open[-1].words.append("$$" if display else "$")
            return
        if not any(frame.tag == tag for frame in self.open[1:]):
            return
        while True:
            frame = self.open.pop()
            self._add(frame, self.open[-1])
            if frame.tag == tag:
                return

    def _add(self, frame: _Frame, parent: _Frame) -> None:
        """Write an element that ended into the one around it."""
        tag = frame.tag
        if tag in ("td", "th", "tr", "table", "thead", "tbody"):
            _add_table(frame, parent)
        elif tag == "pre":
            parent.blocks.append(_code(frame, parent))
        elif tag in _WRITTEN:
            frame.flush()
            if text := _WRITTEN[tag](frame):
                parent.blocks.append(text)
        elif tag == "li":
            frame.flush()
            parent.blocks.append(_item(frame, parent))
        elif tag in ("ul", "ol"):
            footnotes = any("footnote" in one.classes for one in self.open)
            parent.blocks.append(("\n\n" if footnotes else "\n").join(frame.blocks))
        elif tag in _BLOCKS:
            frame.flush()
            quoted = "admonition" in frame.classes
            parent.blocks += [_quoted(frame)] if quoted else frame.blocks
        else:
            listing = any(one.tag == "pre" for one in self.open)
            parent.words.append("".join(frame.words) if listing else _inline(frame))


def _is_apart(tag: str, attributes: Mapping[str, str]) -> bool:
    classes = set(attributes.get("class", "").split())
    return bool(classes & _APART) or (tag == "span" and "unseen" in classes) or attributes.get("aria-hidden") == "true"


def _address(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _inline(frame: _Frame) -> str:
    """An element within a line."""
    tag, href = frame.tag, frame.attributes.get("href", "")
    if tag == "code":
        words = "".join(frame.words)
        ticks = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
        return f"{ticks} {words} {ticks}" if "`" in words else f"`{words}`"
    whole = "".join(frame.words)
    text = frame.inline()
    before, after = " " * whole[:1].isspace(), " " * whole[-1:].isspace()
    if tag == "a" and "footnote-ref" in frame.classes:
        return f"[^{href.rpartition(':')[2]}]"
    if tag == "a" and href and not href.startswith("#") and "enlarge" not in frame.classes and text:
        return f"{before}[{text}]({_address(href)}){after}"
    if tag in ("sup", "sub") and not text.startswith("[^"):
        return f"<{tag}>{text}</{tag}>"
    if tag in _MARKS and text:
        return f"{before}{_MARKS[tag]}{text}{_MARKS[tag]}{after}"
    return f"{before if text else ''}{text}{after}"


def _item(frame: _Frame, parent: _Frame) -> str:
    """An item of a list, or a footnote."""
    identity = frame.attributes.get("id", "")
    if identity.startswith("fn:"):
        mark = f"[^{identity.removeprefix('fn:')}]: "
    elif parent.tag == "ol":
        first = parent.attributes.get("start", "1")
        mark = f"{(int(first) if first.isdigit() else 1) + len(parent.blocks)}. "
    else:
        mark = "- "
    indent = " " * (4 if identity.startswith("fn:") else len(mark))
    between = "\n" if all(block.lstrip().startswith(("- ", "1. ")) for block in frame.blocks[1:]) else "\n\n"
    return mark + re.sub(r"\n(?!\n)", f"\n{indent}", between.join(frame.blocks))


def _heading(frame: _Frame) -> str:
    return f"{'#' * int(frame.tag[1])} {frame.inline()}"


def _code(frame: _Frame, around: _Frame) -> str:
    """A fence, with the language that stands at the code or around it."""
    text = "".join(frame.words).strip("\n")
    named = [name for name in [*frame.classes, *around.classes] if name.startswith("language-")]
    language = named[0].removeprefix("language-").replace("text", "") if named else ""
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _quoted(frame: _Frame) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(frame.blocks).split("\n"))


def _defined(frame: _Frame) -> str:
    return f": {'  '.join(frame.blocks)}"


def _named(frame: _Frame) -> str:
    text = frame.inline()
    return f"**{text}**" if text else ""


def _add_table(frame: _Frame, parent: _Frame) -> None:
    """Cells into rows, rows into a table, in which a cell of several rows stands in each."""
    if frame.tag in ("td", "th"):
        text = frame.inline().replace("|", "\\|").replace("\n", " ")
        parent.rows.append([text, frame.attributes.get("rowspan", "1")])
    elif frame.tag == "tr":
        parent.rows.append(["\0".join(cell) for cell in frame.rows])
    elif frame.tag in ("thead", "tbody"):
        parent.rows += frame.rows
    elif rows := _spread(frame.rows):
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        parent.flush()
        parent.blocks.append("\n".join([lines[0], "|" + "---|" * width, *lines[1:]]))


def _spread(rows: list[list[str]]) -> list[list[str]]:
    whole, first, left = list[list[str]](), "", 0
    for row in rows:
        cells = [cell.partition("\0") for cell in row]
        words = [text for text, _, _ in cells]
        if left:
            words, left = [first, *words], left - 1
        elif cells and cells[0][2].isdigit() and int(cells[0][2]) > 1:
            first, left = words[0], int(cells[0][2]) - 1
        whole.append(words)
    return whole


_WRITTEN: Mapping[str, Callable[[_Frame], str]] = {
    **{f"h{level}": _heading for level in range(1, 7)},
    "blockquote": _quoted,
    "dt": _named,
    "dd": _defined,
    "summary": _named,
}
