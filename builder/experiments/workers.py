"""Processes that run experiments side by side, one experiment at a time each, and tell how far they are.

Each computes on one thread unless OMP_NUM_THREADS says otherwise: what a run gives then does not depend on how many
others run beside it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from builder.errors import SitegenError, SitegenErrors
from builder.experiments.plan import labelled
from builder.results import Record

Event = tuple[str, tuple[Any, ...]]
"""What a worker tells: ("start", (why,)), ("report", (done, total, numbers)), ("say", (text,)), ("finish", (seconds,)),
and last ("end", (errors,)), each error as (message, path, line, hint)."""

Work = Callable[["Teller", str, int | None, bool, str], None]
"""What a worker does, given a display and what `Workers.begin` was given."""

Job = tuple[str, int | None]
"""An experiment, and the seed that it runs with where it has several."""


class Teller:
    """A display in a worker: it hands on everything to the process that started it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def start(self, name: str, why: str) -> Callable[[int, int, Mapping[str, float]], None]:
        self.tell("start", why)
        return lambda done, total, numbers: self.tell("report", done, total, dict(numbers))

    def finish(self, name: str, record: Record) -> None:
        self.tell("finish", record.seconds)

    def say(self, text: str) -> None:
        self.tell("say", text)

    def tell(self, kind: str, *parts: Any) -> None:
        self._pipe.send((kind, parts))


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: Job | None = None


class Workers:
    """At most so many processes, each started when it is first needed. Use it in a `with` block, which ends them.

    `prepare` is called once in each of them, and gives what it does with every experiment; it must be a function of a
    module, or a partial of one.
    """

    def __init__(self, most: int, prepare: Callable[[], Work]) -> None:
        self.most, self._prepare = most, prepare
        self._workers: list[_Worker] = []
        self._context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of them at once: checkpoints and records are written atomically, so that nothing is lost."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(1)
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()

    @property
    def free(self) -> bool:
        """Whether one more experiment can begin."""
        return sum(worker.job is not None for worker in self._workers) < self.most

    def begin(self, job: Job, *, forced: bool, when: str) -> None:
        """Let a free worker do a job, even a fresh one where `forced`; `when` its old record was made."""
        worker = next((one for one in self._workers if one.job is None), None) or self._started()
        worker.job = job
        worker.pipe.send((*job, forced, when))

    def events(self) -> Iterator[tuple[Job, Event]]:
        """What the workers tell next, each with the job that it is about; waits until there is something."""
        busy = {worker.pipe: worker for worker in self._workers if worker.job is not None}
        for pipe in wait(list(busy)):
            assert isinstance(pipe, Connection)
            worker = busy[pipe]
            job = worker.job
            assert job is not None
            try:
                event: Event = pipe.recv()
            except (EOFError, OSError):
                self._workers.remove(worker)
                event = ("end", ([_killed(worker, job)],))
            if event[0] == "end":
                worker.job = None
            yield job, event

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        # Not a daemon: an experiment may have processes of its own, such as those of a DataLoader.
        process = self._context.Process(target=_worker, args=(theirs, self._prepare))
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        return self._workers[-1]


def _killed(worker: _Worker, job: Job) -> tuple[str, None, None, str]:
    """The error of an experiment whose process ended without a word."""
    worker.process.join()
    code = worker.process.exitcode or 0
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    hint = "Where memory ran out, run with fewer --jobs. Run again: finished epochs are not repeated."
    return f"the process that ran '{labelled(*job)}' {how}", None, None, hint


def _worker(pipe: Connection, prepare: Callable[[], Work]) -> None:
    """The life of a worker: an experiment after the other, until the process that started it is gone."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by torch and numpy when they are imported
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; one decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    keep_memory()
    teller = Teller(pipe)
    work: Work | None = None
    while True:
        name, seed, forced, when = pipe.recv()
        errors: list[tuple[str, Path | None, int | None, str]] = []
        try:
            work = work or prepare()
            work(teller, name, seed, forced, when)
        except SitegenError as error:
            several = error.errors if isinstance(error, SitegenErrors) else (error,)
            errors = [(one.message, one.path, one.line, one.hint) for one in several]
        except OSError as error:  # of a disk that fails, outside the experiment, which tells its own
            place = Path(error.filename) if isinstance(error.filename, str) else None
            errors = [(f"'{labelled(name, seed)}' cannot be run: {error.strerror or error}", place, None, "")]
        teller.tell("end", errors)


def keep_memory() -> None:
    """Let the C library keep freed memory, where it is glibc: it would give large tensors back to the system and fetch
    them again in every step of a training, page by page, which takes up to a fifth of the time of a small network.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        trim_threshold, mmap_threshold = -1, -3  # names of malloc.h
        libc.mallopt(mmap_threshold, 32 << 20)  # the most that it takes
        libc.mallopt(trim_threshold, 2**31 - 1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
