"""What the runs of one experiment gave that differ in their seed or in their settings, and what they gave together."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from builder.errors import SitegenError
from builder.files import canonical_json
from builder.results.point import Point, in_words

Value = bool | int | float | str | None
"""None where a training diverged: a loss that is no number any more."""
Series = list[Any]
"""A list of numbers or of words, or a list of equally long rows of them."""


@dataclass(frozen=True)
class Trial:
    """What one of several runs of an experiment gave: that with one seed, or at one point of a sweep.

    `settings` are those that the sweep gave it; `seed` is None where there are no seeds.
    """

    seed: int | None
    values: dict[str, Value]
    series: dict[str, Series]
    seconds: float
    when: str
    environment: dict[str, Any]
    diverged: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


def by_point(trials: Iterable[Trial]) -> dict[bytes, list[Trial]]:
    """The trials of each combination of settings, one for each seed, in the order of the first of each."""
    found: dict[bytes, list[Trial]] = {}
    for trial in trials:
        found.setdefault(canonical_json(trial.settings), []).append(trial)
    return found


def ending(trial: Trial, seeds: Sequence[Trial]) -> str:
    """What the names of a trial's artifacts end with in a record: nothing for the first of several seeds."""
    if trial.settings:
        return f"_point_{Point(trial.settings, trial.seed).digest}"
    return "" if not seeds or trial.seed == seeds[0].seed else f"_seed_{trial.seed}"


_ENDED = re.compile(r"(.*?)(_point_[0-9a-f]{12}|_seed_-?\d+|)", re.DOTALL)


def by_ending(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The names of artifacts in a record by what they end with, see `ending`: each by the name that it has alone."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        ended = _ENDED.fullmatch(name)
        assert ended is not None
        found.setdefault(ended[2], {})[ended[1]] = name
    return found


def told_diverged(trials: Iterable[Trial]) -> str:
    """Why some of them led nowhere; "" where none did."""
    return "; ".join(f"{_with(one)}{one.diverged}" for one in trials if one.diverged)


def _with(trial: Trial) -> str:
    if trial.settings:
        return f"with {in_words(Point(trial.settings, trial.seed).changed())} "
    return "" if trial.seed is None else f"with seed {trial.seed} "


def mean_values(trials: Sequence[Trial]) -> dict[str, Value]:
    """The mean of each value; what is the same in all is left as it is. Raises SitegenError where words differ."""
    return {name: _mean(f"value '{name}'", [one.values[name] for one in trials]) for name in trials[0].values}


def mean_series(trials: Sequence[Trial]) -> dict[str, Series]:
    """The same for each series, item by item. Raises SitegenError where they are not equally long."""
    diverged = any(one.diverged for one in trials)
    return {
        name: _means(f"series '{name}'", _as_long([one.series[name] for one in trials], diverged=diverged))
        for name in trials[0].series
    }


def deviation(found: Sequence[Any]) -> Any:
    """The deviation of a value over some seeds, of a series item by item."""
    if isinstance(found[0], list):
        return [deviation(items) for items in zip_longest(*found)]
    if len(found) < 2 or any(one is None or isinstance(one, bool | str) for one in found):
        return math.nan
    return statistics.stdev(float(one) for one in found)


def extreme(pick: Callable[[list[Any]], Any], found: Sequence[Any]) -> Any:
    """The least or the greatest of a value over some seeds, of a series item by item; None where one diverged."""
    if isinstance(found[0], list):
        return [extreme(pick, items) for items in zip_longest(*found)]
    return None if None in found else pick(list(found))


def _as_long(found: Sequence[Series], *, diverged: bool) -> Sequence[Series]:
    """Series of one length: a training that diverged ended early, and what it did not give is None."""
    if not diverged or any(isinstance(item, list) for one in found for item in one):
        return found
    longest = max(map(len, found))
    return [[*one, *[None] * (longest - len(one))] for one in found]


def _mean(what: str, found: Sequence[Value]) -> Value:
    if all(one == found[0] for one in found):
        return found[0]
    numbers = [one for one in found if one is not None]
    if any(isinstance(one, bool | str) for one in numbers):
        raise SitegenError(f"{what} is no number, and differs from seed to seed: {', '.join(map(repr, found))}")
    # A mean of those that are left would hide that a training diverged.
    return statistics.fmean(map(float, numbers)) if len(numbers) == len(found) else None


def _means(what: str, found: Sequence[Sequence[Any]]) -> list[Any]:
    if len({len(one) for one in found}) > 1:
        raise SitegenError(f"{what} is longer with one seed than with another")
    return [
        _means(what, items) if isinstance(items[0], list) else _mean(what, items) for items in zip(*found, strict=True)
    ]


def as_table(trials: Sequence[Trial]) -> dict[str, Any]:
    """The trials of a sweep as a record keeps them: a row for each, of plain items, which is a line for git.

    A row holds the settings that are swept over, the seed, the values, seconds, when it ended, and which of the
    `environments` it ran in. `diverged` has the rows of those that did.
    """
    if not trials:
        return {}
    over, values = list(trials[0].settings), list(trials[0].values)
    environments: list[dict[str, Any]] = []
    rows = []
    for one in trials:
        if one.environment not in environments:
            environments.append(one.environment)
        where = environments.index(one.environment)
        settings = [one.settings[name] for name in over]
        rows.append([*settings, one.seed, *(one.values[name] for name in values), one.seconds, one.when, where])
    return {
        "over": over,
        "values": values,
        "rows": rows,
        "series": {name: [one.series[name] for one in trials] for name in trials[0].series},
        "environments": environments,
        "diverged": {str(number): one.diverged for number, one in enumerate(trials) if one.diverged},
    }


def from_table(table: Mapping[str, Any]) -> list[Trial]:
    """The trials of a table. Raises LookupError, TypeError or ValueError where it is none."""
    if not table:
        return []
    over, values, series = table["over"], table["values"], table["series"]
    trials = []
    for number, row in enumerate(table["rows"]):
        settings, (seed, *given, seconds, when, where) = row[: len(over)], row[len(over) :]
        trial = Trial(
            seed,
            dict(zip(values, given, strict=True)),
            {name: each[number] for name, each in series.items()},
            seconds,
            when,
            table["environments"][where],
            table["diverged"].get(str(number), ""),
            dict(zip(over, settings, strict=True)),
        )
        trials.append(trial)
    return trials
