"""What passes between the author's process and those that run experiments: an order, and what came of it.

Only the author's process keeps anything. Whoever runs an order needs no more than the sources, the data and this.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.errors import SitegenError, SitegenErrors
from builder.experiments.needs import ONE_PROCESSOR, Needs
from builder.results import Fingerprint, Point, Record

Event = tuple[str, tuple[Any, ...]]
"""What is told of an order: ("report", (done, total, numbers)), ("say", (text,)), and last ("end", (outcome,))."""
Told = tuple[str, Path | None, int | None, str]
"""An error as it passes between processes: message, path, line, hint."""


class Used(dict[str, Record]):
    """The records that all runs of an experiment start from. To be sent with each of them they are made ready once:
    that of a sweep of thousands takes longer than all else about a run.
    """

    @cached_property
    def _ready(self) -> bytes:
        return pickle.dumps(dict(self), pickle.HIGHEST_PROTOCOL)

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return pickle.loads, (self._ready,)


@dataclass(frozen=True, eq=False)
class Order:
    """One run that is due: `fingerprint` is what the author's process read, `used` what the run starts from.

    `called` is what the run is called where it is shown, and `why` it is due. Checkpoints lie in `checkpoints`;
    `results` is the folder where what comes of it will be kept, for messages. The data sets `lent` can be had from the
    author's machine. `count` is the setting that counts the passes of its loop, if one does nothing else; the state in
    which it ends is kept in `ended`. A run that only got more passes is one `more` than that whose fingerprint has this
    digest.
    """

    name: str
    point: Point
    fingerprint: Fingerprint
    used: Mapping[str, Record]
    called: str
    why: str
    checkpoints: Path
    results: Path
    needs: Needs = ONE_PROCESSOR
    lent: frozenset[str] = frozenset()
    count: str = ""
    ended: Path = Path()
    more: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of an order: a record and the files of its artifacts, or errors, or both where not all can be kept.

    `traceback` is what an exception of the author's code looked like; `problems` say, part by part, what of the result
    cannot be kept. `wants` is a data set that is lent, with the digests of its files: without it nothing was computed.
    """

    record: Record | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    traceback: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    wants: tuple[str, Mapping[str, str]] | None = None

    def errors(self) -> list[SitegenError]:
        return [SitegenError(message, path=path, line=line, hint=hint) for message, path, line, hint in self.told]


class Ended(Exception):
    """An order that did not end well."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(*(one[0] for one in outcome.told))
        self.outcome = outcome


def failed(error: SitegenError, **parts: Any) -> Outcome:
    """The outcome that an error is."""
    several = error.errors if isinstance(error, SitegenErrors) else (error,)
    return Outcome(told=tuple((one.message, one.path, one.line, one.hint) for one in several), **parts)
