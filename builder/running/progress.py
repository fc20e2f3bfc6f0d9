"""How far runs are: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from builder.running.bars import Bars, Grouped, columns
from builder.running.dispatch import Display
from builder.running.lines import PlainLines


@contextmanager
def progress_display() -> Iterator[Display]:
    """A display on standard error, fit for what that is."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    console = Console(stderr=True)
    # What is left is told by all steps so far: one may take longer than those of half a minute, which rich would ask.
    with Grouped(*columns(console.width), console=console, speed_estimate_period=86_400.0) as progress:
        yield Bars(progress)
