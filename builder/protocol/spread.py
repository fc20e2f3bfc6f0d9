"""Doubts about a difference that may be one of seeds, and not of what is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.protocol.doubts import MEASURES, Doubt
from builder.protocol.training import trained
from builder.results import Record
from builder.results.point import SEEDS

SPREAD = "spread"
_BY_CHANCE = re.compile(r"Forest|ExtraTree|MLP|SGD|Boost|Bagging|Perceptron|Random")
"""Estimators of scikit-learn that draw random numbers."""
_SHARE, _RELATIVE = 0.05, 0.1
"""Of runs with one seed each: differences of shares, and of other numbers, that seeds may make."""


def is_measured(name: str) -> bool:
    """Whether a value is called as what a network was measured to do."""
    return MEASURES.search(name) is not None or "loss" in name


def has_chance(record: Record) -> bool:
    """Whether another seed would have given another result, by all that is known."""
    if record.settings.keys() & {"seed", SEEDS}:
        return True
    networks = [one for one in record.examples.get("networks", []) if one["steps"]]
    if networks:
        return any(one["weights"] or _BY_CHANCE.search(one["kind"]) for one in networks)
    return trained(record) is not None


def is_small(difference: float, values: Sequence[float]) -> bool:
    """Whether seeds alone could make a difference, of runs that have one seed each: less than five hundredths of what
    are shares, a tenth of other numbers.
    """
    if all(0 <= one <= 1 for one in values):
        return abs(difference) < _SHARE
    return abs(difference) < _RELATIVE * max(map(abs, values))


def within_seeds(condition: str, turned: int, of: int, said: Sequence[str]) -> Doubt:
    """A difference of means that some of the seeds do not have: `turned` of so many ways to take one of each run."""
    message = f"{condition} holds of the means, and not in {turned} of {of} ways to take one seed of each"
    hint = "Run more seeds, say less, or let exceeds(…, …) test it."
    return Doubt(SPREAD, f"{message}: {'; '.join(said)}", hint)


def of_one_seed(condition: str, names: Sequence[str]) -> Doubt:
    """A small difference of runs that have one seed each."""
    message = f"{condition} rests on one seed of {' and of '.join(names)}, and is small: seeds alone may make it"
    return Doubt(SPREAD, message, "Declare @experiment(seeds=[0, 1, 2]), which shows how far seeds lie apart.")
