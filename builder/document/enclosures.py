"""What shortcodes enclose begins and ends in one element: else the page would be no valid HTML."""

from __future__ import annotations

import re
from pathlib import Path

from builder.document.fragments import Ends, Fragment
from builder.document.placeholders import PLACEHOLDER, number
from builder.document.tags import ATTRIBUTES, VOID
from builder.errors import SitegenError

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<skipped>script|style)\b.*?</(?P=skipped)>"
    rf"|<(?P<slash>/?)(?P<tag>[a-z][\w-]*)(?P<rest>{ATTRIBUTES})>"
    rf"|{PLACEHOLDER.pattern.replace('(', '(?P<digits>')}",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = {
    "p": "a paragraph", "li": "a list item", "td": "a cell", "th": "a cell", "em": "emphasis", "strong": "emphasis",
    "blockquote": "a quotation", "a": "a link", "dt": "a term", "dd": "a definition", "del": "struck text",
    **{f"h{level}": "a heading" for level in range(1, 7)},
}  # fmt: skip


def check(html: str, fragments: list[Fragment], path: Path) -> list[SitegenError]:
    """A mistake for each shortcode that begins in one element of the HTML and ends in another.

    The HTML is what Markdown made of the text, its placeholders still in it.
    """
    crossed: dict[Ends, str] = {}
    if not any(fragment.ends for fragment in fragments):
        return []
    _walk(html, fragments, crossed)
    return [
        SitegenError(
            f"'{ends.name}' begins and ends in different elements: only one of its ends is in {_WORDS.get(tag, tag)}",
            path=path,
            line=ends.line,
            hint=f"Put both {{{{< {ends.name} >}}}} and {{{{< /{ends.name} >}}}} inside of it, or both outside.",
        )
        for ends, tag in crossed.items()
    ]


def _walk(html: str, fragments: list[Fragment], crossed: dict[Ends, str]) -> None:
    """Add to `crossed` each pair of ends that an element holds only one of, with the name of the element."""
    stack: list[str | Ends] = []
    for found in _TOKEN.finditer(re.sub(rf"<p>(?P<all>{PLACEHOLDER.pattern})</p>", r"\g<all>", html)):
        tag = (found["tag"] or "").lower()
        if found["digits"]:
            _end(stack, fragments[number(found["digits"])], crossed)
        elif tag and found["slash"]:
            _close(stack, tag, crossed)
        elif tag:
            inside = [fragments[number(digits)].ends for digits in PLACEHOLDER.findall(found["rest"])]
            for ends in inside:
                if ends and inside.count(ends) == 1:
                    crossed.setdefault(ends, "an attribute")
            if tag not in VOID and not found["rest"].endswith("/"):
                stack.append(tag)
    for one in stack:
        if isinstance(one, Ends):
            crossed.setdefault(one, "the text")


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
