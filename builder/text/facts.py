"""What can be told of a text from its document: its headings, how long it is to read, what comes alive in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple
from unicodedata import normalize

from builder.document.fragments import place_of_number
from builder.document.tree import Document, Element, Leaf

LOOKED_AT = ("figure", "pre", "section")
"""Elements that nobody reads word by word."""
_BEGINS = re.compile(rf"\s*<(?:{'|'.join(LOOKED_AT)})\b")
_UNREAD = re.compile(rf"<({'|'.join(LOOKED_AT)})\b.*?</\1>|<[^<>]*>|{place_of_number('[^<>]*?')}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{3,}")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
MOST = 80
"""Words of a text by which others are found that are like it; half of them are in every text of its language."""
_OPTION = re.compile(r' data-option="([^"]+)"')
_PARTS = re.compile(r' data-parts="([^"]+)"')
_NETWORK = ' data-network data-source="'
_RUNTIME = re.compile(r' data-runtime="([^"]+)"')


class Facts(NamedTuple):
    """What pages, lists and templates say of a text without its HTML."""

    anchors: tuple[str, ...]
    """The ids of its headings of the second and third level, in their order."""
    words: int
    """How many it has to be read."""
    options: tuple[str, ...]
    """The files with the options of its charts, in their order."""
    parts: tuple[str, ...]
    """What of ECharts its charts need besides what nearly every chart does, in alphabetical order."""
    interactive: bool
    """Whether a figure in it runs JavaScript of its post."""
    math: bool
    """Whether it shows formulas."""
    explored: bool
    """Whether readers move about in a figure of it."""
    moving: bool
    """Whether a figure of it is an animation."""
    networks: bool
    """Whether readers run a network in it."""
    foreign: tuple[str, ...]
    """Those of them that ONNX Runtime runs, each with what our evaluator lacks."""
    terms: tuple[str, ...]
    """The words that it uses most."""

    @classmethod
    def read(cls, plain: list[Any]) -> Facts:
        """The facts that JSON holds as a list."""
        anchors, words, options, parts, interactive, math, explored, moving, networks, foreign, terms = plain
        lists = tuple(anchors), words, tuple(options), tuple(parts)
        return cls(*lists, interactive, math, explored, moving, networks, tuple(foreign), tuple(terms))


def facts_of(document: Document, below: Sequence[str] = ()) -> Facts:
    """The facts of a text; `below` are the anchors of headings that the page has below it."""
    given = [fragment.html for fragment in document.fragments()]
    texts = [_UNREAD.sub(" ", text) for text in _read_word_by_word(document)]
    return Facts(
        (*(name for one in document.elements if one.tag in ("h2", "h3") and (name := one.get("id"))), *below),
        sum(len(text.split()) for text in texts),
        tuple(unescape(name) for html in given for name in _OPTION.findall(html)),
        tuple(sorted({part for html in given for named in _PARTS.findall(html) for part in named.split()})),
        any(' data-module="' in html or _NETWORK in html for html in given),
        any('class="katex' in html for html in given),
        any(' data-explore="' in html for html in given),
        any('class="play"' in html for html in given),
        any(_NETWORK in html for html in given),
        tuple(dict.fromkeys(unescape(told) for html in given for told in _RUNTIME.findall(html))),
        terms_of(" ".join(texts)),
    )


def terms_of(text: str) -> tuple[str, ...]:
    """The words that a text in HTML uses most, in an order that depends on nothing else.

    Chinese, Japanese and Korean set no blanks: there two letters count as a word.
    """
    said = normalize("NFC", unescape(text)).lower()
    words = Counter(_WORD.findall(_DENSE.sub(" ", said)))
    for run in _DENSE.findall(said):
        words.update(run[place : place + 2] for place in range(len(run) - 1))
    return tuple(sorted(words, key=lambda word: (-words[word], word))[:MOST])


def _read_word_by_word(document: Document) -> Iterator[str]:
    """The texts of a document, as HTML, but for what is looked at."""
    waiting: list[str | Leaf | Element] = [document.root]
    skipped = 0  # enclosures, in one another, that are looked at
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            if not (node.tag in LOOKED_AT and node.end):
                waiting += reversed(node.children)
        elif isinstance(node, str):
            if not skipped:
                yield node
        elif node.fragment.ends and (skipped or _BEGINS.match(node.fragment.html)):
            skipped += 1 if node.fragment.begins else -1
        elif not skipped:
            yield node.fragment.html
