"""Several runs of one experiment, with other seeds or at other points of a sweep, as one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from builder.errors import SitegenError
from builder.files import canonical_json
from builder.results.fingerprint import Fingerprint
from builder.results.point import OVER, SEEDS, Point
from builder.results.record import Record, is_printed
from builder.results.sweep import run_of
from builder.results.trials import Trial, ending, mean_series, mean_values, told_diverged

Made = tuple[Record, Mapping[str, bytes]]
"""The record of a run, and the files of its artifacts by their names."""


def combined(made: Mapping[Point, Made], fingerprint: Fingerprint) -> Made:
    """The record of several runs, and the files of its artifacts.

    Where only seeds differ its values and series are the means of theirs, numbers that are the same in all left as
    they are; each run's own are kept beside them. A sweep has those of each run alone. Raises SitegenError where the
    names of what they gave differ, or from seed to seed a word or a length.
    """
    runs = {point: record for point, (record, _) in made.items()}
    first = next(iter(runs.values()))
    _check_alike(made)
    trials = [
        Trial(
            point.seed, run.values, run.series, run.seconds, run.when, run.environment, run.diverged,
            {name: run.settings[name] for name in point.settings},
        )
        for point, run in runs.items()
    ]  # fmt: skip
    sweep = OVER in fingerprint.settings
    diverged = told_diverged(trials)
    notes = list(dict.fromkeys(note for run in runs.values() for note in run.notes))
    record = replace(
        first,
        fingerprint=replace(fingerprint, seen=_seen(runs)),
        settings=_settings(first, trials),
        values={} if sweep else mean_values(trials),
        series={} if sweep else mean_series(trials),
        artifacts={},
        seconds=round(sum(one.seconds for one in trials), 2),
        when=max(one.when for one in trials),
        seeds=[] if sweep else trials,
        points=trials if sweep else [],
        # That a learning rate leads nowhere is what a sweep may be for: its other points are none the worse.
        diverged="" if sweep else diverged,
        notes=[*notes, f"diverged {diverged}"] if sweep and diverged else notes,
        watched="begin" if any(run.watched == "begin" for run in runs.values()) else first.watched,
    )
    every = {
        name + ending(trial, record.seeds): data
        for trial, (_, files) in zip(trials, made.values(), strict=True)
        for name, data in files.items()
    }
    return record, every


def _check_alike(made: Mapping[Point, Made]) -> None:
    """Raise SitegenError where one run keeps what another does not."""
    record, sweep = next(iter(made.values()))[0], bool(next(iter(made)).settings)
    each: dict[str, list[Mapping[str, Any]]] = {
        "values": [one.values for one, _ in made.values()],
        "series": [one.series for one, _ in made.values()],
        "artifacts": [files for _, files in made.values()],
    }
    for kind, given in each.items():
        names: list[set[str]] = [{name for name in one if not is_printed(name)} for one in given]
        if some := sorted(names[0].union(*names) - names[0].intersection(*names)):
            where, everywhere = ("at some points", "at each point") if sweep else ("with some seeds", "with each seed")
            message = f"'{record.name}' keeps {', '.join(some)} {where} only"
            raise SitegenError(message, hint=f"Let it return the same {kind} {everywhere}.")


def _seen(runs: Mapping[Point, Record]) -> dict[str, str]:
    return {key: digest for run in runs.values() for key, digest in run.fingerprint.seen.items()}


def _settings(first: Record, trials: list[Trial]) -> dict[str, Any]:
    """The settings of all: those that differ as lists of what there was, in the order of the points."""
    settings = {name: value for name, value in first.settings.items() if name != "seed"}
    for name in trials[0].settings:
        settings[name] = _each(one.settings[name] for one in trials)
    seeds = _each(one.seed for one in trials if one.seed is not None)
    if seeds:
        settings[SEEDS] = seeds
    elif "seed" in first.settings:
        settings["seed"] = first.settings["seed"]
    return settings


def _each(values: Iterator[Any]) -> list[Any]:
    return list({canonical_json(value): value for value in values}.values())


class Alone:
    """The runs that a record was made of, each to be had as the record that it was.

    `fingerprint` is what the source gives now for a run of the experiment, whatever its settings: a record of other
    code, inputs or outputs has none. What was seen of it must be as it was, too.
    """

    def __init__(self, record: Record | None, fingerprint: Fingerprint, seen: Mapping[str, str]) -> None:
        self._record = record
        self._known: dict[bytes, Trial | Record] = {}
        if record is None:
            return
        was = record.fingerprint
        if replace(was, settings={}, seen={}) != replace(fingerprint, settings={}, seen={}) or was.seen != seen:
            return
        common = {name: value for name, value in was.settings.items() if name not in (OVER, SEEDS)}
        runs = [(one, one.settings | ({} if one.seed is None else {"seed": one.seed})) for one in record.points]
        runs += [(one, {"seed": one.seed}) for one in record.seeds]
        for one, own in runs:
            self._known[canonical_json(common | own)] = one
        if not runs:
            self._known[canonical_json(common)] = record

    def has(self, settings: Mapping[str, Any]) -> bool:
        """Whether one of the runs was with these settings."""
        return canonical_json(settings) in self._known

    def seconds(self, settings: Mapping[str, Any]) -> float:
        """How long the run with these settings took, which is there."""
        return self._known[canonical_json(settings)].seconds

    def run(self, settings: Mapping[str, Any]) -> Made:
        """The run with these settings, which is there, and the files of its artifacts."""
        record, trial = self._record, self._known[canonical_json(settings)]
        assert record is not None
        fingerprint = replace(record.fingerprint, settings=dict(settings))
        if isinstance(trial, Record):
            return replace(trial, fingerprint=fingerprint), {name: trial.artifact(name) for name in trial.artifacts}
        alone = run_of(record, Point(trial.settings, trial.seed))
        files = {name: alone.artifact(name) for name in alone.artifacts}
        return replace(alone, fingerprint=fingerprint, artifacts={}), files
