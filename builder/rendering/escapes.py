"""Backslashes as CommonMark reads them."""

from __future__ import annotations

from markdown import Extension, Markdown
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from pymdownx.escapeall import EscapeAllPattern


class Escapes(Extension):
    r"""A backslash escapes punctuation, and breaks a line at its end; before all else, as in `C:\Users`, it is one."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(EscapeAllPattern(r"\\([!-/:-@\[-`{-~])", False, md), "escape", 180)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "hardbreak", 5.1)
