"""The records that a post's text and drawings ask for, and what a reader is told of where they come from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.errors import SitegenError, nearest
from builder.rendering.numbers import Locale
from builder.results import MissingRecord, Record, Store


class Records:
    """The records of a post, each read once.

    `experiments` maps the names of the post's experiments to why their records are out of date, "" where they are not.
    """

    def __init__(self, store: Store, experiments: Mapping[str, str]) -> None:
        self.store, self.experiments = store, experiments
        self._read: dict[str, Record | MissingRecord] = {}

    def read(self, name: str) -> Record:
        """The record of an experiment. Raises SitegenError when there is no such experiment, or no record to trust.

        A missing record is the same error each time: it is told once, and not at each place that needs it.
        """
        if name not in self.experiments:
            raise SitegenError(f"unknown experiment '{name}'", hint=nearest(name, self.experiments))
        if name not in self._read:
            try:
                self._read[name] = self.store.read(name)
            except MissingRecord as error:
                self._read[name] = error
        found = self._read[name]
        if isinstance(found, MissingRecord):
            raise found.with_traceback(None)
        return found


@dataclass(frozen=True)
class Provenance:
    """Where a drawing or a number comes from: one record, in words for the page.

    `stale` says why the record is out of date ("" when it is not), `quick` that it may not be published.
    """

    experiment: str
    device: str
    duration: str
    date: str
    when: str
    command: str
    stale: str
    quick: bool


def provenance(used: Iterable[Record], records: Records, locale: Locale) -> list[Provenance]:
    """The provenance of some records of a post, in a language."""
    return [
        Provenance(
            experiment=record.name,
            device=str(record.environment.get("device", "")),
            duration=locale.duration(record.seconds),
            date=locale.date(datetime.datetime.fromisoformat(record.when).date()),
            when=record.when,
            command=f"sitegen run {record.name} --force" + (" --quick" if record.quick else ""),
            stale=records.experiments[record.name],
            quick=record.quick,
        )
        for record in used
    ]
