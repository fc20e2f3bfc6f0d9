"""What PyTorch's networks are called with. A network is a module with weights that no other module calls.

It was trained on a batch when what it gave was gone back through before the step of an optimizer, and is measured on
one otherwise. Nothing here touches what is computed.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from builder.examples.account import Looked, Measure, Network
from builder.examples.digests import of_batch
from builder.examples.ledger import Ledger
from builder.examples.loaders import Loader, Loaders

_MOST_OPEN = 512
"""Batches of which it is not known yet whether a network is trained on them."""
_LARGE = 128
"""Batches of more are told apart by their size, since they may be all of the training or of the test examples."""
_CHANCE = ("Dropout", "BatchNorm", "SyncBatchNorm", "AlphaDropout", "FeatureAlphaDropout")


@dataclass
class _Open:
    """A batch that a network may be trained on."""

    network: Network
    measure: Measure
    digests: Any
    size: int
    chance: bool
    step: int  # of optimizers, when it was seen
    loader: Loader | None
    time: int  # of the ledger
    steps: int  # of the network
    back: bool = False


class TorchCalls:
    """Sees the calls of networks while it is on."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._loaders = ledger, Loaders()
        self._open: list[_Open] = []
        self._steps = 0
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
        known = self._known(network)
        batch = None if known is None else _first(torch, arguments or named.values())
        if known is None or batch is None or batch.grad_fn is not None or batch.dim() == 0:
            return original(network, *arguments, **named)
        back = torch.is_grad_enabled() and not batch.requires_grad
        if back and network.training and known.passes_by(len(batch)):
            self._inside = True
            try:
                return original(network, *arguments, **named)
            finally:
                self._inside = False
        seen = self._see(network, known, batch)
        self._inside = True
        try:
            given = original(network, *arguments, **named)
        finally:
            self._inside = False
        out = _first(torch, [given]) if back else None
        if out is not None and out.requires_grad:
            out.register_hook(lambda _: setattr(seen, "back", True))
            self._open.append(seen)
            if len(self._open) > _MOST_OPEN:
                self._measured(self._open.pop(0))
        else:
            self._measured(seen)
        return given

    def _see(self, module: Any, known: Network, batch: Any) -> _Open:
        ledger, size = self._ledger, len(batch)
        loader = self._loaders.now(size)
        key = (ledger.chain(), loader.name if loader else 0, size if size > _LARGE else 0)
        measure = known.measure(key, ledger.places)
        looked = measure.looked if not module.training or measure.passes else known.trained
        digests = of_batch(batch) if looked.wants() else None
        chance = any(one.training for one in known.with_chance)
        return _Open(known, measure, digests, size, chance, self._steps, loader, ledger.tick(), known.steps)

    def _step(self) -> None:
        """An optimizer is about to change weights."""
        left = []
        for one in self._open:
            if one.back:
                self._trained(one)
            elif one.step < self._steps:
                self._measured(one)
            else:
                left.append(one)
        self._open = left
        self._steps += 1

    def _end(self) -> None:
        for one in self._open:
            (self._trained if one.back and not self._steps else self._measured)(one)
        self._open = []

    def _trained(self, one: _Open) -> None:
        network = one.network
        if not network.steps:
            network.at = one.measure.inner
        self._ledger.trained(network, one.digests, one.size, one.time)
        self._source(network.trained, one)

    def _measured(self, one: _Open) -> None:
        one.measure.seen(one.time, one.steps, chance=one.chance)
        self._ledger.measured(one.measure, one.digests, one.size, one.time)
        self._source(one.measure.looked, one)

    def _source(self, looked: Looked, one: _Open) -> None:
        if one.loader is not None and (found := one.loader.digests()) is not None:
            looked.add_source(found, one.time, one.loader.name)

    def _known(self, module: Any) -> Network | None:
        """What is known of a module; None of one without weights, which is no network."""
        known = self._ledger.known(module)
        if known is None and (weights := sum(one.numel() for one in module.parameters())):
            known = self._ledger.network(module)
            known.weights = weights
            parts = [one for one in module.modules() if type(one).__name__.rstrip("123d") in _CHANCE]
            known.with_chance = [
                one for one in parts if getattr(one, "p", 1) and getattr(one, "track_running_stats", True)
            ]
        return known


def _first(torch: Any, values: Any) -> Any:
    """The first tensor among some values, and in lists and dicts of them."""
    for value in values:
        if isinstance(value, torch.Tensor):
            return value
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        if inner and (found := _first(torch, inner)) is not None:
            return found
    return None
