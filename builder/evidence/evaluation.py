"""What an expression over records came to, what it compares, and what it read for that."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from builder.evidence.lookup import Named
from builder.evidence.records import Records
from builder.evidence.significance import Answer, Outcome
from builder.results import Record


@dataclass(frozen=True)
class Comparison:
    """Two things that a condition compares."""

    left: str
    """The one as it is written."""
    value: Any
    """What it came to."""
    sign: str
    """How they are compared."""
    right: str
    """The other as it is written."""
    other: Any
    """What that came to."""
    holds: bool | Answer
    """Whether it is so."""
    test: Outcome | None = None
    """What a test over seeds found, where it was one that compared them."""


@dataclass
class Evaluation:
    """What an expression came to."""

    records: Records
    """The records that it may name."""
    tolerance: float = 0.0
    """How far numbers may lie apart for `==` and `!=`, and by how much `<=` and `>=` may fail."""
    value: Any = None
    """What it came to."""
    used: list[Record] = field(default_factory=list)
    """The records that it read."""
    read: dict[str, Any] = field(default_factory=dict)
    """Each number that it read, by its name."""
    run_of: dict[str, str] = field(default_factory=dict)
    """By the same names, and those of series, the experiment that it comes from."""
    each: dict[str, list[Any]] = field(default_factory=dict)
    """By the same names what each seed gave, where there are several."""
    compared: list[Comparison] = field(default_factory=list)
    """What it compares, in its order."""

    def note(self, named: Named, words: str, value: Any) -> None:
        """Remember what was read, and from which record."""
        if named.whole not in self.used:
            self.used.append(named.whole)
        self.run_of[words], self.each[words] = named.whole.name, named.each
        if not isinstance(value, list):
            self.read[words] = value

    def note_item(self, series: str, words: str, place: int | slice, value: Any) -> None:
        """Remember an item of a series that was read."""
        self.read[words] = value
        self.run_of[words] = self.run_of.get(series) or next(iter(self.run_of.values()), "")
        with suppress(LookupError, TypeError):  # of another length with some seed
            self.each[words] = [one[place] for one in self.each.get(series, [])]
