"""Markdown's own links, `[text](/posts/other/)` and `[text](paper.pdf)`: to other posts, and to files of the post."""

from __future__ import annotations

import re
from html import escape, unescape

from builder.document.links import Link
from builder.document.tags import LINKING
from builder.document.tree import Document, Element
from builder.shortcodes.context import Context
from builder.shortcodes.handlers.links import destination

PLAYED = ("video", "audio", "source", "track", "embed")
"""Elements that play a file, which no shortcode does."""
_NAMING = {
    "srcset": re.compile(r"(?:(?<=,)|^)\s*([^\s,]+)"),
    "data": re.compile(r"^\s*(\S+)"),
    "style": re.compile(r"""url\(\s*["']?([^"')\s]+)"""),
}
"""Where in the value of an attribute the names of files stand."""
_ADDRESS = re.compile(r'(?<=\shref=")[^"]*')
_GIVEN = re.compile(r'<a\b[^<>]*?\shref="([^"\ue000-\uf8ff]*)"')


def resolve_links(document: Document, context: Context) -> tuple[Link, ...]:
    """Let the links of a text to posts and to files of the post lead to them; all that the text links to."""
    found: dict[str, Link] = {}
    for element in document.elements:
        line = element.given[0].line if element.given else 0
        _copy_named(element, context)
        for name, written in element.attributes:
            if name in LINKING and written:
                address = written
                if (element.tag, name) == ("a", "href"):
                    address = _lead(element, written, context)
                elif element.tag in PLAYED and name in ("src", "poster"):
                    address = _play(element, name, written, context)
                found.setdefault(address, Link(address, written, line))
    for leaf in document.leaves:
        for address in map(unescape, _GIVEN.findall(leaf.fragment.html)):
            found.setdefault(address, Link(address, address, leaf.fragment.line))
    return tuple(found.values())


def links_to_posts(below: str) -> tuple[Link, ...]:
    """The links to other posts in what stands below a text."""
    found = dict.fromkeys(map(unescape, _GIVEN.findall(below)))
    return tuple(Link(address, address) for address in found if address.startswith("post:"))


def _play(element: Element, name: str, written: str, context: Context) -> str:
    """The address of a film, a sound or a picture that stands for it, once it is copied beside the page."""
    address = destination(context, written)
    if address == written or address.startswith("post:"):
        return written
    attributes = dict(element.attributes) | {name: address}
    element.start = f"<{element.tag} " + " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items()) + ">"
    return address


def _copy_named(element: Element, context: Context) -> None:
    """Copy the files that HTML names in other ways: `srcset`, `<object data>`, `url(…)` in a style."""
    attributes = dict(element.attributes)
    changed = {
        name: _NAMING[name].sub(lambda found: _copied(found, context), value)
        for name, value in attributes.items()
        if name in _NAMING and value and (name != "data" or element.tag == "object")
    }
    if any(attributes[name] != value for name, value in changed.items()):
        said = (f'{key}="{escape(value)}"' if value else key for key, value in (attributes | changed).items())
        element.start = f"<{element.tag} {' '.join(said)}>"


def _copied(found: re.Match[str], context: Context) -> str:
    """The address of a file once it is copied; of what is no file of the post it stays, and is told."""
    written = found[1]
    if re.match(r"[a-z][a-z0-9+.-]*:|//|#", written, re.IGNORECASE):
        return found[0]
    address = destination(context, written)
    if address == written:
        context.warn(f"there is no file '{written}'", "It lies in the folder of the post, or in static/.")
        return found[0]
    return found[0].replace(written, address)


def _lead(element: Element, href: str, context: Context) -> str:
    """Where a link leads, once it leads there."""
    leads = destination(context, href)
    leads = leads if leads.startswith("post:") else leads.replace(" ", "%20")
    if leads != href:
        element.start = _ADDRESS.sub(lambda _: escape(leads), element.start, count=1)
    return leads
