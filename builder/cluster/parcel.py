"""What passes between the author's machine and a node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.results import Record
from builder.running.order import Order


@dataclass(frozen=True)
class Job:
    """What all orders of a post have in common on a node: `root` is the site on the author's machine, for messages."""

    slug: str
    root: str
    device: str
    quick: bool
    threads: str  # OMP_NUM_THREADS of the author; "" where it is not set


@dataclass(frozen=True)
class Parcel:
    """An order on its way: its number, the files of its checkpoints, and what it uses, which is sent once for all that
    use the same: its own number, and a reference to the records with the files of their artifacts.
    """

    number: int
    order: Order
    checkpoints: Mapping[str, bytes]
    used: int = 0
    reference: Any = None


UsedFiles = list[tuple[str, Record, dict[str, bytes]]]


@dataclass(frozen=True)
class Hello:
    """Who a node is, and what is installed there."""

    node: str  # what Ray calls it
    name: str
    sitegen: str
    code: str
    python: str
    torch: str
