"""Finds the networks that the functions of an author hold in their variables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

_DEEP, _MANY = 2, 1000
"""How many lists, dicts and objects are looked into within each other, and of how many items at most."""


def networks(frame: FrameType | None, own: Callable[[str], bool]) -> list[Any]:
    """Modules of PyTorch and estimators that can be fitted further, in an order that is the same in each process.

    They are variables of the functions that call each other, from `frame` on, as far as `own` says of their files that
    they are the author's; and items and attributes of what these variables hold.
    """
    found: dict[int, Any] = {}
    module = getattr(sys.modules.get("torch.nn"), "Module", ())
    while frame is not None:
        if own(frame.f_code.co_filename):
            for names in (frame.f_locals, frame.f_globals):
                for value in list(names.values()):
                    found |= {id(one): one for one in _inside(value, module, _DEEP) if id(one) not in found}
        frame = frame.f_back
    return list(found.values())


def _inside(value: Any, module: Any, deep: int) -> Iterator[Any]:
    if isinstance(value, type):
        return
    if isinstance(value, module) or hasattr(type(value), "partial_fit"):
        yield value
        return
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list | tuple):
        inner = list(value)
    else:
        inner = list(getattr(value, "__dict__", {}).values())
    if deep and len(inner) <= _MANY:
        for one in inner:
            yield from _inside(one, module, deep - 1)
