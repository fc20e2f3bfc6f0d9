"""The blocks of a text, which markdown-it-py finds, as the tree that Python-Markdown goes on with."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Sequence
from typing import Any

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.util import AtomicString, code_escape
from markdown_it.token import Token

from builder.document.fence_notes import noted
from builder.document.fences import highlighted
from builder.document.reading import reader
from builder.document.tags import whole

_BAR = "\ue006"  # for private use: stands for a | in code, which would else end a cell of a table
_CODE = re.compile(r"\\.|(`+)(?!`).+?(?<!`)\1(?!`)")  # code in a line
_DEFINES = re.compile(r"^[ \t>]*:[ \t]", re.MULTILINE)


class Blocks(BlockParser):
    """As the parser that it stands in for, but that CommonMark says what is a block."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.reader = reader()
        self.env: dict[str, Any] = {}  # what one part of a text tells another: link definitions, footnotes

    def parseDocument(self, lines: Iterable[str]) -> Any:
        """The tree of a text; words stand in it as they are written."""
        text = re.sub("[\x02\x03]", "", "\n".join(lines)).replace("\r\n", "\n").replace("\0", "\ufffd")
        notes = self.md.treeprocessors["footnote"].footnotes.footnotes  # type: ignore[attr-defined]
        self.env = {"footnotes": notes, "defines": _DEFINES.search(text)}
        hidden = _CODE.sub(lambda found: found[0].replace("|", _BAR), text) if "|" in text and "`" in text else text
        tokens: list[Token] = []
        self.reader.block.parse(hidden, self.reader, self.env, tokens)
        self.root = etree.Element(self.md.doc_tag)
        self.parseChunk(self.root, tokens)
        return etree.ElementTree(self.root)

    def parseChunk(self, parent: etree.Element, text: Sequence[Token]) -> None:  # type: ignore[override]
        """Put blocks, which were read already, into an element, which may take elements only."""
        within = [parent]
        for place, token in enumerate(text):
            if token.type == "fence":
                code, marked = noted(text, place)
                info = token.info.replace(_BAR, "|")
                self._raw(within[-1], highlighted(self.md, info, code.replace(_BAR, "|"), marked))
            elif token.type == "inline":
                _add(within[-1], token.content.replace(_BAR, "|"))
            elif token.hidden:
                continue
            elif token.nesting > 0:
                attributes = {name: _attribute(value) for name, value in token.attrs.items()}
                within.append(etree.SubElement(within[-1], token.tag, attributes))
            elif token.nesting < 0:
                within.pop()
            else:
                self._single(within[-1], token)
        if parent is not self.root:
            _as_elements(parent)

    def _single(self, parent: etree.Element, token: Token) -> None:
        """Add a block that holds no others."""
        content = token.content.replace(_BAR, "|")
        if token.type == "html_block":
            self._raw(parent, self.md.htmlStash.store(whole(content.strip())))
        elif token.type == "code_block":
            code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
            code.text = AtomicString(code_escape(content))
        else:
            etree.SubElement(parent, token.tag)

    def _raw(self, parent: etree.Element, placeholder: str) -> None:
        """Add HTML that stands by itself, without a paragraph."""
        number = int(placeholder.rpartition(":")[2].rstrip("\x03"))
        html = self.md.htmlStash.rawHtmlBlocks[number]
        if self.md.postprocessors["raw_html"].isblocklevel(html):  # type: ignore[attr-defined]
            etree.SubElement(parent, "p").text = AtomicString(placeholder)  # which gives way to it
        else:
            _add(parent, f"\n{placeholder}\n")


def _as_elements(note: etree.Element) -> None:
    """Put what a footnote begins with into an element, and another behind what it ends with, for the link back."""
    if note.text:
        first = etree.Element("p")
        first.text, note.text = AtomicString(note.text.strip()), None
        note.insert(0, first)
    if len(note) and isinstance(note[-1].text, AtomicString):
        etree.SubElement(note, "p").text = ""


def _attribute(value: str | float) -> str:
    return re.sub(r"^text-align:(\w+)$", r"text-align: \1;", str(value))


def _add(parent: etree.Element, text: str) -> None:
    """Add text behind all that an element holds."""
    if len(parent):
        before = parent[-1].tail or ""
        parent[-1].tail = before + ("\n" if before and not before.endswith("\n") else "") + text
    else:
        before = parent.text or ""
        parent.text = before + ("\n" if before and not before.endswith("\n") else "") + text
