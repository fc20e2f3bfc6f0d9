"""All that is seen of the examples of one run, from whatever library it comes."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from builder.examples.account import Fit, Looked, Measure, Network, account, parts_with_chance, weights_of
from builder.examples.digests import Digests, of_whole, plain
from builder.examples.origins import Origins
from builder.examples.places import Chain, Places
from builder.examples.seen import Seen, Source

_FLUSH = 128
"""Batches whose digests wait, on a GPU perhaps, before they are put into their sets."""
_FITS = 64
"""Scalers and the like of which a run keeps what they were fitted to."""


@dataclass
class Open:
    """A batch that a network may be trained on."""

    network: Network
    measure: Measure
    digests: Any
    size: int
    chance: bool
    step: int  # of optimizers, when it was seen
    source: Source | None
    time: int  # of the ledger
    steps: int  # of the network
    back: bool = False


@dataclass
class State:
    """What is known so far; all of it is kept with a checkpoint. `time` counts what was noted."""

    time: int = 0
    steps: int = 0  # of optimizers
    networks: list[Network] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    fitted: int = 0  # their number, of those that are not told of too
    sources: dict[int, Source] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    waiting: list[tuple[Looked, Any, int]] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    declared: Network | None = None


@dataclass
class Ledger:
    """Notes batches of networks and estimators."""

    places: Places
    state: State = field(default_factory=State)
    given: list[tuple[Source, Any]] = field(default_factory=list)
    """What all batches come from just now, and the network that is called with them."""
    _networks: dict[int, tuple[weakref.ref[Any], Network]] = field(default_factory=dict)
    _fit_of: dict[int, tuple[weakref.ref[Any], int]] = field(default_factory=dict)
    _left: tuple[State, dict[int, tuple[weakref.ref[Any], Network]]] | None = None

    def known(self, one: Any) -> Network | None:
        """What is known of a network; None of one that was not seen before."""
        known = self._networks.get(id(one))
        return known[1] if known is not None and known[0]() is one else None

    def network(self, one: Any) -> Network:
        """The same, begun where there is nothing."""
        if (known := self.known(one)) is None:
            known = Network(type(one).__name__, weights_of(one), with_chance=parts_with_chance(one))
            self._networks[id(one)] = weakref.ref(one), known
            self.state.networks.append(known)
        return known

    def forget(self, one: Any) -> None:
        """An estimator is fitted anew: what it was before is told of by itself."""
        self._networks.pop(id(one), None)

    def trained(self, network: Network, digests: Any, size: int, time: int) -> None:
        """A network was trained on a batch, whose digests are None where it was not looked at."""
        network.steps += 1
        network.sizes[size] += 1
        if digests is not None:
            self._wait(network.trained, digests, time)

    def measured(self, measure: Measure, digests: Any, size: int, time: int, source: Source | None = None) -> None:
        """A network was measured on a batch."""
        if digests is not None or source is not None:
            measure.looked.shown += size
        if digests is not None:
            self._wait(measure.looked, digests, time)

    def fitted(self, one: Any, batch: Any) -> None:
        """Something that changes examples was fitted to some."""
        if (digests := of_whole(batch)) is None:
            return
        number = self.state.fitted = self.state.fitted + 1
        self._fit_of[id(one)] = weakref.ref(one), number
        if len(self.state.fits) < _FITS:
            fit = Fit(type(one).__name__, self.places.at(), number)
            self.state.fits.append(fit)
            self._wait(fit.looked, digests, self.tick())

    def changed(self, before: Any, after: Any, one: Any) -> None:
        """Examples were made into others, row by row, by something that was fitted."""
        old, new = of_whole(before), of_whole(after)
        if old is None or new is None or len(old) != len(new):
            return
        fit = self._fit_of.get(id(one))
        self.state.origins.changed(old, new, (fit[1],) if fit and fit[0]() is one else ())

    def declared(self, train: Any, test: Any, one: Any = None) -> None:
        """What an author's own loop says, or what the toolkit was given, before anything was done to the examples."""
        state = self.state
        if one is not None:
            network = self.network(one)
        elif state.declared is None or train is not None:
            network = state.declared = Network("a network")
            state.networks.append(network)
            network.steps = 1
        else:
            network = state.declared
        at = self.places.at()
        measure = network.measure(("said", at), self.places)
        for part, looked in ((train, network.trained), (test, measure.looked)):
            if part is not None and (source := self.source_of(part)) is not None:
                looked.add_source(source, self.tick())
                network.at = network.at or at
        if test is not None:
            measure.seen(state.time, network.steps, chance=False)

    @contextmanager
    def all_from(self, batch: Any, one: Any) -> Iterator[None]:
        """All that a network is called with in a block is from a tensor (N, …), as it is there or augmented."""
        source = self.source_of(batch)
        if source is None:
            yield
            return
        self.given.append((source, one))
        try:
            yield
        finally:
            self.given.pop()

    def source_of(self, batch: Any) -> Source | None:
        """The examples of a tensor, an array or a data frame; None where it has none."""
        digests = of_whole(batch)
        return None if digests is None else self.source(digests)

    def source(self, digests: Digests) -> Source:
        """Some examples as what batches are taken from."""
        before, fits = self.state.origins.before(digests)
        seen = Seen.of(before)
        source = Source(seen.name(), seen, fits)
        return self.state.sources.setdefault(source.name, source)

    def holds(self, source: Source, digests: Any) -> bool:
        """Whether a batch is of examples of a source as they are."""
        return source.seen.holds(self.state.origins.before(plain(digests))[0])

    def account(self) -> dict[str, Any]:
        """What a record keeps of all this."""
        self._flush()
        found = account(self.state.networks, self.state.fits)
        return found if any(found.values()) else {}

    def take_up(self, state: State) -> None:
        """Go on from what was known when a checkpoint was kept. Networks are the same in the same order."""
        self._left = self.state, dict(self._networks)
        before, self.state = self.state, state
        places = {id(one): place for place, one in enumerate(before.networks)}
        for key, (one, network) in list(self._networks.items()):
            place = places.get(id(network), len(state.networks))
            if place < len(state.networks) and state.networks[place].kind == network.kind:
                state.networks[place].with_chance = network.with_chance
                self._networks[key] = one, state.networks[place]
            else:
                del self._networks[key]

    def leave(self) -> None:
        """Go on from what was known before something was taken up."""
        if self._left is not None:
            (self.state, self._networks), self._left = self._left, None

    def begin_anew(self) -> None:
        """Forget all."""
        self.state, self._left = State(), None
        for known in (self._networks, self._fit_of):
            known.clear()

    def again(self, source: Source) -> Source:
        """What is known now of a source."""
        known = self.state.sources.get(source.name)
        return known or self.state.sources.setdefault(source.name, Source(source.name, source.seen, source.through))

    def chain(self) -> Chain:
        """Where the author's code stands."""
        return self.places.chain()

    def tick(self) -> int:
        """The next time."""
        self.state.time += 1
        return self.state.time

    def _wait(self, looked: Looked, digests: Any, time: int) -> None:
        self.state.waiting.append((looked, digests, time))
        if len(self.state.waiting) >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        waiting, self.state.waiting = self.state.waiting, []
        parted: dict[int, tuple[Looked, list[Digests], list[int]]] = {}
        for looked, digests, time in waiting:
            before, fits = self.state.origins.before(plain(digests))
            looked.through |= fits
            _, batches, times = parted.setdefault(id(looked), (looked, [], []))
            batches.append(before)
            times.append(time)
        for looked, batches, times in parted.values():
            looked.add(batches, times)
