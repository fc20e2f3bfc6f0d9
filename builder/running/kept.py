"""What came of a run, kept by the author's process: the record, or what is told of a failure."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError, shown
from builder.experiments.longer import keep_ended
from builder.experiments.status import Status
from builder.results import Point, Record, Store, Waiting
from builder.results.point import in_words
from builder.running.execution import unkept
from builder.running.order import Order, Outcome
from builder.running.unkept import clear, set_aside


@dataclass(frozen=True)
class Shelf:
    """Where the results of a post's runs go: the record of an only run into `results`, that of one of several to those
    of its experiment that wait below `several`, and below `aside` what is left of one whose result cannot be kept
    whole.

    What is told of a failure lies in `results`, where `told` is true, with the digest of its experiment's status: of
    several runs that of the first. Else nothing waits for anything, and of several runs only those of now are kept.
    """

    results: Store
    several: Path
    aside: Path
    statuses: Mapping[str, Status]
    told: bool = True
    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _first: dict[str, tuple[str, str]] = field(default_factory=dict)  # what failed first, and the hint that was given

    def waiting(self, name: str) -> Waiting:
        if name not in self._waiting:
            self._waiting[name] = Waiting(self.several, name)
            if not self.told:
                self._waiting[name].clear()
        return self._waiting[name]

    def set_aside(self, point: Point) -> Store:
        return Store(self.aside / point.folder)

    def keep(self, order: Order, outcome: Outcome) -> Record | list[SitegenError]:
        """Keep what came of an order: its record, which is given back; else, with the errors, why there is none."""
        if not outcome.told and outcome.record is not None:
            try:
                place = self.results.write if order.point.alone else self.waiting(order.name).keep
                record = place(outcome.record, outcome.files)
            except (OSError, SitegenError) as error:
                refused = unkept(error, order.results, order.name) if isinstance(error, OSError) else error
                return self._failed(order, [refused], "")
            if order.count:
                keep_ended(order.checkpoints, order.ended, order.count, order.fingerprint)
            shutil.rmtree(order.checkpoints, ignore_errors=True)
            clear(self.set_aside(order.point), order.name)
            return record
        errors = outcome.errors()
        if outcome.record is not None and outcome.problems:
            errors[0].hint = set_aside(self.set_aside(order.point), outcome.record, outcome.files, outcome.problems)
        return self._failed(order, errors, outcome.traceback)

    def _failed(self, order: Order, errors: list[SitegenError], traceback: str) -> list[SitegenError]:
        """Keep the traceback of a failed run, or else what is told of it."""
        if order.name in self._first:
            known, hint = self._first[order.name]
            if traceback and traceback == known:  # the same once more, which is told once
                errors[0].hint = hint
            return errors
        changed = order.point.changed()
        text = (f"with {in_words(changed)}:\n" if changed else "") + (traceback or "\n".join(map(str, errors)) + "\n")
        hint = "The traceback could not be kept."
        with suppress(OSError, SitegenError):
            store = self.results if self.told or order.point.alone else Store(self.waiting(order.name).folder)
            path = store.write_failure(order.name, self.statuses[order.name].digest(), text)
            hint = f"The traceback is kept in {shown(path)}."
        if traceback:
            errors[0].hint = hint
        self._first[order.name] = traceback, hint
        return errors
