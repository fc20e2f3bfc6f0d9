"""What passes between the author's machine and a node."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import builder
from builder import __version__
from builder.experiments.order import Order
from builder.files import sha256


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
    """An order on its way: its number, references to the artifacts of the records that it uses, by name, and the files
    of its checkpoints.
    """

    number: int
    order: Order
    used: Mapping[str, Any]
    checkpoints: Mapping[str, bytes]


@dataclass(frozen=True)
class Hello:
    """Who a node is, and what is installed there."""

    node: str  # what Ray calls it
    name: str
    sitegen: str
    code: str
    python: str
    torch: str


def code_digest() -> str:
    """The digest of all of sitegen's own code, as it lies here."""
    digest = hashlib.sha256(__version__.encode())
    folder = Path(builder.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()} {sha256(path.read_bytes())}\n".encode())
    return digest.hexdigest()
