"""The files of the checkpoints of a run, on the author's machine: those that go along, and those that come back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from builder.files import write_atomic


def read(folder: Path) -> dict[str, bytes]:
    """All that an earlier run has left there. Raises OSError."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Keep what a node sent. A disk that refuses costs no run: there is the next."""
    for file, data in files.items():
        parts = PurePosixPath(file)
        if not parts.is_absolute() and ".." not in parts.parts:
            with suppress(OSError):
                write_atomic(folder / file, data)
