"""The random generators that belong to nobody: those of torch on each device, of numpy, and of Python."""

from __future__ import annotations

import random
import sys
from typing import Any

from builder.loops import tensors


def states() -> dict[str, Any]:
    """The state of each of them that is there."""
    found: dict[str, Any] = {"random": random.getstate()}
    if "numpy.random" in sys.modules:
        found["numpy"] = sys.modules["numpy"].random.get_state(legacy=False)
    if (torch := tensors.torch_if_loaded()) is not None:
        found["torch"] = torch.get_rng_state()
        if torch.cuda.is_available() and torch.cuda.is_initialized():
            found["cuda"] = torch.cuda.get_rng_state_all()
        if torch.backends.mps.is_available():
            found["mps"] = torch.mps.get_rng_state()
    return found


def moved(since: dict[str, Any]) -> dict[str, Any]:
    """The states of those that are no longer as they were. Of the others the code before the loop decides: what nobody
    seeds begins otherwise in each process, and is no matter of the loop.
    """
    return {name: state for name, state in states().items() if name not in since or not _same(state, since[name])}


def put_back(kept: dict[str, Any]) -> None:
    """Let the generators go on from these states."""
    torch: Any = tensors.torch_if_loaded()
    for name, state in kept.items():
        if name == "random":
            _put(random.setstate, state)
        elif name == "numpy":
            _put(sys.modules["numpy"].random.set_state, state)
        elif name == "torch":
            _put(torch.set_rng_state, state)
        elif name == "cuda":
            torch.cuda.set_rng_state_all(state)
        else:
            torch.mps.set_rng_state(state)


def _put(function: Any, state: Any) -> None:
    """What watches a run takes putting a state back for a seed that the author gave, and stands around the function."""
    getattr(function, "__wrapped__", function)(state)


def _same(state: Any, other: Any) -> bool:
    if tensors.is_tensor(state):
        return bool(state.equal(other))
    if isinstance(state, list):
        return len(state) == len(other) and all(map(_same, state, other))
    return repr(_plain(state)) == repr(_plain(other))


def _plain(state: Any) -> Any:
    if isinstance(state, dict):
        return {name: _plain(part) for name, part in state.items()}
    return state.tobytes() if hasattr(state, "tobytes") else state
