"""What runs have left that were killed once their record was kept, removed by whoever finds that record fresh.

Only in the turn of the experiment: what looks left over may be what another process is making at this moment, of a
source that has been edited since. What is later than the record is of such a run, and stays for it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.status import Status
from builder.project import Project
from builder.results import RECORD, Point, Record, Store, Waiting


def tidy(project: Project, slug: str, status: Status, *, quick: bool) -> None:
    """Remove what lies about of an experiment that is fresh; nothing where another process runs it, or ran it since."""
    record = status.record
    if record is None or not _left(project, slug, record, quick):
        return
    from builder.running.turns import Turn  # needs filelock; a build where nothing lies about does without

    turn = Turn(project.locks(slug, quick=quick), record.name, f"process {os.getpid()}", record.name, _say_nothing)
    with suppress(SitegenError):
        if turn.take():
            try:
                if Store(project.results(slug, quick=quick)).read(record.name).to_json() == record.to_json():
                    tidy_in_turn(project, slug, status, quick=quick)
            finally:
                turn.end()


def tidy_in_turn(project: Project, slug: str, status: Status, *, quick: bool) -> None:
    """The same in a process whose turn it is, and that has judged since."""
    record = status.record
    if record is None:
        return
    Store(project.results(slug, quick=quick)).tidy(record)
    with suppress(OSError):
        kept = _written(record.folder / RECORD)
        waiting = Waiting(project.waiting(slug, quick=quick), record.name)
        # Without the file of the runs, what stands beside it is worth nothing: somebody was killed before or behind it.
        if waiting.home.is_dir() and not (waiting.path.exists() and _written(waiting.path) > kept):
            waiting.clear()
        _tidy_checkpoints(project.checkpoints(slug, quick=quick), status.declaration.points(quick=quick), record, kept)


def _left(project: Project, slug: str, record: Record, quick: bool) -> bool:
    """Whether anything may lie about."""
    if Store(project.results(slug, quick=quick)).left(record):
        return True
    if (project.waiting(slug, quick=quick) / record.name).is_dir():  # empty, too: nobody removes it after
        return True
    with suppress(OSError):
        return bool(os.listdir(project.checkpoints(slug, quick=quick)))
    return False


def _tidy_checkpoints(folder: Path, points: Iterable[Point], record: Record, kept: float) -> None:
    if not folder.is_dir() or not (there := set(os.listdir(folder))):
        return
    for left in [folder / name for point in points if (name := point.file(record.name)) in there]:
        if left.is_dir() and all(one.is_dir() or _written(one) <= kept for one in left.rglob("*")):
            shutil.rmtree(left, ignore_errors=True)


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _say_nothing(text: str) -> None:
    pass
