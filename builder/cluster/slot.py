"""A place on a node where runs go one after another, as the author's machine sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ray

from builder.cluster.lending import Piece, pieces
from builder.cluster.parcel import Hello
from builder.experiments.needs import Needs
from builder.experiments.order import Order

SILENT = 8.0
"""Seconds after which a node that should have answered is taken for lost; what it does is begun again elsewhere."""
SHORT, DEPTH = 0.1, 32
"""Of runs shorter than so many seconds a node has up to so many at once: else it would wait most of the time."""
PATIENCE = 0.5
"""Seconds that a node waits for another that fetches the same data set, before it says so."""


@dataclass
class Lending:
    """A data set on its way to a node: where it lies here, the digests of its files, and what is still to be sent."""

    name: str
    digests: Mapping[str, str]
    root: Path
    pieces: Iterator[Piece] | None = None


@dataclass(eq=False)
class Slot:
    """An actor on a node, its orders by their numbers, and the one call to it that is not answered yet."""

    handle: Any
    needs: Needs
    ref: Any
    hello: Hello | None = None  # None until it lives, which a busy cluster may let it wait for
    orders: dict[int, Order] = field(default_factory=dict)
    depth: int = 1
    lending: Lending | None = None
    _within: float = 0.0
    _asked: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> str:
        return self.hello.name if self.hello else "that had not answered yet"

    @property
    def open(self) -> int:
        """How many more orders it takes."""
        return max(0, self.depth - len(self.orders))

    @property
    def idle(self) -> bool:
        """Whether it lives and is asked nothing."""
        return self.hello is not None and self.ref is None

    @property
    def silent(self) -> bool:
        """Whether it should have answered long ago."""
        late = time.monotonic() - self._asked > self._within + SILENT
        return self.hello is not None and self.ref is not None and late

    def call(self, method: str, *arguments: Any, within: float) -> None:
        """Ask something of the node, which answers within so many seconds."""
        self._within, self._asked = within, time.monotonic()
        self.ref = getattr(self.handle, method).remote(*arguments)

    def ended(self, count: int) -> None:
        """So many orders ended since it was asked: of short ones it gets several at once."""
        pace = (time.monotonic() - self._asked) / count
        self.depth = min(DEPTH, self.depth * 2) if pace < SHORT else 1

    def lend(self, lending: Lending) -> None:
        """Begin to send a data set."""
        self.lending = lending
        self.call("lacks", lending.name, dict(lending.digests), PATIENCE, within=PATIENCE)

    def lend_on(self, answer: list[str] | None) -> bool:
        """Send the next piece of a data set; False where nothing is left to be sent. `answer` is what it lacks, at
        first, or None while another slot fetches the same.
        """
        assert self.lending is not None
        lending = self.lending
        if lending.pieces is None and answer is None:
            self.lend(lending)
            return True
        if lending.pieces is None:
            lending.pieces = pieces(lending.root, answer or (), lending.digests)
        piece = next(lending.pieces, None)
        if piece is None:
            self.lending = None
            return False
        self.call("keep", lending.name, *piece, within=PATIENCE)
        return True

    def kill(self) -> None:
        """End it at once. Its process ends with it, and removes what it wrote."""
        with suppress(Exception):
            ray.kill(self.handle)
