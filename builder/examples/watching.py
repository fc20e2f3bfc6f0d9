"""Listens to all that is known to train and to measure, while a run goes on."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.examples.places import Places

if TYPE_CHECKING:
    from builder.examples.ledger import Ledger


@dataclass
class ExampleWatch:
    """Sees the examples of one run. `own` tells of a file whether the author wrote it; `folder` is that of the post.

    Where numpy is not loaded it sees nothing, and loads nothing: a record names the packages that a run had loaded.
    """

    own: Callable[[str], bool]
    folder: str
    _ledger: Ledger | None = field(default=None, init=False)

    @contextmanager
    def on(self) -> Iterator[None]:
        """See those of a block."""
        self._ledger = None
        if "numpy" not in sys.modules:
            yield
            return
        from builder.examples import sklearn_calls
        from builder.examples.torch_calls import TorchCalls

        self._ledger = self._new()
        with ExitStack() as stack:
            if "torch" in sys.modules:
                stack.enter_context(TorchCalls(self._ledger).on())
            stack.enter_context(sklearn_calls.on(self._ledger))
            stack.enter_context(_toolkit(self._ledger))
            yield

    def saw(self, train: Any, test: Any) -> None:
        """Take an author's word for what a run trains on and is measured on."""
        self._ledger = self._ledger or self._new()
        self._ledger.declared(train, test)

    def account(self) -> dict[str, Any]:
        """What a record keeps of the last run."""
        with suppress(Exception):  # no fault of this may cost what hours of training gave
            return self._ledger.account() if self._ledger else {}
        return {}

    def _new(self) -> Ledger:
        from builder.examples.ledger import Ledger

        return Ledger(Places(self.own, self.folder))


@contextmanager
def _toolkit(ledger: Ledger) -> Iterator[None]:
    """Tell what `train` of the toolkit is given, wherever it was imported to: there it may be augmented."""
    training: Any = sys.modules.get("builder.learning.training")
    if training is None:
        yield
        return
    original = training.train

    @functools.wraps(original)
    def train(model: Any, optimizer: Any, data: Any, *arguments: Any, **named: Any) -> Any:
        ledger.declared(data.train_images, None, model)
        return original(model, optimizer, data, *arguments, **named)

    places = [
        (module, name)
        for module in list(sys.modules.values())
        for name, value in list(getattr(module, "__dict__", {}).items())
        if value is original
    ]
    for module, name in places:
        setattr(module, name, train)
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, original)
