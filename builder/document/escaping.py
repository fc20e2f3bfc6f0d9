"""Words in which nothing means anything to Markdown."""

from __future__ import annotations

import re

_MEANING = re.compile(r"[\\`*<]|\](?=[(\[:])|(?<!\w)_|_(?!\w)")
_BEGINNING = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|\d{1,9}(?=[.)]\s))", re.MULTILINE)


def plain(words: str) -> str:
    """Words in which nothing means anything to Markdown."""
    return _BEGINNING.sub(r"\1\\\2", _MEANING.sub(r"\\\g<0>", words)) if _MEANING.search(words) else words


def plainly(words: str) -> str:
    """Words of a single line, in which nothing means anything to Markdown."""
    return " ".join(plain(words).split())
