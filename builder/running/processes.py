"""Processes that run experiments side by side, one run at a time each, and tell how far they are.

Each computes on as many threads as its runs ask for processors, unless OMP_NUM_THREADS says otherwise: what a run gives
then does not depend on how many others run beside it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

from builder.errors import SitegenError
from builder.experiments.needs import Needs
from builder.running.machine import Machine
from builder.running.order import Event, Order, failed
from builder.running.runner import Work


class _Pipe:
    """Tells the process that started this one how far a run is."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._lock = pipe, threading.Lock()  # a thread of the experiment may print

    def report(self, done: int, total: int, numbers: dict[str, float]) -> None:
        with self._lock:
            self._pipe.send(("report", (done, total, numbers)))

    def say(self, text: str) -> None:
        with self._lock:
            self._pipe.send(("say", (text,)))


@dataclass
class _Worker:
    """A process for runs that need this, with the GPUs that it sees where they need some."""

    process: BaseProcess
    pipe: Connection
    needs: Needs
    gpus: tuple[str, ...] = ()
    order: Order | None = None

    def end(self) -> None:
        self.process.terminate()
        self.process.join(1)
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Processes:
    """At most so many processors' worth of runs, each in a process. Use it in a `with` block, which ends them.

    A process is started when it is needed, and used again for runs that need the same. `prepare` is called once in each
    of them, and gives what it does with every order; it must be a function of a module, or a partial of one.
    """

    def __init__(self, most: int, prepare: Callable[[], Work]) -> None:
        self.most, self._prepare = most, prepare
        self._machine = Machine()
        self._workers: list[_Worker] = []
        self._context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of them at once: checkpoints are written atomically, so that nothing is lost."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.end()

    def check(self, needs: Needs) -> None:
        """Raise SitegenError where this machine never has what a run needs."""
        self._machine.check(needs, self.most)

    def takes(self, needs: Needs) -> bool:
        """Whether a run that needs this can begin now. One that needs more processors than it may use runs alone."""
        busy = self._busy()
        cpus = sum(worker.needs.cpus for worker in busy) + needs.cpus
        return (not busy or cpus <= self.most) and self._remembers(needs, busy) and self._lent(needs) is not None

    def begin(self, order: Order) -> None:
        """Let a free worker do what is ordered."""
        worker = self._again(order.needs) or self._started(order.needs)
        worker.order = order
        with suppress(OSError):  # it was killed this moment, which `events` tells
            worker.pipe.send(order)

    def events(self, timeout: float | None = None) -> Iterator[tuple[Order, Event]]:
        """What the workers tell next, each with the order that it is about; waits until there is something, at most
        `timeout` seconds.
        """
        busy = {worker.pipe: worker for worker in self._busy()}
        if not busy and timeout is not None:
            time.sleep(timeout)
        for pipe in wait(list(busy), timeout):
            assert isinstance(pipe, Connection)
            worker = busy[pipe]
            order = worker.order
            assert order is not None
            try:
                event: Event = pipe.recv()
            except (EOFError, OSError):
                self._workers.remove(worker)
                event = ("end", (failed(_killed(worker, order)),))
            if event[0] == "end":
                worker.order = None
            yield order, event

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.order is not None]

    def _remembers(self, needs: Needs, workers: Sequence[_Worker]) -> bool:
        """Whether there is memory for a run beside those of some workers."""
        beside = sum(worker.needs.memory for worker in workers)
        return not needs.memory or not self._machine.memory or beside + needs.memory <= self._machine.memory

    def _lent(self, needs: Needs, among: Sequence[str] | None = None) -> tuple[str, ...] | None:
        """The GPUs that a run could have, None where too few are free; `among` some, where only those will do."""
        used: dict[str, float] = {}
        for worker in self._busy():
            for gpu in worker.gpus:
                used[gpu] = used.get(gpu, 0) + min(worker.needs.gpus, 1)
        return self._machine.lend(needs.gpus, used, among) if needs.gpus else ()

    def _again(self, needs: Needs) -> _Worker | None:
        """A process whose last run needed the same, and that can have what it had."""
        for worker in self._workers:
            idle = worker.order is None and worker.process.is_alive()
            if idle and worker.needs == needs and self._lent(needs, worker.gpus) is not None:
                return worker
        return None

    def _started(self, needs: Needs) -> _Worker:
        gpus = self._lent(needs) or ()
        self._make_room(needs, gpus)
        ours, theirs = self._context.Pipe()
        # Not a daemon: an experiment may have processes of its own, such as those of a DataLoader.
        process = self._context.Process(target=_worker, args=(theirs, self._prepare, needs.cpus, gpus))
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, needs, gpus))
        return self._workers[-1]

    def _make_room(self, needs: Needs, gpus: Sequence[str]) -> None:
        """End processes that have nothing to do where they are too many, or keep memory that the next run needs."""
        for worker in [one for one in self._workers if one.order is None]:
            crowded = len(self._workers) >= self.most or not self._remembers(needs, self._workers)
            if crowded or set(gpus) & set(worker.gpus) or not worker.process.is_alive():
                worker.end()
                self._workers.remove(worker)


def _killed(worker: _Worker, order: Order) -> SitegenError:
    """The error of a run whose process ended without a word."""
    worker.process.join()
    code = worker.process.exitcode or 0
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    hint = (
        'Where memory ran out, run with fewer --jobs, or say what a run takes: @experiment(memory="8 GB"). '
        "Run again: finished epochs are not repeated."
    )
    return SitegenError(f"the process that ran '{order.point.label(order.name)}' {how}", hint=hint)


def _worker(pipe: Connection, prepare: Callable[[], Work], cpus: int, gpus: Sequence[str]) -> None:
    """The life of a worker: a run after the other, until the process that started it is gone."""
    if cpus > 1 and "OMP_NUM_THREADS" not in os.environ:
        os.environ.setdefault("MKL_DYNAMIC", "FALSE")  # else PyTorch takes fewer where there are fewer processors
    os.environ.setdefault("OMP_NUM_THREADS", str(cpus))  # read by torch and numpy when they are imported
    if gpus:
        os.environ["CUDA_VISIBLE_DEVICES"] = ",".join(gpus)  # read when the first of them is used
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; one decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    keep_memory()
    work: Work | None = None
    while True:
        order: Order = pipe.recv()
        try:
            work = work or prepare()
            outcome = work(_Pipe(pipe), order)
        except SitegenError as error:
            outcome = failed(error)
        except OSError as error:  # of a disk that fails, outside the experiment, which tells its own
            place = Path(error.filename) if isinstance(error.filename, str) else None
            called = order.point.label(order.name)
            outcome = failed(SitegenError(f"'{called}' cannot be run: {error.strerror or error}", path=place))
        pipe.send(("end", (outcome,)))


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
