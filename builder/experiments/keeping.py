"""From what an experiment returned to what can be kept: plain numbers and words, and tensors as safetensors."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from builder.experiments.declaration import Result
from builder.results.record import Series, Value

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class CannotKeep(Exception):
    """Something in a result that a record cannot hold; the message says what and why."""


def kept_values(result: Result, *, diverged: bool) -> dict[str, Value]:
    """The values as numbers and words; what is no number any more is None where the run diverged. Raises CannotKeep."""
    return {_name("value", name): _plain(f"value '{name}'", value, diverged) for name, value in result.values.items()}


def kept_series(result: Result, *, diverged: bool) -> dict[str, Series]:
    """The series as lists; see `kept_values`. Raises CannotKeep."""
    if both := sorted(result.values.keys() & result.series.keys()):
        raise CannotKeep(f"'{both[0]}' is a value and a series, and no text could tell which it means")
    return {_name("series", name): _list(f"series '{name}'", items, diverged) for name, items in result.series.items()}


def kept_files(result: Result, *, diverged: bool) -> dict[str, bytes]:
    """The artifacts in safetensors format: `arrays` and `weights`; with NaN only where the run diverged.

    Raises CannotKeep.
    """
    files = {}
    if result.arrays:
        arrays = {_name("array", name): array for name, array in result.arrays.items()}
        files["arrays"] = _tensors("array", arrays, diverged)
    if result.weights is not None:
        weights = result.weights.state_dict() if hasattr(result.weights, "state_dict") else result.weights
        files["weights"] = _tensors("weights", weights, diverged)
    return files


def _name(kind: str, name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise CannotKeep(f"{kind} {name!r} has a name that a text cannot use: letters, digits and _ only")
    return name


def _plain(what: str, value: Any, diverged: bool) -> Value:
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:  # a number of torch or numpy
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        if diverged:
            return None
        raise CannotKeep(f"{what} is {value}, where a number is promised")
    if not isinstance(value, bool | int | float | str):
        raise CannotKeep(f"{what} is of type {type(value).__name__}; a number or a word can be kept")
    return value


def _list(what: str, items: Any, diverged: bool) -> Series:
    if hasattr(items, "tolist"):  # a tensor or an array
        items = items.tolist()
    if not isinstance(items, list | tuple | range):
        raise CannotKeep(f"{what} is of type {type(items).__name__}; a list of numbers or of words can be kept")
    rows = [isinstance(item, list | tuple) for item in items]
    if not any(rows):
        plain = [_plain(f"{what}[{index}]", item, diverged) for index, item in enumerate(items)]
        if len({isinstance(item, str) for item in plain}) > 1:
            raise CannotKeep(f"{what} mixes numbers and words")
        return plain
    if not all(rows) or len({len(item) for item in items if isinstance(item, list | tuple)}) > 1:
        raise CannotKeep(f"{what} has rows of different lengths")
    return [_list(f"{what}[{index}]", item, diverged) for index, item in enumerate(items)]


def _tensors(kind: str, tensors: Mapping[str, Any], diverged: bool) -> bytes:
    """The bytes of some tensors; the same for the same tensors, since safetensors sorts by type and name."""
    import numpy as np  # only where something ran
    from safetensors.numpy import save

    arrays = {}
    for name, tensor in tensors.items():
        array = tensor.detach().cpu().numpy() if hasattr(tensor, "detach") else np.asarray(tensor)
        if array.dtype.kind not in "bifu":
            raise CannotKeep(f"{kind} '{name}' is of type {array.dtype}; numbers can be kept")
        if array.dtype.kind == "f" and not diverged and not np.isfinite(array).all():
            raise CannotKeep(f"{kind} '{name}' holds NaN or infinity, where numbers are promised")
        arrays[name] = np.ascontiguousarray(array).reshape(array.shape)
    return save(arrays)


def kept_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as JSON holds them. Raises CannotKeep."""
    kept = {}
    for name, setting in settings.items():
        try:
            kept[name] = json.loads(json.dumps(setting, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise CannotKeep(f"'{name}' cannot be kept in a record: {error}") from None
    return kept
