"""What came of a run, kept by the author's process: the record, or what is told of a failure."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.errors import SitegenError, shown
from builder.experiments.execution import unkept
from builder.experiments.order import Order, Outcome
from builder.experiments.status import Status
from builder.experiments.unkept import clear, set_aside
from builder.results import Point, Record, Store
from builder.results.point import in_words


@dataclass(frozen=True)
class Shelf:
    """Where the results of a post's runs go: the record of an only run into `results`, that of one of several into a
    store of its own below `several`, and below `aside` what is left of one whose result cannot be kept whole.

    What is told of a failure lies in `results`, where `told` is true, or beside the record of the run; with the digest
    of its experiment's status.
    """

    results: Store
    several: Path
    aside: Path
    statuses: Mapping[str, Status]
    told: bool = True

    def store(self, point: Point) -> Store:
        return self.results if point.alone else Store(self.several / point.folder, passing=True)

    def set_aside(self, point: Point) -> Store:
        return Store(self.aside / point.folder)

    def keep(self, order: Order, outcome: Outcome) -> Record | list[SitegenError]:
        """Keep what came of an order: its record, which is given back; else, with the errors, why there is none."""
        if not outcome.told and outcome.record is not None:
            try:
                record = self.store(order.point).write(outcome.record, outcome.files)
            except (OSError, SitegenError) as error:
                refused = unkept(error, order.results, order.name) if isinstance(error, OSError) else error
                return self._failed(order, [refused], "")
            shutil.rmtree(order.checkpoints, ignore_errors=True)
            clear(self.set_aside(order.point), order.name)
            return record
        errors = outcome.errors()
        if outcome.record is not None and outcome.problems:
            errors[0].hint = set_aside(self.set_aside(order.point), outcome.record, outcome.files, outcome.problems)
        return self._failed(order, errors, outcome.traceback)

    def _failed(self, order: Order, errors: list[SitegenError], traceback: str) -> list[SitegenError]:
        """Keep the traceback of a failed run, or else what is told of it."""
        changed = order.point.changed()
        text = (f"with {in_words(changed)}:\n" if changed else "") + (traceback or "\n".join(map(str, errors)) + "\n")
        hint = "The traceback could not be kept."
        with suppress(OSError, SitegenError):
            store = self.results if self.told else self.store(order.point)
            path = store.write_failure(order.name, self.statuses[order.name].digest(), text)
            hint = f"The traceback is kept in {shown(path)}."
        if traceback:
            errors[0].hint = hint
        return errors


def tidy_checkpoints(folders: Iterable[Path], record: Record) -> None:
    """Remove the checkpoints that a run left which was killed once its record was kept; a later run's stay."""
    with suppress(OSError):
        kept = (record.folder / "record.json").stat().st_mtime
        for left in folders:
            if left.is_dir() and all(one.is_dir() or one.stat().st_mtime <= kept for one in left.rglob("*")):
                shutil.rmtree(left, ignore_errors=True)
