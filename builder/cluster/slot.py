"""A place on a node where runs go one after another, as the author's machine sees it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ray

from builder.cluster.lending import Piece, pieces
from builder.cluster.parcel import Hello
from builder.experiments.needs import Needs
from builder.running.order import Order

SILENT = 8.0
"""Seconds after which a node that should have answered is taken for lost; what it does is begun again elsewhere."""
SHORT, DEPTH = 0.1, 64
"""Of runs shorter than so many seconds a node has up to so many at once, half of them in a call that it begins when it
has answered the one before: else it would wait most of the time."""
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
    """An actor on a node, its orders by their numbers, and the calls to it that are not answered yet: one, or two.

    An answer comes by itself, as a future: to ask a server for clients of Ray whether it is there, and then for it,
    takes longer than many a run.
    """

    handle: Any
    needs: Needs
    calls: deque[tuple[str, Future[Any]]] = field(default_factory=deque)  # what was asked, and its answer
    hello: Hello | None = None  # None until it lives, which a busy cluster may let it wait for
    orders: dict[int, Order] = field(default_factory=dict)
    depth: int = 1
    lending: Lending | None = None
    _within: float = 0.0
    _asked: float = field(default_factory=time.monotonic)  # since when it could do what it does
    _took: float = 0.0

    @property
    def name(self) -> str:
        return self.hello.name if self.hello else "that had not answered yet"

    @property
    def open(self) -> int:
        """How many more orders it takes."""
        return max(0, self.depth - len(self.orders))

    @property
    def at_once(self) -> int:
        """How many orders it takes in a call: none while it waits for a data set, or before it lives."""
        if self.hello is None or self.lending is not None or len(self.calls) == 2:
            return 0
        return max(1, self.depth // 2)

    @property
    def idle(self) -> bool:
        """Whether it lives and has nothing to do."""
        return self.hello is not None and not self.calls and not self.orders

    @property
    def silent(self) -> bool:
        """Whether it should have answered long ago."""
        late = time.monotonic() - self._asked > self._within + SILENT
        return self.hello is not None and bool(self.calls) and late

    def call(self, method: str, *arguments: Any, within: float = 0.0) -> None:
        """Ask something of the node, which answers within so many seconds after what it was asked before."""
        if not self.calls:
            self._asked = time.monotonic()
        self._within = within
        self.calls.append((method, getattr(self.handle, method).remote(*arguments).future()))

    def answer(self) -> tuple[str, Any]:
        """What was asked, and the answer that is there. Raises RayError where the node failed, or is lost."""
        now = time.monotonic()
        self._took, self._asked = now - self._asked, now
        method, answer = self.calls.popleft()
        return method, answer.result()

    def ended(self, count: int) -> None:
        """So many orders ended since it began with them: of short ones it gets several at once."""
        self.depth = min(DEPTH, self.depth * 2) if self._took / count < SHORT else 1

    def lend(self, lending: Lending) -> None:
        """Begin to send a data set."""
        self.lending = lending
        self.call("lacks", lending.name, dict(lending.digests), PATIENCE, within=PATIENCE)

    def lend_on(self, answer: list[str] | None) -> None:
        """Send the next piece of a data set, if one is left. `answer` is what the node lacks, at first, or None while
        another slot fetches the same.
        """
        assert self.lending is not None
        lending = self.lending
        if lending.pieces is None and answer is None:
            self.lend(lending)
            return
        if lending.pieces is None:
            lending.pieces = pieces(lending.root, answer or (), lending.digests)
        piece = next(lending.pieces, None)
        if piece is None:
            self.lending = None
        else:
            self.call("keep", lending.name, *piece, within=PATIENCE)

    def kill(self) -> None:
        """End it at once. Its process ends with it, and removes what it wrote."""
        with suppress(Exception):
            ray.kill(self.handle)
