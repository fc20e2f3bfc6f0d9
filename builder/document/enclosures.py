"""What shortcodes enclose begins and ends in one element: else the page would be no valid HTML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from builder.document.fragments import Ends, Fragment
from builder.document.tree import Document, Leaf
from builder.errors import SitegenError

_WORDS = {
    "p": "a paragraph", "li": "a list item", "td": "a cell", "th": "a cell", "em": "emphasis", "strong": "emphasis",
    "blockquote": "a quotation", "a": "a link", "dt": "a term", "dd": "a definition", "del": "struck text",
    **{f"h{level}": "a heading" for level in range(1, 7)},
}  # fmt: skip


def check_enclosures(document: Document, path: Path) -> list[SitegenError]:
    """A mistake for each shortcode that begins in one element of the document and ends in another.

    Its ends are taken out: what it encloses stays.
    """
    crossed: dict[Ends, str] = {}
    if not any(fragment.ends for fragment in document.fragments()):
        return []
    for element in document.elements:
        inside = [fragment.ends for fragment in element.given]
        crossed |= {ends: "an attribute" for ends in inside if ends and inside.count(ends) == 1}
    stack: list[str | Ends] = []
    for node, begins in document.walk():
        if isinstance(node, Leaf):
            _end(stack, node.fragment, crossed)
        elif begins:
            stack.append(node.tag)
        elif node.end:
            _close(stack, node.tag, crossed)
    for one in stack:
        if isinstance(one, Ends):
            crossed.setdefault(one, "the text")
    for leaf in document.leaves if crossed else ():
        if leaf.fragment.ends in crossed:
            leaf.fragment = replace(leaf.fragment, html=Markup(""), block=False)
    return [
        SitegenError(
            f"'{ends.name}' begins and ends in different elements: only one of its ends is in {_WORDS.get(tag, tag)}",
            path=path,
            line=ends.line,
            hint=f"Put both {{{{< {ends.name} >}}}} and {{{{< /{ends.name} >}}}} inside of it, or both outside.",
        )
        for ends, tag in crossed.items()
    ]


def _end(stack: list[str | Ends], fragment: Fragment, crossed: dict[Ends, str]) -> None:
    """Begin or end what a shortcode encloses; what ends must be what was opened last."""
    ends = fragment.ends
    if ends and fragment.begins:
        stack.append(ends)
    elif ends and ends in stack:
        above = stack[stack.index(ends) + 1 :]
        tags = [one for one in above if isinstance(one, str) and not (fragment.block and one == "p")]  # </p> may lack
        if tags:
            crossed.setdefault(ends, tags[-1])
        del stack[stack.index(ends) :]
        stack += tags
    elif ends:
        crossed.setdefault(ends, "the text")


def _close(stack: list[str | Ends], tag: str, crossed: dict[Ends, str]) -> None:
    """Close an element, and what is open in it."""
    while tag in stack:
        one = stack.pop()
        if isinstance(one, Ends):
            crossed.setdefault(one, tag)
        elif one == tag:
            return
