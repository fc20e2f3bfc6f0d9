"""Arrays of numpy, PyTorch and JAX as arrays that a file holds, and back, to the same bits.

PyTorch and JAX are asked for only where the author's code has loaded them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class Unwritable(Exception):
    """Something whose state cannot be written down: why, and what to do."""


def torch_if_loaded() -> Any:
    return sys.modules.get("torch")


def is_tensor(value: Any) -> bool:
    return (torch := torch_if_loaded()) is not None and isinstance(value, torch.Tensor)


def is_jax(value: Any) -> bool:
    return (jax := sys.modules.get("jax")) is not None and isinstance(value, jax.Array)


def _order(strides: Sequence[int]) -> list[int]:
    """The dimensions as they lie in memory, the slowest first: sums depend in their last bits on how an array lies."""
    return sorted(range(len(strides)), key=lambda number: -abs(strides[number]))


def held(array: Array) -> tuple[Array, list[Any]]:
    """An array as the file holds it, and what else is to be known of it: how it lies in memory; its dtype and shape,
    where the file does not know them.
    """
    if array.dtype.hasobject or array.dtype.fields:
        raise Unwritable("an array of objects", "Keep arrays of numbers or words.")
    order = _order(array.strides)
    array = np.array(array.transpose(order), order="C")  # a copy: the author's goes on changing
    if array.dtype.kind in "biuf" and array.dtype.itemsize <= 8 and array.dtype.isnative:
        return array, [order]
    return np.frombuffer(array.tobytes(), np.uint8), [order, array.dtype.str, list(array.shape)]


def unheld(array: Array, known: list[Any]) -> Array:
    order, *of = known
    if of:
        array = np.frombuffer(array.tobytes(), np.dtype(of[0])).reshape(of[1]).copy()
    return array.transpose(np.argsort(order)) if order else array


def of_tensor(tensor: Any) -> tuple[Array, list[Any]]:
    """A tensor as the file holds it, with its dtype, shape, how it lies in memory, its device, and whether it asks for
    a gradient.
    """
    torch: Any = torch_if_loaded()
    if tensor.grad_fn is not None:
        raise Unwritable("a tensor that hangs on what it was computed from", "Keep it after .detach().")
    if tensor.layout is not torch.strided or tensor.is_quantized:
        raise Unwritable("a sparse or quantized tensor", "Keep it as a dense one.")
    order = _order(tensor.stride())
    plain = tensor.detach().permute(order).cpu().contiguous()
    known = [
        str(tensor.dtype).removeprefix("torch."),
        list(plain.shape),
        order,
        str(tensor.device),
        tensor.requires_grad,
    ]
    # numpy knows no bfloat16, so that all are bytes; a tensor without dimensions has none to look at otherwise.
    return plain.reshape(-1).view(torch.uint8).numpy().copy(), known


def to_tensor(array: Array, known: list[Any]) -> Any:
    torch: Any = torch_if_loaded()
    name, shape, order, device, gradient = known
    plain = torch.from_numpy(array.copy()).view(getattr(torch, name)).reshape(shape)
    return plain.permute(np.argsort(order).tolist()).to(device).requires_grad_(gradient)


def of_jax(array: Any) -> tuple[Array, list[Any]]:
    """An array of JAX, or a key of its random numbers, as the file holds it, and its kind."""
    jax: Any = sys.modules["jax"]
    if jax.dtypes.issubdtype(array.dtype, jax.dtypes.prng_key):
        return np.asarray(jax.random.key_data(array)), ["key", str(jax.random.key_impl(array))]
    plain = np.asarray(array)
    weak = bool(array.weak_type) and array.ndim == 0  # takes the dtype of what it meets, as a number of Python does
    return np.frombuffer(plain.tobytes(), np.uint8), ["weak" if weak else "array", plain.dtype.name, list(plain.shape)]


def to_jax(array: Array, known: list[Any]) -> Any:
    jax: Any = sys.modules["jax"]
    kind, name, *shape = known
    if kind == "key":
        return jax.random.wrap_key_data(jax.numpy.asarray(array), impl=name)
    plain = np.frombuffer(array.tobytes(), jax.numpy.dtype(name)).reshape(*shape)
    return jax.numpy.asarray(plain.item() if kind == "weak" else plain)
