"""Runs of one experiment that are done and wait for the others: a file to which each adds a line.

A sweep may have a hundred thousand of them. Each line carries a digest of itself, so that one which was cut or spoilt
is no run, and costs no other. What many runs have in common stands in a line of its own, which they name. It is said
again after a second, so that runs that took long do not depend on one line for all of them, and then the file is
brought to the disk: a loss of power costs the runs of a second.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.errors import SitegenError
from builder.files import canonical_json, sha256, write_atomic
from builder.results.fingerprint import Fingerprint
from builder.results.record import Artifact, Record, ending

RUNS = "runs"
_FORMAT = 1
_AGAIN = 1.0
"""Seconds after which what runs have in common is said again, and the file is brought to the disk."""
_OWN = ("settings", "values", "series", "seconds", "when", "diverged", "notes", "watched", "examples")


@dataclass(frozen=True)
class Common:
    """What many runs have in common: all that determines them but their settings, and on what they ran."""

    fingerprint: Fingerprint
    environment: dict[str, Any]
    quick: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """A run that waits: `said` is what its line says, and `common` where what it shares with others stands."""

    common: bytes
    said: bytes


def key_of(settings: Mapping[str, Any]) -> bytes:
    """Under what a run is found: the settings of its fingerprint."""
    return sha256(canonical_json(settings)).encode()


@dataclass
class Waiting:
    """The runs of the experiment `name` that wait below `folder`; `commons` has what they share, by its digest."""

    folder: Path
    name: str
    commons: dict[bytes, Common] = field(default_factory=dict)
    _runs: dict[bytes, Waits] = field(default_factory=dict)
    _read: tuple[int, ...] = ()  # the state of the file that `_runs` are of
    _begun: float = -math.inf
    _said: set[bytes] = field(default_factory=set)
    _whole: set[Artifact] = field(default_factory=set)  # those that were seen to be

    def __post_init__(self) -> None:
        self.home = self.folder / self.name  # of the artifacts too
        self.path = self.home / RUNS

    def runs(self) -> dict[bytes, Waits]:
        """Those that wait, each by `key_of` its settings; of one that ran again, the last."""
        if (now := _state(self.path)) != self._read:
            self._runs, self._read = {}, now
            with suppress(OSError):
                self._take(self.path.read_bytes())
            self._runs = {key: one for key, one in self._runs.items() if one.common in self.commons}
        return self._runs

    def record(self, one: Waits) -> Record | None:
        """The record of a run; None where an artifact of it is not what it wrote."""
        common, said = self.commons[one.common], json.loads(one.said)
        own = {name: said[name] for name in _OWN if name in said}
        fingerprint = replace(common.fingerprint, settings=said.get("literals", own["settings"]))
        artifacts = {name: Artifact(**known) for name, known in said["artifacts"].items()}
        record = Record(
            name=self.name,
            fingerprint=fingerprint,
            artifacts=artifacts,
            environment=common.environment,
            quick=common.quick,
            folder=self.home,
            **own,
        )
        return record if all(self._is_whole(record, artifact) for artifact in artifacts) else None

    def records(self) -> Iterator[Record]:
        """The records of all that wait."""
        every = (self.record(one) for one in self.runs().values())
        return (record for record in every if record is not None)

    def keep(self, record: Record, files: Mapping[str, bytes]) -> Record:
        """Let a run wait. Returns its record as it is kept. Raises OSError; nothing that was kept is lost then."""
        if begins := not self.path.exists() or time.monotonic() - self._begun >= _AGAIN:
            self._own()
            self._begun, self._said = time.monotonic(), set()
        artifacts = {name: self._artifact(record, name, files[name], begins) for name in sorted(files)}
        kept = replace(record, artifacts=artifacts, folder=self.home)
        said = set(self._said)
        lines = self._lines(kept, said)
        with open(self.path, "ab") as file:
            file.write(lines)
            if begins:
                file.flush()
                os.fsync(file.fileno())
        self._said = said  # only now: they are there
        return kept

    def text(self, records: Iterable[Record]) -> bytes:
        """All of the file, where these wait."""
        said = set[bytes]()
        return b"".join(self._lines(record, said) for record in records)

    def clear(self) -> None:
        """Forget them: there is a record of all."""
        shutil.rmtree(self.home, ignore_errors=True)

    def _own(self) -> None:
        """Let the file be of this folder alone: it may be a link, or have a second name in a copy of the folder."""
        self.home.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            if self.path.is_symlink() or self.path.stat().st_nlink > 1:
                write_atomic(self.path, self.path.read_bytes())

    def _artifact(self, record: Record, name: str, data: bytes, flush: bool) -> Artifact:
        digest, point = sha256(data), key_of(record.fingerprint.settings)[:12].decode()
        file = f"{name}-{point}-{digest[:8]}{ending(name)}"
        write_atomic(self.home / file, data, flush=flush)
        artifact = Artifact(file, digest, len(data))
        self._whole.add(artifact)
        return artifact

    def _is_whole(self, record: Record, name: str) -> bool:
        artifact = record.artifacts[name]
        if artifact not in self._whole:
            try:
                record.artifact(name)
            except SitegenError:
                return False
            self._whole.add(artifact)
        return True

    def _lines(self, record: Record, said: set[bytes]) -> bytes:
        """The lines that say a run, and what it has in common with others where that is not `said` yet."""
        code = {name: part for name, part in record.fingerprint.parts().items() if name != "settings"}
        common = canonical_json([code, record.environment, record.quick])
        digest = sha256(common).encode()
        own = {name: getattr(record, name) for name in _OWN}
        own["artifacts"] = {name: asdict(artifact) for name, artifact in record.artifacts.items()}
        if (literals := record.fingerprint.settings) != record.settings:
            own["literals"] = literals
        line = _line(self.name, b"run", digest, key_of(literals), canonical_json(own))
        if digest not in said:
            said.add(digest)
            line = _line(self.name, b"common", digest, common) + line
        return line

    def _take(self, data: bytes) -> None:
        """Know what these lines say."""
        for line in data.split(b"\n"):
            seal, _, words = line.partition(b" ")
            if not line or seal != _seal(self.name, words):
                continue
            kind, digest, rest = words.split(b" ", 2)
            if kind == b"common":
                parts, environment, quick = json.loads(rest)
                self.commons[digest] = Common(Fingerprint(**parts), environment, quick)
            else:
                key, _, said = rest.partition(b" ")
                self._runs[key] = Waits(digest, said)


def _state(path: Path) -> tuple[int, ...]:
    """What of a file changes with it; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _line(name: str, *words: bytes) -> bytes:
    """A line below the one before, which a disk that was full may have cut."""
    said = b" ".join(words)
    return b"\n" + _seal(name, said) + b" " + said


def _seal(name: str, said: bytes) -> bytes:
    """The digest of a line, of this format and this experiment: those of another are no runs here."""
    return sha256(f"waiting {_FORMAT} {name}\n".encode() + said).encode()
