"""Waiting for changes below folders: what editors leave for a while is none, nor is a name that vanishes again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, watch

from builder.files import passing
from builder.ledger import state_of

Snapshot = dict[str, str]

QUIET, PATIENCE, GLANCE = 5, 100, 1000
"""Milliseconds: a save is over when nothing happened for so long; waiting for that ends after so long; and even where
the system tells of nothing (a folder in the network, one that was just made) there is a look as often as this."""


def changes(folders: Sequence[Path]) -> Iterator[set[Path]]:
    """All files below some folders, and then, each time that some are not what they were, these.

    The folders need not be there yet. What changes while the caller is busy is given when it asks again, even what has
    vanished since: the caller may have read it.
    """
    seen, busy = snapshot(folders), False
    yield set(map(Path, seen))
    while True:
        there = _there(folders)
        with suppress(FileNotFoundError):  # one went just now
            for events in _wake_ups(there):
                now = _after(seen, events, folders) if events else snapshot(folders)
                changed = {Path(path) for path, _ in now.items() ^ seen.items()}
                if events and busy:
                    changed |= {path for _, name in events if _stays(path := Path(name), folders)}
                    busy = False
                if changed:
                    seen, busy = now, True
                    yield changed
                if _there(folders) != there:
                    break


def _wake_ups(folders: Iterable[Path]) -> Iterator[set[tuple[Change, str]]]:
    return watch(
        *folders,
        watch_filter=None,
        step=QUIET,
        debounce=PATIENCE,
        rust_timeout=GLANCE,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )


def snapshot(folders: Sequence[Path]) -> Snapshot:
    """The state of every file below some folders."""
    found: Snapshot = {}
    for folder in folders:
        for place, names, files in os.walk(folder):
            names[:] = [name for name in names if not passing(name)]
            for name in files:
                if not passing(name):
                    _look(found, os.path.join(place, name))
    return found


def _look(found: Snapshot, path: str) -> None:
    with suppress(OSError):  # gone already, or a link to nothing
        found[path] = state_of(os.stat(path))


def _after(seen: Snapshot, events: Iterable[tuple[Change, str]], folders: Sequence[Path]) -> Snapshot:
    """The snapshot after some events: where they are of files that were there, no others need be looked at."""
    paths = {path for _, path in events if _stays(Path(path), folders)}
    if any(path not in seen or not os.path.isfile(path) for path in paths):
        return snapshot(folders)
    now = dict(seen)
    for path in paths:
        _look(now, path)
    return now


def _stays(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a path below one of the folders has a name that is not left there for a while only."""
    below = (path.relative_to(folder).parts for folder in folders if path.is_relative_to(folder))
    return not any(passing(part) for parts in below for part in parts)


def _there(folders: Iterable[Path]) -> dict[Path, int]:
    """The folders that are there: one that was put in the place of another is a different one."""
    there = {}
    for folder in folders:
        with suppress(OSError):
            there[folder] = folder.stat().st_ino
    return there
