"""Files that `import` copies from another site: nothing is overwritten, and no link is followed out of that site."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from builder.errors import reason, shown
from builder.files import put, sweep


@dataclass
class Copies:
    """What was copied so far, and in `left` what was not, in words; `lost` is how much of that the disk refused.

    What is copied into `target` is told as what it is `there`, where it will lie.
    """

    source: Path
    kind: str  # which program it was written for, for messages
    target: Path
    there: Path
    left: list[str] = field(default_factory=list)
    files: int = 0  # besides those that somebody else counts
    lost: int = 0
    config_written: bool = False
    _swept: set[Path] = field(default_factory=set)

    def tree(self, folder: Path, target: Path, without: Collection[Path] = ()) -> None:
        """Copy all that lies in a folder, but for some files."""
        for path in sorted(folder.rglob("*")):
            if path not in without:
                self.file(path, target / path.relative_to(folder))

    def file(self, path: Path, target: Path) -> None:
        """Copy what is a file and not hidden, and count it."""
        if path.is_symlink() and not path.exists():
            self.leave(path, "is a link to nothing")
        if path.is_file() and not path.name.startswith(".") and self.copy(path, target):
            self.files += 1

    def copy(self, path: Path, target: Path) -> bool:
        """Copy a file where there is none. Returns whether it did; one that differs is told."""
        if self.leads_out(path):
            self.leave(path, f"leads out of the site of {self.kind}")
            return False
        try:
            return self.write(path, path.read_bytes(), target)
        except OSError as error:
            self.refused(path, error)
            return False

    def write(self, path: Path, data: bytes, target: Path) -> bool:
        """Write what was made of a file where there is none. Returns whether it did; one that differs is told."""
        try:
            if not os.path.lexists(target):
                self._put(target, data)
                return True
            if not target.is_file() or target.read_bytes() != data:
                self.leave(path, f"{shown(self.place(target))} is there already")
        except OSError as error:
            self.refused(path, error)
        return False

    def _put(self, target: Path, data: bytes) -> None:
        """Write a file where there is none. To wait for the disk at each of thousands takes longer than all else."""
        if target.parent not in self._swept:
            target.parent.mkdir(parents=True, exist_ok=True)
            sweep(target.parent)
            self._swept.add(target.parent)
        put(target, data, flush=False)

    def refused(self, path: Path, error: OSError) -> None:
        """Tell that the disk refused a file."""
        self.leave(path, reason(error))
        self.lost += 1

    def leave(self, path: Path, why: str) -> None:
        """Tell that a file or a folder was not copied."""
        self.left.append(f"{self.name(path)}: {why}")

    def leads_out(self, path: Path) -> bool:
        """Whether links, or `..` in the config, lead to what is no part of the other site: a secret, say."""
        return not path.resolve().is_relative_to(self.real)

    @cached_property
    def real(self) -> Path:
        """The folder of the other site, links followed."""
        return self.source.resolve()

    def place(self, path: Path) -> Path:
        """Where a file that was copied will lie."""
        return self.there / path.relative_to(self.target)

    def name(self, path: Path) -> str:
        """A file or a folder of the other site, for a message."""
        return path.relative_to(self.source).as_posix() if path.is_relative_to(self.source) else str(path)
