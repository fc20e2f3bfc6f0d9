"""All that is seen of the examples of one run, from whatever library it comes."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from builder.examples.account import Fit, Looked, Measure, Network, account
from builder.examples.digests import Digests, of_batch
from builder.examples.places import Chain, Places
from builder.examples.seen import MOST

_FLUSH = 128
"""Batches whose digests wait, on a GPU perhaps, before they are put into their sets."""
_FITS = 64
"""Scalers and the like of which a run keeps what they were fitted to."""


@dataclass
class Ledger:
    """Notes batches of networks and estimators. `time` counts what was noted."""

    places: Places
    time: int = 0
    _networks: dict[int, tuple[weakref.ref[Any], Network]] = field(default_factory=dict)
    _every: list[Network] = field(default_factory=list)
    _fits: list[Fit] = field(default_factory=list)
    _fit_of: dict[int, Fit] = field(default_factory=dict)
    _waiting: list[tuple[Looked, Any, int]] = field(default_factory=list)
    _origin: dict[int, tuple[int, tuple[Fit, ...]]] = field(default_factory=dict)  # what it was before it was scaled
    _declared: Network | None = None

    def known(self, one: Any) -> Network | None:
        """What is known of a network; None of one that was not seen before."""
        known = self._networks.get(id(one))
        return known[1] if known is not None and known[0]() is one else None

    def network(self, one: Any) -> Network:
        """The same, begun where there is nothing."""
        if (known := self.known(one)) is None:
            known = Network(type(one).__name__)
            self._networks[id(one)] = weakref.ref(one), known
            self._every.append(known)
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

    def measured(self, measure: Measure, digests: Any, size: int, time: int) -> None:
        """A network was measured on a batch."""
        if digests is not None:
            measure.looked.shown += size
            self._wait(measure.looked, digests, time)

    def fitted(self, one: Any, batch: Any) -> None:
        """Something that changes examples was fitted to some."""
        if (digests := of_batch(batch)) is not None:
            fit = self._fit_of[id(one)] = Fit(type(one).__name__, self.places.at())
            if len(self._fits) < _FITS:
                self._fits.append(fit)
            self._wait(fit.looked, digests, self.tick())

    def changed(self, before: Any, after: Any, one: Any) -> None:
        """Examples were made into others, row by row, by something that was fitted."""
        old, new = of_batch(before), of_batch(after)
        if old is None or new is None or len(old) != len(new) or len(self._origin) + len(new) > MOST:
            return
        fits = (self._fit_of[id(one)],) if id(one) in self._fit_of else ()
        for was, becomes in zip(_plain(old).tolist(), _plain(new).tolist(), strict=True):
            if was != becomes:
                first, by = self._origin.get(was, (was, ()))
                self._origin[becomes] = first, by + fits

    def declared(self, train: Any, test: Any, one: Any = None) -> None:
        """What an author's own loop says, or what the toolkit was given, before anything was done to the examples."""
        if one is not None:
            network = self.network(one)
        elif self._declared is None or train is not None:
            network = self._declared = Network("a network")
            self._every.append(network)
            network.steps = 1
        else:
            network = self._declared
        at = self.places.at()
        measure = network.measure(("said", at), self.places)
        for part, looked in ((train, network.trained), (test, measure.looked)):
            if part is not None and (digests := of_batch(part)) is not None:
                looked.add_source(_plain(digests), self.tick(), id(part))
                network.at = network.at or at
        if test is not None:
            measure.seen(self.time, network.steps, chance=False)

    def account(self) -> dict[str, Any]:
        """What a record keeps of all this."""
        self._flush()
        found = account(self._every, self._fits)
        return found if any(found.values()) else {}

    def chain(self) -> Chain:
        """Where the author's code stands."""
        return self.places.chain()

    def tick(self) -> int:
        """The next time."""
        self.time += 1
        return self.time

    def _wait(self, looked: Looked, digests: Any, time: int) -> None:
        self._waiting.append((looked, digests, time))
        if len(self._waiting) >= _FLUSH:
            self._flush()

    def _before(self, digests: Digests, looked: Looked) -> Digests:
        """The digests of examples as they were before they were scaled."""
        found = [self._origin.get(one, (one, ())) for one in digests.tolist()]
        looked.through |= {id(fit) for _, fits in found for fit in fits}
        return np.array([one for one, _ in found], dtype=np.int64)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        parted: dict[int, tuple[Looked, list[Digests], list[int]]] = {}
        for looked, digests, time in waiting:
            plain = _plain(digests)
            if self._origin:
                plain = self._before(plain, looked)
            _, batches, times = parted.setdefault(id(looked), (looked, [], []))
            batches.append(plain)
            times.append(time)
        for looked, batches, times in parted.values():
            looked.add(batches, times)


def _plain(digests: Any) -> Digests:
    found: Digests = digests.cpu().numpy() if hasattr(digests, "cpu") else digests
    return found
