"""HTML in a text that would load something from another site, or run: a link stays of it, or nothing."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from markupsafe import Markup

from builder.document.source import Source
from builder.document.tags import ATTRIBUTE, runs_script
from builder.document.tree import Document, Element
from builder.shortcodes.context import Context

NEVER = ("script", "base", "meta")
LOADING = ("iframe", "object", "video", "audio", "embed", "link")
_ELSEWHERE = re.compile(r"\s*((?:https?:)?//[^\"'\s>]+)", re.IGNORECASE)


def sanitise(document: Document, source: Source, context: Context) -> None:
    """Put links in the place of what a text would load, and leave out what would run. Warns of each."""
    seen: Counter[str] = Counter()
    for element in document.elements:
        tag = element.tag
        if not tag:  # it went with what held it
            continue
        address = _address(element) if tag in LOADING else ""
        if tag in NEVER or address:
            line = source.line_of(rf"<{tag}\b", seen[tag])
            context.place = (source.path, line or source.line)
            _leave_out(element, address, context)
        seen[tag] += 1
        if any(runs_script(name, value) for name, value in element.attributes):
            _disarm(element, source, context, seen)


def _address(element: Element) -> str:
    """The first address on another site in an element, which it would load."""
    for one in _whole(element):
        for name, value in one.attributes:
            if name in ("src", "data", "href") and (found := _ELSEWHERE.match(value)):
                return found[1]
    return ""


def _leave_out(element: Element, address: str, context: Context) -> None:
    tag = element.tag
    if tag in (*NEVER, "link"):
        context.warn(f"<{tag}> is left out: no script of a text runs here, and nothing is loaded from elsewhere")
        element.replace("")
        return
    context.warn(f"<{tag}> of {address} is shown as a link", "A page asks no other site for anything.")
    title = next(filter(None, (one.get("title") for one in _whole(element))), "")
    link = Markup('<a href="{}">{}</a>').format(address, title or address)
    if element.end or not element.children:
        element.replace(link)
    else:  # it was never closed: what follows is no part of it
        element.tag, element.start = "", link


def _whole(element: Element) -> list[Element]:
    """An element and what it holds, where its end says how much that is."""
    return [element, *(element.inside() if element.end else ())]


def _disarm(element: Element, source: Source, context: Context, seen: Counter[str]) -> None:
    """Take away the attributes that run a script, each of which is told."""

    def bare(found: re.Match[str]) -> str:
        name, value = found["name"].lower(), (found["value"] or "").strip("\"'")
        if not runs_script(name, value):
            return found[0]
        by_name = name.startswith("on") or name == "srcdoc"
        what = name if by_name else f"{name}={found['value']}"
        tag = rf"<{element.tag}\b[^<>]*?[\s/]{re.escape(name)}\s*=|\{{[^{{}}\n]*\b{re.escape(name)}\s*="
        address = rf"{re.escape(value)}|{re.escape(unescape(value))}"
        context.place = (source.path, source.line_of(tag if by_name else address, seen[what]) or source.line)
        seen[what] += 1
        context.warn(f"{what} is left out: no script of a text runs here")
        return ""

    element.start = ATTRIBUTE.sub(bare, element.start)
