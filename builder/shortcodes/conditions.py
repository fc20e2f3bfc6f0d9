"""The conditions of the claims of a page, in words and numbers: a list below the text, to which their marks lead."""

from __future__ import annotations

import re
from typing import Any

from builder.evidence.significance import Outcome
from builder.shortcodes.context import Context

_NOT_ALL = re.compile(r"\b(or|not)\b")
"""In a condition that is not true just where all that it compares is."""


def conditions(context: Context) -> list[dict[str, Any]]:
    """What the template is told of them, in the order of the text."""
    return [_told(context, claim_id(number), text) for number, text in enumerate(context.cards.claims, start=1)]


def claim_id(number: int) -> str:
    """The id of the condition of a claim, counted from 1 as the text has them."""
    return f"claim-{number}"


def _told(context: Context, own_id: str, condition: str) -> dict[str, Any]:
    """What the template is told of a condition: what it compares and reads, and itself where that is not all."""
    cards = context.cards
    compared = cards.claims[condition]
    sides = " ".join(f"{left} {right}" for left, _, _, right, *_ in compared)
    read = [name for name in cards.of.get(condition, [condition]) if name in cards.read and name not in sides]
    return {
        "id": own_id,
        "condition": condition if read or not compared or _NOT_ALL.search(condition) else "",
        "compared": [
            (_side(context, left, value), sign, _side(context, right, other), holds, _test(context, test))
            for left, value, sign, right, other, holds, test in compared
        ],
        "read": [(name, _exact(context, cards.read[name][0])) for name in read],
        "runs": cards.runs_of(condition),
    }


def _side(context: Context, words: str, value: Any) -> tuple[str, str]:
    """One side of a comparison: what it is called, "" where it is a number that was typed, and its number."""
    return "" if words == str(value) else words, _exact(context, value)


def _test(context: Context, test: Outcome | None) -> dict[str, Any] | None:
    """What a test over seeds found, its numbers in the language of the page."""
    if test is None:
        return None
    number = context.locale.significant
    return {
        "answer": test.answer if isinstance(test.answer, bool) else None,
        "difference": number(test.difference, 3),
        "chance": number(test.chance, 2),
        "least": number(test.least, 2),
        "runs": test.runs,
        "paired": test.paired,
        "exact": test.exact,
    }


def _exact(context: Context, value: Any) -> str:
    """A number with all its decimals, but for errors of rounding: what is compared may differ in the last."""
    plain = isinstance(value, bool) or not isinstance(value, int | float)
    return str(value) if plain else context.locale.significant(value, 10)
