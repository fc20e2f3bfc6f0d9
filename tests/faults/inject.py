"""Counts the calls by which a process and its children change files, and makes one of them fail.

Everything is patched in the process itself, at the level of `os`: what Python writes passes through here, whoever asks
for it. Of programs that are started, those of git that change a repository count, each as one call.
"""

from __future__ import annotations

import builtins
import errno
import io
import mmap
import os
import signal
import stat
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

KINDS = ("fail", "full", "killed", "torn", "lone")
"""`fail`: the call fails once (EIO). `full`: half of it is done, and from then on nothing can be written (ENOSPC).
`killed`: the whole command is killed before the call; `torn`: after half of it. `lone`: only the process that makes the
call is killed before it."""

CHANGING = ("rename", "replace", "unlink", "remove", "rmdir", "utime", "mkdir", "link", "symlink", "truncate",
            "ftruncate", "fsync", "chmod", "write", "sendfile", "copy_file_range")  # fmt: skip
TAKING_SPACE = {"open", "write", "mkdir", "link", "symlink", "sendfile", "copy_file_range", "fsync", "git"}
IN_HALVES = {"write", "git"}
GIT = {"fetch", "update-ref", "push", "fast-import", "commit", "branch", "symbolic-ref", "gc", "mv"}
SYSTEM = ("/dev/null", "/dev/tty", "/proc/")


class Fault(NamedTuple):
    """The call that a fault hits, counted from 1, and the kind of it. At 0 nothing is hit."""

    at: int = 0
    kind: str = "fail"


UNDISTURBED = Fault()


class Injection:
    """The fault of one command. The counts are shared by all its processes; `trace` gets a line for each call."""

    def __init__(self, fault: Fault, trace: Path | None = None) -> None:
        self.fault, self.trace = fault, trace
        self._shared = mmap.mmap(-1, 16)  # how many calls there were, whether the disk is full
        self._lock = threading.RLock()
        self._inside = threading.local()

    @property
    def calls(self) -> int:
        return int(struct.unpack_from("q", self._shared, 0)[0])

    @property
    def full(self) -> bool:
        return bool(struct.unpack_from("q", self._shared, 8)[0])

    def count(self, call: str, what: object, half: Callable[[], object] | None = None) -> None:
        """Count a call that is about to be made. Raises OSError where it is the one to fail."""
        if getattr(self._inside, "now", False):
            return
        self._inside.now = True
        try:
            with self._lock:
                number = self.calls + 1
                struct.pack_into("q", self._shared, 0, number)
            if self.trace is not None:
                self._note(call, what)
            if number == self.fault.at:
                self._hit(call, what, half)
            elif self.full and call in TAKING_SPACE:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), _named(what))
        finally:
            self._inside.now = False

    def _note(self, call: str, what: object) -> None:
        descriptor = _os_open(str(self.trace), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        _os_write(descriptor, f"{call} {_named(what)}\n".encode())
        os.close(descriptor)

    def _hit(self, call: str, what: object, half: Callable[[], object] | None) -> None:
        kind = self.fault.kind
        if kind == "fail":
            raise OSError(errno.EIO, os.strerror(errno.EIO), _named(what))
        if kind == "full":
            struct.pack_into("q", self._shared, 8, 1)
            if call in TAKING_SPACE:
                if half is not None and call != "git":
                    half()
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), _named(what))
            return
        if kind == "torn" and half is not None:
            half()
            if call == "git":
                return  # it kills us later
        _die(alone=kind == "lone")


def _die(*, alone: bool) -> NoReturn:
    if not alone:
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)
    raise AssertionError("nobody outlives SIGKILL")


def _named(what: object) -> str:
    return os.fsdecode(what) if isinstance(what, str | bytes | os.PathLike) else str(what)


_os_open, _os_write, _io_open = os.open, os.write, io.open


def install(injection: Injection, seed: int = 0) -> None:
    """Patch this process, and so all that it forks. There is no way back."""
    for name in CHANGING:
        if hasattr(os, name):
            _replace(name, _counted(injection, name, getattr(os, name)))
    os.open = _opening(injection)  # type: ignore[assignment]
    io.open = builtins.open = _buffered(injection)  # type: ignore[assignment]
    subprocess.Popen = _started(injection, seed)  # type: ignore[assignment,misc]


def _replace(name: str, wrapper: Any) -> None:
    original = getattr(os, name)
    setattr(os, name, wrapper)
    for abilities in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        if original in abilities:
            abilities.add(wrapper)


def _regular(descriptor: object) -> bool:
    return isinstance(descriptor, int) and stat.S_ISREG(os.fstat(descriptor).st_mode)


def _counted(injection: Injection, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def wrapper(what: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(what, int) and (what in (1, 2) or (name != "utime" and not _regular(what))):
            return original(what, *arguments, **options)
        half = (lambda: original(what, arguments[0][: len(arguments[0]) // 2])) if name == "write" else None
        injection.count(name, what, half)
        return original(what, *arguments, **options)

    wrapper.__name__ = name
    return wrapper


def _opening(injection: Injection) -> Callable[..., int]:
    def opened(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if writes and not _named(path).startswith(SYSTEM):
            injection.count("open", path)
        return _os_open(path, flags, *arguments, **options)

    os.supports_dir_fd.add(opened)
    return opened


class _Raw(io.FileIO):
    """A file whose writes are counted below the buffer, as the system would see them."""

    injection: Injection

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        self.injection.count("write", self.name, lambda: io.FileIO.write(self, view[: len(view) // 2]))
        return super().write(data)

    def truncate(self, size: int | None = None) -> int:
        self.injection.count("truncate", self.name)
        return super().truncate(size)


def _buffered(injection: Injection) -> Callable[..., Any]:
    counted = type("_CountedRaw", (_Raw,), {"injection": injection})

    def opened(file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
               newline: str | None = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
        foreign = not _regular(file) if isinstance(file, int) else _named(file).startswith(SYSTEM)
        if foreign or not set(mode) & set("wax+"):
            return _io_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if opener is None:
            injection.count("open", file)
        raw = counted(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        size = io.DEFAULT_BUFFER_SIZE if buffering in (-1, 1) else buffering
        binary = io.BufferedRandom(raw, size) if "+" in mode else io.BufferedWriter(raw, size)
        return binary if "b" in mode else io.TextIOWrapper(binary, encoding, errors, newline)

    return opened


def _started(injection: Injection, seed: int) -> type[subprocess.Popen[Any]]:
    class Popen(subprocess.Popen):  # type: ignore[type-arg]
        """A program that is started; of git, what changes a repository counts."""

        def __init__(self, command: Any, *arguments: Any, **options: Any) -> None:
            words = [command] if isinstance(command, str) else list(map(str, command))
            if Path(words[0]).name == "git" and GIT & set(words[1:]):
                try:
                    injection.count("git", " ".join(words), lambda: _kill_later(seed))
                except OSError as error:
                    command = ["sh", "-c", f"cat >/dev/null; echo 'fatal: write error: {error.strerror}' >&2; exit 128"]
            super().__init__(command, *arguments, **options)

    return Popen


def _kill_later(seed: int) -> None:
    """Kill the command with all its processes while git is at work; the seed says when."""
    group = os.getpgid(0)
    if os.fork() == 0:
        time.sleep(seed % 100 / 10_000)
        os.killpg(group, signal.SIGKILL)
        os._exit(0)
