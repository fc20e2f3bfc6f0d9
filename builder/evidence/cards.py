"""What the cards of a page tell of its numbers and its claims, besides what the page says of their runs anyway.

It stands in the page itself, small, since a page that is opened as a file may fetch nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from builder.evidence.evaluation import Evaluation
from builder.results import Record

LONGEST = 12
"""Items of a series that a card tells."""


@dataclass
class Cards:
    """What there is to tell, each thing once, however often the page shows it."""

    read: dict[str, list[Any]] = field(default_factory=dict)
    """By the name of a number: what it is, the run that it comes from, and what each seed gave where they differ."""
    of: dict[str, list[str]] = field(default_factory=dict)
    """By an expression, the names of the numbers that it is computed from; one that is such a name is left out."""
    claims: dict[str, list[list[Any]]] = field(default_factory=dict)
    """By a condition, what it compares: words, number, sign, words, number, whether that holds, and a test."""

    def tell(self, text: str, found: Evaluation) -> None:
        """Tell of an expression."""
        for words, value in found.read.items():
            self.read[words] = [_plain(value), found.run_of[words], *_differing(found.each.get(words, []))]
        if [text] != list(found.read):
            self.of[text] = list(found.read)

    def claim(self, text: str, found: Evaluation) -> None:
        """Tell of a condition."""
        self.tell(text, found)
        self.claims[text] = [
            [one.left, _plain(one.value), one.sign, one.right, _plain(one.other), one.holds, one.test]
            for one in found.compared
        ]

    def take(self, other: Cards) -> None:
        """Tell of all that another tells of, too."""
        self.read |= other.read
        self.of |= other.of
        self.claims |= other.claims

    def runs_of(self, text: str) -> list[str]:
        """The runs that an expression reads, each once."""
        return list(dict.fromkeys(self.read[words][1] for words in self.of.get(text, [text]) if words in self.read))

    def data(self, shown: Iterable[Record], commits: dict[str, str]) -> dict[str, Any]:
        """All but the claims, which the page lists, with the seeds and commits of the runs, as JSON holds it."""
        told = {one for _, one, *_ in self.read.values()}
        runs = {one.name: [one.settings.get("seeds", []), commits[one.name]] for one in shown if one.name in told}
        return {"read": self.read, "of": self.of, "runs": runs}


def _differing(each: list[Any]) -> list[Any]:
    """What the seeds gave, as the rest of a list; nothing where it is the same with each."""
    plain = [_plain(one) for one in each]
    return [plain] if any(one != plain[0] for one in plain) else []


def _plain(value: Any) -> Any:
    """A number or a word; of a series its first items."""
    if isinstance(value, list):
        return [_plain(item) for item in value[:LONGEST]] + (["…"] if len(value) > LONGEST else [])
    return None if isinstance(value, float) and not math.isfinite(value) else value
