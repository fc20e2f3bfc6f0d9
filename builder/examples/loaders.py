"""Which `DataLoader` the last batch came from, and what its examples were before they were augmented."""

from __future__ import annotations

import sys
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from builder.examples.digests import Digests, mixed, of_names, of_whole
from builder.examples.ledger import Ledger
from builder.examples.seen import Source


class Loaders:
    """Sees which loader is gone through while it is on."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[int, int], tuple[weakref.ref[Any], Any, Source | None]] = {}
        self._bases: dict[int, tuple[Any, int]] = {}
        self._iterator: weakref.ref[Any] | None = None
        self._now: tuple[Any, Any] | None = None
        self._size = 0

    @contextmanager
    def on(self) -> Iterator[None]:
        """See them in a block."""
        kind: Any = getattr(sys.modules.get("torch.utils.data.dataloader"), "_BaseDataLoaderIter", None)
        if kind is None:
            yield
            return
        original = kind.__next__
        loaders = self

        def after(iterator: Any) -> Any:
            loaders._now = None
            batch = original(iterator)
            loaders._came(iterator, batch)
            return batch

        kind.__next__ = after
        try:
            yield
        finally:
            kind.__next__ = original

    def now(self, size: int) -> Source | None:
        """What a batch of so many examples is from that has just come; None where it came from no loader."""
        if self._now is None or size != self._size or self._iterator is None or self._iterator() is None:
            return None
        dataset, indices = self._now
        known = self._known.get((id(dataset), id(indices)))
        if known is None or known[0]() is not dataset:
            source = None
            with suppress(Exception):  # of a data set that does not like to be asked
                digests = sources(dataset, self._bases)
                if digests is not None and indices is not None:
                    digests = digests[np.asarray(list(map(int, indices)), dtype=np.int64)]
                source = None if digests is None else self._ledger.source(digests)
            known = self._known[id(dataset), id(indices)] = weakref.ref(dataset), indices, source
        return self._ledger.again(known[2]) if known[2] else None

    def _came(self, iterator: Any, batch: Any) -> None:
        first = batch
        while isinstance(first, list | tuple | dict) and first:
            first = next(iter(first.values())) if isinstance(first, dict) else first[0]
        self._size = len(first) if getattr(first, "ndim", 0) else 0
        dataset, sampler = iterator._dataset, getattr(iterator, "_index_sampler", None)
        indices = getattr(getattr(sampler, "sampler", sampler), "indices", None)  # of a SubsetRandomSampler
        if type(dataset).__weakrefoffset__:  # a list is a data set, too, and cannot be known again
            self._iterator, self._now = weakref.ref(iterator), (dataset, indices)


def sources(dataset: Any, bases: dict[int, tuple[Any, int]]) -> Digests | None:
    """The digests of a data set's examples as they are kept; where they are in nothing known, by their place in it."""
    torch: Any = sys.modules["torch"]
    kind = type(dataset).__name__
    if kind == "Subset":
        inner = sources(dataset.dataset, bases)
        return None if inner is None else inner[np.asarray(list(map(int, dataset.indices)), dtype=np.int64)]
    if kind == "ConcatDataset":
        parts = [sources(one, bases) for one in dataset.datasets]
        return None if any(one is None for one in parts) else np.concatenate(parts)  # type: ignore[arg-type]
    if kind == "TensorDataset":
        return of_whole(dataset.tensors[0])
    size = len(dataset) if hasattr(dataset, "__len__") else 0
    samples = getattr(dataset, "samples", None)
    if isinstance(samples, list) and len(samples) == size and samples and isinstance(samples[0], tuple):
        return of_names([str(one[0]) for one in samples])
    data = getattr(dataset, "data", None)
    if isinstance(data, torch.Tensor | np.ndarray) and len(data) == size:
        return of_whole(data)
    if not size:
        return None
    if id(dataset) not in bases:  # the how many-th of its kind and size, which is the same in a run that goes on
        alike = [one for one, _ in bases.values() if type(one) is type(dataset) and len(one) == size]
        bases[id(dataset)] = dataset, zlib.crc32(f"{kind} {size} {len(alike)}".encode())
    return mixed(np.arange(size, dtype=np.int64) + (bases[id(dataset)][1] << 30))
