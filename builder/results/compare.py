"""How far two records of one experiment are apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.results.record import Record


@dataclass(frozen=True)
class Difference:
    """One part that differs, such as `values accuracy`, and by which share of the larger of the two; inf for words,
    and where a part is missing or of another length."""

    part: str
    share: float


def differences(old: Record, new: Record) -> list[Difference]:
    """Every part in which a run differs from another; none: bit-equal."""
    found = [*_of("values", old.values, new.values), *_of("series", old.series, new.series)]
    for kind in ("arrays", "weights"):
        if kind in old.artifacts or kind in new.artifacts:
            missing = kind not in old.artifacts or kind not in new.artifacts
            before = {} if kind not in old.artifacts else getattr(old, kind)()
            after = {} if kind not in new.artifacts else getattr(new, kind)()
            found += [Difference(kind, math.inf)] if missing else _of(kind, before, after)
    return sorted(found, key=lambda one: -one.share)


def _of(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(old.keys() | new.keys()):
        share = _share(old.get(name), new.get(name))
        if share:
            yield Difference(f"{kind} {name}", share)


def _share(old: Any, new: Any) -> float:
    """By which share of the largest number in them two values, lists or arrays differ; 0 where they are equal."""
    import numpy as np  # only where something ran

    if old is None or new is None or isinstance(old, str | bool) or isinstance(new, str | bool):
        return 0.0 if old == new and type(old) is type(new) else math.inf
    before, after = np.atleast_1d(old), np.atleast_1d(new)
    if before.shape != after.shape or before.dtype.kind not in "biuf" or after.dtype.kind not in "biuf":
        return 0.0 if np.array_equal(before, after) else math.inf
    finite = np.isfinite(before) & np.isfinite(after)
    if not np.array_equal(before[~finite], after[~finite], equal_nan=True):  # of a training that diverged
        return math.inf
    before, after = before[finite].astype(np.float64), after[finite].astype(np.float64)
    if np.array_equal(before, after):
        return 0.0
    return float(np.abs(before - after).max() / max(np.abs(before).max(), np.abs(after).max()))
