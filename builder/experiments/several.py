"""The runs of an experiment that has several: which of them are done, and the record of all once they are."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.fingerprint import settings_of
from builder.experiments.packages import newer
from builder.experiments.plan import duration
from builder.experiments.seen import seen_now
from builder.results import Alone, Fingerprint, MissingRecord, Point, Record, Store, combined
from builder.results.combining import Made
from builder.results.point import in_words

_SHOWN = 40
"""Runs of an experiment that `status --why` tells of."""


@dataclass
class Several:
    """The runs of one experiment, as its source stands: `fingerprint` is that of all of them.

    One that is done stands in `record`, that of earlier runs, or alone in a store below `waiting`.
    """

    post: PostExperiments
    declaration: Declaration
    fingerprint: Fingerprint
    record: Record | None
    waiting: Path
    quick: bool = False
    _read: dict[Point, Record | None] = field(default_factory=dict)
    _seen: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    @cached_property
    def points(self) -> list[Point]:
        return self.declaration.points(quick=self.quick)

    @cached_property
    def due(self) -> dict[Point, None]:
        """The points that are not done, in their order."""
        done = (bool(self._alone.has(self._settings(point)) or self._waits(point)) for point in self.points)
        return {point: None for point, one in zip(self.points, done, strict=True) if not one}

    @property
    def _done(self) -> list[Point]:
        return [point for point in self.points if point not in self.due]

    def of(self, point: Point) -> Fingerprint:
        """The fingerprint of the run of a point."""
        return replace(self.fingerprint, settings=self._settings(point))

    def together(self) -> Made:
        """The record of all runs, each of which is done. Raises SitegenError where they cannot be one."""
        return combined({point: self._made(point) for point in self.points}, self.fingerprint)

    def seconds(self) -> float | None:
        """How long those would take that are due, by those that are done; None where none is."""
        took = [self._took(point) for point in self._done]
        return sum(took) / len(took) * len(self.due) if took else None

    def lines(self) -> list[str]:
        """A line for each run, those that are due first; of very many, for the first."""
        lines = [f"{in_words(point.changed())}: due" for point in list(self.due)[:_SHOWN]]
        for point in self._done[: _SHOWN - len(lines)]:
            lines.append(f"{in_words(point.changed())}: done in {duration(self._took(point))}")
        left = len(self.points) - len(lines)
        return [*lines, *([f"and {left} more"] if left else [])]

    def _took(self, point: Point) -> float:
        """How long the run of a point took that is done."""
        waits = self._waits(point)
        return waits.seconds if waits else self._alone.seconds(self._settings(point))

    def _made(self, point: Point) -> Made:
        if waits := self._waits(point):
            return waits, {name: waits.artifact(name) for name in waits.artifacts}
        return self._alone.run(self._settings(point))

    def _waits(self, point: Point) -> Record | None:
        """The record of a run that waits for the others, as far as it is of the source as it stands."""
        if point not in self._read:
            self._read[point] = self._read_waiting(point)
        return self._read[point]

    def _read_waiting(self, point: Point) -> Record | None:
        if point.folder not in self._folders:
            return None
        try:
            record = Store(self.waiting / point.folder).read(self.declaration.name)
        except MissingRecord:
            return None
        same = replace(self.of(point), seen=self._seen_now(record)) == record.fingerprint
        return record if same and not newer(self.declaration.versions, record.environment) else None

    def _settings(self, point: Point) -> dict[str, object]:
        return settings_of(self.declaration, point, quick=self.quick)

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Which points have something that waits, of whatever experiment."""
        with suppress(OSError):
            return frozenset(os.listdir(self.waiting))
        return frozenset()

    @cached_property
    def _alone(self) -> Alone:
        """The runs that the record of all was made of, where it is of the source as it stands."""
        record = self.record
        if record is None or record.quick != self.quick or newer(self.declaration.versions, record.environment):
            return Alone(None, self.fingerprint, {})
        return Alone(record, self.fingerprint, self._seen_now(record))

    def _seen_now(self, record: Record) -> dict[str, str]:
        keys = tuple(record.fingerprint.seen)
        if keys == tuple(self.fingerprint.seen):  # as it was judged
            return self.fingerprint.seen
        if keys not in self._seen:
            self._seen[keys] = seen_now(self.post, self.declaration.name, keys)
        return self._seen[keys]


def clear_waiting(waiting: Path, name: str) -> None:
    """Remove the runs of an experiment that waited for the others: there is a record of all."""
    with suppress(OSError):
        for folder in [one for one in waiting.iterdir() if (one / name).is_dir()]:
            shutil.rmtree(folder / name, ignore_errors=True)
        for folder in waiting.iterdir():
            with suppress(OSError):
                folder.rmdir()  # unless another experiment has a run of this point
