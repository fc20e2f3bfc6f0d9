"""What a run gave whose result cannot be kept as it is: set aside, until the declaration says what to leave out.

The declaration is no part of the code that counts: `@experiment(without=["model"])` changes nothing of what was
computed, so that the rest is the result of that run, and is kept without another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from builder.errors import SitegenError, shown
from builder.experiments.discovery import Declaration
from builder.files import sealed, unsealed, write_atomic
from builder.results import Fingerprint, Record, Store
from builder.results.fingerprint import WITHOUT

_LEFT_OUT = "left-out.json"


def set_aside(store: Store, record: Record, files: Mapping[str, bytes], problems: Mapping[str, str]) -> str:
    """Keep what can be kept. Returns what to tell the author."""
    names = ", ".join(json.dumps(name) for name in sorted(problems))
    try:
        folder = store.write(record, files).folder
        write_atomic(folder / _LEFT_OUT, sealed(json.dumps(sorted(problems)).encode(), record.name))
    except (OSError, SitegenError):
        return "What else it gave could not be set aside."
    return (
        f"All else that it gave lies in {shown(folder)}. Declare @experiment({WITHOUT}=[{names}]) "
        "and run again: it is kept then, and nothing is computed."
    )


def taken_up(
    store: Store, declaration: Declaration, fingerprint: Fingerprint
) -> tuple[Record, dict[str, bytes]] | None:
    """What was set aside of a run of this very source, where all is left out now that could not be kept."""
    try:
        record = store.read(declaration.name)
        missing = set(json.loads(unsealed((record.folder / _LEFT_OUT).read_bytes(), record.name) or b""))
        files = {name: record.artifact(name) for name in record.artifacts}
    except (SitegenError, OSError, ValueError, TypeError):
        return None
    without = set(declaration.without)
    plain = _plain(fingerprint) == _plain(record.fingerprint)
    if not plain or not missing <= without or without & _names(record):  # the others are left out as it runs again
        return None
    kept = replace(record.fingerprint, settings=dict(fingerprint.settings))
    return replace(record, fingerprint=kept, artifacts={}), files


def clear(store: Store, name: str) -> None:
    """Forget what was set aside: there is a record now."""
    folder = store.folder / name
    with suppress(OSError):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _plain(fingerprint: Fingerprint) -> Fingerprint:
    """All that was computed from, by the source."""
    settings = {name: value for name, value in fingerprint.settings.items() if name != WITHOUT}
    return replace(fingerprint, settings=settings, seen={})


def _names(record: Record) -> set[str]:
    return {*record.values, *record.series, *record.artifacts}
