"""Where a post's records and artifacts live: `results/<experiment>/record.json` and the files beside it.

The name of an artifact's file holds its digest (`weights-1f3870be.safetensors`), so a new run never touches the files
of the old one, and replacing record.json, one rename, is the only moment at which anything changes for a reader.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from builder.errors import SitegenError, reason, shown
from builder.files import is_left_over, sha256, write_atomic
from builder.results.attestation import forget_others
from builder.results.bound import EarlierFormat, Unreadable, unbound
from builder.results.elsewhere import from_elsewhere
from builder.results.failure import FAILURE, Failure, keep_failure, read_failure
from builder.results.record import RECORD, Artifact, Record, ending

_PRINTED = re.compile(r"output(_seed_-?\d+|_point_[0-9a-f]{12})?-[0-9a-f]{8}\.txt")

_MANY = 100
"""Artifacts that are brought to the disk together, and not each by itself, which takes milliseconds."""


class MissingRecord(SitegenError):
    """There is no record that can be trusted: never run, changed by hand, damaged, or of another format."""


class EarlierRecord(MissingRecord):
    """There is one of an earlier sitegen, which `sitegen upgrade` takes over."""


class Store:
    """The records below one folder, one folder an experiment; those of a `post` as other posts see them."""

    def __init__(self, folder: Path, post: str = "") -> None:
        self.folder, self.post = folder, post

    def read(self, name: str, *, earlier: bool = False) -> Record:
        """The record of an experiment, all its artifacts checked; with `earlier`, one of an earlier format.

        Raises MissingRecord with the reason.
        """
        folder = self.folder / name
        path = folder / RECORD
        called = f"{self.post}:{name}" if self.post else name
        hint = f"Restore it with git, or run `sitegen run {called}`."
        try:
            text = path.read_text(encoding="utf-8")
            record = Record.of(unbound(text), folder) if earlier else Record.from_json(text, folder)
        except FileNotFoundError:
            failure = self.failure(name)
            how = failure.told() if failure else "never ran"
            raise MissingRecord(f"experiment '{called}' {how}", hint=f"Run `sitegen run {called}`.") from None
        except Unreadable as error:
            kind = EarlierRecord if isinstance(error, EarlierFormat) else MissingRecord
            raise kind(str(error), path=path, line=error.line, hint=error.hint or hint) from None
        except (OSError, ValueError) as error:
            raise MissingRecord(f"cannot be read: {error}", path=path, hint=hint) from None
        if record.name != name:
            raise MissingRecord(f"is the record of '{record.name}'", path=path, hint=hint)
        if self.post:
            record = from_elsewhere(record, self.post)
        for artifact in record.artifacts:
            try:
                record.artifact(artifact)
            except SitegenError as error:
                raise MissingRecord(error.message, path=error.path, hint=error.hint) from None
        return record

    def missing(self, name: str) -> str:
        """Why there is no record of an experiment that can be trusted; "" where there is."""
        try:
            self.read(name)
        except MissingRecord as error:
            return error.message
        return ""

    def write(self, record: Record, files: Mapping[str, bytes]) -> Record:
        """Keep a run: its artifacts first, then in one rename its record; those that nothing names any more go last.

        `files` maps the name of each artifact to its bytes. Returns the record as kept.
        Raises OSError when they cannot be written; the old record is then what it was.
        """
        folder = self._own(record.name)
        artifacts = {}
        together = len(files) > _MANY and hasattr(os, "sync")
        for name in sorted(files):
            data = files[name]
            digest = sha256(data)
            artifact = Artifact(
                file=f"{name}-{digest[:8]}{ending(name)}",
                sha256=digest,
                size=len(data),
            )
            artifacts[name] = artifact
            path = folder / artifact.file
            if not path.is_file() or sha256(path.read_bytes()) != digest:
                write_atomic(path, data, flush=not together)
        if together:
            os.sync()
        kept = replace(record, artifacts=artifacts, folder=folder)
        write_atomic(folder / RECORD, kept.to_json().encode())
        with suppress(OSError):  # the record is kept, whatever lies beside it
            (folder / FAILURE).unlink()
        self.tidy(kept)
        forget_others(kept)
        return kept

    def tidy(self, record: Record) -> None:
        """Remove what earlier runs left beside a record that is kept: one may have been killed before it did so."""
        for path in self.left(record):
            with suppress(OSError):
                path.unlink()

    def left(self, record: Record) -> list[Path]:
        """What earlier runs left beside a record."""
        named = {RECORD, FAILURE, *(artifact.file for artifact in record.artifacts.values())}
        with suppress(OSError):
            there = list((self.folder / record.name).iterdir())
            return [path for path in there if path.name not in named and _is_of_a_run(path)]
        return []

    def write_failure(self, name: str, fingerprint: str, text: str) -> Path:
        """Keep what is told of a failed run beside the record, which stays as it is. Raises OSError."""
        self._own(name)
        return keep_failure(self.folder, name, fingerprint, text)

    def failure(self, name: str) -> Failure | None:
        """The last run of an experiment, if it failed."""
        return read_failure(self.folder, name)

    def check_writable(self, name: str) -> None:
        """Find out before hours of computing whether the result can be kept. Raises SitegenError."""
        folder = self._own(name)
        created = not folder.exists()
        try:
            write_atomic(folder / ".writable", b"")
        except FileNotFoundError:  # another process that finds out just removed the folder, and so may write there
            return
        except OSError as error:
            raise SitegenError(
                f"results cannot be written: {reason(error)}",
                path=folder,
                hint=f"Make {shown(self.folder)} writable; nothing was computed.",
            ) from None
        with suppress(OSError):  # another process may find out at the same time
            (folder / ".writable").unlink()
            if created:
                folder.rmdir()

    def _own(self, name: str) -> Path:
        """The folder of an experiment. Raises SitegenError where a link leads to it: files of others may lie there."""
        for place in (self.folder, self.folder / name):
            if place.is_symlink():
                message = f"is a link to {os.readlink(place)}: results are kept beside the text, and committed with it"
                raise SitegenError(message, path=place, hint="Put a folder in the place of the link.")
        return self.folder / name


def _is_of_a_run(path: Path) -> bool:
    """Whether a run wrote this file, not its author, who may keep notes beside the record."""
    return (
        path.suffix in (".safetensors", ".onnx")
        or _PRINTED.fullmatch(path.name) is not None
        or path.name in (FAILURE, ".writable")
        or is_left_over(path.name)
    )
