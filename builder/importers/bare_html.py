"""HTML that a notebook stored, without its looks: tables and simple elements, and nothing that needs a script."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_KEPT = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "small", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": ("href",), "img": ("src", "alt", "width", "height"), "td": ("colspan", "rowspan")}
_ATTRIBUTES["th"] = _ATTRIBUTES["td"]
_EMPTY = ("br", "hr", "img")
_UNSEEN = ("script", "style", "head", "title", "template", "noscript")
"""Elements of which nothing is shown."""
_LIVE = ("audio", "button", "canvas", "embed", "iframe", "input", "object", "progress", "select", "svg", "video")
"""Elements that say little without a script, or that ask for more."""


class _Bare(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.tables: list[str] = []
        self.live = False
        self._open: list[str] = []
        self._unseen: list[str] = []
        self._begins: list[int] = []  # where the tables that are open begin

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.live = self.live or tag == "script"
            self._unseen.append(tag)
        elif tag in _LIVE:
            self.live = True
        elif tag in _KEPT and not self._unseen:
            if tag == "table":
                self._begins.append(len(self.pieces))
            kept = _ATTRIBUTES.get(tag, ())
            told = "".join(f' {name}="{escape(value)}"' for name, value in attributes if name in kept and value)
            self.pieces.append(f"<{tag}{told}>")
            if tag not in _EMPTY:
                self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
        elif tag in self._open:
            while self._close() != tag:
                pass

    def _close(self) -> str:
        tag = self._open.pop()
        self.pieces.append(f"</{tag}>")
        if tag == "table":
            begin = self._begins.pop()
            if not self._begins:
                self.tables.append("".join(self.pieces[begin:]))
        return tag

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        while self._open:
            self._close()


def bare_tables(html: str) -> str:
    """The tables in some HTML, on lines of which none is empty: one would end it in Markdown. "" where it has none."""
    return "\n\n".join(_lines(table) for table in _read(html).tables)


def bare_html(html: str) -> str:
    """Some HTML in one element, likewise; "" where nothing is seen in it without a script."""
    bare = _read(html)
    text = "".join(bare.pieces)
    seen = re.sub(r"<(?!img\b)[^<>]*>", "", text).strip()
    return f"<div>\n{_lines(text)}\n</div>" if seen and not bare.live else ""


def _read(html: str) -> _Bare:
    bare = _Bare()
    if html.count("<") <= 2 * html.count(">") + 100:  # else a tag begins again and again, and Python reads for minutes
        bare.feed(html)
    bare.close()
    return bare


def _lines(html: str) -> str:
    """HTML without empty lines; those of words that keep their lines are written as such."""
    kept = re.sub(r"<pre>.*?</pre>", lambda found: found[0].strip().replace("\n", "&#10;"), html, flags=re.DOTALL)
    return "\n".join(filter(None, map(str.strip, kept.split("\n"))))
