"""Placeholders: what stands in a text for what shortcodes and formulas give, while Markdown makes HTML of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import escape

from builder.document.fragments import Fragment

# Characters for private use: no Markdown means anything by them, and they leave no trace in a heading's anchor.
OPEN, _CLOSE, _ZERO = "\ue000", "\ue001", 0xE010
PLACEHOLDER = re.compile(f"{OPEN}([\ue010-\ue019]+){_CLOSE}")


def placeholder(number: int) -> str:
    """What stands for a fragment of this number."""
    return OPEN + "".join(chr(_ZERO + int(digit)) for digit in str(number)) + _CLOSE


def number(digits: str) -> int:
    """The number of the fragment that a match of PLACEHOLDER stands for, from its group."""
    return int("".join(str(ord(digit) - _ZERO) for digit in digits))


def fill_tags(html: str, fragments: Sequence[Fragment]) -> str:
    """Put the fragments into the tags of the HTML: their text, but a formula in an address as it is written there."""

    def text(found: re.Match[str]) -> str:
        return escape(fragments[number(found[1])].text)

    def written(found: re.Match[str]) -> str:
        fragment = fragments[number(found[1])]
        return escape(fragment.written or fragment.text)

    def tag(found: re.Match[str]) -> str:
        addresses = re.sub(r"\s(?:href|src)=\"[^\"]*\"", lambda one: PLACEHOLDER.sub(written, one[0]), found[0])
        return PLACEHOLDER.sub(text, addresses)

    return re.sub(f"<[^<>]*{OPEN}[^<>]*>", tag, html)
