"""Which `DataLoader` the last batch came from, and what its examples were before they were augmented."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import numpy as np

from builder.examples.digests import Digests, mixed, of_batch, of_names


class Loader:
    """A data set that batches come from. `name` is a number of its own."""

    def __init__(self, dataset: Any, name: int, bases: dict[int, tuple[Any, int]]) -> None:
        self.name, self._dataset, self._bases = name, dataset, bases
        self._found: Digests | None = None
        self._asked = False

    def digests(self) -> Digests | None:
        """Those of its examples; None where nobody knows what they are."""
        if not self._asked:
            self._asked = True
            self._found = sources(self._dataset, self._bases)
            self._dataset = None
        return self._found


class Loaders:
    """Sees which loader is gone through while it is on."""

    def __init__(self) -> None:
        self._loaders: dict[int, tuple[weakref.ref[Any], Loader]] = {}
        self._bases: dict[int, tuple[Any, int]] = {}
        self._iterator: weakref.ref[Any] | None = None
        self._now: Loader | None = None
        self._size = 0
        self._names = count(1)

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

    def now(self, size: int) -> Loader | None:
        """The one that a batch of so many examples has just come from; None where it came from none."""
        if self._now is None or size != self._size or self._iterator is None or self._iterator() is None:
            return None
        return self._now

    def _came(self, iterator: Any, batch: Any) -> None:
        first = batch
        while isinstance(first, list | tuple | dict) and first:
            first = next(iter(first.values())) if isinstance(first, dict) else first[0]
        self._size = len(first) if getattr(first, "ndim", 0) else 0
        dataset = iterator._dataset
        known = self._loaders.get(id(dataset))
        if known is None or known[0]() is not dataset:
            try:
                known = weakref.ref(dataset), Loader(dataset, next(self._names), self._bases)
            except TypeError:  # a list is a data set, too
                return
            self._loaders[id(dataset)] = known
        self._iterator, self._now = weakref.ref(iterator), known[1]


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
        return _plain(of_batch(dataset.tensors[0]))
    size = len(dataset) if hasattr(dataset, "__len__") else 0
    samples = getattr(dataset, "samples", None)
    if isinstance(samples, list) and len(samples) == size and samples and isinstance(samples[0], tuple):
        return of_names([str(one[0]) for one in samples])
    data = getattr(dataset, "data", None)
    if isinstance(data, torch.Tensor | np.ndarray) and len(data) == size:
        return _plain(of_batch(data))
    if not size:
        return None
    known = bases.setdefault(id(dataset), (dataset, len(bases) + 1))
    return mixed(np.arange(size, dtype=np.int64) + (known[1] << 40))


def _plain(digests: Any) -> Digests | None:
    found: Digests | None = digests.cpu().numpy() if hasattr(digests, "cpu") else digests
    return found
