"""What a reader is told of where a drawing or a number comes from: the run, the code, the commit, the data."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeGuard

from builder.datasets.declared import DataSet
from builder.datasets.telling import Told, told
from builder.errors import SitegenError, nearest
from builder.evidence.definitions import Definition, definitions
from builder.evidence.forges import commit_at, file_at, lines_at
from builder.evidence.history import Past
from builder.evidence.locale import Locale
from builder.evidence.records import Home, Records
from builder.evidence.repetitions import Repetition, repetitions
from builder.evidence.versions import made_with
from builder.project import Project
from builder.protocol.answers import answered
from builder.protocol.doubts import held_out
from builder.results import RECORD, Record
from builder.results.elsewhere import is_elsewhere, parted


@dataclass(frozen=True)
class Version:
    """The last commit of a text and of all that lies in its folder."""

    commit: str
    """Its name in full."""
    day: datetime.date
    """Its day."""


@dataclass(frozen=True)
class Repository:
    """Where the site's sources can be read."""

    root: Path
    """The site's folder."""
    address: str = ""
    """The address of the repository; "" where there is none."""
    branch: str = "main"
    """The branch that is published."""
    prefix: str = ""
    """The path of the site's folder in the repository: "", or such as "blog/"."""
    commits: Mapping[str, str] = field(default_factory=dict)
    """By the file of a record, relative to `root`, the commit that holds it."""
    versions: Mapping[str, Version] = field(default_factory=dict)
    """By the file of a text, relative to `root`, its last commit; none where something of it is not committed."""
    data: Mapping[str, DataSet] = field(default_factory=dict)
    """The data sets that the site declares, by name."""
    past: Past = field(default_factory=Past)
    """What records and texts were in earlier commits."""

    @cached_property
    def below(self) -> Mapping[str, Mapping[str, str]]:
        """The commits by the folder of a store, relative to `root`."""
        found: dict[str, dict[str, str]] = {}
        for name, commit in self.commits.items():
            found.setdefault(PurePosixPath(name).parent.parent.as_posix(), {})[name] = commit
        return found

    def version(self, source: Path) -> Version | None:
        """The version of a text, where it is known."""
        return self.versions.get(source.relative_to(self.root).as_posix()) if self._holds(source) else None

    def source(self, source: Path) -> str:
        """Where a text can be read as its author wrote it; "" where nobody knows."""
        if not self._holds(source):
            return ""
        return file_at(self.address, self.branch, self.prefix + source.relative_to(self.root).as_posix())

    def _holds(self, source: Path) -> bool:
        return source.is_relative_to(self.root)


@dataclass(frozen=True)
class Place:
    """Lines of a file."""

    file: str
    """The file, from the site's folder on."""
    first: int
    """The first line."""
    last: int
    """The last line."""
    href: str
    """Where they can be read; "" where the site names no repository."""


class Code:
    """The Python files of a post's folder, each parsed once."""

    def __init__(self, folder: Path, repository: Repository) -> None:
        self.folder, self.repository = folder, repository
        self._definitions: dict[Path, dict[str, Definition]] = {}

    def of(self, post: str) -> Code:
        """That of another post."""
        return Code(Project(self.repository.root).post(post), self.repository)

    def definition(self, path: Path, name: str) -> Definition:
        """One definition of a file. Raises SitegenError; without a place when the file has none of this name."""
        if found := self.defined(path, name):
            return found
        raise SitegenError(f"{path.name} defines no '{name}'", hint=nearest(name, self._definitions[path]))

    def defined(self, path: Path, name: str) -> Definition | None:
        """The same, and None where the file has none of this name. Raises SitegenError where it cannot be read."""
        if path not in self._definitions:
            self._definitions[path] = definitions(path)
        return self._definitions[path].get(name)

    def place(self, found: Definition) -> Place:
        """Where a definition can be read."""
        file = found.path.relative_to(self.repository.root).as_posix()
        its = self.repository
        href = lines_at(its.address, its.branch, its.prefix + file, found.first, found.last)
        return Place(file, found.first, found.last, href)


@dataclass(frozen=True)
class Provenance:
    """Where a drawing or a number comes from: one record, in words for the page."""

    experiment: str
    """The name of the experiment."""
    about: str
    """The first paragraph of its docstring."""
    settings: list[tuple[str, str]]
    """The names of its settings with their values."""
    uses: list[str]
    """The experiments whose records it started from."""
    data: list[Told]
    """The data sets that it read."""
    device: str
    """What it was computed on; "" where nobody knows."""
    made_with: str
    """The versions of what it was computed with."""
    threads: int
    """On how many threads; 0 where nobody knows."""
    deterministic: bool
    """Whether a GPU was made to compute alike each time."""
    duration: str
    """How long it took, in words."""
    date: str
    """The day on which it ended, in words."""
    when: str
    """The same day and time, as machines read it."""
    command: str
    """What repeats it."""
    code: Place | None
    """Where its function stands, if it still does."""
    commit: str
    """The first digits of the commit that holds the record; "" where none does."""
    commit_href: str
    """Where that can be read."""
    stale: str
    """Why the record is out of date; "" where it is not."""
    diverged: str
    """Why its training led nowhere; "" where it did not."""
    quick: bool
    """Whether it is one of a quick run, which may not be published."""
    repeated: Sequence[Repetition] = ()
    """What repetitions of it found."""
    post: str = ""
    """The title of the post that it is of, where that is another."""
    post_address: str = ""
    """Where that post is, as links name it; "" where readers do not see it."""
    examples: tuple[str, str] | None = None
    """On how many examples it was measured that it should not have seen, and how many of them it was trained on; None
    where nobody observed it."""
    answers: tuple[str, ...] = ()
    """What the author answers to doubts about how it was conducted."""


def provenance(record: Record, records: Records, code: Code, locale: Locale) -> Provenance:
    """The provenance of a record that a post shows, in a language."""
    home = Home()
    if is_elsewhere(record.name):
        post, _ = parted(record.name)
        code, home = code.of(post), records.others(post).home
        title = home.titles.get(locale.code) or next(iter(home.titles.values()), post)
        home = replace(home, titles={locale.code: title})
    found = _experiment(record, code)
    repository = code.repository
    commit = repository.commits.get(_file(record, repository.root), "")
    return Provenance(
        experiment=record.name,
        about=found.docstring if found else "",
        settings=[(name, _setting(value, locale)) for name, value in record.settings.items()],
        uses=list(record.fingerprint.uses),
        data=_data(record, repository),
        device=str(record.environment.get("device", "")),
        made_with=made_with(record.environment),
        threads=threads if isinstance(threads := record.environment.get("threads"), int) else 0,
        deterministic=record.environment.get("deterministic") is True,
        duration=locale.duration(record.seconds),
        date=locale.date(datetime.datetime.fromisoformat(record.when).date()),
        when=record.when,
        command=f"sitegen run {record.name} --force" + (" --quick" if record.quick else ""),
        code=code.place(found) if found else None,
        commit=commit[:7],
        commit_href=commit_at(repository.address, commit),
        stale=records.why(record.name),
        diverged=record.diverged,
        quick=record.quick,
        repeated=repetitions(record, locale),
        post=home.titles.get(locale.code, ""),
        post_address=home.address,
        examples=_examples(record, locale),
        answers=answered(record, code.folder),
    )


def _data(record: Record, repository: Repository) -> list[Told]:
    """The data sets that it was made from; a quick run may have made do with other digits than those of MNIST."""
    code = () if record.quick else record.fingerprint.code
    return told(code, record.fingerprint.data, repository.data)


def _examples(record: Record, locale: Locale) -> tuple[str, str] | None:
    found = held_out(record)
    return None if found is None else (locale.number(found[0]), locale.number(found[1]))


def _experiment(record: Record, code: Code) -> Definition | None:
    """The function that made a record, if the fingerprint says in which file it stands and it still stands there."""
    own = parted(record.name)[1] if is_elsewhere(record.name) else record.name
    for part in record.fingerprint.code:
        file, _, name = part.partition(":")
        if name == own:
            try:
                if not (code.folder / file).is_file():
                    continue
                return code.definition(code.folder / file, name)
            except (OSError, SitegenError):
                return None  # renamed or broken since; staleness tells
    return None


def _file(record: Record, root: Path) -> str:
    path = record.folder / RECORD
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""


def _setting(value: object, locale: Locale) -> str:
    if _is_number(value):
        return locale.number(value)
    if isinstance(value, list) and all(map(_is_number, value)):
        return "; ".join(locale.number(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
