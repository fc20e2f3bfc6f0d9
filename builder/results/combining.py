"""Several runs of one experiment, with other seeds or at other points of a sweep, as one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from builder.errors import SitegenError
from builder.files import canonical_json
from builder.results.fingerprint import Fingerprint
from builder.results.point import OVER, SEEDS, Point
from builder.results.record import Record, is_printed
from builder.results.sweep import alone
from builder.results.trials import Trial, ending, mean_series, mean_values, told_diverged

Made = tuple[Record, Mapping[str, bytes]]
"""The record of a run, and the files of its artifacts by their names."""


_TOLD = 64
"""Networks of all runs together whose examples a record tells of."""


class Files(Mapping[str, bytes]):
    """The files of artifacts by their names, each read when it is asked for: those of a sweep may be thousands."""

    def __init__(self, read: Mapping[str, Callable[[], bytes]]) -> None:
        self._read = read

    @classmethod
    def of(cls, record: Record) -> Files:
        """Those of a record that is kept."""
        return cls({name: partial(record.artifact, name) for name in record.artifacts})

    def __getitem__(self, name: str) -> bytes:
        return self._read[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def combined(made: Iterable[tuple[Point, Made]], fingerprint: Fingerprint) -> Made:
    """The record of several runs, each looked at once, and the files of its artifacts.

    Where only seeds differ its values and series are the means of theirs, numbers that are the same in all left as
    they are; each run's own are kept beside them. A sweep has those of each run alone. Raises SitegenError where the
    names of what they gave differ, or from seed to seed a word or a length.
    """
    runs = _Runs()
    for point, (run, files) in made:
        runs.add(point, run, files)
    first, trials = runs.first, runs.trials
    runs.check_alike()
    sweep = OVER in fingerprint.settings
    diverged = told_diverged(trials)
    record = replace(
        first,
        fingerprint=replace(fingerprint, seen=runs.seen),
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
        notes=[*runs.notes, *([f"diverged {diverged}"] if sweep and diverged else [])],
        watched="begin" if runs.begin_only else first.watched,
        examples=runs.examples,
    )
    every = {
        name + ending(trial, record.seeds): partial(files.__getitem__, name)
        for trial, files in zip(trials, runs.files, strict=True)
        for name in files
    }
    return record, Files(every)


class _Runs:
    """What is needed of several runs to make one record of them."""

    def __init__(self) -> None:
        self.trials: list[Trial] = []
        self.files: list[Mapping[str, bytes]] = []
        self.seen: dict[str, str] = {}
        self.notes: dict[str, None] = {}
        self.begin_only = False
        self.examples: dict[str, Any] = {}
        self._names: dict[str, set[frozenset[str]]] = {"values": set(), "series": set(), "artifacts": set()}

    def add(self, point: Point, run: Record, files: Mapping[str, bytes]) -> None:
        if not self.trials:
            self.first = run
        own = {name: run.settings[name] for name in point.settings}
        said = (run.values, run.series, run.seconds, run.when, run.environment, run.diverged)
        self.trials.append(Trial(point.seed, *said, own))
        self.files.append(files)
        self.seen |= run.fingerprint.seen
        self.notes |= dict.fromkeys(run.notes)
        self.begin_only |= run.watched == "begin"
        for kind, told in run.examples.items():
            known = self.examples.setdefault(kind, [])
            known += [one for one in told if one not in known][: _TOLD - len(known)]
        for kind, names in (("values", run.values), ("series", run.series), ("artifacts", files)):
            self._names[kind].add(frozenset(name for name in names if not is_printed(name)))

    def check_alike(self) -> None:
        """Raise SitegenError where one run keeps what another does not."""
        sweep = bool(self.trials[0].settings)
        for kind, names in self._names.items():
            if some := sorted(frozenset().union(*names) - frozenset.intersection(*names)):
                where, each = ("at some points", "at each point") if sweep else ("with some seeds", "with each seed")
                message = f"'{self.first.name}' keeps {', '.join(some)} {where} only"
                raise SitegenError(message, hint=f"Let it return the same {kind} {each}.")


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
        return bool(self._known) and canonical_json(settings) in self._known

    def seconds(self, settings: Mapping[str, Any]) -> float:
        """How long the run with these settings took, which is there."""
        return self._known[canonical_json(settings)].seconds

    def run(self, settings: Mapping[str, Any]) -> Made:
        """The run with these settings, which is there, and the files of its artifacts."""
        record, trial = self._record, self._known[canonical_json(settings)]
        assert record is not None
        fingerprint = replace(record.fingerprint, settings=dict(settings))
        if isinstance(trial, Record):
            return replace(trial, fingerprint=fingerprint), Files.of(trial)
        one = alone(record, trial)
        return replace(one, fingerprint=fingerprint, artifacts={}), Files.of(one)
