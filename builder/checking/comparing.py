"""Words of comparison beside a number of a record, in a sentence that nothing checks: "twice as good, with 98.4%"."""

from __future__ import annotations

import re
from functools import cache

from builder.checking.number_words import written
from builder.checking.sentences import REST, VALUE, Bound, Sentence
from builder.checking.wording import WORDINGS, spaced

_KNOWN = re.compile(r"\.(?:settings\.\w+|seeds?|when)$|[._](?:label|shape|digits?|places)$")
"""Names of what is no result."""
_OVER = re.compile(r"\b(?:lowest|highest|spread|exceeds|argmax)\(")
_ENDS = re.compile(
    r"[._](?:lowest|highest|best|worst|largest|smallest|commonest|most|least|max|min)(?:_|\b)|\b(?:min|max)\("
)
"""What is an end, or a test, by what it is."""
_RATIO = re.compile(
    r"\b(?:than|times|twice|half|or more|or less|que|vezes|dobro|metade|ou mais|ou menos|mais de|menos de)\b"
)
_FACTORS = {
    "en": rf"\b(?:twice|half|double|triple|a third|a quarter|(?:{written('en')}) times)\b(?! an? )",
    "pt": rf"\b(?:(?:o )?dobro|metade|(?:o )?triplo|um terço|um quarto|(?:{written('pt')}) vezes)\b",
}


def compares(sentence: Sentence, code: str, more: tuple[str, ...] = ()) -> tuple[str, int, str] | None:
    """What compares in a sentence, where in it, and the number that it is about; `more` are words that do so, too.

    None where nothing does, where a claim of its paragraph speaks of the number, or where that is no result.
    """
    return _found(sentence, *_patterns(code, more)) if VALUE in sentence.text else None


@cache
def _patterns(code: str, more: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    wording = WORDINGS[code]
    value, said = f"{VALUE}{REST}*", r"[*_“\"]*"
    besides = "".join(rf"|{re.escape(one)}" for one in more)
    beside = rf"\b(?P<before>{wording.before})\s+{said}(?={VALUE})|{value}{said}\s*(?P<behind>{wording.behind})\b"
    return (
        re.compile(spaced(beside), re.IGNORECASE),
        re.compile(spaced(rf"\b(?:{wording.anywhere}{besides})(?!\w)"), re.IGNORECASE),
        re.compile(spaced(rf"\b(?:{wording.never})\b"), re.IGNORECASE),
    )


def _found(
    sentence: Sentence, beside: re.Pattern[str], anywhere: re.Pattern[str], never: re.Pattern[str]
) -> tuple[str, int, str] | None:
    text = never.sub(lambda one: "\ue002" * len(one[0]), sentence.text)
    for found in beside.finditer(text):
        place = text.find(VALUE, found.start())
        said = _said(found["before"] or found["behind"])
        if (value := sentence.value_at(place)) and _is_result(sentence, value, said):
            return said, place, value.of
    for found in anywhere.finditer(text):
        near = [one for one in sentence.values if text[one.start - sentence.start] == VALUE]
        near.sort(key=lambda one: abs(one.start - sentence.start - found.start()))
        said = _said(found[0])
        for value in near:
            if _is_result(sentence, value, said):
                return said, found.start(), value.of
    return None


def _said(words: str) -> str:
    return " ".join(re.sub(f"{VALUE}{REST}*", "…", words).split())


def _is_result(sentence: Sentence, value: Bound, said: str) -> bool:
    """Whether a number is a result that no claim of its paragraph speaks of, and not an end that is called one."""
    if all(_KNOWN.search(name) for name in value.names) or _OVER.search(value.of) or sentence.covered(value):
        return False
    return not _ENDS.search(value.of) or _RATIO.search(said) is not None


def without_factor(claim: Bound, said: str, code: str) -> str:
    """The factor that a claim speaks of, "twice", while its condition has no number to check it by; else ""."""
    found = re.search(spaced(_FACTORS[code]), said, re.IGNORECASE)
    return " ".join(found[0].split()) if found and not re.search(r"(?<![\w.\[])\d", claim.of) else ""
