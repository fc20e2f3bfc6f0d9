"""The places at which a figure is drawn that readers explore: points of a sweep, seeds, places in a series."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.errors import SitegenError, nearest
from builder.results import Point, Record
from builder.results.point import in_words, matches, no_point, plain
from builder.results.sweep import run_of

POINT, STEP = "point", "step"
"""The parameters by which a function asks for the record of a place, and for a place in a series, from 0."""
SEED = "seed"
MOST = 60
"""Drawings of one figure: each is drawn at a build for light, for dark and perhaps for a phone."""


@dataclass(frozen=True)
class Spot:
    """One place at which a figure is drawn."""

    values: Mapping[str, Any]
    """What is the case there, as JSON holds it, by the names of settings and of a series."""
    point: Record
    """What ran there, as a record of its own."""
    step: int | None
    """How far it is in the series; None where readers do not go along one."""
    whole: Record
    """The record that readers explore."""


def places(record: Record, fixed: Mapping[str, Any], over: Sequence[str]) -> list[Spot]:
    """A place for each combination of what the names in `over` can be, the last of them changing first.

    A name is that of a setting of a sweep, `seed`, or a series, which has as many places as there is room for, the
    first and the last among them. `fixed` are settings that stay as they are.

    Raises SitegenError, which tells no line, for what there is not, and for one place or more than can be drawn.
    """
    points = [one for one in record.by_run or [Point()] if matches(one.settings, fixed)]
    if not points:
        raise no_point(record.name, [one.settings for one in record.by_run], fixed)
    settings = points[0].settings
    if record.quick and SEED in over and SEED not in settings and points[0].seed is None:
        return _one_seed(record, fixed, over)
    series = [name for name in over if name not in settings and not (name == SEED and points[0].seed is not None)]
    _check(record, points, fixed, over, series)
    axes = {name: _distinct([_value(one, name) for one in points]) for name in over if name not in series}
    others = math.prod(map(len, axes.values()))
    steps = range(len(run_of(record, points[0]).series[series[0]])) if series else range(0)
    axes |= {name: _thinned(steps, max(2, MOST // others)) for name in series}
    number = math.prod(map(len, axes.values()))
    if number > MOST:
        hint = f'Let some settings stay as they are: {{{{< explore "{record.name}[{next(iter(axes))}=…]" … >}}}}.'
        raise SitegenError(f"'{record.name}' would be drawn {number} times, and at most {MOST} are", hint=hint)
    if number < 2 and not record.quick:
        raise SitegenError(f"'{record.name}' is the same over all of {', '.join(over)}", hint="Show it by 'figure'.")
    runs = [run_of(record, one).series[series[0]] for one in points] if series else []
    combined = itertools.product(*(axes[name] for name in over))
    return [_spot(record, points, dict(zip(over, at, strict=True)), _along(series, runs)) for at in combined]


def _one_seed(record: Record, fixed: Mapping[str, Any], over: Sequence[str]) -> list[Spot]:
    """The places of a quick run, which has the default seed alone."""
    others = [name for name in over if name != SEED]
    spots = places(record, fixed, others) if others else [Spot({}, record, None, record)]
    return [replace(one, values={**one.values, SEED: plain(one.point.settings.get(SEED, 0))}) for one in spots]


def _along(series: Sequence[str], runs: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """What the places in a series are called: as it says where that tells them apart in all runs; else 1, 2, …"""
    if not series:
        return {}
    apart = all(isinstance(one, int | float | str) for one in runs[0]) and len(set(runs[0])) == len(runs[0])
    same = apart and all(list(one) == list(runs[0]) for one in runs)
    return {series[0]: runs[0] if same else range(1, max(map(len, runs)) + 1)}


def _check(
    record: Record, points: Sequence[Point], fixed: Mapping[str, Any], over: Sequence[str], series: Sequence[str]
) -> None:
    """Raise SitegenError for a name that is nothing to go along, and for settings of which nothing is said."""
    its = run_of(record, points[0]).series
    for name in series:
        if name not in its:
            known = [*points[0].settings, *its, *([SEED] if points[0].seed is not None else [])]
            message = f"'{record.name}' has neither a setting '{name}' that is swept over nor a series of that name"
            raise SitegenError(message, hint=nearest(name, known) or f"There are {', '.join(known)}.")
    if len(series) > 1:
        raise SitegenError(f"over names {len(series)} series, {', '.join(series)}", hint="Go along one of them.")
    if again := next((name for name in over if over.count(name) > 1 or name in fixed), ""):
        raise SitegenError(f"over names '{again}', which is said already", hint="Name it once.")
    for name, values in {name: _distinct([_value(one, name) for one in points]) for name in points[0].settings}.items():
        if name not in over and len(values) > 1:
            hint = f'Write over="{", ".join([*over, name])}", or "{record.name}[{in_words({name: values[0]})}]".'
            raise SitegenError(f"'{record.name}' has {len(values)} values of {name} at each place", hint=hint)


def _spot(record: Record, points: Sequence[Point], at: Mapping[str, Any], series: Mapping[str, Sequence[Any]]) -> Spot:
    """The place where this is the case; `series` has what its places are called.

    Raises SitegenError where nothing ran there.
    """
    wanted = {name: value for name, value in at.items() if name not in series}
    found = [one for one in points if all(_value(one, name) == value for name, value in wanted.items())]
    if not found:
        hint = "Every combination must be there: name fewer settings in over, or run them all."
        raise SitegenError(f"'{record.name}' has no point with {in_words(wanted)}", hint=hint)
    point = record.at(**found[0].settings) if record.points else record
    if SEED in wanted and SEED not in found[0].settings:
        point = run_of(record, found[0])
    if not series:
        return Spot(at, point, None, record)
    [(name, called)] = series.items()
    step, there = at[name], len(point.series[name])
    if step >= there:
        hint = "It ended early there: fix that setting, or name it no more."
        raise SitegenError(f"'{point.name}' has only {there} of '{name}'", hint=hint)
    return Spot({**at, name: called[step]}, point, step, record)


def _value(point: Point, name: str) -> Any:
    return point.seed if name == SEED and name not in point.settings else plain(point.settings[name])


def _distinct(values: Sequence[Any]) -> list[Any]:
    """Each once, in their order; 1 and true are two."""
    return list({repr(one): one for one in values}.values())


def _thinned(steps: range, most: int) -> list[int]:
    """At most so many of some steps, evenly chosen, the first and the last among them."""
    if len(steps) <= most:
        return list(steps)
    return [round(number * (len(steps) - 1) / (most - 1)) for number in range(most)]
