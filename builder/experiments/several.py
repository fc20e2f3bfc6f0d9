"""The runs of an experiment that has several: which of them are done, and the record of all once they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.fingerprint import settings_of
from builder.experiments.packages import newer
from builder.experiments.plan import duration
from builder.experiments.seen import seen_now
from builder.results import Alone, Fingerprint, Point, Record, Waiting, combined
from builder.results.combining import Files, Made
from builder.results.point import in_words
from builder.results.waiting import Waits, key_of

_SHOWN = 40
"""Runs of an experiment that `status --why` tells of."""


def waiting(post: PostExperiments, name: str, *, quick: bool) -> Waiting:
    """The runs of an experiment that wait for the others; they are read again where they changed."""
    return post.sources.remembered(("waiting", name, quick), lambda: Waiting(post.waiting[quick], name))


@dataclass
class Several:
    """The runs of one experiment, as its source stands: `fingerprint` is that of all of them.

    One that is done stands in `record`, that of earlier runs, or waits for the others.
    """

    post: PostExperiments
    declaration: Declaration
    fingerprint: Fingerprint
    record: Record | None
    quick: bool = False
    _now: dict[bytes, bool] = field(default_factory=dict)
    _seen: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._waiting = waiting(self.post, self.declaration.name, quick=self.quick)

    @cached_property
    def points(self) -> list[Point]:
        return self.declaration.points(quick=self.quick)

    @property
    def alone(self) -> bool:
        """Whether there is but one, that of the experiment itself."""
        return self.points[0].alone

    @cached_property
    def due(self) -> dict[Point, None]:
        """The points that are not done, in their order."""
        return {point: None for point in self.points if not self._is_done(point)}

    def or_before(self, before: Several | None) -> Several:
        """What was judged before, where nothing has changed since: to ask of each run again takes as long as the first
        time.
        """
        if before is None or (self.fingerprint, self.record) != (before.fingerprint, before.record):
            return self
        same = self._runs is before._runs and all(self._is_now(one) == now for one, now in before._now.items())
        return before if same else self

    def of(self, point: Point) -> Fingerprint:
        """The fingerprint of the run of a point."""
        return replace(self.fingerprint, settings=self._settings(point))

    def together(self) -> Made:
        """The record of all runs, each of which is done. Raises SitegenError where they cannot be one."""
        return combined(((point, self._made(point)) for point in self.points), self.fingerprint)

    def seconds(self) -> float | None:
        """How long those would take that are due, by those that are done; None where none is."""
        took = [self._took(point) for point in self.points if point not in self.due]
        return sum(took) / len(took) * len(self.due) if took else None

    def lines(self) -> list[str]:
        """A line for each run, those that are due first; of very many, for the first."""
        lines = [f"{in_words(point.changed())}: due" for point in islice(self.due, _SHOWN)]
        done = (point for point in self.points if point not in self.due)
        for point in islice(done, _SHOWN - len(lines)):
            lines.append(f"{in_words(point.changed())}: done in {duration(self._took(point))}")
        left = len(self.points) - len(lines)
        return [*lines, *([f"and {left} more"] if left else [])]

    def _is_done(self, point: Point) -> bool:
        settings = self._settings(point)
        return self._alone.has(settings) or self._waits(settings) is not None

    def _took(self, point: Point) -> float:
        """How long the run of a point took that is done."""
        settings = self._settings(point)
        waits = self._waits(settings)
        return waits.seconds if waits else self._alone.seconds(settings)

    def _made(self, point: Point) -> Made:
        settings = self._settings(point)
        if waits := self._waits(settings):
            return waits, Files.of(waits)
        return self._alone.run(settings)

    def _waits(self, settings: Mapping[str, object]) -> Record | None:
        """The record of a run that waits for the others, as far as it is of the source as it stands."""
        one = self._runs.get(key_of(settings)) if self._runs else None
        if one is None or not self._is_now(one.common):
            return None
        return self._waiting.record(one)

    def _is_now(self, digest: bytes) -> bool:
        """Whether what runs have in common is as the source stands."""
        if digest not in self._now:
            common = self._waiting.commons[digest]
            here = replace(self.fingerprint, settings={}, seen=self._seen_now(common.fingerprint))
            same = here == common.fingerprint and common.quick == self.quick
            self._now[digest] = same and not newer(self.declaration.versions, common.environment)
        return self._now[digest]

    def _settings(self, point: Point) -> dict[str, object]:
        return settings_of(self.declaration, point, quick=self.quick)

    @cached_property
    def _runs(self) -> Mapping[bytes, Waits]:
        return self._waiting.runs()

    @cached_property
    def _alone(self) -> Alone:
        """The runs that the record of all was made of, where it is of the source as it stands."""
        record = self.record
        if record is None or record.quick != self.quick or newer(self.declaration.versions, record.environment):
            return Alone(None, self.fingerprint, {})
        return Alone(record, self.fingerprint, self._seen_now(record.fingerprint))

    def _seen_now(self, was: Fingerprint) -> dict[str, str]:
        keys = tuple(was.seen)
        if keys == tuple(self.fingerprint.seen):  # as it was judged
            return self.fingerprint.seen
        if keys not in self._seen:
            self._seen[keys] = seen_now(self.post, self.declaration.name, keys)
        return self._seen[keys]
