"""What stops a command: Ctrl-C and SIGTERM."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LONGEST = 8.0
"""Seconds after which what was stopped is waited for no more: what a run had kept is kept."""


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as Ctrl-C does."""


@contextmanager
def terminable(within: float | None = None) -> Iterator[list[int]]:
    """Let Ctrl-C and SIGTERM unwind what runs, so that locks are let go and the display is closed. Gives their numbers.

    Where that takes longer than `within` seconds the process ends all the same: a cluster may be waited for, a figure
    that is drawn may keep the interruption to itself.
    """
    numbers: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        numbers.append(number)
        if within is not None:
            last = threading.Timer(within, os._exit, [128 + number])
            last.daemon = True
            last.start()
        raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield numbers
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
