"""What records and texts were in earlier commits: read from git, and compared with what they are.

Told is what the branch that is checked out had, commit by commit: of a merge what it brought, and nothing of commits
that a rebase has left behind.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from builder.errors import SitegenError
from builder.evidence.records import Records
from builder.git import asked, contents
from builder.results import RECORD, Record
from builder.results.bound import EarlierFormat, Unreadable, unbound
from builder.results.elsewhere import from_elsewhere, is_elsewhere, parted

_RECORDS, _TEXTS = f":(glob)content/posts/*/results/*/{RECORD}", ":(glob)content/posts/**/*.md"
_RAW = re.compile(r":\d+ \d+ (?P<before>\w+) (?P<blob>\w+) (?P<what>[A-Z])\d*\t(?P<path>[^\t]+)(?:\t(?P<new>[^\t]+))?")
_GONE = "0" * 40
NOW = -1
"""The place of what is not committed yet, before all commits."""


@dataclass(frozen=True)
class Commit:
    """A commit that was looked at."""

    name: str
    """Its name in full; "" of what is not committed."""
    day: datetime.date
    """The day on which it came into the branch."""
    written: datetime.date
    """The day on which its author wrote it, which a rebase leaves as it is."""
    subject: str
    """The first line of its message."""
    place: int
    """Its place among those that were looked at, the latest at 0."""


@dataclass(frozen=True)
class Left:
    """A file as a commit left it."""

    commit: Commit
    """That commit."""
    path: str
    """Where it was, relative to the site's folder."""
    blob: str
    """The name of its object; "" where the commit removed it."""


@dataclass(frozen=True)
class Past:
    """What git knows of the records and texts of a site."""

    root: Path = field(default_factory=Path)
    """The folder of the site."""
    files: Mapping[str, tuple[Left, ...]] = field(default_factory=dict)
    """By each path of today what commits left there, and before a rename where it was then, the latest first."""
    called: Mapping[str, str] = field(default_factory=dict)
    """By a path that a file had before it was renamed, that of today."""
    cut: bool = False
    """Whether the clone lacks the commits that it would be told from."""
    _read: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    _records: dict[str, Record | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def below(self) -> Mapping[str, list[list[str]]]:
        """By the folder of a post, what there is of its files, as JSON holds it."""
        found: dict[str, list[list[str]]] = {}
        for path, each in sorted(self.files.items()):
            told = [path, *(part for one in each for part in (one.commit.name, one.blob))]
            found.setdefault(_post(path), []).append(told)
        return found

    def of(self, path: Path) -> tuple[Left, ...]:
        """What commits left of a file, the latest first; nothing of one outside the site."""
        return self.files.get(path.relative_to(self.root).as_posix(), ()) if path.is_relative_to(self.root) else ()

    def at(self, path: Path, place: int) -> Left | None:
        """What a file was after the commit at a place; None where it was not there."""
        before = self.called.get(path.relative_to(self.root).as_posix(), "") if path.is_relative_to(self.root) else ""
        for known in (self.of(path), self.files.get(before, ())):
            left = next((one for one in known if one.commit.place >= place), None)
            if left and left.blob:
                return left
        return None

    def text(self, left: Left) -> str:
        """The text of a file as it was; "" where git does not have it."""
        return self._bytes(left).decode("utf-8", "replace")

    def record(self, left: Left, folder: Path) -> Record | None:
        """A record as it was; None of one that was damaged, or that git does not have. `folder` is that of today's."""
        if left.blob not in self._records:
            self._records[left.blob] = _record(self._bytes(left), folder)
        return self._records[left.blob]

    def _bytes(self, left: Left) -> bytes:
        if left.blob not in self._read:  # all of its post at once: git takes its time to start
            post = _post(left.path)
            wanted = {one.blob for path, each in self.files.items() if _post(path) == post for one in each if one.blob}
            self._read.update(contents(self.root, {*wanted, left.blob} - self._read.keys()))
            self._read.setdefault(left.blob, b"")
        return self._read[left.blob]


class Formerly(Records):
    """The records of a post as they were after the commit at a place, each by the name that it has today."""

    def __init__(self, now: Records, past: Past, place: int) -> None:
        super().__init__(now.store, now.experiments, now.others, now.home, now.everywhere)
        self.now, self.past, self.place = now, past, place

    def read(self, name: str) -> Record:
        """The record of an experiment. Raises SitegenError where there was none, or none that can be trusted."""
        if self.place == NOW:
            return self.now.read(name)
        post, experiment = parted(name) if is_elsewhere(name) else ("", name)
        store = self.now.others(post).store if post else self.now.store
        left = self.past.at(store.folder / experiment / RECORD, self.place)
        record = self.past.record(left, store.folder / experiment) if left else None
        if record is None:
            raise SitegenError(f"there was no record of '{name}'")
        record = replace(record, name=experiment)
        return from_elsewhere(record, post) if post else record


def read_past(root: Path) -> Past:
    """What git knows of the records and texts of the site in a folder; nothing where there is no git."""
    shallow = asked(root, "rev-parse", "--is-shallow-repository")
    if shallow != ["false"]:
        return Past(root, cut=shallow == ["true"])
    told = ("--first-parent", "-m", "--raw", "--no-abbrev", "-M", "--relative", "--format=commit %H %cs %as %s")
    log = asked(root, "log", *told, "--", _RECORDS, _TEXTS) or []
    files: dict[str, list[Left]] = {}
    called: dict[str, str] = {}  # by the path that a file had then, that of today
    for commit, changes in _commits(log):
        for one in changes:
            files.setdefault(called.get(one.path, one.path), []).append(Left(commit, one.path, one.blob))
        for new, old in _moved(root, changes).items():
            called[old] = called.get(new, new)
    return Past(root, {path: tuple(each) for path, each in files.items()}, called)


@dataclass(frozen=True)
class _Change:
    """What a commit did to a file."""

    path: str
    """Where it is since."""
    before: str
    """The name of its object before, "" where there was none."""
    blob: str
    """The name of its object since, "" where there is none."""
    was: str = ""
    """The path that it had before, where git takes it for renamed."""


def _commits(log: Iterable[str]) -> Iterator[tuple[Commit, list[_Change]]]:
    commit, changes, place = None, list[_Change](), 0
    for line in log:
        if line.startswith("commit "):
            if commit:
                yield commit, changes
            _, name, day, written, subject = f"{line} ".split(" ", 4)
            came, wrote = datetime.date.fromisoformat(day), datetime.date.fromisoformat(written)
            commit, changes, place = Commit(name, came, wrote, subject.strip(), place), [], place + 1
        elif found := _RAW.fullmatch(line):
            before, blob = (one.replace(_GONE, "") for one in (found["before"], found["blob"]))
            if found["new"]:
                changes += [_Change(found["path"], before, ""), _Change(found["new"], "", blob, found["path"])]
            else:
                changes.append(_Change(found["path"], before, blob))
    if commit:
        yield commit, changes


def _moved(root: Path, changes: Sequence[_Change]) -> dict[str, str]:
    """By the path that a file has after a commit, the one that it had before: the files that the commit renamed.

    A text is what git takes it for. A record that was renamed gives what it gave, or is another, however alike.
    """
    moved = {one.path: one.was for one in changes if one.was and not one.path.endswith(RECORD)}
    gone = [one for one in changes if one.path.endswith(RECORD) and not one.blob]
    new = [one for one in changes if one.path.endswith(RECORD) and not one.before]
    if not gone or not new:
        return moved
    data = contents(root, [one.before or one.blob for one in (*gone, *new)])
    gave = {
        one.path: record.outputs()
        for one in (*gone, *new)
        if (record := _record(data.get(one.before or one.blob, b""), root))
    }
    left = [one.path for one in gone if one.path in gave]
    for path in (one.path for one in new if one.path in gave):
        # Of several that gave the same the one of this name, in a post that was renamed, or of this post.
        alike = [one for one in left if gave[one] == gave[path]]
        if alike:
            best = max(alike, key=lambda one: (_name(one) == _name(path), _post(one) == _post(path)))
            moved[path] = best
            left.remove(best)
    return moved


def _post(path: str) -> str:
    """The folder of the post that a file belongs to, or the folder of posts."""
    return "/".join(path.split("/")[:3]) if path.count("/") > 2 else "content/posts"


def _name(path: str) -> str:
    return PurePosixPath(path).parent.name


def _record(data: bytes, folder: Path) -> Record | None:
    """A record of any format; None where it is not what was once written."""
    text = data.decode("utf-8", "replace")
    try:
        return Record.from_json(text, folder)
    except EarlierFormat:
        try:
            return Record.of(unbound(text), folder)
        except Unreadable:
            return None
    except (Unreadable, ValueError):
        return None
