"""What is known of the networks of one run while it goes on, and the account of it that its record keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from builder.examples.digests import Digests
from builder.examples.places import At, Places
from builder.examples.seen import Seen, Source

_MOST = 16
"""Networks that an account tells of, and measurements of each; what is the same is told once."""
_CHUNK, _LONG, _STRIDE = 128, 16384, 16
"""After so many batches that brought nothing new, or so many in all, one in so many is looked at."""
_CHANCE = ("Dropout", "BatchNorm", "SyncBatchNorm", "AlphaDropout", "FeatureAlphaDropout")
_NOTHING: Any = {"live": lambda: None}
_NO_PARTS: Any = {"live": list}
"""Of a field: it is of this process, is not kept with a checkpoint, and begins so."""


@dataclass
class Looked:
    """Examples that were seen in batches, and what they were taken from before anything was done to them."""

    batches: Seen = field(default_factory=Seen)
    sources: dict[int, tuple[Source, int]] = field(default_factory=dict)  # by name, with the time of the first batch
    number: int = 0  # of batches
    shown: int = 0  # of examples, each as often as it was seen
    through: set[int] = field(default_factory=set)  # the numbers of the fits that made them what they are
    known: int = 0  # batches since the last that brought something new
    _joined: tuple[int, Seen] | None = field(default=None, metadata=_NOTHING)

    def wants(self) -> bool:
        """Whether the next batch should be looked at."""
        self.number += 1
        return not self.settled() or self.number % _STRIDE == 0

    def settled(self) -> bool:
        """Whether most batches need not be looked at: they bring nothing new, or always something new."""
        return self.known >= _CHUNK or self.number > _LONG

    def add(self, batches: list[Digests], times: list[int]) -> None:
        """Take some batches, and when each was seen."""
        when = np.repeat(np.array(times, dtype=np.int64), [len(one) for one in batches])
        self.known = 0 if self.batches.add(np.concatenate(batches), when) else self.known + len(batches)

    def add_source(self, source: Source, time: int) -> None:
        """Take what batches come from."""
        if source.name not in self.sources:
            self.sources[source.name] = source, time
            self.through |= source.through

    def count(self) -> int:
        """How many examples; augmented ones are as many as they were before."""
        return self._before().count() or self.batches.count()

    def name(self) -> str:
        """A name for these examples."""
        return f"{(self._before() if self.sources else self.batches).name():012x}"

    def known_in(self, other: Looked, before: float) -> int:
        """How many of them were in another before a time: as they were seen, or as they had been, if that is more."""
        its = [other.batches, other._before()]
        shares = [one.known_in(its, before) / one.count() for one in (self.batches, self._before()) if one.count()]
        return round(max(shares, default=0) * self.count())

    def _before(self) -> Seen:
        """The examples of all sources together."""
        if self._joined is None or self._joined[0] != len(self.sources):
            found = Seen()
            for source, time in self.sources.values():
                found.join(source.seen, time)
            self._joined = len(self.sources), found
        return self._joined[1]


@dataclass
class Measure:
    """Examples that a network was measured on, at one place of the source."""

    at: At  # in the experiment
    inner: At = ()  # where the network is called
    looked: Looked = field(default_factory=Looked)
    passes: int = 0
    begun: int = 0  # when the last pass began
    chance: bool = True  # with dropout or the statistics of the batch, each time
    of: int = 0  # the training steps before

    def seen(self, time: int, steps: int, *, chance: bool) -> None:
        """Note a batch."""
        if not self.passes or steps != self.of:
            self.passes, self.begun = self.passes + 1, time
        self.of, self.chance = steps, self.chance and chance

    def told(self, trained: Looked) -> dict[str, Any]:
        """The account of it: of how many of its examples were trained on before its last pass began."""
        found = {"at": list(self.at), "examples": self.looked.count(), "passes": self.passes}
        found |= {"data": self.looked.name(), "seen": self.looked.known_in(trained, self.begun)}
        once = self.passes == 1 or self.looked.shown > 1.5 * self.looked.batches.count()
        # What a network is shown once and never again, in passes without number, are no examples to measure it on.
        return found | ({"with_chance": list(self.inner)} if self.chance and once else {})


@dataclass
class Network:
    """A network, or an estimator: what it was trained on and measured on."""

    kind: str  # of what class
    weights: int = 0  # their number
    at: At = ()
    trained: Looked = field(default_factory=Looked)
    steps: int = 0
    sizes: Counter[int] = field(default_factory=Counter)  # of batches
    measures: dict[Any, Measure] = field(default_factory=dict)
    with_chance: list[Any] = field(default_factory=list, metadata=_NO_PARTS)  # parts that work otherwise in training

    def passes_by(self, size: int, source: Source | None) -> bool:
        """Whether a batch, of a training by all that is known, need not be looked at; it is counted then."""
        trained = self.trained
        if source is not None and source.as_is:
            if source.name not in trained.sources or source.is_due():
                return False
            source.batches += 1
        elif not trained.settled() or (trained.number + 1) % _STRIDE == 0:
            return False
        else:
            trained.number += 1
        self.steps += 1
        self.sizes[size] += 1
        return True

    def measure(self, key: Any, places: Places) -> Measure:
        """The measurement at a place; of very many places the last ones are one."""
        if key not in self.measures and len(self.measures) >= _MOST:
            key = "more"
        if key not in self.measures:
            self.measures[key] = Measure(places.at(outermost=True), places.at())
        return self.measures[key]

    def told(self, like: Network) -> dict[str, Any]:
        """The account of it; `like` is the network whose training counts, itself or the one that it is a copy of."""
        trained = like.trained
        measures = [
            one.told(trained) for one in self.measures.values() if one.looked.count() and (one.of or like is not self)
        ]
        return {
            "kind": self.kind,
            "weights": self.weights,
            "at": list(like.at),
            "trained": trained.count(),
            "data": trained.name(),
            "steps": like.steps,
            "batch": like.sizes.most_common(1)[0][0] if like.sizes else 0,
            "measured": [one for number, one in enumerate(measures) if one not in measures[:number]],
        }


def weights_of(one: Any) -> int:
    """The number of weights of a module of PyTorch; 0 of anything else, and of one that has no shape yet."""
    try:
        return sum(each.numel() for each in one.parameters())
    except (AttributeError, TypeError, ValueError):
        return 0


def parts_with_chance(one: Any) -> list[Any]:
    """Its parts that work otherwise while it is trained, and not by the author's wish always."""
    modules = one.modules() if callable(getattr(one, "modules", None)) else ()
    parts = [each for each in modules if type(each).__name__.rstrip("123d") in _CHANCE]
    return [each for each in parts if getattr(each, "p", 1) and getattr(each, "track_running_stats", True)]


@dataclass
class Fit:
    """What was fitted to examples so as to change them: a scaler, a PCA."""

    kind: str
    at: At
    number: int
    looked: Looked = field(default_factory=Looked)


def account(networks: Iterable[Network], fits: Iterable[Fit]) -> dict[str, Any]:
    """What a record keeps: plain JSON, each network once that is like others."""
    known, told = list(networks), []
    for one in known:
        alike = [other for other in known if (other.kind, other.weights) == (one.kind, one.weights) and other.steps]
        like = one if one.steps or not alike else alike[-1]  # a copy, with the weights of the best epoch say
        if like.steps and (said := one.told(like)) not in told:
            told.append(said)
    fitted = []
    for fit in fits:
        held_out = [
            (measure.looked.count(), measure.looked.known_in(fit.looked, measure.begun))
            for one in known
            for measure in one.measures.values()
            if one.steps
            and fit.number in measure.looked.through
            and measure.looked.known_in(one.trained, measure.begun) < measure.looked.count() / 2
        ]
        examples, of_them = max(held_out, default=(0, 0), key=lambda pair: pair[1])
        said = {"kind": fit.kind, "at": list(fit.at), "fitted": fit.looked.count()}
        said |= {"measured": examples, "of_them": of_them}
        if said not in fitted:
            fitted.append(said)
    return {"networks": told[:_MOST], "fits": fitted[:_MOST]}
