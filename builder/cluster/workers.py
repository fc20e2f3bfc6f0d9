"""Hands orders to the nodes of a Ray cluster, and gives what comes of them: the author's side of `node`."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import ray
from ray.exceptions import RayError, RayTaskError

from builder import __version__
from builder.cluster import checkpoints
from builder.cluster.lending import found, lendable, lying_here
from builder.cluster.machines import Machines, gone
from builder.cluster.parcel import Hello, Job, Parcel
from builder.cluster.slot import Lending, Slot
from builder.cluster.slots import Slots
from builder.cluster.source import Source
from builder.datasets.lying import every_digest
from builder.errors import SitegenError
from builder.experiments.needs import Needs
from builder.experiments.packages import installed
from builder.results import Record
from builder.running.order import Event, Order, Outcome, failed
from builder.tool import code_digest

OFTEN = 5
"""Times that a run may be lost with its node before it is given up: it may be what ends them."""
ANSWERS = 200
"""Answers a second that the author's machine hears from all slots together."""


class RayWorkers:
    """The workers of a post on a cluster. Use it in a `with` block, which ends them: all at once after an exception.

    Orders wait here until a slot lives. `most` is how many processors all of them may use.
    """

    def __init__(
        self,
        head: tuple[str, int],
        job: Job,
        source: Source,
        data: Sequence[Path],
        say: Callable[[str], None],
        most: int | None = None,
    ) -> None:
        self._data, self._say = data, say
        self._machines = Machines(head)
        self._slots = Slots(self._machines, job, source, most)
        self._waiting: dict[Needs, deque[Order]] = {}
        self._lost: Counter[Order] = Counter()
        self._lendable = lendable(data)
        self._used: dict[int, tuple[Mapping[str, Record], Any]] = {}  # what was sent, and the reference to it
        self._greeted: set[str] = set()
        self._number = 0
        self._alone = False  # whether it was said that nothing can begin
        self._code, self._torch = code_digest(), installed().get("torch", "")

    def __enter__(self) -> RayWorkers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):
            if kind is None and self._slots:
                ray.wait([slot.handle.end.remote() for slot in self._slots], num_returns=len(self._slots), timeout=2)
        for slot in self._slots:
            slot.kill()

    # What `Workers` asks for

    def check(self, needs: Needs) -> None:
        """Raise SitegenError where no node has what a run needs."""
        self._machines.check(needs)

    def takes(self, needs: Needs) -> bool:
        """Whether a run that needs this can begin now."""
        waiting, places = len(self._waiting.get(needs, ())), self._slots.places(needs)
        return waiting < places or (waiting == places and self._slots.have_room(needs))

    def begin(self, order: Order) -> None:
        """Let a slot do what is ordered, when it is asked next: with the others that are ordered until then."""
        self._waiting.setdefault(order.needs, deque()).append(order)
        self._staff(order.needs)

    def events(self, timeout: float | None = None) -> Iterator[tuple[Order, Event]]:
        """What the nodes tell next; gives nothing after a second without a word, since other nodes may have joined.

        Raises SitegenError where the cluster is gone.
        """
        try:
            yield from self._heard(timeout)
        except ConnectionError:  # of a client
            raise gone() from None

    def _heard(self, timeout: float | None) -> Iterator[tuple[Order, Event]]:
        for needs, orders in self._waiting.items():
            self._staff(needs)
            if orders and not self._slots and not self._alone:
                self._say("No node of the cluster has room; waiting for one.")
                self._alone = True
        for slot in self._slots:
            self._ask(slot)
        answers = {slot.calls[0][1]: slot for slot in self._slots if slot.calls}
        within = 1.0 if timeout is None else min(timeout, 1.0)
        if not answers:
            time.sleep(within)
        for answer in wait(answers, within, FIRST_COMPLETED).done:
            yield from self._answered(answers[answer])
        for slot in [slot for slot in self._slots if slot.silent]:
            yield from self._gone(slot, "it does not answer")
        self._machines.check_head()

    # What slots answer

    def _answered(self, slot: Slot) -> Iterator[tuple[Order, Event]]:
        try:
            asked, answer = slot.answer()
        except RayTaskError as error:
            yield from self._failed(slot, error)
            return
        except RayError as error:
            yield from self._gone(slot, str(error))
            return
        if asked == "hello":
            self._welcome(slot, answer)
        elif asked == "next":
            yield from self._told(slot, answer)
        else:
            slot.lend_on(answer)

    def _welcome(self, slot: Slot, hello: Hello) -> None:
        """Meet a node. One that has another sitegen would judge and compute otherwise: it is left out."""
        slot.hello = hello
        known = hello.node in self._greeted
        self._greeted.add(hello.node)
        if hello.code != self._code:
            self._slots.drop(slot)
            files = " of other files" if hello.sitegen == __version__ else ""
            if not known:
                other = f"sitegen {hello.sitegen}{files}, here is {__version__}"
                self._say(f"node {hello.name} is left out: it has {other}")
            self._machines.leave_out(hello.node)
        elif not known and hello.torch != self._torch:
            has = f"torch {hello.torch}" if hello.torch else "no torch"
            self._say(f"node {hello.name} has {has}, here is {self._torch or 'none'}: results may differ a little")

    def _told(self, slot: Slot, events: list[tuple[int, Event]]) -> Iterator[tuple[Order, Event]]:
        count = 0
        for number, (kind, parts) in events:
            order = slot.orders[number]
            if kind == "checkpoint":
                checkpoints.keep(order.checkpoints, parts[0])
                continue
            if kind == "end":
                del slot.orders[number]
                count += 1
                if parts[0].wants:
                    self._wanted(slot, order, parts[0])
                    continue
            yield order, (kind, parts)
        if count:
            slot.ended(count)

    def _wanted(self, slot: Slot, order: Order, outcome: Outcome) -> None:
        """Begin to send a data set, and the order again; where it is not here either, the node may download it."""
        assert outcome.wants is not None
        name, digests = outcome.wants
        self._waiting[order.needs].appendleft(order)
        if not digests and (place := lying_here(self._data, name)):  # the node knows that of all of them only
            digests = every_digest(place)
        if not digests or (root := found(self._data, name, digests)) is None:
            self._lendable -= {name}
        elif slot.lending is None:
            slot.lend(Lending(name, digests, root))

    def _gone(self, slot: Slot, why: str) -> Iterator[tuple[Order, Event]]:
        """A slot is lost: what it had begun is begun again elsewhere."""
        self._slots.drop(slot)
        for order in reversed(slot.orders.values()):
            self._lost[order] += 1
            if "memory" in why and "running low" in why:
                hint = 'Say what it needs: @experiment(memory="8 GB"). The others went on.'
                error = SitegenError(f"'{order.called}' was killed for memory on node {slot.name}", hint=hint)
                yield order, ("end", (failed(error),))
            elif self._lost[order] == OFTEN:
                message = f"'{order.called}' was lost {OFTEN} times with the node that ran it, at last {slot.name}"
                yield order, ("end", (failed(SitegenError(message, hint=why)),))
            else:
                self._waiting[order.needs].appendleft(order)
                self._say(f"{order.called}: node {slot.name} was lost; begins again where it left off")

    def _failed(self, slot: Slot, error: RayTaskError) -> Iterator[tuple[Order, Event]]:
        """A node itself failed, by a full disk say: its orders fail, and the next ones get another slot."""
        cause = error.cause if isinstance(error.cause, Exception) else error
        message = cause.message if isinstance(cause, SitegenError) else f"{type(cause).__name__}: {cause}"
        self._slots.drop(slot)
        if slot.hello is None:  # it never lived: nobody would ever do what waits
            raise SitegenError(f"a node of the cluster cannot work: {message}")
        for order in slot.orders.values():
            told = SitegenError(f"'{order.called}' could not be run on node {slot.name}: {message}")
            yield order, ("end", (failed(told),))

    # What slots are asked

    def _ask(self, slot: Slot) -> None:
        """Give a slot what it can take of what waits, and let it tell how far it is; nothing where it has nothing."""
        waiting = self._waiting.get(slot.needs, deque())
        parcels: list[Parcel] = []
        while waiting and slot.open and len(parcels) < slot.at_once:
            self._number += 1
            slot.orders[self._number] = waiting.popleft()
            parcels.append(self._parcel(self._number, slot.orders[self._number]))
        if parcels or (slot.orders and not slot.calls):
            within = max(0.5, len(self._slots) / ANSWERS)
            slot.call("next", parcels, within, within=within)

    def _parcel(self, number: int, order: Order) -> Parcel:
        files = checkpoints.read(order.checkpoints)
        sent = replace(order, used={}, lent=self._lendable)
        if not order.used:
            return Parcel(number, sent, files)
        if (used := id(order.used)) not in self._used:
            all_of_it = [
                (name, record, {one.file: record.artifact(part) for part, one in record.artifacts.items()})
                for name, record in order.used.items()
            ]
            self._used[used] = (order.used, ray.put(all_of_it))
        return Parcel(number, sent, files, used, self._used[used][1])

    def _staff(self, needs: Needs) -> None:
        """Begin slots where those that are there are too few for what waits, and there is room."""
        while len(self._waiting[needs]) > self._slots.places(needs) and self._slots.have_room(needs):
            self._slots.start(needs)
