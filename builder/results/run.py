"""A run in progress: what the code of an experiment may know of it, and the checkpoints that it leaves.

The runner sets it, `builder.learning` asks for it, and neither imports the other. Nothing here can change a result, so
none of it counts in a fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Protocol

from builder.errors import SitegenError, shown
from builder.files import write_atomic
from builder.project import Project

if TYPE_CHECKING:
    import numpy as np

    Arrays = Mapping[str, np.ndarray[Any, Any]]


_ACCOUNT = "account/"
"""Before the names of arrays that are kept for the account."""
BEGUN_AS = "begun_as.json"
"""Beside checkpoints: the digest of a fingerprint, and the one that it had before its experiment was renamed."""


def _silent(done: int, total: int, numbers: Mapping[str, float]) -> None:
    """Outside `sitegen run`, in a notebook say, nobody watches."""


class Account(Protocol):
    """What is seen of a run besides what it gives, and kept with its checkpoints."""

    def saw(self, train: Any, test: Any) -> None:
        """Take an author's word for what a run trains on and is measured on."""

    def meet(self, frame: FrameType | None) -> None:
        """Know what the functions hold that call each other, from `frame` on, before a checkpoint is taken up."""

    def kept(self) -> tuple[Arrays, Any]:
        """What was seen so far: arrays, and what JSON can hold; None for what nobody knows."""
        return {}, None

    def take_up(self, arrays: Arrays, said: Any) -> bool:
        """Go on from what was kept. Returns whether there was something."""
        return True

    def leave(self) -> None:
        """What was taken up last does not count."""


class _Nobody(Account):
    """Outside `sitegen run` nobody looks."""


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
    before: Path | None = None  # the checkpoints in which a run with fewer passes ended
    account: Account = field(default_factory=_Nobody)
    anew: frozenset[str] = frozenset()  # the checkpoints that are not taken up
    _taken_up: dict[str, CodeType] = field(default_factory=dict, init=False)

    def seconds(self) -> float:
        """The time computed so far, what was computed before an interruption counted in."""
        return self.earlier + time.perf_counter() - self.started

    def saw(self, *, train: Any = None, test: Any = None) -> None:
        """Say which examples this run trains on and measures on, each as a tensor, an array or a data frame (N, …).

        What is given to networks and to estimators of scikit-learn is seen anyway. This is for examples as they are
        before they are augmented, and for loops of other libraries. With `train`, another training begins.
        """
        self.account.saw(train, test)

    def next_checkpoint(self) -> Checkpoint:
        """The checkpoint of the next training in this run; the same run repeated asks in the same order."""
        self.trainings += 1
        folder, name = self.checkpoints, f"training-{self.trainings}.safetensors"
        return Checkpoint(self, folder / name if folder else None, self.before / name if self.before else None)

    def not_restored(self, error: Exception) -> frozenset[str]:
        """The checkpoints that could not be taken up, where that is why the run failed; the same run would fail again.

        Such a one was loaded by a function that raised before it was saved again. A full disk or memory is no reason.
        """
        if isinstance(error, OSError | MemoryError | SitegenError) or "OutOfMemory" in type(error).__name__:
            return frozenset()
        frames = {frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)}
        return frozenset(name for name, code in self._taken_up.items() if code in frames)


@dataclass(frozen=True)
class Checkpoint:
    """Where one training of a run left off. Without a path, in a notebook say, nothing is kept."""

    run: Run
    path: Path | None
    before: Path | None = None
    _earlier: list[float] = field(default_factory=list, init=False, compare=False)

    @property
    def goes_on(self) -> bool:
        """Whether nothing was kept of this run, and something of one that had fewer passes."""
        own = self.path is None or self.path.is_file()
        return not own and self.before is not None and self.before.is_file()

    def save(self, arrays: Arrays, state: Mapping[str, Any]) -> None:
        """Replace what was kept, atomically: arrays, and a state that JSON can hold."""
        if self.path is None:
            return
        import numpy as np
        from safetensors.numpy import save

        # safetensors writes the bytes of a transposed array in another order than it reads them.
        arrays = {name: np.ascontiguousarray(array).reshape(np.shape(array)) for name, array in arrays.items()}
        # One key, because safetensors writes several in an order that differs from process to process.
        beside, account = self.run.account.kept()
        arrays |= {f"{_ACCOUNT}{name}": array for name, array in beside.items()}
        text = json.dumps({"state": dict(state), "seconds": self.run.seconds(), "account": account}, sort_keys=True)
        metadata = {"checkpoint": f"{self._digest(text, arrays, self.path)} {text}"}
        write_atomic(self.path, save(arrays, metadata=metadata))
        self.run._taken_up.pop(self.path.name, None)

    def load(self) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]] | None:
        """What was kept, or None; a file that is not what was kept is told, and the training begins anew.

        Also tells the run how long it had already computed by then.
        """
        self.run.account.meet(sys._getframe(1))
        place = self.before if self.goes_on else self.path
        if self.path is None or place is None or not place.is_file() or place.name in self.run.anew:
            return None
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(place, framework="numpy") as file:
                digest, _, text = file.metadata()["checkpoint"].partition(" ")
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            if digest != self._digest(text, arrays, place):
                raise ValueError("it does not match the digest in it")
            kept = json.loads(text)
        except (SafetensorError, OSError, ValueError, LookupError, TypeError) as error:
            self.run.say(f"{shown(place)}: this checkpoint cannot be read ({error}); its training begins anew")
            return None
        # A later training of the same run was saved later and knows the longer time.
        self._earlier.append(self.run.earlier)
        self.run.earlier = max(self.run.earlier, kept["seconds"])
        self.run._taken_up[self.path.name] = sys._getframe(1).f_code
        own = {name: array for name, array in arrays.items() if not name.startswith(_ACCOUNT)}
        beside = {name.removeprefix(_ACCOUNT): arrays[name] for name in arrays.keys() - own.keys()}
        if not self.run.account.take_up(beside, kept.get("account")):
            self.run.say(f"{shown(place)}: which examples the run had seen by then is not in it, and not known now")
        return own, dict(kept["state"])

    def leave(self) -> None:
        """What was loaded is not taken up after all."""
        self.run.earlier = self._earlier.pop()
        self.run.account.leave()

    def _digest(self, text: str, arrays: Arrays, path: Path) -> str:
        """The digest of all that is kept, and of which training in which state of the sources it is."""
        import numpy as np

        digest = hashlib.sha256(f"{path.parent.name}/{path.name}\0{text}\0".encode())
        for name in sorted(arrays):
            array = np.asarray(arrays[name])
            array = array.astype(array.dtype.newbyteorder("<"), copy=False)
            digest.update(f"{name}\0{array.dtype.str}\0{array.shape}\0".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()


_current: ContextVar[Run | None] = ContextVar("current_run", default=None)


def current_run() -> Run:
    """The run that is executing, or one without checkpoints or display: experiments can be called from anywhere."""
    run = _current.get()
    if run is None:
        run = Run(data=_data_here(), download=_data_here()[-1])
    return run


def _data_here() -> tuple[Path, ...]:
    """Where a notebook looks for data sets: as the site does that it lies in."""
    try:
        return Project.find(Path.cwd()).data_folders(None)
    except SitegenError:
        return (Path(os.environ.get("SITEGEN_DATA", "data")),)


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make a run the current one."""
    token = _current.set(run)
    try:
        yield run
    finally:
        _current.reset(token)
