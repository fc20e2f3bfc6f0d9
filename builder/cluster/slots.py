"""All places on nodes where runs go on: how many more there can be, begun and given up as runs need them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ray

from builder.cluster.machines import Machines
from builder.cluster.node import Node
from builder.cluster.parcel import Job
from builder.cluster.slot import Slot
from builder.cluster.source import Source
from builder.experiments.needs import Needs


class Slots:
    """The slots of a post on a cluster; `most` is how many processors all of them may use."""

    def __init__(self, machines: Machines, job: Job, source: Source, most: int | None) -> None:
        self._machines, self._job, self._most = machines, job, most
        self._source = ray.put(source)
        self._slots: list[Slot] = []

    def __iter__(self) -> Iterator[Slot]:
        return iter([*self._slots])

    def __len__(self) -> int:
        return len(self._slots)

    def alike(self, needs: Needs) -> list[Slot]:
        """Those for runs that need this."""
        return [slot for slot in self._slots if slot.needs == needs]

    def places(self, needs: Needs) -> int:
        """How many more orders they take."""
        return sum(slot.open for slot in self.alike(needs))

    def have_room(self, needs: Needs) -> bool:
        """Whether there is room for one more; an idle one for other needs makes room."""
        taken = sum(slot.needs.cpus for slot in self._slots) + needs.cpus
        placed = [(slot.hello.node if slot.hello else None, slot.needs) for slot in self._slots]
        if (not self._slots or taken <= (self._most or taken)) and self._machines.have_room(needs, placed):
            return True
        for slot in self:
            if slot.idle and slot.needs != needs:
                self.drop(slot)
                return self.have_room(needs)
        return False

    def start(self, needs: Needs) -> None:
        """Ask Ray for one more. It lives when the cluster has what it needs; without GPUs asked for, it sees none."""
        device = self._job.device if needs.gpus or self._job.device != "auto" else "cpu"
        wanted: dict[str, Any] = {"num_cpus": needs.cpus, "num_gpus": needs.gpus, "memory": needs.memory or None}
        actor: Any = ray.remote(Node).options(max_restarts=0, scheduling_strategy="SPREAD", **wanted)
        handle = actor.remote(self._source, replace(self._job, device=device), needs.cpus)
        slot = Slot(handle, needs)
        slot.call("hello")
        self._slots.append(slot)

    def drop(self, slot: Slot) -> None:
        """End one at once."""
        slot.kill()
        if slot in self._slots:
            self._slots.remove(slot)
