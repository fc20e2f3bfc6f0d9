"""What a loop kept put back where it came from.

Nothing is ever called that a file names: models and optimizers are those of the loop, which take their states back, and
the only objects that are made are tuples with names and parts of scikit-learn, of classes that are loaded already.
"""

from __future__ import annotations

import random
import sys
from collections import OrderedDict, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from builder.loops import tensors
from builder.loops.kinds import class_name, constant_name, is_computed, loader_generators
from builder.loops.tensors import Array
from builder.loops.writing import Node, numbered


@dataclass
class Reader:
    """Puts back what was written. Raises ValueError, or what the thing itself raises, where it is not taken."""

    arrays: Mapping[str, Array]
    replaced: frozenset[str]

    def read(self, node: Node, old: Any, path: str) -> Any:
        """What a node stands for: `old`, which stands there now, changed in place, or else another in its place."""
        if not isinstance(node, list):
            return node
        tag, part, *known = node
        kept = old if path not in self.replaced else None
        if tag in _ARRAYS:
            return self._array(tag, self.arrays[part], known, kept)
        if tag in _RANDOM:
            state = self.read(part, None, path)
            return _put_random(tag, state, kept)
        if tag == "state":
            return self._state(part, known, old, path)
        if tag == "loader":
            return self._loader(part, old, path)
        if tag == "constant":
            if constant_name(old) != part:
                raise ValueError(f"{path} is {constant_name(old)}, and was {part}")
            return old
        return self._container(tag, part, known, old, kept, path)

    def _array(self, tag: str, array: Array, known: list[Any], kept: Any) -> Any:
        if tag == "tensor":
            return _into_tensor(tensors.to_tensor(array, known[0]), kept)
        if tag == "jax":
            return tensors.to_jax(array, known[0])
        if tag == "torch.Generator":
            torch: Any = tensors.torch_if_loaded()
            generator = kept if isinstance(kept, torch.Generator) else torch.Generator(known[0])
            return generator.set_state(torch.from_numpy(array.copy()))
        if tag == "lazy":
            raise ValueError("a model whose shapes were not known yet")
        array = tensors.unheld(array, known[0])
        if tag == "scalar":
            return array[()]
        if isinstance(kept, np.ndarray) and (kept.shape, kept.dtype) == (array.shape, array.dtype):
            kept[...] = array
            return kept
        return array

    def _state(self, part: Node, modes: list[list[bool]], old: Any, path: str) -> Any:
        if not callable(getattr(old, "load_state_dict", None)):
            raise ValueError(f"{path} is a {class_name(old)}, which takes no state")
        state = OrderedDict(self.read(part, None, path))
        if hasattr(of := old.state_dict(), "_metadata"):  # the versions of the parts of a model
            state._metadata = of._metadata  # type: ignore[attr-defined]
        old.load_state_dict(state)
        if modes:
            for module, training in zip(old.modules(), modes[0], strict=True):
                module.training = training
            for parameter, gradient in zip(old.parameters(), modes[1], strict=True):
                parameter.requires_grad_(gradient)
        return old

    def _loader(self, part: Node, old: Any, path: str) -> Any:
        generators = loader_generators(old)
        if len(part[1]) != len(generators):
            raise ValueError(f"{path} has {len(generators)} generators, and had {len(part[1])}")
        self.read(part, generators, path)
        return old

    def _container(self, tag: str, part: Node, known: list[Any], old: Any, kept: Any, path: str) -> Any:
        """A list, dict, tuple, set or object; its parts are read with those that stand there now."""
        if tag in ("dict", "object"):
            return self._mapping(tag, part, known, old, kept, path)
        if tag in ("set", "frozenset"):
            items: list[Any] = [self.read(item, None, path) for item in part]
            return _refilled(kept, set, items) if tag == "set" else frozenset(items)
        before = list(old) if isinstance(old, list | tuple | deque) else []
        before += [None] * (len(part) - len(before))
        names = getattr(old, "_fields", None) if tag == "named" else None
        if tag == "named" and names is None:
            names = _loaded_class(known[0])._fields
        places = [f"{path}.{name}" for name in names] if names else numbered(path, part)
        items = [self.read(item, was, place) for item, was, place in zip(part, before, places, strict=False)]
        if tag == "named":
            kind = type(old) if class_name(old) == known[0] else _loaded_class(known[0])
            return tuple.__new__(kind, items)
        if tag == "tuple":
            return tuple(items)
        if tag == "deque" and not isinstance(kept, deque):
            return deque(items, known[0])
        return _refilled(kept, deque if tag == "deque" else list, items)

    def _mapping(self, tag: str, part: Node, known: list[Any], old: Any, kept: Any, path: str) -> Any:
        if tag == "dict":
            before = old if isinstance(old, Mapping) else {}
            keys = [_key(key) for key, _ in part]
            found = {
                key: self.read(value, before.get(key), f"{path}[{key!r}]")
                for key, (_, value) in zip(keys, part, strict=True)
            }
            if not isinstance(kept, dict):
                return found
            kept.clear()
            kept.update(found)
            return kept
        same = class_name(old) == known[0]
        target = kept if same and kept is not None else None
        if target is None:
            kind: Any = type(old) if same else _loaded_class(known[0])
            target = kind.__new__(kind)
        attributes = vars(old) if same else {}
        found = {name: self.read(value, attributes.get(name), f"{path}.{name}") for name, value in part}
        gone = [name for name, value in vars(target).items() if name not in found and not is_computed(target, value)]
        for name in gone:
            del vars(target)[name]
        vars(target).update(found)
        return target


_ARRAYS = ("tensor", "jax", "array", "scalar", "torch.Generator", "lazy")
_RANDOM = ("Generator", "RandomState", "Random")


def _key(node: Node) -> Any:
    if not isinstance(node, list):
        return node
    if node[0] == "item":
        return np.dtype(node[1]).type(node[2])
    return tuple(_key(part) for part in node[1])


def _refilled(kept: Any, kind: Any, items: list[Any]) -> Any:
    if not isinstance(kept, kind):
        return kind(items)
    kept.clear()
    kept.update(items) if kind is set else kept.extend(items)
    return kept


def _into_tensor(tensor: Any, kept: Any) -> Any:
    if not tensors.is_tensor(kept) or (kept.shape, kept.dtype) != (tensor.shape, tensor.dtype):
        return tensor
    kept.detach().copy_(tensor.detach())
    return kept


def _put_random(tag: str, state: Any, kept: Any) -> Any:
    """A generator that goes on from a state."""
    if tag == "Random":
        python = kept if isinstance(kept, random.Random) else random.Random()
        python.setstate(state)
        return python
    if tag == "RandomState":
        old = kept if isinstance(kept, np.random.RandomState) else np.random.RandomState(0)
        old.set_state(state)
        return old
    kind = {"PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"} & {state["bit_generator"]}
    new = kept if isinstance(kept, np.random.Generator) else np.random.Generator(getattr(np.random, kind.pop())(0))
    new.bit_generator.state = state
    return new


def _loaded_class(name: str) -> Any:
    """A class of which an object is made without calling anything of it: a tuple with names, a part of scikit-learn."""
    module, _, last = name.rpartition(".")
    kind = None
    with suppress(AttributeError):
        kind = getattr(sys.modules.get(module), last)
    if isinstance(kind, type):
        tuples = issubclass(kind, tuple) and hasattr(kind, "_fields")
        if tuples or module.startswith("sklearn."):
            return kind
    raise ValueError(f"there is no {name} before the loop to put its state into")
