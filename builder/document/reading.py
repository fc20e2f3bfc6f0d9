"""How Markdown is read: as CommonMark says, by markdown-it-py, with what Hugo knows beyond that."""

from __future__ import annotations

import functools
import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from builder.document.definitions import definitions, footnote

_WITHIN = re.compile(
    r"<(?P<tag>[a-z][\w-]*)\b(?P<before>[^<>]*?)\smarkdown(?:=(?:\"[^\"]*\"|'[^']*'|[\w-]+))?(?P<after>[^<>]*)>"
    r"(?:(?P<line>.*)(?P<end></(?P=tag)>))?[ \t]*$",
    re.IGNORECASE,
)  # an element that says it holds Markdown: its first tag alone on a line, or all of it
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "td", "th", "dt", "summary", "a", "b", "i", "em"}
_SCHEME = re.compile(r"(?:https?|ftps?)$", re.IGNORECASE)
_ADDRESS = re.compile(r"://[^\s<>\[\]()`\\\ue000]*[^\s<>\[\]()`\\\ue000?!.,:;*_~^'\"]")
_NOTED = re.compile(r"\[\^([^\]\n]*)\]")


class _Reader(MarkdownIt):
    """Leaves addresses as they are written: where they lead is known when all texts are."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link


def reader() -> MarkdownIt:
    """The reader of blocks and of what stands in a line. What nests too deeply raises RecursionError."""
    made = _Reader("commonmark", {"maxNesting": 10_000}).enable(["table", "strikethrough"])
    blocks = made.block.ruler  # `alt` names what each of the rules ends
    blocks.before("reference", "footnote", footnote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    blocks.before("html_block", "html_within", _html_within, {"alt": ["paragraph", "reference", "blockquote"]})
    blocks.before("lheading", "definitions", definitions, {"alt": ["paragraph", "reference"]})
    made.inline.ruler.before("link", "footnote", _noted)
    made.inline.ruler.before("newline", "address", _address)
    return made


@functools.cache
def _reader() -> MarkdownIt:
    return reader()


def blocks_of(text: str) -> list[Token]:
    """The blocks of a text, each with its lines; those of its footnotes come last."""
    made = _reader()
    notes: dict[str, list[Token]] = {}
    tokens: list[Token] = []
    made.block.parse(text, made, {"footnotes": notes, "defines": True}, tokens)
    return [*tokens, *(token for note in notes.values() for token in note)]


def _html_within(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """`<div markdown="1">` is a tag for itself: what follows is Markdown without an empty line before it."""
    place = state.bMarks[start] + state.tShift[start]
    if state.src[place : place + 1] != "<" or state.is_code_block(start):
        return False
    found = _WITHIN.match(state.src[place : state.eMarks[start]])
    if not found or silent:
        return bool(found)
    state.push("html_block", "", 0).content = f"<{found['tag']}{found['before']}{found['after']}>"
    if found["end"]:
        within = found["tag"].lower() in _PARAGRAPHS
        state.push("paragraph_open", "p", 1).hidden = within
        state.push("inline", "", 0).content = found["line"].strip()
        state.push("paragraph_close", "p", -1).hidden = within
        state.push("html_block", "", 0).content = found["end"]
    state.line = start + 1
    return True


def _address(state: StateInline, silent: bool) -> bool:
    """What is an address in a text has no emphasis in it: `https://example.org/__init__.py`."""
    place = state.pos
    if not state.src.startswith("://", place) or not _SCHEME.search(state.src, max(0, place - 5), place):
        return False
    if not (found := _ADDRESS.match(state.src, place)):
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _noted(state: StateInline, silent: bool) -> bool:
    """`[^1]` refers to a footnote, whatever stands behind it, and stays for the extension that knows footnotes."""
    found = _NOTED.match(state.src, state.pos)
    if not found or found[1] not in state.env["footnotes"]:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True
