"""A number for each example of a batch, the same wherever and in whatever batch its values are seen again.

The first dimension counts examples. What they are made of is compared as float32, whatever its type and its shape: an
image is itself as a row of numbers, too. Two numbers at a time are one of 64 bits; the digest is the sum of their
products with odd factors modulo 2**64 (multiply-shift hashing, Dietzfelbinger et al. 1997), which no order of summation
and no device changes. Of wide examples some of the numbers are looked at, pieces of some that lie together:
fetching all of them from memory would cost more than all else here.
"""

from __future__ import annotations

import sys
import weakref
import zlib
from functools import cache
from typing import Any

import numpy as np

Digests = np.ndarray[Any, np.dtype[np.int64]]

_LINE, _WIDE, _SOME, _LONGEST = 32, 192, 4, 2048
"""Numbers that lie together, a piece. Of an example of 384 numbers or more one of two is looked at, of 768 or more one
of four, and of a very long one so few that they have about 2,048 numbers; of each the first piece, too: a text that
is padded has its words there.
"""
_NARROW, _APART = 16, 50
"""Of examples of fewer numbers it is asked whether there could be so many times more different ones than there are."""
_REMEMBERED, _PROBES, _LARGE = 32, 64, 4096
"""Tensors of which the digests are remembered, and rows of them that are looked at again; of arrays, which do not tell
that they were changed, only large ones, and sixteen times as many rows.
"""
_ROWS = 256
"""Examples that are turned into whole numbers at a time, so that they stay in the cache."""


def of_batch(batch: Any) -> Any:
    """The digests (N,) int64 of a tensor (N, …), on its device; of an array or a data frame, as an array of numpy.

    None for what has no examples: a number, words, a sparse matrix.
    """
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(batch, torch.Tensor):
        return _of_tensor(torch, batch.detach())
    try:
        return _of_array(batch)
    except (TypeError, ValueError):  # a table with words
        return _of_words(batch)


def of_whole(batch: Any) -> Digests | None:
    """The same on the processor; of a tensor that was not changed since it was last asked of it is remembered."""
    known: Any = _known.get(id(batch))
    version = _version(batch)
    if known and known[0]() is batch and known[1] == version:
        some = slice(None, None, max(1, len(batch) // (_PROBES * (1 if version[0] is not None else 16))))
        if np.array_equal(plain(of_batch(batch[some])), known[2][some]):  # who shares its memory may have changed it
            remembered: Digests = known[2]
            return remembered
    digests = of_batch(batch)
    if digests is None:
        return None
    if version:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        _known[id(batch)] = weakref.ref(batch), version, plain(digests)
    return plain(digests)


_known: dict[int, tuple[weakref.ref[Any], Any, Digests]] = {}


def _version(batch: Any) -> Any:
    """What changes when a tensor is changed; None for what does not tell, and for a small one.

    Of a large array, where it lies.
    """
    if isinstance(batch, np.ndarray) and batch.ndim and len(batch) >= _LARGE:
        return None, batch.shape, batch.strides, batch.dtype, batch.ctypes.data
    if not hasattr(batch, "_version") or batch.is_inference() or not batch.dim() or len(batch) < _PROBES:
        return None
    return batch._version, batch.shape, batch.data_ptr()


def plain(digests: Any) -> Digests:
    """The same on the processor."""
    found: Digests = digests.cpu().numpy() if hasattr(digests, "cpu") else digests
    return found


def of_names(names: list[str]) -> Digests:
    """The digests of examples that are files, by their names."""
    return mixed(np.array([zlib.crc32(name.encode()) << 20 | len(name) for name in names], dtype=np.int64))


def mixed(digests: Digests) -> Digests:
    """The same with every bit a matter of all, so that some can be taken by their bits: the finaliser of SplitMix64."""
    value = digests.astype(np.uint64)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (value ^ (value >> np.uint64(31))).astype(np.int64)


@cache
def _factors(count: int) -> Digests:
    return mixed(np.arange(1, count + 1, dtype=np.int64) * 0x1E3779B97F4A7C15) | 1


_on_device: dict[tuple[int, str], Any] = {}


def _of_tensor(torch: Any, batch: Any) -> Any:
    if batch.dim() == 0 or batch.is_sparse or batch.is_complex() or batch.is_quantized or not batch.numel():
        return None
    if batch.device.type == "cpu":
        return _of_array((batch.float() if batch.dtype == torch.bfloat16 else batch).numpy())
    rows = batch.reshape(len(batch), -1)
    if (pieces := _pieces(rows.shape[1])) is not None:
        whole = rows[:, : rows.shape[1] // _LINE * _LINE].reshape(len(rows), -1, _LINE)
        rows = whole[:, pieces].reshape(len(rows), -1)
    rows = rows.to(torch.float32)
    if rows.shape[1] % 2:
        rows = torch.nn.functional.pad(rows, (0, 1))
    pairs = rows.contiguous().view(torch.int64)
    key = pairs.shape[1], str(pairs.device)
    if key not in _on_device:
        _on_device[key] = torch.from_numpy(_factors(pairs.shape[1])).to(pairs.device)
    return ((pairs ^ (pairs >> 29)) * _on_device[key]).sum(1)


def _of_array(batch: Any) -> Digests | None:
    array = np.asarray(batch)
    if array.ndim == 0 or not array.size or array.dtype.kind not in "biufO":
        return None
    rows = array.reshape(len(array), -1)
    if rows.shape[1] < _NARROW and _coarse(rows):
        return None
    if len(rows) <= _ROWS:
        return _of_rows(rows)
    return np.concatenate([_of_rows(rows[first : first + _ROWS]) for first in range(0, len(rows), _ROWS)])


def _coarse(rows: Any) -> bool:
    """Whether rows are so much alike that some are the same by chance: a class, a sex and an age of passengers."""
    if len(rows) < _NARROW:
        return False
    possible = 1.0
    for column in rows.T:
        possible *= len({*column.tolist()})
    return possible < _APART * len(rows)


def _of_rows(rows: Any) -> Digests:
    whole, pieces = rows, _pieces(rows.shape[1])
    if pieces is not None:
        whole = _some(rows[:, : rows.shape[1] // _LINE * _LINE], pieces)
    floats = np.ascontiguousarray(whole, dtype=np.float32)
    if floats.shape[1] % 2:
        floats = np.pad(floats, ((0, 0), (0, 1)))
    pairs = floats.view(np.int64)
    parts = pairs >> 29
    parts ^= pairs
    found: Digests = np.einsum("ij,j->i", parts, _factors(pairs.shape[1]))
    return found


def _some(rows: Any, pieces: list[int]) -> Any:
    """Those pieces of some rows. All but the first lie equally far apart, so that two copies take them."""
    kind, pairs = rows.dtype, rows.dtype == np.float32 and rows.strides[1] == 4
    parts = (rows.view(np.int64) if pairs else rows).reshape(len(rows), rows.shape[1] // _LINE, -1)
    found = np.empty((len(rows), len(pieces), parts.shape[2]), dtype=parts.dtype)
    found[:, 0] = parts[:, 0]
    found[:, 1:] = parts[:, pieces[1] :: pieces[2] - pieces[1] if len(pieces) > 2 else 1][:, : len(pieces) - 1]
    return found.reshape(len(rows), -1).view(kind)


@cache
def _pieces(width: int) -> list[int] | None:
    """Which pieces of an example of so many numbers are looked at; None for all of it."""
    every = max(1, min(_SOME, width // _WIDE), -(-width // _LONGEST))
    return [0, *range(every // 2, width // _LINE, every)] if every > 1 else None


def _of_words(batch: Any) -> Digests | None:
    """The digests of the rows of a table, or of a list of texts."""
    try:
        rows = np.asarray(batch, dtype=object)
        return None if rows.ndim == 0 else of_names(["\0".join(map(str, np.ravel(row))) for row in rows])
    except (TypeError, ValueError):
        return None
