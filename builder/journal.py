"""Changes of several files and folders, made all or not at all: what was is kept until all of it is done.

Whoever finds a journal undoes what it names: the command that wrote it was killed before it came to its end.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from builder.errors import SitegenError
from builder.files import sealed, sha256, unsealed, write_atomic

_NAME = "journal.json"


class Journal:
    """What was before some changes below `root`, kept in a folder of its own."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder

    @property
    def open(self) -> bool:
        """Whether changes were begun and neither ended nor undone."""
        return (self.folder / _NAME).is_file()

    def begin(self, files: Iterable[Path], moves: Iterable[tuple[Path, Path]]) -> None:
        """Keep files that will be written, and which folders will be moved, each from where it is to where none is.

        Raises OSError where they cannot be kept.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        kept: list[tuple[str, str | None]] = []
        for number, path in enumerate(files):
            data = path.read_bytes() if path.is_file() else None
            if data is not None:
                write_atomic(self.folder / str(number), data)
            kept.append((self._relative(path), None if data is None else sha256(data)))
        pairs = [(self._relative(start), self._relative(end)) for start, end in moves]
        write_atomic(self.folder / _NAME, sealed(json.dumps({"files": kept, "moves": pairs}).encode(), _NAME))

    def end(self) -> None:
        """Let the changes stand."""
        (self.folder / _NAME).unlink()
        self.forget()

    def forget(self) -> None:
        """Remove what was kept for changes that were not begun, or are ended."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def undo(self) -> None:
        """Put everything back as it was, where anything was begun.

        Raises SitegenError where what was kept is damaged, and has then put nothing back, or OSError. The journal then
        stays.
        """
        if not self.open:
            return self.forget()
        said = unsealed((self.folder / _NAME).read_bytes(), _NAME)
        if said is None:
            hint = "Something was cut off while it was renamed. See with git what changed, then delete this folder."
            raise SitegenError("is damaged, and cannot be undone", path=self.folder / _NAME, hint=hint)
        journal = json.loads(said)
        kept = {name: self._kept(number, name, digest) for number, (name, digest) in enumerate(journal["files"])}
        for start, end in reversed(journal["moves"]):
            before, after = self.root / start, self.root / end
            if after.exists() and not before.exists():
                os.rename(after, before)
        for name, data in kept.items():
            path = self.root / name
            if data is None:
                path.unlink(missing_ok=True)
            elif not path.is_file() or path.read_bytes() != data:
                write_atomic(path, data)
        self.end()

    def _kept(self, number: int, name: str, digest: str | None) -> bytes | None:
        """What a file held; None where there was none. Raises SitegenError where what was kept is damaged."""
        if digest is None:
            return None
        path = self.folder / str(number)
        data = path.read_bytes()
        if sha256(data) != digest:
            hint = "Something was cut off while it was renamed. See with git what changed, then delete this folder."
            raise SitegenError(f"is damaged: it held {name} as it was", path=path, hint=hint)
        return data

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()
