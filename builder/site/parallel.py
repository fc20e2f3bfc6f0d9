"""Several processes that render a large site side by side.

Each of them goes through all texts and all pages, in an order of its own; what another has rendered it finds in the
cache. So none needs to hear of the others, and where one fails, the first does its part too, and tells why.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import TypeVar

Item = TypeVar("Item")

MANY = 20
"""A process takes as long to start as a few dozen texts to render: before so many posts none is."""


@dataclass
class Share:
    """A process's share of the work."""

    work: Callable[[Share], object] | None = None
    """What the first process has others do: it is called in each of them, with its share."""
    number: int = 0
    """That of the first is 0."""
    _done: int = 0
    _others: list[BaseProcess] = field(default_factory=list)

    def order(self, items: Sequence[Item]) -> list[Item]:
        """The items as this process goes through them."""
        return random.Random(self.number).sample(items, len(items)) if self.number else list(items)

    def rendered(self) -> None:
        """Tell that a post was rendered anew. After many, the others begin."""
        self._done += 1
        if self.work and self._done >= MANY and not self._others:
            start = multiprocessing.get_context("spawn").Process
            with _deaf():
                for number in range(1, os.cpu_count() or 1):
                    other = start(target=_work, args=(self.work, Share(number=number)), daemon=True)
                    other.start()
                    self._others.append(other)

    def end(self) -> None:
        """End the others, which have nothing left to do that anyone waits for."""
        for other in self._others:
            other.kill()
            other.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach, not even while they begin: it reaches this one, which ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(work: Callable[[Share], object], share: Share) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it was not kept from it from the beginning
    with suppress(Exception):  # the first one meets the same mistake, and tells it
        work(share)
