"""The kinds of things that can be kept, and what has to be known of each: its tag, its state, and what is not in it."""

from __future__ import annotations

import enum
import random
import sys
import types
from pathlib import PurePath
from typing import Any

import numpy as np

from builder.loops import tensors
from builder.loops.tensors import Unwritable

_CONSTANTS = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType, PurePath)
_CONSTANTS_OF_TORCH = ("dtype", "device", "memory_format", "layout")


def class_name(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")


def is_constant(value: Any) -> bool:
    """Whether it is the same in every process: a function, a class, a dtype."""
    torch = tensors.torch_if_loaded()
    kinds = tuple(getattr(torch, name) for name in _CONSTANTS_OF_TORCH) if torch else ()
    return isinstance(value, (*_CONSTANTS, enum.Enum, np.dtype, *kinds))


def constant_name(value: Any) -> str:
    return str(getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or value)


def is_computed(owner: Any, part: Any) -> bool:
    """What scikit-learn keeps in an estimator that is written in C, and makes anew each time: a loss, say."""
    inside = type(owner).__module__.startswith("sklearn.") and type(part).__module__.startswith("sklearn.")
    return inside and not hasattr(part, "__dict__")


def as_array(value: Any) -> list[Any] | None:
    """Tag, array and what else is to be known of what can be told as an array."""
    if tensors.is_tensor(value):
        torch: Any = tensors.torch_if_loaded()
        if torch.nn.parameter.is_lazy(value):  # no shape yet
            return ["lazy", np.zeros(0)]
        array, known = tensors.of_tensor(value)
        return ["tensor", array, known]
    if tensors.is_jax(value):
        array, known = tensors.of_jax(value)
        return ["jax", array, known]
    if isinstance(value, np.generic | np.ndarray):
        if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
            raise Unwritable(f"a {class_name(value)}", "Keep it as a plain array: np.asarray(…).")
        array, known = tensors.held(np.asarray(value))
        return ["scalar" if isinstance(value, np.generic) else "array", array, known]
    torch = tensors.torch_if_loaded()
    if torch is not None and isinstance(value, torch.Generator):
        return ["torch.Generator", value.get_state().numpy().copy(), str(value.device)]
    return None


def as_random(value: Any) -> list[Any] | None:
    """Tag and state of a random generator of numpy or of Python."""
    if isinstance(value, np.random.Generator):
        return ["Generator", value.bit_generator.state]
    if isinstance(value, np.random.RandomState):
        return ["RandomState", value.get_state(legacy=False)]
    if isinstance(value, random.Random):
        return ["Random", value.getstate()]
    return None


def as_state(value: Any) -> list[Any] | None:
    """Tag and state of what takes its state back: a model, an optimizer, a schedule."""
    if isinstance(value, type):
        return None
    if callable(getattr(value, "state_dict", None)) and callable(getattr(value, "load_state_dict", None)):
        return ["state", value.state_dict(), *_modes(value)]
    loader = getattr(sys.modules.get("torch.utils.data"), "DataLoader", None)
    if loader is not None and isinstance(value, loader):
        if value.persistent_workers:
            hint = "Write persistent_workers=False."
            raise Unwritable("a DataLoader whose workers live on, with random states that nobody can keep", hint)
        return ["loader", loader_generators(value)]
    return None


def _modes(value: Any) -> list[list[bool]]:
    """Of a model what its state does not tell: which parts are in training, and what asks for a gradient."""
    torch = tensors.torch_if_loaded()
    if torch is None or not isinstance(value, torch.nn.Module):
        return []
    return [[part.training for part in value.modules()], [one.requires_grad for one in value.parameters()]]


def loader_generators(loader: Any) -> list[Any]:
    """The generators that decide the order of a DataLoader."""
    sampler, batches = getattr(loader, "sampler", None), getattr(loader, "batch_sampler", None)
    owners = [loader, sampler, batches, getattr(batches, "sampler", None)]
    found = {id(one): one for owner in owners if (one := getattr(owner, "generator", None)) is not None}
    return list(found.values())
