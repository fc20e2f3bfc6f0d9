"""A number for each example of a batch, the same wherever and in whatever batch its values are seen again.

The first dimension counts examples. What they are made of is compared as float32, whatever its type and its shape: an
image is itself as a row of numbers, too. Two numbers at a time are one of 64 bits; the digest is the sum of their
products with odd factors modulo 2**64 (multiply-shift hashing, Dietzfelbinger et al. 1997), which no order of summation
and no device changes.
"""

from __future__ import annotations

import sys
import zlib
from functools import cache
from typing import Any

import numpy as np

Digests = np.ndarray[Any, np.dtype[np.int64]]

_LONGEST = 2048
"""Numbers of an example that are looked at; of more, so many evenly spaced ones."""
_NARROW, _APART = 16, 50
"""Of examples of fewer numbers it is asked whether there could be so many times more different ones than there are."""
_ROWS = 4096
"""Examples that are turned into whole numbers at a time."""


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
    rows = _evenly(batch.reshape(len(batch), -1)).to(torch.float32)
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
    rows = _evenly(array.reshape(len(array), -1))
    if rows.shape[1] < _NARROW and _coarse(rows):
        return None
    parts = [_of_rows(rows[first : first + _ROWS]) for first in range(0, len(rows), _ROWS)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _coarse(rows: Any) -> bool:
    """Whether rows are so much alike that some are the same by chance: a class, a sex and an age of passengers."""
    if len(rows) < _NARROW:
        return False
    possible = 1.0
    for column in rows.T:
        possible *= len({*column.tolist()})
    return possible < _APART * len(rows)


def _of_rows(rows: Any) -> Digests:
    floats = np.ascontiguousarray(rows, dtype=np.float32)
    if floats.shape[1] % 2:
        floats = np.pad(floats, ((0, 0), (0, 1)))
    pairs = floats.view(np.int64)
    found: Digests = (pairs ^ (pairs >> 29)) @ _factors(pairs.shape[1])
    return found


def _evenly(rows: Any) -> Any:
    """Some of the columns, where there are very many."""
    return rows[:, :: -(-rows.shape[1] // _LONGEST)]


def _of_words(batch: Any) -> Digests | None:
    """The digests of the rows of a table, or of a list of texts."""
    try:
        rows = np.asarray(batch, dtype=object)
        return None if rows.ndim == 0 else of_names(["\0".join(map(str, np.ravel(row))) for row in rows])
    except (TypeError, ValueError):
        return None
