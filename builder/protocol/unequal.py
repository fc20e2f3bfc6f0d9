"""Doubts about networks that are put side by side and were not trained alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from builder.protocol.doubts import Doubt
from builder.protocol.spread import is_measured
from builder.protocol.training import Training, named, observed, unlike
from builder.results import Record

UNEQUAL = "unequal"
_HINT = "Train them alike, so that the comparison is of the networks."
_STOPS = re.compile(r"\bbreak\b|patience|early_?stop", re.IGNORECASE)
_IN_WORDS = {
    "data": "on {}",
    "examples": "on {:,} examples",
    "epochs": "for {:,} epochs",
    "batch": "in batches of {:,}",
    "shown": "on {:,} examples in all",
}


def within(record: Record) -> Iterator[Doubt]:
    """Networks of one run that are measured on the same examples.

    Not asked about is what the run keeps beside the result, in a name or a list of numbers: it goes over it.
    """
    if record.points:
        return
    told = [one for one in record.examples.get("networks", []) if one["steps"]]
    kinds, numbers = Counter(one["kind"] for one in told), Counter[str]()
    groups: dict[str, list[Training]] = {}
    for one in told:
        numbers[one["kind"]] += 1
        several = f" {numbers[one['kind']]}" if kinds[one["kind"]] > 1 else ""
        training = observed(one, one["kind"] + several)
        if training.test:
            groups.setdefault(training.test, []).append(training)
    kept = [value for value in record.settings.values() if isinstance(value, list)]
    lists = [*record.series.values(), *kept]
    axes = [*(series for name, series in record.series.items() if not is_measured(name)), *kept]
    places = tuple(tuple(one["at"]) for one in told)
    for group in groups.values():
        found = {
            axis: known
            for axis, known in unlike(group).items()
            if not named(axis, known.values(), (*record.values, *record.series), axes)
            and not _is_curve(group, known, lists)
        }
        if found:
            message = f"compares networks that were trained otherwise: {in_words(found)}"
            yield Doubt(UNEQUAL, message, _HINT, stopped=places if found.keys() <= {"epochs", "shown"} else ())


def _is_curve(group: Sequence[Training], known: Mapping[str, Any], lists: Iterable[Sequence[Any]]) -> bool:
    """Whether a run keeps a list with an item for each of its networks, all of which differ: what grew is its axis."""
    differ = len(group) > 2 and len({*known.values()}) == len(group)
    return differ and any(len(one) == len(group) for one in lists)


def between(trainings: Sequence[Training], names: Iterable[str], *, without: Iterable[str] = ()) -> Doubt | None:
    """The same of networks of several runs, `without` the axes that are named where they stand side by side."""
    names, without = [*names], {*without}
    found = {
        axis: known
        for axis, known in unlike(trainings).items()
        if axis not in without and not named(axis, known.values(), names, ())
    }
    return Doubt(UNEQUAL, f"were trained otherwise: {in_words(found)}", _HINT) if found else None


def stops_by_itself(source: str) -> bool:
    """Whether code decides while it trains for how long: early stopping makes epochs differ, and is a rule for all."""
    return _STOPS.search(source) is not None


def in_words(unlike: Mapping[str, Mapping[str, Any]]) -> str:
    """What differs: "cnn for 5 epochs, mlp and deep for 10; …"."""
    return "; ".join(_axis(axis, known) for axis, known in unlike.items())


def _axis(axis: str, known: Mapping[str, Any]) -> str:
    names: dict[Any, list[str]] = {}
    for name, value in known.items():
        names.setdefault(value, []).append(name)
    told = [f"{' and '.join(those)} {_IN_WORDS[axis].format(value)}" for value, those in names.items()]
    return ", ".join(told).replace("for 1 epochs", "for 1 epoch")
