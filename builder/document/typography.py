"""Quotation marks and dashes as a printer sets them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Extension, Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, STX, AtomicString

MARK = re.compile(r"""['"]|\.\.\.|--""")
"""What a text must have for one of the patterns to be found in it; most pieces have none."""

_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3100-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_TOUCHING = re.compile(rf"""(?P<left>[{_WIDE}])?(?P<mark>["'])(?(left)|(?=[{_WIDE}]))""")
_STASHED = re.compile(f"{STX}klzzwxh:([0-9]+){ETX}")
_MARKS = {
    '"': (re.compile('"'), ("“", "”")),
    "'": (re.compile(rf"(?<![^\W\d_])'|'(?![^\W\d_])|(?<=[{_WIDE}])'|'(?=[{_WIDE}])"), ("‘", "’")),  # no apostrophes
}


class Typography(Extension):
    """Takes the place of the step that tries its patterns on everything, and knows no Chinese, Japanese and Korean."""

    def extendMarkdown(self, md: Markdown) -> None:
        step = _Typeset(md)
        step.inlinePatterns = md.treeprocessors["smarty"].inlinePatterns  # type: ignore[attr-defined]
        md.treeprocessors.register(step, "smarty", 6)


class _Typeset(InlineProcessor):
    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        """Typeset every text in a tree."""
        self.stashed_nodes: dict[str, etree.Element | str] = {}
        self.ancestors: list[str] = []
        for element in tree.iter():
            before = (element.text or "")[-1:]
            element.text = self._typeset(element.text, "")
            element.tail = self._typeset(element.tail, before)
        return tree

    def _typeset(self, text: str | None, before: str) -> str | None:
        if not text or isinstance(text, AtomicString) or not MARK.search(text):
            return text
        marked: str = self._InlineProcessor__handleInline(_by_turns(text, before))  # type: ignore[attr-defined]
        return _STASHED.sub(lambda found: str(self.stashed_nodes[found[1]]), marked)


def _by_turns(text: str, before: str) -> str:
    """The text whose marks open and close by turns where some touch a wide sign, since no blank tells which is which.

    `before` is the sign before it. Where their number is odd they stay straight.
    """
    for mark in {found["mark"] for found in _TOUCHING.finditer(before + text)}:
        pattern, signs = _MARKS[mark]
        pieces = pattern.split(text)
        odd = len(pieces) % 2 == 0
        signs = (f"{STX}{ord(mark)}{ETX}",) * 2 if odd else signs
        text = pieces[0] + "".join(signs[place % 2] + piece for place, piece in enumerate(pieces[1:]))
    return text
