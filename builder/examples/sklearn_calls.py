"""What the estimators of scikit-learn are given: all of them have their examples checked by one function.

Its wrapper stays in place once it is there, and does nothing while nobody listens.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from builder.examples.digests import of_whole
from builder.examples.ledger import Ledger

_listening: list[Ledger] = []


@contextmanager
def on(ledger: Ledger) -> Iterator[None]:
    """Tell a ledger what estimators are given in a block."""
    for module in [one for name, one in sys.modules.items() if name.startswith("sklearn.")]:
        wrap(module)
    _listening.append(ledger)
    try:
        yield
    finally:
        _listening.remove(ledger)


def wrap(module: ModuleType) -> None:
    """Have a module of scikit-learn call the wrappers of what it imported."""
    names = vars(module)
    for name, wrapper in (("validate_data", _validating), ("_wrap_data_with_container", _transforming)):
        function = names.get(name)
        if callable(function) and not hasattr(function, "_told"):
            wrapped = wrapper(function)
            wrapped._told = True
            setattr(module, name, wrapped)


def _validating(original: Any) -> Any:
    @functools.wraps(original)
    def validate_data(estimator: Any, /, X: Any = "no_validation", *arguments: Any, **named: Any) -> Any:
        if _listening and not isinstance(X, str):
            partly = "partial_fit" in sys._getframe(1).f_code.co_name
            _given(_listening[-1], estimator, X, fits=named.get("reset", True), partly=partly)
        return original(estimator, X, *arguments, **named)

    return validate_data


def _transforming(original: Any) -> Any:
    @functools.wraps(original)
    def _wrap_data_with_container(method: Any, data: Any, before: Any, estimator: Any) -> Any:
        if _listening:
            _listening[-1].changed(before, data, estimator)
        return original(method, data, before, estimator)

    return _wrap_data_with_container


def _given(ledger: Ledger, estimator: Any, batch: Any, *, fits: bool, partly: bool) -> None:
    """An estimator was given examples, to be fitted to or to tell something of."""
    known = ledger.known(estimator)
    one_of_them = known is not None and bool(known.steps or known.measures)  # to ask takes longer than all else here
    if not one_of_them and _kind(estimator) not in ("classifier", "regressor"):
        if fits and hasattr(estimator, "transform"):
            ledger.fitted(estimator, batch)
        return
    digests = of_whole(batch)
    if digests is None:
        return
    if fits and not partly:
        ledger.forget(estimator)
    network = ledger.network(estimator)
    if fits or partly:
        network.at = network.at or ledger.places.at()
        ledger.trained(network, digests, len(digests), ledger.tick())
    else:
        measure = network.measure((int(digests.sum()), *ledger.chain()), ledger.places)
        measure.seen(ledger.tick(), network.steps, chance=False)
        ledger.measured(measure, digests, len(digests), ledger.state.time)


def _kind(estimator: Any) -> str:
    """What kind of estimator it is, as scikit-learn says, since 1.6 in another way."""
    if kind := getattr(estimator, "_estimator_type", None):
        return str(kind)
    try:
        return str(estimator.__sklearn_tags__().estimator_type)
    except Exception:  # an estimator of another's, which says nothing
        return ""
