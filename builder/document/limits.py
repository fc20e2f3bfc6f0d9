"""Texts that would be read for minutes: for each mark that is open its end is looked for anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from builder.document.code_regions import without_code
from builder.document.source import Source
from builder.errors import SitegenError

MOST = 300
"""Marks that may be open at once in a paragraph, and references to one footnote: more than anybody writes."""
_LINKS = ((r"\[", r"\]"),)
_FORMULAS = (r"\\\(", r"\\\)"), (r"\\\[", r"\\\]"), (r"\\begin\{", r"\\end\{")
_DIVIDE = "Divide it by empty lines, or close what is open."
_FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\](?!:)")


def check_formulas(source: Source) -> None:
    """Raise SitegenError, with its line, where more formulas begin than could be looked for an end."""
    _check(source, _FORMULAS)


def check_links(source: Source) -> None:
    """Raise SitegenError, with its line, for the first bracket, or the first reference to a footnote, too many."""
    _check(source, _LINKS)
    seen: Counter[str] = Counter()
    if source.text.count("[^") <= MOST:
        return
    for found in _FOOTNOTE.finditer(source.text):
        seen[found[1]] += 1
        if seen[found[1]] > MOST:
            raise _error(
                source, found.start(), f"the footnote '{found[1]}' is referred to more than {MOST} times", _DIVIDE
            )


def _check(source: Source, pairs: Iterable[tuple[str, str]]) -> None:
    for opens, closes in pairs:
        if len(re.findall(opens, source.text)) <= MOST:
            continue
        marks, opened = re.compile(rf"(?P<opens>{opens})|{closes}"), 0
        place = 0
        for line in without_code(source.text).split("\n"):
            opened = opened if line.strip(" \t>") else 0  # an empty line ends a paragraph, and what was open in it
            for found in marks.finditer(line):
                opened = opened + 1 if found["opens"] else max(0, opened - 1)
                if opened > MOST:
                    message = f"this paragraph opens more than {MOST} '{found[0]}' before one is closed"
                    raise _error(source, place, message, _DIVIDE)
            place += len(line) + 1


def _error(source: Source, place: int, message: str, hint: str) -> SitegenError:
    return SitegenError(message, path=source.path, line=source.line + source.text.count("\n", 0, place), hint=hint)
