"""What repetitions of a run found, in words for the page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from builder.evidence.locale import Locale
from builder.evidence.versions import made_with
from builder.results import Record
from builder.results.attestation import Attestation, attestations


@dataclass(frozen=True)
class Repetition:
    """What one of them found."""

    day: str
    """When it was repeated."""
    where: str
    """On which processor, with which versions."""
    elsewhere: bool
    """Whether that is another machine, or other versions, than those of the run."""
    kind: str
    """How what it gave compares: "bit-equal", "rounding", "spread", "outside"."""
    most: str
    """The greatest difference, as a share of what differs; "" where it is none, or not one of numbers."""
    runs: int
    """How many of its runs were repeated."""
    of: int
    """How many runs there are."""


def repetitions(record: Record, locale: Locale) -> list[Repetition]:
    """What those found that are kept beside a record and belong to it."""
    return [_repetition(one, record, locale) for one in attestations(record)[0]]


def _repetition(one: Attestation, record: Record, locale: Locale) -> Repetition:
    runs = [each.environment for each in (*record.seeds, *record.points)]
    first = runs[0] if runs else record.environment
    where = [str(one.environment[name]) for name in ("processor", "platform") if name in one.environment]
    alike = all(first.get(name) == part for name, part in one.environment.items() if name != "packages")
    most = locale.number(float(f"{one.most:.1g}")) if one.most else ""
    day = locale.date(datetime.date.fromisoformat(one.day))
    told = ", ".join([*where, *filter(None, [made_with(one.environment)])])
    return Repetition(day, told, not alike, one.verdict, most, one.runs, one.of)
