"""What a run needs of the machine that it runs on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Needs:
    """Processors (on as many threads it computes), GPUs (also parts of one: 0.5), and bytes of memory; 0 where nobody
    said. None of it decides whether a record is fresh.
    """

    cpus: int = 1
    gpus: float = 0
    memory: int = 0


ONE_PROCESSOR = Needs()
