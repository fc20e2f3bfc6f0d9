"""The points of a sweep, taken out of its record by their settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError, nearest
from builder.results.point import SEEDS, Point, in_words, matches, no_point
from builder.results.trials import Trial, ending, mean_series, mean_values, told_diverged

if TYPE_CHECKING:
    from builder.results.record import Record


def where(record: Record, wanted: Mapping[str, Any]) -> list[Record]:
    """See `Record.where`."""
    points = list(record.by_point.values())
    for name in wanted:
        if not points:
            raise SitegenError(
                f"'{record.name}' is no sweep", hint=f"Declare it: @experiment(over={{'{name}': [...]}})."
            )
        if name not in points[0][0].settings:
            raise SitegenError(f"'{record.name}' is no sweep over '{name}'", hint=nearest(name, points[0][0].settings))
    return [_at(record, trials) for trials in points if matches(trials[0].settings, wanted)]


def at(record: Record, wanted: Mapping[str, Any]) -> Record:
    """See `Record.at`."""
    found = where(record, wanted)
    if len(found) == 1:
        return found[0]
    asked = f"{record.name}[{in_words(wanted)}]"
    if not found:
        raise no_point(record.name, [one.settings for one in record.points], wanted)
    others = [name for name in record.points[0].settings if name not in wanted]
    raise SitegenError(f"'{asked}' is {len(found)} points", hint=f"Say {' and '.join(others)}, too.")


def extreme(record: Record, pick: Callable[..., Record], name: str, wanted: Mapping[str, Any]) -> Record:
    """See `Record.highest`; `pick` is `max` or `min`."""
    found = where(record, wanted)
    if not found:
        raise no_point(record.name, [one.settings for one in record.points], wanted)
    numbers = [one for one in found if _is_number(one.values.get(name))]
    if not numbers:
        hint = nearest(name, found[0].values)
        raise SitegenError(f"no point of '{record.name}' has a number '{name}'", hint=hint)
    return pick(numbers, key=lambda one: one.values[name])


def run_of(record: Record, point: Point) -> Record:
    """One of the runs of a record by itself; the record, where it is of one. Raises LookupError where there is none."""
    return record if point.alone else alone(record, record.by_run[point])


def alone(record: Record, trial: Trial) -> Record:
    """One of several runs of a record by itself."""
    names = record.by_ending.get(ending(trial, record.seeds), {})
    return replace(
        record,
        settings={**_without(record, trial), **Point(trial.settings, trial.seed).changed()},
        values=trial.values,
        series=trial.series,
        artifacts={name: record.artifacts[kept] for name, kept in names.items()},
        environment=trial.environment,
        seconds=trial.seconds,
        when=trial.when,
        seeds=[],
        points=[],
        diverged=trial.diverged,
    )


def _without(record: Record, trial: Trial) -> dict[str, Any]:
    """The settings that all runs have."""
    return {name: value for name, value in record.settings.items() if name != SEEDS and name not in trial.settings}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at(record: Record, trials: Sequence[Trial]) -> Record:
    """A point as a record: that of its only run, or of its runs with several seeds."""
    first = trials[0]
    seeds = [] if first.seed is None else [replace(one, settings={}) for one in trials]
    settings = _without(record, first)
    point = replace(
        record,
        name=f"{record.name}[{in_words(first.settings)}]",
        settings={**settings, **first.settings, **({SEEDS: [one.seed for one in trials]} if seeds else {})},
        values=mean_values(trials),
        series=mean_series(trials),
        artifacts={},
        environment=first.environment,
        seconds=round(sum(one.seconds for one in trials), 2),
        when=max(one.when for one in trials),
        seeds=seeds,
        points=[],
        diverged=told_diverged([replace(one, settings={}) for one in trials]),
    )
    artifacts = {
        name + (ending(one, seeds) if seeds else ""): record.artifacts[kept]
        for trial, one in zip(trials, seeds or trials, strict=True)
        for name, kept in record.by_ending.get(ending(trial, []), {}).items()
    }
    return replace(point, artifacts=artifacts)
