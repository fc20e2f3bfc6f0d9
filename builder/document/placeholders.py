"""Placeholders: what stands in a text for what shortcodes and formulas give, while Markdown makes HTML of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import escape

from builder.document.fragments import Fragment

# Characters for private use: no Markdown means anything by them, and they leave no trace in a heading's anchor.
_OPEN, _CLOSE, _ZERO = "\ue000", "\ue001", 0xE010
PLACEHOLDER = re.compile(f"{_OPEN}([\ue010-\ue019]+){_CLOSE}")


def placeholder(number: int) -> str:
    """What stands for a fragment of this number."""
    return _OPEN + "".join(chr(_ZERO + int(digit)) for digit in str(number)) + _CLOSE


def number(digits: str) -> int:
    """The number of the fragment that a match of PLACEHOLDER stands for, from its group."""
    return int("".join(str(ord(digit) - _ZERO) for digit in digits))


def fill(html: str, fragments: list[Fragment]) -> str:
    """Put the fragments into the HTML that Markdown made of the text; inside a tag only their text."""

    def one(found: re.Match[str]) -> str:
        return fragments[number(found[1])].html

    def code(found: re.Match[str]) -> str:
        return PLACEHOLDER.sub(lambda inner: escape(fragments[number(inner[1])].written) or inner[0], found[0])

    html = re.sub(r"<(code|script|style)\b[^<>]*>.*?</\1>", code, html, flags=re.DOTALL)
    html = re.sub(f"<p>{PLACEHOLDER.pattern}</p>", lambda found: _paragraph(found, fragments, one), html)
    html = re.sub(r"<a [^<>]*>.*?</a>", lambda link: _without_links(link[0], fragments), html, flags=re.DOTALL)
    return PLACEHOLDER.sub(one, fill_tags(html, fragments))


def fill_tags(html: str, fragments: list[Fragment]) -> str:
    """Put the fragments into the tags of the HTML: their text, but a formula in an address as it is written there."""

    def text(found: re.Match[str]) -> str:
        return escape(fragments[number(found[1])].text)

    def written(found: re.Match[str]) -> str:
        fragment = fragments[number(found[1])]
        return escape(fragment.written or fragment.text)

    def tag(found: re.Match[str]) -> str:
        addresses = re.sub(r"\s(?:href|src)=\"[^\"]*\"", lambda one: PLACEHOLDER.sub(written, one[0]), found[0])
        return PLACEHOLDER.sub(text, addresses)

    return re.sub(f"<[^<>]*{_OPEN}[^<>]*>", tag, html)


def _without_links(link: str, fragments: list[Fragment]) -> str:
    """A link may hold no other: what has one of its own is there only its text, and what encloses text has none."""

    def inner(found: re.Match[str]) -> str:
        fragment = fragments[number(found[1])]
        if "<a " not in fragment.html:
            return found[0]
        if fragment.ends:
            return re.sub(r"\s*<a .*?</a>", "", fragment.html, flags=re.DOTALL)
        return escape(fragment.text)

    return PLACEHOLDER.sub(inner, link)


def _paragraph(found: re.Match[str], fragments: list[Fragment], block: Callable[[re.Match[str]], str]) -> str:
    return block(found) if fragments[number(found[1])].block else found[0]
