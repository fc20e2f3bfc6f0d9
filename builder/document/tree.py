"""The document: what Markdown made of a text, read once as a tree. What nobody changes comes out as it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from markupsafe import Markup, escape

from builder.document.fragments import Fragment
from builder.document.placeholders import OPEN, PLACEHOLDER, fill_tags, number
from builder.document.tags import ATTRIBUTE, ATTRIBUTES, VOID

UNREAD = ("code", "script", "style")
"""Elements in which what stands for a shortcode is shown as it is written."""
# The standard library's parser reads the same in three times the time, which is a third of what Markdown itself takes.
_TOKEN = re.compile(rf"<!--.*?-->|<(/?)([a-zA-Z][^\s/<>]*)(?:{ATTRIBUTES})>", re.DOTALL)


@dataclass(eq=False, slots=True)
class Leaf:
    """The place of what a shortcode or a formula gave."""

    fragment: Fragment
    """What was given; of an enclosure one of its ends."""


@dataclass(eq=False, slots=True)
class Element:
    """An element, from its first tag to its last."""

    tag: str
    """Its name in small letters; "" for the whole document, and for an element that was replaced."""
    start: str
    """Its first tag, as it is written."""
    parent: Element | None
    """The element that holds it; None for the whole document."""
    children: list[str | Leaf | Element] = field(default_factory=list)
    """What it holds, in order; text as it is written."""
    end: str = ""
    """Its last tag; "" where there is none, as of `<img>` or where an author forgot it."""
    given: tuple[Fragment, ...] = ()
    """What shortcodes gave within the first tag, as in `[text]({{< ref other >}})`."""

    _read: tuple[str, list[tuple[str, str]]] = ("", [])

    @property
    def attributes(self) -> list[tuple[str, str]]:
        """Names in small letters and values without entities, in their order; a name may come twice."""
        if len(self.start) > len(self.tag) + 2 and self._read[0] != self.start:  # <p> has none
            found = ATTRIBUTE.findall(self.start)
            read = [(name.lower(), unescape(value.strip("\"'")) if value else "") for name, value in found]
            self._read = self.start, read
        return self._read[1]

    def get(self, name: str) -> str:
        """The value of an attribute; "" where it has none."""
        return next((value for known, value in self.attributes if known == name), "")

    def within(self, tag: str) -> bool:
        """Whether an element of this name, which has an end, holds it."""
        above = self.parent
        while above and not (above.tag == tag and above.end):
            above = above.parent
        return above is not None

    def replace(self, html: str) -> None:
        """Put HTML in its place, and in that of all that it holds."""
        for inner in self.inside():
            inner.tag = ""
        self.tag, self.start, self.end, self.children = "", html, "", []

    def inside(self) -> list[Element]:
        """The elements that it holds, in no order."""
        found = [child for child in self.children if isinstance(child, Element)]
        for one in found:  # which grows
            found += [child for child in one.children if isinstance(child, Element)]
        return found


@dataclass(frozen=True)
class Document:
    """A text as a tree."""

    root: Element
    """What holds all of it."""
    elements: list[Element]
    """All elements, in the order in which they begin."""
    leaves: list[Leaf]
    """What shortcodes gave, in its order, but for what stands in a tag."""

    def fragments(self) -> Iterator[Fragment]:
        """What shortcodes gave, in tags too, in no order."""
        yield from (leaf.fragment for leaf in self.leaves)
        for element in self.elements:
            yield from element.given

    def walk(self) -> Iterator[tuple[Leaf | Element, bool]]:
        """Its leaves and its elements in order, each element as it begins (True) and as it ends (False).

        Not the paragraphs that a block takes the place of, nor what is in code or in a script.
        """
        waiting: list[tuple[str | Leaf | Element, bool]] = [(self.root, True)]
        while waiting:
            node, begins = waiting.pop()
            if isinstance(node, str):
                continue
            if isinstance(node, Leaf) or not begins:
                yield node, begins
            elif leaf := _alone(node):
                yield leaf, True
            elif node.tag not in UNREAD[1:]:
                if node.children and node.parent:
                    yield node, True
                    waiting.append((node, False))
                waiting += [(child, True) for child in reversed(node.children)]

    @property
    def html(self) -> Markup:
        """What stands on the page: the tree, with what shortcodes gave at its leaves."""
        pieces: list[str] = []
        waiting: list[tuple[str | Leaf | Element, bool, bool]] = [(self.root, False, False)]
        while waiting:
            node, in_code, in_link = waiting.pop()
            if isinstance(node, str):
                pieces.append(node)
            elif isinstance(node, Leaf):
                pieces.append(_shown(node.fragment, in_code, in_link))
            elif node.start == "<p>" and (leaf := _alone(node)):
                pieces.append(_shown(leaf.fragment, in_code, in_link))
            else:
                pieces.append(node.start)
                waiting.append((node.end, in_code, in_link))
                in_code = in_code or (bool(node.end) and node.tag in UNREAD)
                in_link = in_link or (bool(node.end) and node.tag == "a")
                waiting += [(child, in_code, in_link) for child in reversed(node.children)]
        return Markup("".join(pieces))


def _alone(node: Element) -> Leaf | None:
    """The block that a paragraph holds and nothing else: it takes the place of the paragraph."""
    only = node.children[0] if len(node.children) == 1 and node.start == "<p>" and node.end else None
    return only if isinstance(only, Leaf) and only.fragment.block else None


def _shown(fragment: Fragment, in_code: bool, in_link: bool) -> str:
    """What a fragment is at a place: as it is written within code, and within a link, which holds no other, no link."""
    if in_code and fragment.written:
        return escape(fragment.written)
    if not in_link or "<a " not in fragment.html:
        return fragment.html
    return re.sub(r"\s*<a .*?</a>", "", fragment.html, flags=re.DOTALL) if fragment.ends else escape(fragment.text)


def read(html: str, fragments: Sequence[Fragment] = ()) -> Document:
    """The document that this HTML is, with fragments in the place of their placeholders."""
    reader = _Reader(html, fragments)
    return Document(reader.root, reader.elements, reader.leaves)


def fill(html: str, fragments: Sequence[Fragment]) -> Markup:
    """HTML with fragments in the place of their placeholders."""
    return read(html, fragments).html if PLACEHOLDER.search(html) else Markup(html)


class _Reader:
    """Cuts HTML at its tags. Whatever else there is, comments and entities too, stays as it is written.

    An element whose end is missing goes on to the end of the one that holds it, and an end without a beginning is text.
    """

    def __init__(self, html: str, fragments: Sequence[Fragment]) -> None:
        self.root = self._open = Element("", "", None)
        self.elements: list[Element] = []
        self.leaves: list[Leaf] = []
        self._fragments = fragments
        self._begun: Counter[str] = Counter()  # elements that are open, by name
        read = 0
        for found in _TOKEN.finditer(html):
            if not (tag := found[2]):  # a comment is text
                continue
            tag = tag.lower()
            if found[1] and not self._begun[tag]:  # ends nothing: text, too
                continue
            self._text(html[read : found.start()])
            read = found.end()
            if found[1]:
                self._end(tag, found[0])
            else:
                self._begin(tag, found[0])
        self._text(html[read:])

    def _begin(self, tag: str, start: str) -> None:
        if tag == "image" and not self._begun["svg"]:  # which browsers read so
            tag, start = "img", f"<img{start[6:]}"
        element = Element(tag, start, self._open)
        if OPEN in start:
            self._fill(element)
        self._open.children.append(element)
        self.elements.append(element)
        if tag not in VOID and not start.endswith("/>"):
            self._open = element
            self._begun[tag] += 1

    def _end(self, tag: str, end: str) -> None:
        """End an element, and what is open in it."""
        while self._open.tag != tag:
            self._leave()
        self._open.end = end
        self._leave()

    def _leave(self) -> None:
        self._begun[self._open.tag] -= 1
        assert self._open.parent
        self._open = self._open.parent

    def _text(self, text: str) -> None:
        """Add a text with its fragments."""
        if OPEN not in text:
            if text:
                self._open.children.append(text)
            return
        if "<" in text:
            text = fill_tags(text, self._fragments)  # of comments
        place = 0
        for found in PLACEHOLDER.finditer(text):
            if text[place : found.start()]:
                self._open.children.append(text[place : found.start()])
            self.leaves.append(leaf := Leaf(self._fragments[number(found[1])]))
            self._open.children.append(leaf)
            place = found.end()
        if text[place:]:
            self._open.children.append(text[place:])

    def _fill(self, element: Element) -> None:
        element.given = tuple(self._fragments[number(digits)] for digits in PLACEHOLDER.findall(element.start))
        element.start = fill_tags(element.start, self._fragments)
