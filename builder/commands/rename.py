"""`sitegen rename`: another name for an experiment, in its post's code, texts and results, or for a post.

Nothing runs again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from builder.checking.followed import accepted_in, changed, keep
from builder.checking.side_by_side import SideBySide, side_by_side
from builder.commands.alone import alone, journal_of, undone
from builder.commands.renaming import Renaming, edit, files_of, move, plan_of, references_in
from builder.commands.renaming_elsewhere import elsewhere
from builder.commands.renaming_posts import names_post, rename_post
from builder.config import read_config
from builder.content.posts import read_posts
from builder.errors import SitegenError, reason
from builder.experiments.carried import checkpoints, half_done, read_kept, rewritten, stores
from builder.experiments.discovery import PostExperiments, discover, discover_post
from builder.experiments.plan import orphans
from builder.experiments.selection import named
from builder.experiments.status import Status, judge
from builder.files import write_atomic
from builder.project import FIGURES, Project
from builder.results import BEGUN_AS, FAILURE, RECORD, RUNS, Point, Store


def rename(project: Project, old: str, new: str, *, post: str | None = None) -> Iterator[str]:
    """Rename an experiment or a post, giving the lines to print. Raises SitegenError, and has then changed nothing."""
    if post is None and (old.endswith("/") or (names_post(project, old) and not _is_experiment(project, old))):
        yield from rename_post(project, old.strip("/"), new.strip("/"))
        return
    post, (old, *_) = named(post, [old])
    plan = plan_of(project, post, old, new)
    edit(plan)
    written, lines = elsewhere(project, plan.post.slug, {f"{plan.post.slug}:{old}": f"{plan.post.slug}:{new}"})
    plan.written |= written
    plan.lines += lines
    move(plan)
    with alone(project, plan.post.slug, {*(one.name for one in plan.post.declarations.values()), plan.old}):
        _apply(plan)
    yield from plan.lines
    yield f"Renamed {old} to {new}; nothing has to run again for it"


def _is_experiment(project: Project, name: str) -> bool:
    posts = discover(project)
    return any(name in post.declarations or name in orphans(project.results(post.slug), ()) for post in posts)


def recover(project: Project) -> str:
    """Undo a renaming that was killed before its end; "" where there was none."""
    journal = journal_of(project)
    lock = FileLock(project.scratch / "rename.lock")
    try:
        with lock.acquire(timeout=0):
            if not journal.open:  # it was cut off before it changed anything, or after all of it
                journal.forget()
                return ""
            journal.undo()
    except (Timeout, OSError):  # it is under way, or nothing can be written here
        return ""
    return "Note: a renaming had been cut off; everything is as it was before it"


@dataclass(frozen=True)
class _Before:
    """What there was before anything was written."""

    statuses: dict[str, Status]
    records: list[Path]  # of runs, good and failed
    earlier: dict[Path, bytes]  # the code under the old name, where its author wrote the new one
    aside: list[Path]  # folders in the way, which hold nothing but what a failed run has left
    followed: list[Path]  # what is kept of the translations that say all that the original says

    @classmethod
    def of(cls, plan: Renaming) -> _Before:
        """All of it, before the first change."""
        folders = [folder for folder, _ in stores(plan.project, plan.post.slug)]
        return cls(
            _statuses(plan, plan.post),
            [path for folder in folders for kind in (RECORD, RUNS, FAILURE) for path in folder.glob(f"*/{kind}")],
            _earlier(plan) if plan.by_hand else {},
            [after for _, after in plan.moves if after.exists()],
            _followed(plan),
        )

    @property
    def left(self) -> list[Path]:
        """The files in the folders in the way."""
        return [path for folder in self.aside if folder.is_dir() for path in folder.iterdir() if path.is_file()]


def _apply(plan: Renaming) -> None:
    """Write and move all of it, or nothing."""
    journal, before = journal_of(plan.project), _Before.of(plan)
    begun = [start / BEGUN_AS for start, _ in plan.moves]
    files = [*plan.written, *before.earlier, *before.records, *before.left, *begun, *before.followed]
    try:
        journal.begin(files, plan.moves)
        _change(plan, before)
        journal.end()
    except OSError as error:
        hint = undone(journal)
        path = Path(error.filename) if isinstance(error.filename, str) else plan.folder
        message = f"cannot be renamed: {reason(error)}"
        raise SitegenError(message, path=path, hint=hint) from None
    except BaseException:
        undone(journal)
        raise


def _change(plan: Renaming, before: _Before) -> None:
    """Write and move. Raises SitegenError where something would have to run again, and OSError."""
    project = plan.project
    for path, data in before.earlier.items():
        plan.written.setdefault(path, path.read_bytes())
        write_atomic(path, data)
    was = discover_post(project, plan.post.slug)
    kept, done = read_kept(project, was, plan.old), half_done(project, was)
    for path, data in plan.written.items():
        write_atomic(path, data)
    for path in before.left:
        path.unlink()
    for folder in before.aside:
        folder.rmdir()
    for start, end in plan.moves:
        os.rename(start, end)
    post = discover_post(project, plan.post.slug)
    for path, data in rewritten(kept, post, plan.old, plan.new):
        write_atomic(path, data)
    _begin_again(plan, done, post)
    for texts in _texts(plan):
        if accepted_in(texts.translation) in before.followed:
            keep(texts)
    are = _statuses(plan, post)
    _failures(plan, before.statuses, are)
    _check_fresh(plan, before.statuses, are)


def _check_fresh(plan: Renaming, were: Mapping[str, Status], are: Mapping[str, Status]) -> None:
    """Raise SitegenError where what was fresh would have to run again."""
    fresh = {plan.new if name == plan.old else name for name, one in were.items() if one.status == "fresh"}
    if lost := fresh - {name for name, one in are.items() if one.status == "fresh"}:
        raise SitegenError(f"{', '.join(sorted(lost))} would have to run again", hint="Nothing was renamed.")


def _texts(plan: Renaming) -> Iterator[SideBySide]:
    """The translations of the post, each beside its original. Raises SitegenError where they cannot be read."""
    languages = read_config(plan.project.config).languages
    for post in read_posts(plan.project, tuple(language.code for language in languages)).posts:
        if post.folder == plan.folder:
            yield from side_by_side(post)


def _followed(plan: Renaming) -> list[Path]:
    """What is kept of those that say all that the original says: with another name in both they still do."""
    with suppress(SitegenError):
        kept = ((accepted_in(texts.translation), texts) for texts in _texts(plan))
        return [path for path, texts in kept if path.is_file() and not list(changed(texts))]
    return []


def _statuses(plan: Renaming, post: PostExperiments) -> dict[str, Status]:
    return judge(post, Store(plan.project.results(post.slug)))


def _failures(plan: Renaming, were: Mapping[str, Status], are: Mapping[str, Status]) -> None:
    """Let what is kept of failed runs belong to the same source as before: nobody edited it."""
    for name, status in were.items():
        path = plan.project.results(plan.post.slug) / (new := plan.new if name == plan.old else name) / FAILURE
        if path.is_file() and new in are:
            before, after = (f"fingerprint {one.digest()}\n".encode() for one in (status, are[new]))
            write_atomic(path, path.read_bytes().replace(before, after, 1))


def _earlier(plan: Renaming) -> dict[Path, bytes]:
    """The code as it was before its author wrote the new name, as far as it can be told."""
    files = {}
    for path in files_of(plan.folder, ".py"):
        with suppress(SitegenError):
            found, before = references_in(plan, path, path.read_bytes(), plan.new, plan.old)
            if found.places and path.name != FIGURES:
                files[path] = before
    return files


def _begin_again(plan: Renaming, done: dict[tuple[str, str, Point], str], post: PostExperiments) -> None:
    """Let interrupted runs go on: what they left is found by a digest that the name is part of."""
    for (kind, name, point), digest in half_done(plan.project, post).items():
        before = done.get((kind, plan.old if name == plan.new else name, point))
        folder = checkpoints(plan.project, post.slug, kind, name, point)
        if before and before != digest and folder.is_dir():
            path = folder / BEGUN_AS
            known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
            write_atomic(path, json.dumps({digest: known.get(before, before)}).encode())
