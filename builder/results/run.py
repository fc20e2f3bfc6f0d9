"""A run in progress: what the code of an experiment may know of it, and the checkpoints that it leaves.

The runner sets it, `builder.learning` asks for it, and neither imports the other. Nothing here can change a result, so
none of it counts in a fingerprint.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.errors import shown
from builder.files import write_atomic

if TYPE_CHECKING:
    import numpy as np

    Arrays = Mapping[str, np.ndarray[Any, Any]]


def _silent(done: int, total: int, numbers: Mapping[str, float]) -> None:
    """Outside `sitegen run`, in a notebook say, nobody watches."""


@dataclass
class Run:
    """One execution of an experiment.

    `data` are the folders in which data sets are looked for, in that order; `download` is where a data set goes that
    none of them holds (None: never download). Networks are trained on `device`. `report(done, total, numbers)` shows
    progress, `say(text)` tells the author something worth knowing.
    """

    data: tuple[Path, ...] = ()
    download: Path | None = None
    quick: bool = False
    checkpoints: Path | None = None
    report: Callable[[int, int, Mapping[str, float]], None] = _silent
    say: Callable[[str], None] = print
    device: str = "cpu"  # as torch names it
    diverged: str = ""  # why a training of this run led nowhere, if one did
    earlier: float = 0.0  # seconds computed before an interruption
    started: float = field(default_factory=time.perf_counter)
    trainings: int = 0

    def seconds(self) -> float:
        """The time computed so far, what was computed before an interruption counted in."""
        return self.earlier + time.perf_counter() - self.started

    def next_checkpoint(self) -> Checkpoint:
        """The checkpoint of the next training in this run; the same run repeated asks in the same order."""
        self.trainings += 1
        folder = self.checkpoints
        return Checkpoint(self, folder / f"training-{self.trainings}.safetensors" if folder else None)


@dataclass(frozen=True)
class Checkpoint:
    """Where one training of a run left off. Without a path, in a notebook say, nothing is kept."""

    run: Run
    path: Path | None

    def save(self, arrays: Arrays, state: Mapping[str, Any]) -> None:
        """Replace what was kept, atomically: arrays, and a state that JSON can hold."""
        if self.path is None:
            return
        from safetensors.numpy import save

        # One key, because safetensors writes several in an order that differs from process to process.
        text = json.dumps({"state": dict(state), "seconds": self.run.seconds()}, sort_keys=True)
        write_atomic(self.path, save(dict(arrays), metadata={"checkpoint": text}))

    def load(self) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]] | None:
        """What was kept, or None; a file that is cut or of another form is told, and left.

        Also tells the run how long it had already computed by then.
        """
        if self.path is None or not self.path.is_file():
            return None
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self.path, framework="numpy") as file:
                kept = json.loads(file.metadata()["checkpoint"])
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            # A later training of the same run was saved later and knows the longer time.
            self.run.earlier = max(self.run.earlier, kept["seconds"])
            return arrays, dict(kept["state"])
        except (SafetensorError, OSError, ValueError, LookupError, TypeError) as error:
            self.run.say(f"{shown(self.path)}: this checkpoint cannot be read ({error}); its training begins anew")
            return None


_current: ContextVar[Run | None] = ContextVar("current_run", default=None)


def current_run() -> Run:
    """The run that is executing, or one without checkpoints or display: experiments can be called from anywhere."""
    run = _current.get()
    if run is None:
        folder = Path(os.environ.get("SITEGEN_DATA", "data"))
        run = Run(data=(folder,), download=folder)
    return run


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make a run the current one."""
    token = _current.set(run)
    try:
        yield run
    finally:
        _current.reset(token)
