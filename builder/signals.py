"""What stops a command: Ctrl-C and SIGTERM."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LONGEST = 8.0
"""Seconds after which a run that was stopped waits for no cluster any more: what it had kept is kept."""


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as Ctrl-C does."""


@contextmanager
def terminable(within: float | None = None) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM unwind what runs, so that locks are let go and the display is closed.

    Where that takes longer than `within` seconds the process ends all the same: a cluster may be waited for.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        if within is not None:
            end_within(within, number)
        raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_within(seconds: float, number: int) -> None:
    """Have this process end in so many seconds as a signal ends it, whatever does not let go of it by then."""
    last = threading.Timer(seconds, os._exit, [128 + number])
    last.daemon = True
    last.start()
