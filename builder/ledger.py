"""What is known of files that did not change, so that none of them need be opened: as git's index knows it.

A file of the same name, inode, size and times holds what it held. Its `ctime` is set by the system at every change, and
by nobody else.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections import Counter
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from builder.errors import SitegenError, reason
from builder.files import sealed, sha256, sweep, temporary, unsealed, write_new

FINE, COARSE = 40_000_000, 2_000_000_000
"""Nanoseconds for which a file must have been left alone: two changes within one tick of a disk's clock leave the same
times. A system ticks every 10 ms or faster, but a disk may keep less: FAT's clock ticks every two seconds."""
TICK = 10_000_000
FLUSHED = 60_000_000_000
"""Nanoseconds after which what was written is on the disk: Linux leaves it in memory for 30 seconds. Where the power is
cut before, a file may have its size and its times, and not its bytes."""
_KEY = "ledger"
STATES = 2
"""How many states of a file are known at once: of each file of the site there are two, this one and the one before."""


@dataclass
class Seen:
    """A file as it was when it was looked at. Its bytes are not kept: who asks for them again has it read again."""

    path: Path
    digest: str
    _data: bytes | None = field(default=None, repr=False)

    @property
    def data(self) -> bytes:
        """Raises SitegenError where the file was changed since: other bytes would be taken for those of the digest."""
        data, self._data = self._data, None
        if data is not None:
            return data
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise SitegenError(f"cannot be read: {reason(error)}", path=self.path) from None
        if sha256(data) != self.digest:
            raise SitegenError("was changed while the site was built", path=self.path, hint="Build it again.")
        return data


@dataclass(frozen=True)
class Version:
    """How often a place has changed since this process began: where it is the same, so are the files there."""

    number: int
    digest = ""
    """It says nothing to another process, for which digests of files do."""


class Ledger:
    """The digests of files by their state, and facts by the digest of what they were made from.

    `site` are the files of the last site, each with its digest. All of it is of this `version` of sitegen. Without a
    file nothing is known, and nothing is kept.
    """

    def __init__(self, path: Path | None = None, version: str = "") -> None:
        self._versions: Counter[Hashable] = Counter()
        self._numbered: dict[int, Version] = {}  # thousands are compared, most of them with themselves
        self._path, self._version = path, version
        self._now = _clock(path) if path and os.name != "nt" else 0  # Windows does not tell when a file was changed
        self._before = _read(path, version, self._now) if path and self._now else _empty(version)
        self._after = _empty(version) | {"saved": self._before["saved"]}
        self.site: dict[str, str] = self._before["site"]

    def see(self, path: Path) -> Seen:
        """A file, which is not read where its digest is known. Raises OSError where it cannot be read."""
        state = self.state(path)
        digest = self.known(str(path), state)
        if digest is not None:
            return Seen(path, digest)
        data = path.read_bytes()
        digest = sha256(data)
        self.note(str(path), state, digest)
        return Seen(path, digest, data)

    def digest(self, path: Path) -> str:
        """The digest of a file; "" where there is none that can be read."""
        try:
            return self.see(path).digest if path.is_file() else ""
        except OSError:
            return ""

    def state(self, path: Path | str) -> str:
        """What is the same for as long as a file is; "" for one that may change without it. Raises OSError."""
        if not self._now:
            return ""
        found = os.stat(path)
        wait = FINE if found.st_ctime_ns % TICK else COARSE
        settled = max(found.st_mtime_ns, found.st_ctime_ns) + wait < self._now
        if not settled or not stat.S_ISREG(found.st_mode):
            return ""
        return state_of(found)

    def look_at_clock(self) -> None:
        """Let what was written since the ledger was opened be known, once it was left alone for long enough."""
        if self._path and self._now:
            self._now = _clock(self._path)

    def known(self, name: str, state: str) -> str | None:
        """The digest of the file of a name in a state, if it is known. What is asked for is kept."""
        states: dict[str, str] = self._before["files"].get(name, {})
        if states:
            self._after["files"].setdefault(name, states)
        return states.get(state)

    def note(self, name: str, state: str, digest: str) -> None:
        """Keep the digest that a file of this name has in a state, which was looked at before the file was."""
        if state:
            states = self._after["files"].get(name) or self._before["files"].get(name, {})
            states = {**states, state: digest}
            self._after["files"][name] = dict(list(states.items())[-STATES:])

    def version(self, *places: Hashable) -> Version:
        """The version of some places, of whose changes somebody tells by `changed`."""
        number = sum([self._versions.get(place, 0) for place in places])
        if number not in self._numbered:
            self._numbered[number] = Version(number)
        return self._numbered[number]

    def changed(self, place: Hashable) -> None:
        """Have a place known as changed."""
        self._versions[place] += 1

    def fact(self, key: str) -> Any:
        """What was kept under a key, as JSON holds it; None where nothing was. What is asked for is kept."""
        fact = self._after["facts"].get(key, self._before["facts"].get(key))
        if fact is not None:
            self._after["facts"][key] = fact
        return fact

    def tell(self, key: str, fact: Any) -> None:
        """Keep something that JSON can hold under the digest of all that it was made from."""
        if self._path:
            self._after["facts"][key] = fact

    def save(self, site: dict[str, str]) -> None:
        """Keep what was asked for or told, and the files of the site with their digests.

        Where the disk refuses nothing is kept, and nothing is lost but time.
        """
        self._after["site"] = site
        if self._path and self._now and self._after != self._before:
            self._after["saved"] = self._now
            data = json.dumps(self._after, separators=(",", ":")).encode()
            with suppress(OSError):
                write_new(self._path, sealed(data, _KEY))


def _empty(version: str) -> dict[str, Any]:
    return {"version": version, "saved": 0, "files": {}, "facts": {}, "site": {}}


def _read(path: Path, version: str, now: int) -> dict[str, Any]:
    """What a ledger says; nothing where there is none, or one that is cut, spoilt or of another version."""
    with suppress(OSError, ValueError):
        if (data := unsealed(path.read_bytes(), _KEY)) is not None:
            said: dict[str, Any] = json.loads(data)
            if isinstance(said, dict) and said.get("version") == version and said.keys() == _empty(version).keys():
                if not 0 <= now - said["saved"] <= _uptime():
                    said["files"] = _flushed(said["files"], said["saved"])
                return said
    return _empty(version)


def state_of(found: os.stat_result) -> str:
    """What differs in any two states of a file: which one it is, its size, when it was written, renamed, replaced."""
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _flushed(files: dict[str, dict[str, str]], saved: int) -> dict[str, dict[str, str]]:
    """The states that were on the disk for certain when a ledger was saved, for when the power was cut since."""
    old = saved - FLUSHED
    return {
        name: {state: digest for state, digest in states.items() if max(map(int, state.split()[2:])) < old}
        for name, states in files.items()
    }


def _uptime() -> int:
    """For how many nanoseconds the system has been running, its sleep included."""
    return time.clock_gettime_ns(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _clock(path: Path) -> int:
    """What time it is on the disk, in nanoseconds; 0 where it cannot be written.

    The file that tells has no name, so that nothing stays of it; where the disk knows names only, what could not be
    removed is removed by the next call.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with TemporaryFile(dir=path.parent, prefix=".", suffix=temporary(path).name) as stamp:
            stamp.write(b"\n")
            stamp.flush()
            return os.fstat(stamp.fileno()).st_mtime_ns
    except OSError:
        return 0
