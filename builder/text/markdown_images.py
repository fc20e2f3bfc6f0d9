"""Markdown's own images, `![what is to be seen](digit.png)`: the same as the shortcode `image` makes of them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from markupsafe import escape

from builder.document.code_regions import line_of
from builder.document.source import Source
from builder.document.tags import ATTRIBUTES
from builder.errors import SitegenError, collect
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.images import alternative, linked_instead, sized
from builder.shortcodes.paths import is_elsewhere
from builder.shortcodes.pictures import copied

_IMAGE = re.compile(rf"<!--.*?-->|<img\b{ATTRIBUTES}>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


def copy_images(html: str, source: Source, context: Context, errors: list[SitegenError]) -> str:
    """The HTML that Markdown made of a text, its images copied beside the page and measured. Adds mistakes."""

    def image(found: re.Match[str]) -> str:
        tag = found[0]
        if tag.startswith("<!--"):
            return tag
        with collect(errors):
            before = html[: found.start()].lower()
            tag = _image(tag, source, context, within_link=before.rfind("<a ") > before.rfind("</a"))
        return tag

    return _IMAGE.sub(image, html)


def _image(tag: str, source: Source, context: Context, *, within_link: bool) -> str:
    found = _ATTRIBUTE.findall(tag[len("<img") : -1])
    attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in found}
    src = attributes.get("src", "")
    context.place = (source.path, _line(source, src))
    if is_elsewhere(src):
        link = linked_instead(context, src, attributes.get("alt", ""))
        return escape(link.text) if within_link else link.html
    try:
        picture = copied(context, unquote(src))
        attributes["alt"] = alternative(context, src, attributes.get("alt", ""), attributes.get("title", ""))
        width, height = attributes.get("width", ""), attributes.get("height", "")
        if "%" not in width + height:  # a share of the page stays as it is written
            size = sized(picture, width, height)
            attributes |= {"width": str(size[0]), "height": str(size[1])} if all(size) else {}
    except SitegenError as error:
        error.path, error.line = context.place
        raise
    context.pictures.setdefault(picture.name, attributes["alt"])
    attributes["src"] = picture.name
    return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()) + ">"


def _line(source: Source, src: str) -> int:
    """The line on which a text names a file; Markdown does not tell."""
    lines = (line_of(source.text, text) for text in (f"]({src}", src))
    return source.line + next((line for line in lines if line is not None), 0)
