"""What stands in a line, which markdown-it-py reads, as elements of Python-Markdown's tree."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Sequence

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString, code_escape
from markdown_it.token import Token

from builder.document.blocks import Blocks

MARK = re.compile(r"[`\\\[<&:@*_~]|[wW]{3}\.|  \n")
"""What a text must have to be more than its words; most pieces have none."""
PATTERNS = {"footnote": "[^", "emoji": ":", "magic-link": "", "magic-mail": "@"}
"""What of other extensions is looked for in words, and what these must have for it."""

_LINES = re.compile(r"[ \t]*\n[ \t]*")
_ENTITY = re.compile(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
_LINK = re.compile(r"<(/?)a[\s>]", re.IGNORECASE)
_NAMES = {"s": "del"}
_WEB = re.compile(r"(?:http|ftp)s?://")
_ADDRESS = re.compile(
    r"(?:\w+://)?(?:[^\s/?#]*@)?[\w.-]+\.[a-z]+(?![\w-])[^\s<，。；：！？、（）《》「」『』【】“”]*", re.IGNORECASE
)
"""An address that is a link by itself: its host ends with letters, which `localhost:80` does not, as in Hugo."""


class Spans(Treeprocessor):
    """Reads the words of each element; stands in for the step that would look for Python-Markdown's own patterns."""

    def __init__(self, md: Markdown, parser: Blocks) -> None:
        super().__init__(md)
        self._parser = parser
        self._patterns: list[tuple[str, InlineProcessor]] = []
        self.stashed_nodes: dict[str, str] = {}  # which patterns ask for

    def run(self, root: etree.Element) -> None:
        """Read all words of a tree."""
        known = [(needed, self.md.inlinePatterns[name]) for name, needed in PATTERNS.items()]
        self._patterns = [(needed, pattern) for needed, pattern in known if isinstance(pattern, InlineProcessor)]
        for element in list(root.iter()):
            inside: list[etree.Element] = []
            if element.text and not isinstance(element.text, AtomicString):
                element.text, inside = self._read(element.text)
            for child in element:
                inside.append(child)
                if child.tail and not isinstance(child.tail, AtomicString) and not child.tail.isspace():
                    child.tail, more = self._read(child.tail)
                    inside += more
            if len(inside) > len(element):
                element[:] = inside

    def _read(self, text: str) -> tuple[str | None, list[etree.Element]]:
        """What stands before the first element in a text, and its elements."""
        if not MARK.search(text):
            return _LINES.sub("\n", text), []
        tokens: list[Token] = []
        reader = self._parser.reader
        reader.inline.parse(text, reader, self._parser.env, tokens)
        holder = etree.Element("span")
        self._build(holder, tokens)
        return holder.text, list(holder)

    def _build(self, holder: etree.Element, tokens: Sequence[Token]) -> None:
        within, links = [holder], 0
        for token in tokens:
            links += token.nesting * (token.tag == "a")
            if token.nesting > 0:
                attributes = {name: _plain(str(value)) for name, value in token.attrs.items()}
                within.append(etree.SubElement(within[-1], _NAMES.get(token.tag, token.tag), attributes))
            elif token.nesting < 0:
                closed = within.pop()
                if token.markup == "autolink":  # whose words are an address
                    closed.text = AtomicString(closed.text or "")
            elif token.type == "code_inline":
                etree.SubElement(within[-1], "code").text = AtomicString(code_escape(token.content))
            elif token.type == "hardbreak":
                etree.SubElement(within[-1], "br")
            elif token.type == "image":
                _picture(within[-1], token)
            elif token.type == "text":
                for part in self._parts(_plain(token.content), links > 0):
                    _add(within[-1], part)
            else:
                if found := _LINK.match(token.content) if token.type == "html_inline" else None:
                    links += -1 if found[1] else 1
                _add(within[-1], self._text(token))

    def _text(self, token: Token) -> str:
        """What stands in the tree for a line's end, a tag, an entity or an escaped sign."""
        if token.type == "softbreak":
            return "\n"
        if token.type == "html_inline":
            return self.md.htmlStash.store(token.content)
        if token.info == "entity":
            return self.md.htmlStash.store(token.markup)
        if token.content == token.markup:  # a backslash before what needs none
            return _plain(token.content)
        return "&amp;" if token.content == "&" else f"{STX}{ord(token.content)}{ETX}"  # which no pattern looks into

    def _parts(self, text: str, linked: bool) -> Iterator[str | etree.Element]:
        """A text cut at what the patterns of other extensions find in it."""
        parts: list[str | etree.Element] = [text]
        for needed, pattern in self._patterns:
            if needed in text and not (linked and "a" in pattern.ANCESTOR_EXCLUDES):
                parts = [one for part in parts for one in (_cut(part, pattern) if isinstance(part, str) else (part,))]
        yield from parts


def _cut(text: str, pattern: InlineProcessor) -> Iterator[str | etree.Element]:
    """A text cut at what a pattern finds in it."""
    read = 0
    for found in pattern.getCompiledRegExp().finditer(text):
        if found.start() < read:
            continue
        made, start, end = pattern.handleMatch(found, text)
        if isinstance(made, str | etree.Element) and start is not None and end is not None:
            if isinstance(made, etree.Element) and _WEB.match(made.get("href", "")):
                if not (address := _ADDRESS.match(text, start)):
                    continue
                end = min(end, address.end())
                made.text = AtomicString(text[start:end])
                made.set("href", f"https://{made.text}" if found["www"] else made.text)  # as in Hugo
            yield text[read:start]
            yield made
            read = end
    yield text[read:]


def _picture(parent: etree.Element, token: Token) -> None:
    attributes = {name: str(value) for name, value in token.attrs.items()} | {"alt": _said(token.children or ())}
    etree.SubElement(parent, "img", {name: _plain(value) for name, value in attributes.items()})


def _plain(text: str) -> str:
    """Words that hold no entity, whatever they look like."""
    return _ENTITY.sub("&amp;", text)


def _said(tokens: Sequence[Token]) -> str:
    """The words of an alternative text."""
    return "".join(
        _said(token.children) if token.children else "\n" if token.type.endswith("break") else token.content
        for token in tokens
        if token.type != "html_inline"
    )


def _add(parent: etree.Element, part: str | etree.Element) -> None:
    if not isinstance(part, str):
        parent.append(part)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + part
    else:
        parent.text = (parent.text or "") + part
