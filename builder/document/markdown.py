"""Markdown to HTML, as near to what Hugo makes of the same text as Python-Markdown comes."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import markdown
from pymdownx import emoji, slugs

from builder.document.commonmark import Attributes, CommonMark
from builder.document.typography import Typography

_slug = slugs.slugify(case="lower")  # which keeps accents


def _anchor(taken: Collection[str], text: str, separator: str) -> str:
    """The anchor of a heading, none of those that are taken."""
    anchor = str(_slug(text, separator))
    while anchor in taken:
        anchor += f"{separator}section"
    return anchor


EXTENSIONS: dict[str, dict[str, Any]] = {
    "markdown.extensions.attr_list": {},
    "markdown.extensions.footnotes": {
        "BACKLINK_TITLE": "↩ {}",  # in any language
        "BACKLINK_TEXT": '<span aria-hidden="true">↩</span>',  # which a reader's own view of the text leaves out
        "USE_DEFINITION_ORDER": False,
    },
    "markdown.extensions.smarty": {},
    "markdown.extensions.toc": {},
    "pymdownx.emoji": {"emoji_index": emoji.gemoji, "emoji_generator": emoji.to_alt},
    "pymdownx.highlight": {"guess_lang": False, "pygments_lang_class": True},
    "pymdownx.magiclink": {},
    "pymdownx.tasklist": {},
}


@functools.cache
def _converter() -> markdown.Markdown:
    extensions: list[str | markdown.Extension] = [CommonMark(), *EXTENSIONS, Attributes(), Typography()]
    return markdown.Markdown(extensions=extensions, extension_configs=EXTENSIONS, output_format="html")


@functools.cache
def _inline_converter() -> markdown.Markdown:
    """Markdown that knows paragraphs only."""
    converter = _converter.__wrapped__()
    converter.parser.reader.block.ruler.enableOnly(["paragraph"])  # type: ignore[attr-defined] # it is one of `Blocks`
    return converter


def restart() -> None:
    """Forget a text that could not be read to its end: the converter would go on from there in the next one."""
    _converter.cache_clear()
    _inline_converter.cache_clear()


@dataclass(frozen=True)
class Heading:
    """A heading."""

    level: int
    """2 for `##`."""
    id: str
    """Its anchor."""
    html: str
    """What stands in it."""


def convert(text: str, taken: Collection[str] = ()) -> tuple[str, list[Heading]]:
    """The HTML of a text, and its headings in order, whose anchors are none of the ids that are taken."""
    converter = _converter().reset()
    taken = {*taken, "text"}  # which is what the whole page is called
    converter.treeprocessors["toc"].slugify = functools.partial(_anchor, taken)  # type: ignore[attr-defined]
    html = converter.convert(text)
    tokens = converter.toc_tokens  # type: ignore[attr-defined] # its extension adds it
    return html, list(_headings(tokens))


def _headings(tokens: Iterable[dict[str, Any]]) -> Iterator[Heading]:
    for token in tokens:
        yield Heading(token["level"], token["id"], token["html"])
        yield from _headings(token["children"])


def to_html(text: str) -> str:
    """The HTML of a text."""
    return convert(text)[0]


def inline(text: str) -> str:
    """The HTML of a line of text, such as a caption, without a paragraph around it."""
    converter = _inline_converter().reset()
    html = converter.convert(re.sub(r"\n\s*\n", "\n", text))
    return re.sub(r"^<p[^<>]*>|</p>$", "", html)
