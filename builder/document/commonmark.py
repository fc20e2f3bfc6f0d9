"""CommonMark for Python-Markdown: what is a block and what is a mark, everything else being left to its extensions."""

from __future__ import annotations

import re

from markdown import Extension, Markdown
from markdown.util import Registry

from builder.document.blocks import Blocks
from builder.document.spans import Spans

_ATTRIBUTE = r"""(?:[.#][^\s{}.#=]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))"""
_ATTRIBUTES = rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]*{_ATTRIBUTE})*)[ ]*\}}"


class CommonMark(Extension):
    """Must be the first: others ask the parser for its place."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors = Registry()
        md.parser = parser = Blocks(md)
        md.treeprocessors.register(Spans(md, parser), "inline", 20)


class Attributes(Extension):
    """`{#id .class key=value}` are attributes; what else stands in braces, such as a set, is text."""

    def extendMarkdown(self, md: Markdown) -> None:
        attributes = md.treeprocessors["attr_list"]
        attributes.HEADER_RE = re.compile(rf"[ ]+{_ATTRIBUTES}[ ]*$")  # type: ignore[attr-defined] # it is its class's
        attributes.BLOCK_RE = re.compile(rf"\n[ ]*{_ATTRIBUTES}[ ]*$")  # type: ignore[attr-defined]
        attributes.INLINE_RE = re.compile(rf"^{_ATTRIBUTES}")  # type: ignore[attr-defined]
