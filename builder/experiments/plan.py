"""What a run would do, in words: what runs, why, and how long it took last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """How one experiment stands, without what it was judged from; see `Status`."""

    name: str
    status: str
    reasons: Sequence[str]
    after: Sequence[str]
    seconds: float | None  # of the last run
    diverged: str = ""  # why it led nowhere
    failed: str = ""  # when its last run failed, and where to read why
    packages: Mapping[str, str] = {}  # the versions that its record was made with
    cautions: Sequence[str] = ()  # what "fresh" does not say of it
    versions: Mapping[str, str] = {}  # those here of packages a new version of which makes it stale
    differs: Sequence[str] = ()  # what could make a repeated run come out differently
    left: float | None = None  # seconds that a run would take, where that is known of several runs
    runs: Sequence[str] = ()  # a line for each of several runs

    def would_take(self) -> float | None:
        """The seconds that a run would take, by the times of last time; None where nobody knows."""
        return self.seconds if self.left is None else self.left

    def notes(self) -> list[str]:
        """All that is to be told beside its name."""
        notes = [*self.reasons, *([f"diverged: {self.diverged}"] if self.diverged else [])]
        if self.after and self.status == "fresh":
            notes.append(f"may change: uses {', '.join(self.after)}")
        if self.failed and self.failed not in self.reasons:
            notes.append(f"its last run {self.failed}")
        missing = [name for name, here in self.versions.items() if not here]
        if missing and self.seconds is not None:
            notes.append(f"not compared: the version of {', '.join(missing)}, which is not installed here")
        return [*notes, *self.cautions]


def several(posts: Iterable[Iterable[str]]) -> frozenset[str]:
    """The names that the experiments of more than one post have."""
    count = Counter(name for names in posts for name in names)
    return frozenset(name for name, number in count.items() if number > 1)


def duration(seconds: float) -> str:
    """Seconds in words: "0.3 s", "42 s", "3 min 20 s", "2 h 5 min"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def short(reasons: Sequence[str]) -> str:
    """The first reason, and how many more there are."""
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}" if reasons else ""


def table(rows: Sequence[Row], *, why: bool) -> list[str]:
    """A line for each experiment; the first reason beside it, or with `why` all of them below it."""
    width = max((len(row.name) for row in rows), default=0)
    lines = []
    for row in rows:
        seconds = duration(row.seconds) if row.seconds is not None else "-"
        line = f"  {row.status:8} {row.name:{width}} {seconds:>12}"
        notes = row.notes()
        if why:
            lines += [line, *(f"      {note}" for note in (*notes, *row.differs, *row.runs))]
        else:
            lines.append(f"{line}  {short(notes)}".rstrip())
    return lines


def with_posts(posts: Mapping[str, Iterable[Row]]) -> list[Row]:
    """The rows of several posts; a name that more than one of them has stands with its post."""
    known = {slug: list(rows) for slug, rows in posts.items()}
    shared = several({row.name for row in rows} for rows in known.values())
    return [
        row._replace(name=f"{slug}:{row.name}") if row.name in shared else row
        for slug, rows in known.items()
        for row in rows
    ]


def orphans(results: Path, names: Collection[str]) -> list[str]:
    """The folders with the results of experiments that are no more, having been renamed or deleted."""
    if not results.is_dir():
        return []
    folders = (path.name for path in results.iterdir() if path.is_dir() and path.name[0] not in "._")
    return sorted(name for name in folders if name not in names)


def told_of(orphan: str) -> str:
    """What is to be done with the results that no experiment owns."""
    return f"results/{orphan}: `sitegen rename {orphan} NEW` gives it to the experiment NEW; else delete it"


def total(rows: Iterable[Row]) -> str:
    """How long a run would take, by the times of last time."""
    rows = list(rows)
    due = [row for row in rows if row.status != "fresh"]
    if not due:
        return "Everything is fresh: nothing would run."
    known = [seconds for row in due if (seconds := row.would_take()) is not None]
    unknown = [row.name for row in due if row.would_take() is None]
    maybe = [row.seconds or 0 for row in rows if row.status == "fresh" and row.after]
    parts = []
    if known:
        parts.append(f"about {duration(sum(known))}, by the times of last time")
    if unknown:
        parts.append(f"{', '.join(unknown)}: never timed")
    if maybe:
        parts.append(f"up to {duration(sum(maybe))} more where what is used changes")
    return f"A run would repeat {len(due)}: {'; '.join(parts)}."
