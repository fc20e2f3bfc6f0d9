"""Backslashes and braces as Hugo reads them."""

from __future__ import annotations

import re

from markdown import Extension, Markdown
from markdown.extensions.md_in_html import HtmlBlockPreprocessor, HTMLExtractorExtra
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from pymdownx.escapeall import EscapeAllPattern

_ATTRIBUTE = r"""(?:[.#][^\s{}.#=]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))"""
_ATTRIBUTES = rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]*{_ATTRIBUTE})*)[ ]*\}}"


class Escapes(Extension):
    r"""A backslash escapes punctuation, and breaks a line at its end; before all else, as in `C:\Users`, it is one."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(EscapeAllPattern(r"\\([!-/:-@\[-`{-~])", False, md), "escape", 180)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "hardbreak", 5.1)


class Tags(Extension):
    """A `<` is looked at as a tag where there is a `>` behind it: each would be read to the end of the text."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_HtmlBlocks(md), "html_block", 20)


class _HtmlBlocks(HtmlBlockPreprocessor):
    """As the step of `md_in_html` that it stands in for."""

    def run(self, lines: list[str]) -> list[str]:
        parser = _Tags(self.md)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class _Tags(HTMLExtractorExtra):
    def parse_starttag(self, i: int) -> int:
        return super().parse_starttag(i) if self.rawdata.rfind(">") > i else -1


class Attributes(Extension):
    """`{#id .class key=value}` are attributes; what else stands in braces, such as a set, is text."""

    def extendMarkdown(self, md: Markdown) -> None:
        attributes = md.treeprocessors["attr_list"]
        attributes.HEADER_RE = re.compile(rf"[ ]+{_ATTRIBUTES}[ ]*$")  # type: ignore[attr-defined] # it is its class's
        attributes.BLOCK_RE = re.compile(rf"\n[ ]*{_ATTRIBUTES}[ ]*$")  # type: ignore[attr-defined]
        attributes.INLINE_RE = re.compile(rf"^{_ATTRIBUTES}")  # type: ignore[attr-defined]
