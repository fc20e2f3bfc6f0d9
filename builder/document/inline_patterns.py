"""Python-Markdown tries each of its forty patterns on each piece of text; most pieces have no mark for most of them."""

from __future__ import annotations

import re

from markdown import Extension, Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

MARKS = {
    "inline": re.compile(r"[`\\\[<&:@*_~]|[wW]{3}\.|  \n"),
    "smarty": re.compile(r"""['"]|\.\.\.|--"""),
}
"""By the step of the converter, what a text must have for one of the step's patterns to be found in it."""

NEEDED = {
    "backtick": "`", "escape": "\\", "hardbreak": "\\", "footnote": "[", "reference": "[", "link": "[",
    "image_link": "![", "image_reference": "![", "short_reference": "[", "short_image_ref": "![",
    "autolink": "<", "automail": "<", "html": "<", "linebreak": "  \n", "magic-mail": "@", "entity": "&", "emoji": ":",
}  # fmt: skip
"""What a text must have for this one pattern; others are always tried."""


class Marks(Extension):
    """Passes over text without a mark: an article converts in half of the time."""

    def extendMarkdown(self, md: Markdown) -> None:
        for name, priority in (("inline", 20), ("smarty", 6)):  # the places that the two have in Python-Markdown
            registry = md.treeprocessors[name].inlinePatterns  # type: ignore[attr-defined]
            patterns = list(registry)  # which sorts them, and their names
            needed = [NEEDED.get(item.name, "") for item in registry._priority]
            step = _Marked(md)
            step.mark, step.tried = MARKS[name], list(zip(patterns, needed, strict=True))
            md.treeprocessors.register(step, name, priority)


class _Marked(InlineProcessor):
    """As the step that it stands in for, whose patterns it takes, for text with a mark."""

    mark: re.Pattern[str]
    tried: list[tuple[object, str]]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        if isinstance(data, AtomicString) or self.mark.search(data) is None:
            return data
        start = 0
        while patternIndex < len(self.tried):
            pattern, needed = self.tried[patternIndex]
            matched = False
            if needed in data:
                apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
                data, matched, start = apply(pattern, data, patternIndex, start)
            if not matched:
                patternIndex, start = patternIndex + 1, 0
        return data
