"""What a loop changes and does not keep, so that after an interruption it would not end as it should."""

from __future__ import annotations

import dis
import random
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import FrameType
from typing import Any
from zlib import crc32

import numpy as np

from builder.loops import tensors
from builder.loops.kinds import loader_generators
from builder.loops.writing import Writer

_LARGE = 64 << 20
"""Bytes of an array, and below it items of a list, that are looked through."""
_ITEMS = 10_000


class Forgotten:
    """Looks at the variables of the function around a loop before its first pass and after it."""

    def __init__(self, frame: FrameType, kept: Writer) -> None:
        self._frame, self._kept = frame, set(kept.ids)
        self._parts = {id(part) for one in kept.begun.values() for part in _parameters(one)}
        self._known = self._kept | self._parts
        self._before = {name: value for name, value in frame.f_locals.items() if not self._is_kept(value)}
        self._sketches = {name: _sketched(value, self._known) for name, value in self._before.items()}
        self._arrays = {path: (one, _sketched(one, set())) for path, one in kept.begun.items() if _is_array(one)}
        with suppress(Exception):  # bytecode that nobody knows
            self._carried = _carried(frame)

    _carried: frozenset[str] = frozenset()

    def found(self) -> Iterator[tuple[str, str]]:
        """Names, each with what it is."""
        now = self._frame.f_locals
        for name, value in self._before.items():
            kind = type(value).__name__
            what = f"{'an' if kind[0] in 'aeioAEIO' else 'a'} {kind}"
            carried = name in self._carried and name in now and not self._is_kept(now[name])
            if carried or (now.get(name) is value and _sketched(value, self._known) != self._sketches[name]):
                yield f"'{name}'", what

    def untouched(self) -> list[str]:
        """The arrays by themselves that are kept and were not changed: another one may have been."""
        return [path for path, (one, sketch) in self._arrays.items() if path.count("[") == 1 and
                "." not in path and sketch == _sketched(one, set())]  # fmt: skip

    def _is_kept(self, value: Any) -> bool:
        if id(value) in self._kept:
            return True
        parts = [*_parameters(value), *_generators(value)]
        return bool(parts) and all(id(part) in self._known for part in parts)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) or tensors.is_tensor(value)


def _parameters(value: Any) -> list[Any]:
    """The parameters and buffers of a model."""
    torch = tensors.torch_if_loaded()
    return [*value.parameters(), *value.buffers()] if torch and isinstance(value, torch.nn.Module) else []


def _generators(value: Any) -> list[Any]:
    with suppress(Exception):
        return loader_generators(value) if type(value).__name__.endswith("DataLoader") else []
    return []


def _sketched(value: Any, known: set[int]) -> Any:
    with suppress(Exception):  # an object that does not like to be asked
        return _sketch(value, known, 0)
    return None


def _sketch(value: Any, known: set[int], depth: int) -> Any:
    """What tells whether a value has changed, without copying it, and apart from what is `known` by its id."""
    if isinstance(value, type) or depth > 8 or id(value) in known:
        return id(value)
    if tensors.is_tensor(value):
        return id(value) if depth == 0 else value.data_ptr(), value._version
    if isinstance(value, np.ndarray):
        return value.shape, crc32(value.tobytes()) if value.nbytes <= _LARGE else id(value)
    if isinstance(value, Mapping) and len(value) <= _ITEMS:
        return [(repr(key), _sketch(part, known, depth + 1)) for key, part in value.items()]
    if isinstance(value, list | tuple | deque | set | frozenset):
        return [_sketch(part, known, depth + 1) for part in value] if len(value) <= _ITEMS else len(value)
    if isinstance(value, np.random.Generator):
        return repr(value.bit_generator.state)
    if isinstance(value, np.random.RandomState):
        return _sketch(value.get_state(legacy=False), known, depth + 1)
    if isinstance(value, random.Random):
        return value.getstate()
    torch = tensors.torch_if_loaded()
    if torch and isinstance(value, torch.Generator):
        return value.get_state().numpy().tobytes()
    if callable(getattr(value, "load_state_dict", None)):
        return _sketch(value.state_dict(), known, depth + 1)
    if generators := _generators(value):
        return [_sketch(one, known, depth + 1) for one in generators]
    if hasattr(value, "partial_fit"):
        return _sketch(vars(value), known, depth + 1)
    return value if isinstance(value, int | float | str | bool | None) else id(value)


def _carried(frame: FrameType) -> frozenset[str]:
    """The names that a pass of the loop reads and then gives another value, which the next pass starts from."""
    body = list(dis.get_instructions(frame.f_code))
    head = next(one for one in body if one.offset == frame.f_lasti)
    if head.opname != "FOR_ITER":
        return frozenset()
    first: dict[str, str] = {}
    stored: set[str] = set()
    for one in body:
        if not head.offset < one.offset < head.argval:
            continue
        names = one.argval if isinstance(one.argval, tuple) else (one.argval,)
        for verb, name in zip(re.findall(r"(LOAD|STORE)_(?:FAST|DEREF|NAME)(?!_AND)", one.opname), names, strict=False):
            first.setdefault(name, verb)
            if verb == "STORE":
                stored.add(name)
    return frozenset(name for name in stored if first[name] == "LOAD")
