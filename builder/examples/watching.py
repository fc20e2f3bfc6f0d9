"""Listens to all that is known to train and to measure, while a run goes on."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

from builder.examples.arriving import After
from builder.examples.places import Places

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

    @contextmanager
    def on(self) -> Iterator[None]:
        """See those of a block."""
        self._ledger = None
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
        """What a record keeps of the last run."""
        with suppress(Exception):  # no fault of this may cost what hours of training gave
            return self._ledger.account() if self._ledger else {}
        return {}

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
def _toolkit(ledger: Ledger) -> Iterator[None]:
    """Tell what `train` of the toolkit is given, wherever it was imported to: there it may be augmented."""
    training: Any = sys.modules["builder.learning.training"]
    original = training.train

    @functools.wraps(original)
    def train(model: Any, optimizer: Any, data: Any, *arguments: Any, **named: Any) -> Any:
        ledger.declared(data.train_images, None, model)
        return original(model, optimizer, data, *arguments, **named)

    _replace(original, train)
    try:
        yield
    finally:
        _replace(train, original)


def _replace(known: Any, by: Any) -> None:
    """Put a function in the place of another in all modules that have it."""
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if value is known:
                setattr(module, name, by)


_SEEN: dict[str, _Sees] = {
    "torch": _torch,
    "sklearn.utils.validation": _sklearn,
    "sklearn.utils._set_output": _sklearn,
    "builder.learning.training": _toolkit,
}
"""By the module that has to be loaded, what sees the examples that go through it."""
