"""The headings of a text: its table of contents, and the links to themselves that they show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from builder.document.fragments import Fragment
from builder.document.markdown import Heading
from builder.document.tags import ATTRIBUTES
from builder.document.tree import fill

_HEADING = re.compile(rf"(<h([23])\b({ATTRIBUTES})>.*?)(</h\2>)", re.DOTALL)


def table_of_contents(headings: Sequence[Heading], fragments: list[Fragment], below: Sequence[Heading] = ()) -> Markup:
    """Links to the headings of the second and third level as nested lists; nothing where there are fewer than two.

    `below` are headings of what the page has below the text, which do not count.
    """
    shown = [heading for heading in headings if heading.level in (2, 3)]
    if len(shown) < 2:
        return Markup("")
    parts: list[list[Heading]] = []
    for heading in (*shown, *below):
        if heading.level == 2 or not parts:
            parts.append([heading])
        else:
            parts[-1].append(heading)
    return _list([_entry(first, fragments) + _list([_entry(one, fragments) for one in rest]) for first, *rest in parts])


def headings_in(html: str) -> list[Heading]:
    """The headings with an id in the HTML of a page."""
    found = ((int(one[2]), re.search(r' id="([^"]+)"', one[3]), one[0]) for one in _HEADING.finditer(html))
    return [Heading(level, own[1], re.sub("<[^>]*>", "", whole)) for level, own, whole in found if own]


def link_headings(html: Markup, words: str) -> Markup:
    """A text whose headings end with a link to themselves; `words` say so to those who cannot see it."""
    link = Markup(' <a class="anchor" href="#{}" aria-label="{}"><span aria-hidden="true">#</span></a>')

    def linked(found: re.Match[str]) -> str:
        own = re.search(r' id="([^"]+)"', found[3])
        return f"{found[1]}{link.format(Markup(own[1]), words)}{found[4]}" if own else found[0]

    return Markup(_HEADING.sub(linked, html))


def _list(entries: list[Markup]) -> Markup:
    items = Markup("\n").join(Markup("<li>{}</li>").format(entry) for entry in entries)
    return Markup("<ol>\n{}\n</ol>").format(items) if entries else Markup("")


def _entry(heading: Heading, fragments: list[Fragment]) -> Markup:
    """A link; what it links to may hold links and anchors, which cannot stand in it, and whose text stays.

    Its pictures are left out, and the marks of its claims.
    """
    left_out = rf'<img\b{ATTRIBUTES}>|<a class="(?:checked|refuted mark)".*?</a>'
    text = re.sub(rf"{left_out}|<a\b[^>]*>|</a>|\sid=\"[^\"]*\"", "", fill(heading.html, fragments)).strip()
    return Markup('<a href="#{}">{}</a>').format(escape(heading.id), Markup(text))
