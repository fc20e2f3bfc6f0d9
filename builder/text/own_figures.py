"""Figures and tables that an author wrote as HTML, with a caption: they are numbered as those of shortcodes are."""

from __future__ import annotations

import re

from builder.document.fragments import place_of_number
from builder.document.tree import Document, Element
from builder.shortcodes.context import Context

_CAPTIONS = {"figcaption": "figure", "caption": "table"}
"""The elements that hold a caption, and those whose caption they hold."""
_KINDS = {"img": "figure", "svg": "figure", "pre": "listing", "table": "table"}
"""What a figure counts as, by the first of these that it holds."""


def place_numbers(document: Document, context: Context) -> dict[str, str]:
    """Put the place of a number at the head of each caption, and give what it belongs to an id where it has none.

    Returns as what each is counted, by its id.
    """
    kinds: dict[str, str] = {}
    for element in document.elements:
        holder = element.parent
        if (
            element.tag not in _CAPTIONS
            or not holder
            or holder.tag != _CAPTIONS[element.tag]
            or not _has_words(element)
        ):
            continue
        kind = (
            "table"
            if holder.tag == "table"
            else next((_KINDS[tag] for tag in _tags(holder) if tag in _KINDS), "figure")
        )
        id_ = holder.get("id") or _named(holder, kind, context)
        kinds[id_] = kind
        _head(element).children.insert(0, place_of_number(id_))
    return kinds


def _named(holder: Element, kind: str, context: Context) -> str:
    """A new id for a figure: after its picture, as a picture of Markdown has it, else after its kind."""
    src = next((one.get("src") for one in holder.inside() if one.tag == "img"), "")
    stem = re.sub(r"[^\w.-]+", "-", src.rpartition("/")[2].rsplit(".", 2)[0])
    id_ = context.id(f"picture-{stem}" if stem and kind == "figure" else f"{kind}-own")
    holder.start = f'<{holder.tag} id="{id_}"{holder.start[1 + len(holder.tag) :]}'
    return id_


def _tags(holder: Element) -> list[str]:
    return [one.tag for one in holder.inside()]


def _has_words(caption: Element) -> bool:
    return any(not isinstance(child, str) or child.strip() for child in caption.children)


def _head(caption: Element) -> Element:
    """Where its first words stand: in its first paragraph, or in itself."""
    first = next((child for child in caption.children if not isinstance(child, str) or child.strip()), None)
    return first if isinstance(first, Element) and first.tag == "p" else caption
