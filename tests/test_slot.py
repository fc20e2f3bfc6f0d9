"""How orders reach a node of a cluster: short ones many at a time, and the next before it has told of the last."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("ray")

from builder.cluster import workers as workers_module
from builder.cluster.parcel import Hello, Job
from builder.cluster.slot import DEPTH, SHORT, Slot
from builder.cluster.workers import RayWorkers
from builder.experiments.needs import ONE_PROCESSOR, Needs
from builder.results import Fingerprint, Point
from builder.running.order import Order, Outcome


class Actor:
    """What stands for a node: `asked` has the calls that it has not answered."""

    def __init__(self) -> None:
        self.asked: deque[tuple[str, Any, Future[Any]]] = deque()

    def __getattr__(self, method: str) -> SimpleNamespace:
        def remote(*arguments: Any) -> SimpleNamespace:
            answer: Future[Any] = Future()
            self.asked.append((method, arguments, answer))
            return SimpleNamespace(future=lambda: answer)

        return SimpleNamespace(remote=remote)

    def sizes(self) -> list[int]:
        """How many orders there are in each call."""
        return [len(arguments[0]) for _, arguments, _ in self.asked]

    def points(self) -> list[object]:
        """The points of the orders of the next call."""
        return [parcel.order.point.settings["n"] for parcel in self.asked[0][1][0]]

    def end(self, wanted: tuple[str, dict[str, str]] | None = None) -> None:
        """Answer the next call: all of its orders ended."""
        _, (parcels, _), answer = self.asked.popleft()
        answer.set_result([(parcel.number, ("end", (Outcome(wants=wanted),))) for parcel in parcels])


class OneSlot(list[Slot]):
    """The slots of a cluster that has one place."""

    def alike(self, needs: Needs) -> list[Slot]:
        return list(self)

    def places(self, needs: Needs) -> int:
        return sum(slot.open for slot in self)

    def have_room(self, needs: Needs) -> bool:
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that goes on when it is told to."""
    now = [0.0]
    monkeypatch.setattr("builder.cluster.slot.time", SimpleNamespace(monotonic=lambda: now[0]))
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, clock: object) -> tuple[RayWorkers, Slot, Actor]:
    actor = Actor()
    slot = Slot(actor, ONE_PROCESSOR, hello=Hello("n", "node", "", "", "", ""))
    monkeypatch.setattr(workers_module, "Slots", lambda *_: OneSlot([slot]))
    monkeypatch.setattr(workers_module, "Machines", lambda _: SimpleNamespace(check_head=lambda: None))
    job = Job("post", "", "cpu", False, "")
    return RayWorkers(("", 0), job, None, [], print), slot, actor  # type: ignore[arg-type]


def some(folder: Path) -> Iterator[Order]:
    number = 0
    while True:
        number += 1
        called = f"run[n={number}]"
        yield Order("run", Point({"n": number}), Fingerprint(), {}, called, "", folder / str(number), folder)


def handed_out(workers: RayWorkers, orders: Iterator[Order], timeout: float = 0) -> int:
    """Begin what can begin, as `Dispatch` does, and hear what ended."""
    while workers.takes(ONE_PROCESSOR):
        workers.begin(next(orders))
    return len(list(workers.events(timeout)))


def test_short_runs_are_handed_out_many_at_a_time(workers: Any, clock: Any, tmp_path: Path) -> None:
    ray, _, actor = workers
    orders, sizes = some(tmp_path), []
    handed_out(ray, orders)
    for _ in range(8):
        clock(SHORT / 2)
        sizes.append(actor.sizes()[0])
        actor.end()
        handed_out(ray, orders)  # hears what ended,
        handed_out(ray, orders)  # and fills the slot again
    assert sizes == [1, 1, 1, 2, 4, 8, 16, 32]
    assert actor.sizes() == [DEPTH // 2, DEPTH // 2], "the node goes on with the second call by itself"


def test_of_long_runs_a_node_has_one(workers: Any, clock: Any, tmp_path: Path) -> None:
    ray, slot, actor = workers
    orders = some(tmp_path)
    for _ in range(3):
        handed_out(ray, orders)
        assert actor.sizes() == [1]
        clock(2 * SHORT)
        actor.end()
        assert handed_out(ray, orders) == 1
    assert not slot.orders


def test_no_order_follows_one_that_waits_for_a_data_set(workers: Any, clock: Any, tmp_path: Path) -> None:
    ray, slot, actor = workers
    orders = some(tmp_path)
    for _ in range(3):
        handed_out(ray, orders)
        clock(SHORT / 2)
        actor.end()
        handed_out(ray, orders)
    handed_out(ray, orders)
    (tmp_path / "data" / "mnist").mkdir(parents=True)
    (tmp_path / "data" / "mnist" / "images").write_bytes(b"")
    needed = {"images": hashlib.sha256(b"").hexdigest()}
    ray._data = [tmp_path / "data"]
    waits = actor.points()
    actor.end(wanted=("mnist", needed))
    handed_out(ray, orders)
    actor.end()  # what it had been asked already
    handed_out(ray, orders)
    handed_out(ray, orders)
    assert [method for method, _, _ in actor.asked] == ["lacks"]
    _, (name, digests, _), answer = actor.asked.popleft()
    assert (name, digests) == ("mnist", needed)
    answer.set_result([])
    handed_out(ray, orders)
    handed_out(ray, orders)
    assert sorted(actor.points()[: len(waits)]) == waits, "what had waited comes first"
    assert slot.lending is None
