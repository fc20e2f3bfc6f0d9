"""The records that a post's text and drawings ask for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from builder.errors import SitegenError, nearest
from builder.project import Project
from builder.results import RECORD, MissingRecord, Record, Store
from builder.results.elsewhere import is_elsewhere, no_post, parted
from builder.results.point import selected


@dataclass(frozen=True)
class Home:
    """A post as readers of another find it."""

    address: str = ""
    """Where it is, as links name it; "" where readers do not see it."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What it is called, by language."""
    why: str = ""
    """Why readers do not see it."""


def none_elsewhere(post: str) -> Records:
    """The records of another post where nothing is known of any. Raises SitegenError."""
    raise no_post(post, ())


class Records:
    """The records of a post, each read once, and of the posts that it names.

    `experiments` maps the names of the post's experiments to why their records are out of date, "" where they are not;
    `others` gives the records of another post, or raises SitegenError; `home` is the post itself, as others link to
    it, and `everywhere` has the names of all experiments by post, for hints.
    """

    def __init__(
        self,
        store: Store,
        experiments: Mapping[str, str],
        others: Callable[[str], Records] = none_elsewhere,
        home: Home | None = None,
        everywhere: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self.store, self.experiments, self.others, self.home = store, experiments, others, home or Home()
        self.everywhere = everywhere
        self._read: dict[str, Record | MissingRecord] = {}
        self._json: dict[str, bytes] = {}

    def read(self, name: str) -> Record:
        """The record of an experiment. Raises SitegenError when there is no such experiment, or no record to trust.

        A missing record is the same error each time: it is told once, and not at each place that needs it.
        """
        if is_elsewhere(name):
            post, experiment = parted(name)
            return self.others(post).read(experiment)
        if name not in self.experiments:
            called = f"{self.store.post}:{name}" if self.store.post else name
            there = [f"{post}:{name}" for post, names in sorted(self.everywhere.items()) if name in names]
            hint = f"Write {there[0]}, of another post." if there and not self.store.post else ""
            if name in self.everywhere and not hint:
                hint = f"'{name}' is a post: write {name}:{next(iter(self.everywhere[name]), 'cnn')}."
            raise SitegenError(f"unknown experiment '{called}'", hint=hint or nearest(name, self.experiments))
        if name not in self._read:
            try:
                self._read[name] = self.store.read(name)
            except MissingRecord as error:
                self._read[name] = error
        found = self._read[name]
        if isinstance(found, MissingRecord):
            raise found.with_traceback(None)
        return found

    def has(self, name: str) -> bool:
        """Whether there is an experiment of a name, or of the name of a point."""
        if not is_elsewhere(name):
            return name in self.experiments
        post, experiment = parted(name.partition("[")[0])
        try:
            return self.others(post).has(experiment)
        except SitegenError:
            return False

    def why(self, name: str) -> str:
        """Why the record of an experiment is out of date, "" where it is not."""
        if is_elsewhere(name):
            post, experiment = parted(name)
            return self.others(post).why(experiment)
        return self.experiments[name]

    def point(self, name: str) -> tuple[Record, Record]:
        """A point of a sweep, `capacity[width=64]`, as a record of its own, and the record of the whole sweep.

        Without brackets that of the experiment, twice. Raises SitegenError for what there is not.
        """
        experiment, settings = selected(name)
        whole = self.read(experiment)
        return (whole.at(**settings) if settings else whole), whole

    def json(self, name: str) -> bytes:
        """The file of a record. Raises what `read` raises."""
        if is_elsewhere(name):
            post, experiment = parted(name)
            return self.others(post).json(experiment)
        record = self.read(name)
        if name not in self._json:
            # As other posts see a record it has another name; its file is what it was.
            self._json[name] = (record.folder / RECORD).read_bytes() if self.store.post else record.to_json().encode()
        return self._json[name]

    def kept(self) -> list[Record]:
        """The records that can be read, in the order of the experiments."""
        kept = []
        for name in self.experiments:
            with suppress(MissingRecord):
                kept.append(self.read(name))
        return kept


def read_records(project: Project, post: str = "", seen_as: str = "") -> Records:
    """All records that there are of a post, whatever they are worth, and through it those of other posts.

    Without a post only of others. Raises SitegenError where there is no such post.
    """
    if post and not project.post(post).is_dir():
        raise no_post(post, project.slugs())
    folder = project.results(post) if post else project.scratch / "none"
    names = sorted(path.parent.name for path in folder.glob(f"*/{RECORD}"))
    return Records(Store(folder, seen_as), dict.fromkeys(names, ""), lambda one: read_records(project, one, one))
