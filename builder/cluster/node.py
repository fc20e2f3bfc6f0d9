"""What lives on a node: it runs one order after another in a process of its own, and tells what comes of them."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import ray
from filelock import FileLock, Timeout

from builder import __version__
from builder.cluster.inside import prepare
from builder.cluster.parcel import Hello, Job, Parcel, UsedFiles
from builder.cluster.source import Source
from builder.errors import SitegenError
from builder.experiments.needs import Needs
from builder.experiments.packages import installed
from builder.files import digest_of, is_gone, write_atomic
from builder.running.order import Event, Outcome, Told, Used, failed
from builder.running.processes import Processes
from builder.tool import code_digest

OFTEN = 5.0
"""Seconds between two times that checkpoints are sent; more where sending takes a twentieth of that."""
LARGEST = 1 << 30
"""Bytes of an artifact that a node gives back: all of it is in memory three times on its way."""

Files = dict[str, bytes]


class Node:
    """An actor of Ray, on as many processors as its orders need."""

    def __init__(self, source: Source, job: Job, cpus: int) -> None:
        sys.modules["__main__"].__file__ = None  # the process would import Ray's own program first
        os.environ.pop("OMP_NUM_THREADS", None)  # Ray sets it
        if job.threads:
            os.environ["OMP_NUM_THREADS"] = job.threads
        sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=_prefix(os.getpid())))
        _remove_at_end(self._folder)
        self._root = self._folder / "site"
        source.unpack(self._root)
        self._job, self._kept = job, cache()
        self._processes = Processes(cpus, partial(prepare, self._folder, job, self._kept))
        self._waiting: deque[Parcel] = deque()
        self._running: Parcel | None = None
        self._used: dict[int, Used] = {}  # the last of them
        self._sent: dict[str, tuple[int, int]] = {}  # of each file of a checkpoint, when it was written, and its size
        self._again = 0.0  # when they may be sent again
        self._handed = 0.0  # when they were sent, until something is asked again

    def hello(self) -> Hello:
        """Who this is."""
        node = ray.get_runtime_context().get_node_id()
        torch = installed().get("torch", "")
        return Hello(node, socket.gethostname(), __version__, code_digest(), platform.python_version(), torch)

    def next(self, parcels: list[Parcel], within: float) -> list[tuple[int, Event]]:
        """Take more orders, and tell what happened: at once where all orders ended, else after so many seconds."""
        now = time.monotonic()
        if self._handed:  # what was sent has arrived: the next time not before twenty times what that took
            self._again, self._handed = max(self._again, now + 20 * (now - self._handed)), 0.0
        self._waiting.extend(parcels)
        until = time.monotonic() + within
        told: list[tuple[int, Event]] = []
        while self._running or self._waiting:
            if self._running is None:
                self._begin(self._waiting.popleft())
            assert self._running is not None
            for _, event in self._processes.events(max(0.0, until - time.monotonic())):
                if event[0] == "report" and told and told[-1][1][0] == "report" and told[-1][0] == self._running.number:
                    told.pop()  # of steps that are told together the last says all
                if event[0] == "end" and event[1][0].told and (files := self._checkpoints()):
                    told.append((self._running.number, ("checkpoint", (files,))))  # the next run goes on from them
                told.append((self._running.number, self._known(event)))
                if event[0] == "end":
                    self._running = None
                    break
            if time.monotonic() >= until:
                break
        if self._running and time.monotonic() > self._again and (files := self._checkpoints()):
            told.append((self._running.number, ("checkpoint", (files,))))
            self._handed = time.monotonic()
        return told

    def lacks(self, name: str, digests: Mapping[str, str], within: float) -> list[str] | None:
        """The files of a data set that are to be sent; None where somebody else is sending them at this moment."""
        self._lock = FileLock(self._kept / f"{name}.lock", thread_local=False)
        self._kept.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=within)
        except Timeout:
            return None
        missing = [file for file, digest in digests.items() if digest_of(self._kept / name / file) != digest]
        if not missing:
            self._lock.release()
        return missing

    def keep(self, name: str, file: str, data: bytes, begin: bool, digest: str, last: bool) -> None:
        """Take a piece of a file of a data set; a file has its name once it is whole, and is what it should be."""
        path = self._kept / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        with part.open("wb" if begin else "ab") as stream:
            stream.write(data)
        if digest:
            if digest_of(part) != digest:
                part.unlink()
                raise SitegenError(f"{file} of the data set {name} was damaged on its way")
            os.replace(part, path)
        if last:
            self._lock.release()

    def end(self) -> None:
        """End the process, and leave nothing behind."""
        self._processes.__exit__(None, None, None)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self, parcel: Parcel) -> None:
        """Let the process run an order as it can here: with folders of this node."""
        order = parcel.order
        if parcel.used and parcel.used not in self._used:
            self._used = {parcel.used: self._unpacked(ray.get(parcel.reference))}
        checkpoints = self._folder / "checkpoints" / order.point.file(order.name)
        shutil.rmtree(checkpoints, ignore_errors=True)
        for file, data in parcel.checkpoints.items():
            write_atomic(checkpoints / file, data, flush=False)
        self._running = replace(
            parcel, order=replace(order, used=self._used.get(parcel.used, {}), checkpoints=checkpoints)
        )
        self._sent = {file: _written(checkpoints / file) for file in parcel.checkpoints}
        self._again = time.monotonic() + OFTEN
        # Ray has chosen the GPUs and kept the memory: nothing here needs to count them, nor load PyTorch for that.
        self._processes.begin(replace(self._running.order, needs=Needs(order.needs.cpus)))

    def _unpacked(self, used: UsedFiles) -> Used:
        """Records that orders start from, with their artifacts in folders of this node."""
        found = Used()
        for name, record, files in used:
            folder = self._folder / "used" / name
            shutil.rmtree(folder, ignore_errors=True)
            for file, data in files.items():
                write_atomic(folder / file, data, flush=False)
            found[name] = replace(record, folder=folder)
        return found

    def _checkpoints(self) -> Files:
        """The files of checkpoints that were written since they were sent last."""
        assert self._running is not None
        files, folder = {}, self._running.order.checkpoints
        for path in folder.rglob("*"):
            with suppress(OSError):
                file = path.relative_to(folder).as_posix()
                if path.is_file() and not path.name.startswith(".") and self._sent.get(file) != _written(path):
                    self._sent[file] = _written(path)
                    files[file] = path.read_bytes()
        self._again = time.monotonic() + OFTEN
        return files

    def _known(self, event: Event) -> Event:
        """An event as the author's machine knows the places in it; and which node it was."""
        kind, parts = event
        if kind == "say":
            return kind, (parts[0].replace(str(self._root), self._job.root),)
        return (kind, (self._outcome(parts[0]),)) if kind == "end" else event

    def _outcome(self, outcome: Outcome) -> Outcome:
        name = socket.gethostname()
        if outcome.record is not None:
            environment = {**outcome.record.environment, "node": name}
            outcome = replace(outcome, record=replace(outcome.record, environment=environment))
        if large := [file for file, data in outcome.files.items() if len(data) > LARGEST]:
            size = len(outcome.files[large[0]]) / 1e9
            hint = f'Leave it out: @experiment(without=["{large[0]}"]), or run without --on.'
            message = f"the {large[0]} of '{self._called()}' have {size:.1f} GB, more than a node gives back"
            return failed(SitegenError(message, hint=hint))
        if outcome.told and not outcome.wants:
            told = tuple(self._told(*one, name) for one in outcome.told)
            return replace(outcome, told=told, traceback=self._here(outcome.traceback))
        return outcome

    def _told(self, message: str, path: Path | None, line: int | None, hint: str, name: str) -> Told:
        if path and path.is_relative_to(self._root):
            path = Path(self._job.root) / path.relative_to(self._root)
        first, more, rest = self._here(message).partition("\n")
        return f"{first}, on node {name}{more}{rest}", path, line, self._here(hint)

    def _called(self) -> str:
        assert self._running is not None
        return self._running.order.called

    def _here(self, text: str) -> str:
        return text.replace(str(self._root), self._job.root)


def cache() -> Path:
    """Where a node keeps the data sets that were sent to it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sitegen" / "data"


def sweep() -> None:
    """Remove what nodes left on this machine that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_prefix('*')}*"):
        process = folder.name.removeprefix(_prefix("")[:-1]).partition("-")[0]
        if process.isdecimal() and is_gone(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _prefix(process: object) -> str:
    return f"sitegen-{socket.gethostname()}-{process}-"


def _remove_at_end(folder: Path) -> None:
    """Have a folder removed once this process is gone, however it ends: Ray kills it, and its children, too.

    What does it belongs to nobody, and waits for the end of a pipe.
    """
    waits = 'exec 3<&0; { read -r _ <&3; sleep 1; rm -rf "$1"; } >/dev/null 2>&1 &'
    if os.name == "posix":
        waiting = subprocess.Popen(["sh", "-c", waits, "sh", folder], stdin=subprocess.PIPE, start_new_session=True)
        waiting.wait()
        _PIPES.append(waiting.stdin)


_PIPES: list[object] = []
"""Their other ends, open as long as this process lives."""


def _written(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size
