"""Listens to all that is known to train and to measure, while a run goes on."""

from __future__ import annotations

import functools
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

from builder.examples.arriving import After
from builder.examples.places import Places

_STANDARD = sysconfig.get_path("stdlib")

if TYPE_CHECKING:
    from builder.examples.ledger import Ledger


@dataclass
class ExampleWatch:
    """Sees the examples of one run. `own` tells of a file whether the author wrote it; `folder` is that of the post.

    It loads nothing, for a record names the packages that a run had loaded, and sees what the run loads from then on.
    """

    own: Callable[[str], bool]
    folder: str
    _ledger: Ledger | None = field(default=None, init=False)
    _missed: bool = field(default=False, init=False)  # whether a part of the run was not seen

    @contextmanager
    def on(self) -> Iterator[None]:
        """See those of a block."""
        self._ledger, self._missed = None, False
        with ExitStack() as stack:
            for name, sees in _SEEN.items():
                if name in sys.modules:
                    stack.enter_context(sees(self._known()))
                else:
                    after = After(name, functools.partial(self._arrived, stack, sees))
                    sys.meta_path.insert(0, after)
                    stack.callback(_forget, after)
            yield

    def _arrived(self, stack: ExitStack, sees: _Sees, module: ModuleType) -> None:
        stack.enter_context(sees(self._known()))

    def saw(self, train: Any, test: Any) -> None:
        """Take an author's word for what a run trains on and is measured on."""
        self._known().declared(train, test)

    def account(self) -> dict[str, Any]:
        """What a record keeps of the last run; nothing where a part of it was not seen."""
        with suppress(Exception):  # no fault of this may cost what hours of training gave
            return self._ledger.account() if self._ledger and not self._missed else {}
        return {}

    def anew(self) -> None:
        """The run begins anew: forget what was seen of it."""
        self._missed = False
        if self._ledger is not None:
            self._ledger.begin_anew()

    def meet(self, frame: FrameType | None) -> None:
        """Know the networks that are there before a checkpoint is taken up, in the order in which they are met."""
        with suppress(Exception):
            if self._ledger is not None:
                from builder.examples.meeting import networks

                for one in networks(frame, self.own):
                    self._ledger.network(one)

    def kept(self) -> tuple[dict[str, Any], Any]:
        """What was seen so far, to be kept with a checkpoint: arrays, and what JSON can hold; None for nothing."""
        if self._ledger is None or self._missed:
            return {}, [] if self._ledger is None else None
        with suppress(Exception):
            from builder.examples.keeping import written

            return written(self._ledger.state)
        return {}, None

    def take_up(self, arrays: Mapping[str, Any], said: Any) -> bool:
        """Go on from what was kept. Returns whether there was something; else the run counts as not observed."""
        with suppress(Exception):
            if said != []:
                from builder.examples.keeping import read

                self._known().take_up(read(arrays, said))
            return True
        self._missed = True
        return False

    def leave(self) -> None:
        """What was taken up does not count: the run goes on from where it was before."""
        self._missed = False
        if self._ledger is not None:
            self._ledger.leave()

    def _known(self) -> Ledger:
        from builder.examples.ledger import Ledger

        if self._ledger is None:
            self._ledger = Ledger(Places(self.own, self.folder))
        return self._ledger


_Sees = Callable[["Ledger"], AbstractContextManager[None]]


def _forget(after: After) -> None:
    if after in sys.meta_path:
        sys.meta_path.remove(after)


def _torch(ledger: Ledger) -> AbstractContextManager[None]:
    """Tell what networks of PyTorch are called with."""
    from builder.examples.torch_calls import TorchCalls

    return TorchCalls(ledger).on()


def _sklearn(ledger: Ledger) -> AbstractContextManager[None]:
    """Tell what estimators of scikit-learn are given."""
    from builder.examples import sklearn_calls

    return sklearn_calls.on(ledger)


@contextmanager
def _training(ledger: Ledger) -> Iterator[None]:
    """Tell what `train` of the toolkit is given: there it may be augmented."""
    original: Any = sys.modules["builder.learning.training"].train

    @functools.wraps(original)
    def train(model: Any, optimizer: Any, data: Any, *arguments: Any, **named: Any) -> Any:
        ledger.declared(data.train_images, None, model)
        with ledger.all_from(data.train_images, model):
            return original(model, optimizer, data, *arguments, **named)

    with _instead({original: train}):
        yield


@contextmanager
def _prediction(ledger: Ledger) -> Iterator[None]:
    """Tell what the toolkit measures networks on."""
    toolkit: Any = sys.modules["builder.learning.prediction"]
    with _instead({one: _measuring(ledger, one) for one in (toolkit.accuracy_and_loss, toolkit.probabilities)}):
        yield


def _measuring(ledger: Ledger, original: Any) -> Any:
    @functools.wraps(original)
    def measure(model: Any, images: Any, *arguments: Any, **named: Any) -> Any:
        with ledger.all_from(images, model):
            return original(model, images, *arguments, **named)

    return measure


@contextmanager
def _instead(functions: Mapping[Any, Any]) -> Iterator[None]:
    """Let functions take the place of others in a block, in all modules that have these."""
    before = set(sys.modules)
    places = _replace({id(old): new for old, new in functions.items()}, before)
    old = {id(new): old for old, new in functions.items()}
    try:
        yield
    finally:
        for names, name in places:  # to look through all modules again takes as long as to digest ten thousand images
            if id(names.get(name)) in old:
                names[name] = old[id(names[name])]
        _replace(old, sys.modules.keys() - before)


def _replace(functions: Mapping[int, Any], modules: Iterable[str]) -> list[tuple[dict[str, Any], str]]:
    """Put functions in the place of others in some modules; the names of these, and those of the functions there."""
    places = []
    for module in _not_installed(modules):
        names = getattr(module, "__dict__", {})
        for name, value in list(names.items()):
            if id(value) in functions:
                names[name] = functions[id(value)]
                places.append((names, name))
    return places


def _not_installed(modules: Iterable[str]) -> Iterator[Any]:
    """Those modules that may have a function of the toolkit: sitegen's and the author's."""
    packages: dict[str, bool] = {}
    for name in modules:
        package = name.partition(".")[0]
        if package not in packages:
            file = getattr(sys.modules.get(package), "__file__", None) or ""
            own = "site-packages" not in file and not file.startswith(_STANDARD)
            packages[package] = own or package == __name__.partition(".")[0]
        if packages[package]:
            yield sys.modules.get(name)


_SEEN: dict[str, _Sees] = {
    "torch": _torch,
    "sklearn.utils.validation": _sklearn,
    "sklearn.utils._set_output": _sklearn,
    "builder.learning.prediction": _prediction,
    "builder.learning.training": _training,
}
"""By the module that has to be loaded, what sees the examples that go through it."""
