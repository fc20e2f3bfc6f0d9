"""Texts that Python-Markdown would read for minutes: for each mark that is open it looks for the end anew, and for each
heading or rule it copies all that comes before the next empty line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from builder.document.source import Source
from builder.errors import SitegenError

MOST = 300
"""Marks that may be open at once in a paragraph, and references to one footnote: more than anybody writes."""
MOST_DIVIDED = 1000
"""Headings and rules that may follow one another without an empty line."""
_DIVIDES = re.compile(r"#{1,6}[ ]|(=+|-+|([-*_][ ]*){3,})[ ]*$")
_LINKS = (r"\[", r"\]"), (r"\]\(", r"\)")
_FORMULAS = (r"\\\(", r"\\\)"), (r"\\\[", r"\\\]"), (r"\\begin\{", r"\\end\{")
_DIVIDE = "Divide it by empty lines, or close what is open."
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
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


def check_headings(source: Source) -> None:
    """Raise SitegenError, with its line, for the first heading or rule too many before an empty line."""
    divided = 0
    for place, line in _prose(source.text):
        bare = line.strip(" \t>")
        divided = divided + bool(_DIVIDES.match(bare)) if bare else 0
        if divided > MOST_DIVIDED:
            message = f"more than {MOST_DIVIDED} headings and rules stand here without an empty line"
            raise _error(source, place, message, "Write an empty line before each heading.")


def _check(source: Source, pairs: Iterable[tuple[str, str]]) -> None:
    for opens, closes in pairs:
        if len(re.findall(opens, source.text)) <= MOST:
            continue
        marks, opened = re.compile(rf"(?P<opens>{opens})|{closes}"), 0
        for place, line in _prose(source.text):
            opened = opened if line.strip(" \t>") else 0  # an empty line ends a paragraph, and what was open in it
            for found in marks.finditer(line):
                opened = opened + 1 if found["opens"] else max(0, opened - 1)
                if opened > MOST:
                    message = f"this paragraph opens more than {MOST} '{found[0]}' before one is closed"
                    raise _error(source, place, message, _DIVIDE)


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not in a block of code, each with the place where it begins."""
    place, fence = 0, ""
    for line in text.split("\n"):
        bare = line.lstrip(" \t>")
        begins = _FENCE.match(bare)
        if not (fence or begins):
            yield place, line
        elif begins and not fence:
            fence = begins[0]
        elif bare.startswith(fence):
            fence = ""
        place += len(line) + 1


def _error(source: Source, place: int, message: str, hint: str) -> SitegenError:
    return SitegenError(message, path=source.path, line=source.line + source.text.count("\n", 0, place), hint=hint)
