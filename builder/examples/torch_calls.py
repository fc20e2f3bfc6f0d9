"""What PyTorch's networks are called with. A network is a module with weights that no other module calls.

It was trained on a batch when what it gave was gone back through before the step of an optimizer, and is measured on
one otherwise. Nothing here touches what is computed.
"""

from __future__ import annotations

import functools
import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from builder.examples.account import Looked, Network, weights_of
from builder.examples.digests import of_batch
from builder.examples.ledger import Ledger, Open
from builder.examples.loaders import Loaders
from builder.examples.seen import Source

_MOST_OPEN = 512
"""Batches of which it is not known yet whether a network is trained on them."""
_LARGE = 128
"""Batches of more are told apart by their size, since they may be all of the training or of the test examples."""


class TorchCalls:
    """Sees the calls of networks while it is on."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._loaders = ledger, Loaders(ledger)
        self._weightless: weakref.WeakSet[Any] = weakref.WeakSet()
        self._inside = False

    @contextmanager
    def on(self) -> Iterator[None]:
        """See them in a block. `torch` has to be imported."""
        torch: Any = sys.modules["torch"]
        module = torch.nn.Module
        original = module.__call__

        @functools.wraps(original)
        def call(network: Any, *arguments: Any, **named: Any) -> Any:
            if self._inside:
                return original(network, *arguments, **named)
            return self._called(torch, original, network, arguments, named)

        optimizer: Any = sys.modules["torch.optim.optimizer"]
        hook = optimizer.register_optimizer_step_pre_hook(lambda *_: self._step())
        module.__call__ = call
        try:
            with self._loaders.on():
                yield
        finally:
            module.__call__ = original
            hook.remove()
            self._end()

    def _called(self, torch: Any, original: Any, network: Any, arguments: Any, named: Any) -> Any:
        known = self._ledger.known(network)
        if known is None or not known.weights:
            known = self._met(network)
        batch = None if known is None else _first(torch, arguments or named.values())
        if known is None or batch is None or batch.grad_fn is not None or batch.dim() == 0:
            return original(network, *arguments, **named)
        back = torch.is_grad_enabled() and not batch.requires_grad
        size, given = batch.shape[0], self._given(network)
        source = given or self._loaders.now(size)
        if back and network.training and self._passes_by(known, size, source, given):
            self._inside = True
            try:
                return original(network, *arguments, **named)
            finally:
                self._inside = False
        seen = self._see(known, batch, source, given, network)
        self._inside = True
        try:
            given = original(network, *arguments, **named)
        finally:
            self._inside = False
        out = _first(torch, [given]) if back else None
        if out is not None and out.requires_grad:
            out.register_hook(lambda _: setattr(seen, "back", True))
            self._ledger.state.open.append(seen)
            if len(self._ledger.state.open) > _MOST_OPEN:
                self._measured(self._ledger.state.open.pop(0))
        else:
            self._measured(seen)
        return given

    def _given(self, network: Any) -> Source | None:
        """What all is taken from that this network is called with, where that was said."""
        given = self._ledger.given
        return self._ledger.again(given[-1][0]) if given and given[-1][1] is network else None

    def _passes_by(self, known: Network, size: int, source: Source | None, given: Source | None) -> bool:
        """Whether a batch of a training need not be looked at, and nothing about it is noted but that it was."""
        if given is None:
            return known.passes_by(size, source)
        known.steps += 1
        known.sizes[size] += 1
        known.trained.add_source(given, self._ledger.state.time)
        return True

    def _see(self, known: Network, batch: Any, source: Source | None, given: Source | None, module: Any) -> Open:
        ledger, size = self._ledger, len(batch)
        key = (source.name if source else 0, size if size > _LARGE else 0, *ledger.chain())
        measure = known.measure(key, ledger.places)
        looked = measure.looked if not module.training or measure.passes else known.trained
        digests = None if given else self._digests(looked, batch, source)
        chance = any(one.training for one in known.with_chance)
        return Open(known, measure, digests, size, chance, ledger.state.steps, source, ledger.tick(), known.steps)

    def _digests(self, looked: Looked, batch: Any, source: Source | None) -> Any:
        """The digests of a batch that tells something new; None of one that need not be looked at."""
        if source is None or not source.as_is:
            return of_batch(batch) if looked.wants() else None
        due, source.batches = source.is_due(), source.batches + 1
        if not due:
            return None
        digests = of_batch(batch)
        if digests is not None and not self._ledger.holds(source, digests):
            source.as_is = False  # augmented, say
            return digests
        return None

    def _step(self) -> None:
        """An optimizer is about to change weights."""
        state, left = self._ledger.state, list[Open]()
        if not state.open:
            state.steps += 1
            return
        for one in state.open:
            if one.back:
                self._trained(one)
            elif one.step < state.steps:
                self._measured(one)
            else:
                left.append(one)
        state.open = left
        state.steps += 1

    def _end(self) -> None:
        state = self._ledger.state
        for one in state.open:
            (self._trained if one.back and not state.steps else self._measured)(one)
        state.open = []

    def _trained(self, one: Open) -> None:
        network = one.network
        if not network.steps:
            network.at = one.measure.inner
        self._ledger.trained(network, one.digests, one.size, one.time)
        if one.source is not None:
            network.trained.add_source(one.source, one.time)

    def _measured(self, one: Open) -> None:
        one.measure.seen(one.time, one.steps, chance=one.chance)
        self._ledger.measured(one.measure, one.digests, one.size, one.time, one.source)
        if one.source is not None:
            one.measure.looked.add_source(one.source, one.time)

    def _met(self, module: Any) -> Network | None:
        """What is known of a module; None of one without weights, which is no network."""
        if module in self._weightless:
            return None
        if not (weights := weights_of(module)):
            if next(module.parameters(), None) is None:  # it is not one whose weights get their shape when it is called
                self._weightless.add(module)
            return None
        known = self._ledger.network(module)
        known.weights = weights
        return known


def _first(torch: Any, values: Any) -> Any:
    """The first tensor among some values, and in lists and dicts of them."""
    for value in values:
        if type(value) is torch.Tensor or isinstance(value, torch.Tensor):
            return value
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        if inner and (found := _first(torch, inner)) is not None:
            return found
    return None
