"""Which random numbers a run draws that no seed decides: of `random`, of numpy's and of torch's own generators.

Each run begins with these generators as importing the post's files left them, whatever ran before it in this process.
Generators that an experiment makes of a seed of its own are nobody else's matter.
"""

from __future__ import annotations

import functools
import linecache
import random
import re
import sys
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType
from typing import Any

from builder.examples.arriving import After

SYSTEM = "numpy's by the system"
_SEED = {
    "random": "random.seed(settings.seed)",
    "numpy": "np.random.seed(settings.seed)",
    "torch": "torch.manual_seed(settings.seed)",
}


class Chance:
    """Looks after the generators of this process. There is one of it, made before the author's files are imported."""

    def __init__(self) -> None:
        self._begun: dict[str, bytes] = {}  # the state of each generator when the run began
        self._states: dict[str, Any] = {}  # the same, to be put back
        self._seeded: set[str] = set()
        self._seeded_early: set[str] = set()  # while the files were imported
        self._drawn: set[str] = set()
        self._trained = False
        self._torch_seed = 0
        self._hook: Any = _NoHook()
        self._patch(random, "seed", "random", lambda arguments: bool(arguments) and arguments[0] is not None)
        self._patch(random, "setstate", "random", bool)
        self._found("random")
        watched = {"numpy.random": self._numpy, "torch": self._torch, "sklearn.svm._base": self._svm}
        for name, after in watched.items():
            if name in sys.modules:
                after(sys.modules[name])
            else:
                sys.meta_path.insert(0, After(name, after))

    def imported(self) -> None:
        """Let runs begin with the generators as they are now that the post's files have been imported."""
        self._seeded_early |= self._seeded
        self._states = {name: _state(name) for name in _SEED if _there(name)}

    def begin(self) -> None:
        """Let a run begin."""
        for name, state in self._states.items():
            _put_back(name, state)
        self._seeded, self._drawn, self._trained = set(self._seeded_early), set(), False
        self._begun = {name: _bytes(name) for name in _SEED if _there(name)}
        if "torch" in self._begun:
            self._torch_seed = sys.modules["torch"].initial_seed()
            self._watch_steps()

    def notes(self) -> list[str]:
        """What was drawn since then without a seed, in words."""
        if "torch" in self._begun and sys.modules["torch"].initial_seed() != self._torch_seed:
            self._seeded.add("torch")  # a generator by its own method
        for name in _SEED:
            if name not in self._seeded and _there(name) and self._changed(name):
                self._drawn.add(name)
        notes = [
            f"draws random numbers of {name} that no seed decides: each run gives others. Begin with {_SEED[name]}."
            for name in _SEED
            if name in self._drawn
        ]
        if SYSTEM in self._drawn:
            notes.append(
                "makes a generator of numpy without a seed: each run draws other numbers. "
                "Write np.random.default_rng(settings.seed)."
            )
        return notes

    def _found(self, name: str) -> None:
        """A generator has come into the process."""
        self._begun[name], self._states[name] = _bytes(name), _state(name)

    def _changed(self, name: str) -> bool:
        """Whether a generator is no longer in the state in which the run found it."""
        return name in self._begun and self._begun[name] != _bytes(name)

    def _patch(self, module: Any, function: str, name: str, seeds: Callable[[Sequence[Any]], bool]) -> None:
        """Note when a function seeds a generator, and what was drawn before."""
        original = getattr(module, function)

        @functools.wraps(original)
        def seeding(*arguments: Any, **named: Any) -> Any:
            if name not in self._seeded and self._changed(name):
                self._drawn.add(name)
            if seeds([*arguments, *named.values()]):
                self._seeded.add(name)
            return original(*arguments, **named)

        setattr(module, function, seeding)

    def _numpy(self, module: ModuleType) -> None:
        self._patch(module, "seed", "numpy", lambda arguments: bool(arguments) and arguments[0] is not None)
        self._patch(module, "set_state", "numpy", bool)
        source: Any = sys.modules["numpy.random.bit_generator"]  # where numpy takes seeds from that nobody gave
        original = source.randbits

        def randbits(count: int) -> Any:
            if not _seeds_after(sys._getframe(1)):
                self._drawn.add(SYSTEM)
            return original(count)

        source.randbits = randbits
        self._found("numpy")

    def _torch(self, torch: Any) -> None:
        for module in (torch, torch.random):
            self._patch(module, "manual_seed", "torch", bool)
            self._patch(module, "set_rng_state", "torch", bool)
        original = torch.nn.Module.load_state_dict

        @functools.wraps(original)
        def load_state_dict(*arguments: Any, **named: Any) -> Any:
            # A network is drawn at random before its weights are loaded, which makes no difference.
            if not self._trained and "torch" not in self._seeded:
                self._begun["torch"] = _bytes("torch")
            return original(*arguments, **named)

        torch.nn.Module.load_state_dict = load_state_dict
        self._watch_steps()
        self._found("torch")
        self._torch_seed = torch.initial_seed()

        self._unused(torch.utils.data.dataloader._BaseDataLoaderIter, "__init__", "torch", _base_seed)

    def _svm(self, module: ModuleType) -> None:
        self._unused(module.BaseLibSVM, "fit", "numpy", _libsvm_seed)

    def _unused(self, kind: Any, method: str, name: str, draws: Callable[..., bytes | None]) -> None:
        """Let a number not count that a method draws and nothing uses: after that the generator is as `draws` says."""
        original = getattr(kind, method)

        @functools.wraps(original)
        def drawing(*arguments: Any, **named: Any) -> Any:
            if name in self._seeded or not _there(name) or self._changed(name):
                return original(*arguments, **named)
            after = draws(_state(name), *arguments)
            given = original(*arguments, **named)
            if after is not None and _bytes(name) == after:
                self._begun[name] = after
            return given

        setattr(kind, method, drawing)

    def _watch_steps(self) -> None:
        """Note the first step of an optimizer: from then on all that was drawn counts."""
        optimizer: Any = sys.modules["torch.optim.optimizer"]

        def steps(*_: object) -> None:
            if self._trained:
                return  # it stays there: a hook that removes itself while hooks are called breaks those of others
            self._trained = True
            if "torch" not in self._seeded and self._changed("torch"):
                self._drawn.add("torch")

        self._hook.remove()
        self._hook = optimizer.register_optimizer_step_pre_hook(steps)


def _seeds_after(frame: FrameType) -> bool:
    """Whether a line makes a `RandomState(seed)`, which numpy makes without a seed before it gives it that one."""
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    return re.search(r"RandomState\((?!\s*(None\s*)?\))", line) is not None


def _base_seed(state: Any, _: object, loader: Any) -> bytes | None:
    """The generator of PyTorch once a loader without workers has drawn the seed that it has for workers."""
    torch = sys.modules["torch"]
    if loader.num_workers:
        return None
    generator = torch.Generator().set_state(state)
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    data: bytes = generator.get_state().numpy().tobytes()
    return data


def _libsvm_seed(state: Any, machine: Any, *_: object) -> bytes | None:
    """That of numpy once a support vector machine has drawn the seed with which libsvm estimates probabilities."""
    if machine.probability not in (False, "deprecated"):
        return None
    numpy: Any = sys.modules["numpy"]
    generator = numpy.random.RandomState(0)
    generator.set_state(state)
    generator.randint(numpy.iinfo("i").max)
    found = generator.get_state()
    data: bytes = found[1].tobytes() + repr(found[2:]).encode()
    return data


class _NoHook:
    def remove(self) -> None:
        """There is nothing to remove yet."""


@functools.cache
def chance() -> Chance:
    """That of this process."""
    return Chance()


def _there(name: str) -> bool:
    return {"random": "random", "numpy": "numpy.random", "torch": "torch"}[name] in sys.modules


def _state(name: str) -> Any:
    if name == "random":
        return random.getstate()
    module: Any = sys.modules[{"numpy": "numpy.random", "torch": "torch"}[name]]
    return module.get_state() if name == "numpy" else module.get_rng_state()


def _bytes(name: str) -> bytes:
    state = _state(name)
    if name == "random":
        return repr(state).encode()
    data: bytes = state.numpy().tobytes() if name == "torch" else state[1].tobytes() + repr(state[2:]).encode()
    return data


def _put_back(name: str, state: Any) -> None:
    if name == "random":
        original = random.setstate
    else:
        module: Any = sys.modules[{"numpy": "numpy.random", "torch": "torch"}[name]]
        original = module.set_state if name == "numpy" else module.set_rng_state
    getattr(original, "__wrapped__", original)(state)
