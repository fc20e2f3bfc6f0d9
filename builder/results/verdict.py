"""What a repetition says of a record: the same bits, rounding, the spread of its seeds, or something else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from builder.results.compare import Difference, differences
from builder.results.record import Record
from builder.results.trials import Trial

Kind = Literal["bit-equal", "rounding", "spread", "outside"]
KINDS: tuple[Kind, ...] = ("bit-equal", "rounding", "spread", "outside")
"""From the best to the worst."""
ROUNDING = 1e-5
"""The largest share that counts as rounding: a hundred times what single precision tells apart, and a tenth of what one
image more of 10,000 changes in an accuracy."""


@dataclass(frozen=True)
class Verdict:
    """What a repetition says of a record."""

    kind: Kind
    words: str
    """The same with its numbers; "" where the bits are the same."""
    differs: str
    """By how much the one part differs that differs most; "" where none does."""
    share: float
    """The greatest difference, as a share of what differs; inf where a part is missing, or a word is another."""


def verdict(record: Record, repeated: Record, seeds: Sequence[Trial]) -> Verdict:
    """Compare a run with what repeated it; `seeds` are the runs of the same settings that were published.

    Rounding is what all of it differs by, series, arrays and weights too. The spread is that of the values: from the
    least to the greatest that the seeds gave, for each of them; a series of another length lies in none.
    """
    found = differences(record, repeated)
    if not found:
        return Verdict("bit-equal", "", "", 0.0)
    most = found[0]
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    by = "altogether" if math.isinf(most.share) else f"by {most.share:.1g} of its size"
    differs = f"{most.part} differs {by}{more}"
    if most.share <= ROUNDING:
        return Verdict("rounding", differs, differs, most.share)
    ranged = len(seeds) > 1 and not math.isinf(most.share)
    told = list(_told(record, repeated, found, seeds)) if ranged and _same_words(record, repeated) else []
    if told and all(inside for inside, _ in told):
        return Verdict("spread", told[0][1], differs, most.share)
    words = next((words for inside, words in told if not inside), differs)
    alone = "" if len(seeds) > 1 else "; of one seed no spread is known"
    return Verdict("outside", f"{words}{alone}", differs, most.share)


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The worst of the verdicts on the runs of a record: what differs most, of those of the worst kind."""
    return max(verdicts, key=lambda one: (KINDS.index(one.kind), one.share))


def _told(
    record: Record, repeated: Record, found: Sequence[Difference], seeds: Sequence[Trial]
) -> Iterator[tuple[bool, str]]:
    """Whether each value lies where those of the seeds do, and where: what differs most comes first."""
    share = {one.part: one.share for one in found}
    names = sorted(record.values, key=lambda name: -share.get(f"values {name}", 0))
    for name in names:
        value, numbers = repeated.values.get(name), [one.values[name] for one in seeds if name in one.values]
        if not _is_number(value) or not all(map(_is_number, numbers)) or len(numbers) < len(seeds):
            continue
        low, high = min(map(float, numbers)), max(map(float, numbers))  # type: ignore[arg-type] # they are numbers
        of = f"{_short(low)} to {_short(high)} of {len(numbers)} seeds"
        # The last digits of a mean, or of another machine, put nothing outside.
        slack = ROUNDING * max(abs(low), abs(high))
        if low - slack <= value <= high + slack:
            yield True, f"{name}: {_short(value)} lies in {of}"
        else:
            apart, where = (low - value, "below") if value < low else (value - high, "above")
            yield False, f"{name}: {_short(value)} lies {_short(apart)} {where} {of}"


def _same_words(record: Record, repeated: Record) -> bool:
    """Whether what is no number is the same, and nothing is missing."""
    if record.values.keys() != repeated.values.keys():
        return False
    plain = [(value, repeated.values[name]) for name, value in record.values.items() if not _is_number(value)]
    return all(old == new for old, new in plain)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _short(value: float) -> str:
    return f"{value:.4g}"
