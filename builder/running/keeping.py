"""From what an experiment returned to what can be kept: plain numbers and words, and tensors as safetensors."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from builder.errors import SitegenError
from builder.experiments.declaration import Exported, Result
from builder.results.network import PREFIX
from builder.results.trials import Series, Value
from builder.running.exported import onnx_file

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class CannotKeep(Exception):
    """Something in a result that a record cannot hold; the message says what and why."""


@dataclass
class Parts:
    """What of a result can be kept, its artifacts in safetensors format; and, by name, why the rest cannot."""

    values: dict[str, Value] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def kept_parts(result: Result, without: Collection[str] = (), *, diverged: bool) -> Parts:
    """The parts of a result, but for those left out by name.

    What is no number any more is None in a series, as for an epoch in which nothing was measured; elsewhere only where
    the run diverged.
    """
    parts = Parts()
    for name, value in _given(result.values, without):
        with _told(parts, name, f"value {name!r}"):
            parts.values[_name("value", name)] = _plain(f"value '{name}'", value, diverged)
    for name, items in _given(result.series, without):
        with _told(parts, name, f"series {name!r}"):
            if name in result.values:
                raise CannotKeep(f"'{name}' is a value and a series, and no text could tell which it means")
            parts.series[_name("series", name)] = _list(f"series '{name}'", items, diverged)
    arrays: dict[str, Any] = {}
    for name, array in _given(result.arrays, without):
        with _told(parts, name, f"array {name!r}"):
            arrays[_name("array", name)] = _array("array", name, array, diverged)
    if arrays:
        parts.files["arrays"] = _saved(arrays)
    if result.weights is not None and "weights" not in without:
        with _told(parts, "weights", "weights"):
            weights = result.weights.state_dict() if hasattr(result.weights, "state_dict") else result.weights
            tensors = {name: _array("weights", name, tensor, diverged) for name, tensor in weights.items()}
            parts.files["weights"] = _saved(tensors)
    for name, network in _networks(result.network, without):
        with _told(parts, name, name):
            parts.files[name] = onnx_file(network)
    for name in parts.problems:
        parts.values.pop(name, None)
    return parts


def _given(given: Mapping[str, Any], without: Collection[str]) -> list[tuple[str, Any]]:
    return [(name, item) for name, item in given.items() if name not in without]


def _networks(given: Exported | Mapping[str, Exported] | None, without: Collection[str]) -> list[tuple[str, Exported]]:
    """The networks by the names of their artifacts."""
    if given is None:
        return []
    if isinstance(given, Mapping):
        named = {f"{PREFIX}_{_name('network', name)}": network for name, network in given.items()}
    else:
        named = {PREFIX: given}
    return _given(named, without)


@contextmanager
def _told(parts: Parts, name: object, what: str) -> Iterator[None]:
    """Note why a part cannot be kept; whatever it raises, the others are."""
    try:
        yield
    except CannotKeep as error:
        parts.problems[str(name)] = str(error)
    except SitegenError as error:
        parts.problems[str(name)] = f"{what}: {error.message}" + (f" ({error.hint})" if error.hint else "")
    except Exception as error:
        parts.problems[str(name)] = f"{what} cannot be read: {type(error).__name__}: {error}"


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
        plain = [_item(f"{what}[{index}]", item, diverged) for index, item in enumerate(items)]
        if len({isinstance(item, str) for item in plain if item is not None}) > 1:
            raise CannotKeep(f"{what} mixes numbers and words")
        return plain
    if not all(rows) or len({len(item) for item in items if isinstance(item, list | tuple)}) > 1:
        raise CannotKeep(f"{what} has rows of different lengths")
    return [_list(f"{what}[{index}]", item, diverged) for index, item in enumerate(items)]


def _item(what: str, item: Any, diverged: bool) -> Value:
    """An item of a series, None where there is a hole."""
    if item is None or (isinstance(item, float) and math.isnan(item)):
        return None
    if hasattr(item, "item") and getattr(item, "ndim", None) == 0:
        return _item(what, item.item(), diverged)
    return _plain(what, item, diverged)


def _array(kind: str, name: object, tensor: Any, diverged: bool) -> Any:
    """A tensor as an array of numpy. Raises CannotKeep."""
    import numpy as np  # only where something ran

    array = tensor.detach().cpu().numpy() if hasattr(tensor, "detach") else np.asarray(tensor)
    if array.dtype.kind not in "bifu":
        raise CannotKeep(f"{kind} '{name}' is of type {array.dtype}; numbers can be kept")
    if array.dtype.kind == "f" and not diverged and not np.isfinite(array).all():
        raise CannotKeep(f"{kind} '{name}' holds NaN or infinity, where numbers are promised")
    return np.ascontiguousarray(array).reshape(array.shape)


def _saved(arrays: dict[str, Any]) -> bytes:
    """The bytes of some arrays; the same for the same arrays, since safetensors sorts by type and name."""
    from safetensors.numpy import save

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
