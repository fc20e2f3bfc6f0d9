"""Tags that a text holds by mistake: `Dict<str>` is one for a browser, which shows nothing of it."""

from __future__ import annotations

import re

from builder.document.source import Source
from builder.document.tree import Document
from builder.shortcodes.context import Context

KNOWN = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote
    body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head
    header hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee math menu meta
    meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre
    progress q rb rbc rp rt rtc ruby s samp script search section select slot small source span strike strong
    style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
    video wbr xmp""".split()
)
"""The elements of HTML, with those of former days that browsers still show."""
_CLOSED = frozenset(
    "a abbr b big cite code del em font i ins kbd mark q s small span strike strong sub sup tt u".split()
)
"""Those in a line, which must be closed: what follows would be set like them to the end."""


def tell_elements(document: Document, source: Source, context: Context) -> None:
    """Warn of each element that HTML does not know, and of each in a line that is never closed."""
    told: dict[str, int] = {}
    hint = "Where it is no tag, write `…` around it, or \\< for its <."
    for element in document.elements:
        name = element.tag
        if name and name not in KNOWN and "-" not in name and not (element.within("svg") or element.within("math")):
            message = f"HTML knows no element '{name}': what stands between < and > is not shown"
        elif name in _CLOSED and not element.end and not element.start.endswith("/>"):
            message = f"the element '{name}' is never closed: what follows is set like it"
        else:
            continue
        which = told[name] = told.get(name, -1) + 1
        context.place = (source.path, source.line_of(rf"<{re.escape(name)}\b", which) or source.line)
        context.warn(message, f"Write </{name}> where it ends. {hint}" if name in _CLOSED else hint)


def plain_corners(document: Document) -> None:
    """Make plain cells of header cells that say nothing, such as the corner of a table: they are the header of nothing,
    and screen readers would read each out as one.
    """
    for element in document.elements:
        said = "".join(one if isinstance(one, str) else "x" for one in element.children)
        if element.tag == "th" and element.end and not said.strip():
            element.tag, element.start, element.end = "td", f"<td{element.start[3:]}", "</td>"
