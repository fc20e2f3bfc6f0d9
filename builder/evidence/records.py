"""The records that a post's text and drawings ask for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from builder.errors import SitegenError, nearest
from builder.results import MissingRecord, Record, Store
from builder.results.point import selected


class Records:
    """The records of a post, each read once.

    `experiments` maps the names of the post's experiments to why their records are out of date, "" where they are not.
    """

    def __init__(self, store: Store, experiments: Mapping[str, str]) -> None:
        self.store, self.experiments = store, experiments
        self._read: dict[str, Record | MissingRecord] = {}
        self._json: dict[str, bytes] = {}

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

    def point(self, name: str) -> tuple[Record, Record]:
        """A point of a sweep, `capacity[width=64]`, as a record of its own, and the record of the whole sweep.

        Without brackets that of the experiment, twice. Raises SitegenError for what there is not.
        """
        experiment, settings = selected(name)
        whole = self.read(experiment)
        return (whole.at(**settings) if settings else whole), whole

    def json(self, name: str) -> bytes:
        """The file of a record. Raises what `read` raises."""
        record = self.read(name)
        if name not in self._json:
            self._json[name] = record.to_json().encode()
        return self._json[name]

    def kept(self) -> list[Record]:
        """The records that can be read, in the order of the experiments."""
        kept = []
        for name in self.experiments:
            with suppress(MissingRecord):
                kept.append(self.read(name))
        return kept
