"""Markdown's own images, `![what is to be seen](digit.png)`: the same as the shortcode `image` makes of them."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

from markupsafe import escape

from builder.document.source import Source
from builder.document.tree import Document, Element
from builder.errors import SitegenError, collect
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.images import absent, alternative, display_size, link_to_foreign
from builder.shortcodes.paths import is_elsewhere
from builder.shortcodes.pictures import copy_picture


def copy_images(document: Document, source: Source, context: Context, errors: list[SitegenError]) -> None:
    """Copy the images of a text beside the page, and measure them. Adds mistakes to `errors`."""
    seen: Counter[str] = Counter()
    for element in document.elements:
        if element.tag == "img":
            src = element.get("src")
            context.place = (source.path, _line(source, element, src, seen[src]))
            seen[src] += 1
            with collect(errors):
                _copy(element, src, context)


def _copy(element: Element, src: str, context: Context) -> None:
    attributes = dict(element.attributes)
    if is_elsewhere(src):
        link = link_to_foreign(context, src, attributes.get("alt", ""))
        element.replace(escape(link.text) if element.within("a") else link.html)
        return
    try:
        picture = copy_picture(context, unquote(src))
        attributes["alt"] = alternative(context, src, attributes.get("alt", ""), attributes.get("title", ""))
        width, height = attributes.get("width", ""), attributes.get("height", "")
        if "%" not in width + height:  # a share of the page stays as it is written
            size = display_size(context, picture, width, height)
            attributes |= {"width": str(size[0]), "height": str(size[1])} if all(size) else {}
    except SitegenError as error:
        error.path, error.line = context.place or (None, None)
        element.replace(absent(context, error, attributes.get("alt", "") or src).html)
        return
    context.pictures.setdefault(picture.name, attributes["alt"])
    attributes["src"] = picture.name
    element.start = "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()) + ">"


def _line(source: Source, element: Element, src: str, which: int) -> int:
    """The line on which a text names a file for the first time, or for a later one."""
    if element.given:
        return element.given[0].line
    name = re.escape(src) + r"""(?=[\s"'>)]|$)"""
    image = rf"""!\[(?:[^\[\]]|\[[^\[\]]*\]){{0,999}}\](?:\(\s*<?{name})|<img\b[^<>]*?\ssrc\s*=\s*["']?{name}"""
    places = (image, rf"^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?{name}", re.escape(src))
    lines = (source.line_of(one, number) for one, number in zip(places, (which, 0, 0), strict=True))
    return next((line for line in lines if line is not None), source.line)
