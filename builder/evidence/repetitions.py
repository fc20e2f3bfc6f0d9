"""What repetitions of a run found, in words for the page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.evidence.locale import Locale
from builder.evidence.versions import versions
from builder.results import Record
from builder.results.attestation import Attestation, attestations


@dataclass(frozen=True)
class Repetition:
    """What one of them found."""

    day: str
    """When it was repeated."""
    where: str
    """In what its processor and versions are others than those of the run; the processor where they are the same."""
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
    alike = all(first.get(name) == part for name, part in one.environment.items() if name != "packages")
    most = locale.number(float(f"{one.most:.1g}")) if one.most else ""
    day = locale.date(datetime.date.fromisoformat(one.day))
    return Repetition(day, _where(one.environment, first), not alike, one.verdict, most, one.runs, one.of)


def _where(environment: Mapping[str, Any], first: Mapping[str, Any]) -> str:
    """What of an environment is not as that of a run; of versions those that the run tells, too."""
    known = versions(first)
    machine = [str(environment[name]) for name in ("processor", "platform") if name in environment]
    other = [
        str(part)
        for name, part in environment.items()
        if name in ("processor", "platform", "device") and first.get(name) != part
    ]
    other += [f"{name} {one}" for name, one in versions(environment).items() if known.get(name, one) != one]
    return ", ".join(other or machine)
