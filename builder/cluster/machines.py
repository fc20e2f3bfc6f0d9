"""The machines of a cluster: what each has, and whether the head is still there."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from typing import Any

import ray

from builder.errors import SitegenError
from builder.experiments.needs import Needs, counted, size

AGAIN = 1.0
"""Seconds after which is asked again which nodes there are."""
ALIVE = 5.0
"""Seconds between two looks whether the head is there."""

Has = dict[str, float]


class Machines:
    """What the nodes have in all, whoever uses it."""

    def __init__(self, head: tuple[str, int]) -> None:
        self._nodes: dict[str, Has] = {}
        self._asked = -AGAIN
        self._looked = time.monotonic()
        self._refused = 0
        self._head = head
        self._left_out: set[str] = set()

    def nodes(self) -> dict[str, Has]:
        """The nodes that are alive, each with what it has."""
        if time.monotonic() - self._asked > AGAIN:
            nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
            self._nodes = {node["NodeID"]: node["Resources"] for node in nodes if self._serves(node)}
            self._asked = time.monotonic()
        return self._nodes

    def _serves(self, node: dict[str, Any]) -> bool:
        return node["Alive"] and node["NodeID"] not in self._left_out

    def leave_out(self, node: str) -> None:
        """Ask nothing of a node any more. Raises SitegenError where it was the last."""
        self._left_out.add(node)
        self._asked = -AGAIN
        if not any(has.get("CPU") for has in self.nodes().values()):  # a head may have none
            hint = "Install here and on each node the same version, or the same commit."
            raise SitegenError("no node of the cluster has the sitegen that is here", hint=hint)

    def check(self, needs: Needs) -> None:
        """Raise SitegenError where no node has what a run needs, though nothing else ran there."""
        nodes = list(self.nodes().values())
        if not any(_fits(has, needs) for has in nodes):
            most: Any = [max((has.get(what, 0) for has in nodes), default=0) for what in ("CPU", "GPU", "memory")]
            has = f"{counted(most[0], 'processor')}, {counted(most[1], 'GPU')} and {size(most[2])} of memory"
            hint = f"The cluster has {counted(len(nodes), 'node')}; of these, one has at most {has}."
            raise SitegenError(f"asks for {needs}, which no node of the cluster has", hint=hint)

    def have_room(self, needs: Needs, placed: Iterable[tuple[str | None, Needs]]) -> bool:
        """Whether a node has what a run needs besides what is placed there; where that is not known, on the first."""
        free = {node: dict(has) for node, has in self.nodes().items()}
        for node, taken in sorted(placed, key=lambda one: one[0] is None):
            where = free.get(node or "") or next((has for has in free.values() if _fits(has, taken)), None)
            if where is not None:
                for what, much in _asked(taken).items():
                    where[what] = where.get(what, 0) - much
        return any(_fits(has, needs) for has in free.values())

    def check_head(self) -> None:
        """Raise SitegenError where the head is gone. Ray itself would wait a minute, and then end this process."""
        if time.monotonic() - self._looked < ALIVE:
            return
        self._looked = time.monotonic()
        try:
            socket.create_connection(self._head, timeout=1).close()
            self._refused = 0
        except ConnectionRefusedError:
            self._refused += 1
        except OSError:  # a network that is cut may come back
            pass
        if self._refused >= 2:
            raise gone()


def gone() -> SitegenError:
    """What is told of a cluster that is no more."""
    hint = "Start it and run again: what was computed is kept here, trainings go on from their checkpoints."
    return SitegenError("the head of the cluster is gone", hint=hint)


def _asked(needs: Needs) -> Has:
    return {"CPU": needs.cpus, "GPU": needs.gpus, "memory": needs.memory}


def _fits(has: Has, needs: Needs) -> bool:
    return all(has.get(what, 0) >= much for what, much in _asked(needs).items())
