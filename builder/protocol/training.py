"""How the networks of runs were trained, as accounts and settings have it, and in what they were trained otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from builder.datasets.declared import MNIST_READ
from builder.results import Record

_SETTINGS = {
    "examples": re.compile(
        r"(?:n_|num_)?train(?:ing)?(?:_(?:images|examples|samples|rows|points|texts|size))?|n_samples"
    ),
    "epochs": re.compile(r"(?:n_|num_|max_)?(?:epochs?|steps|iterations|iters|updates)"),
    "batch": re.compile(r"(?:train_)?(?:batch(?:_?size)?|bs)"),
    "data": re.compile(r"data(?:_?set)?|corpus"),
}
_NAMES = {
    "examples": re.compile(r"data|image|example|sample|subset|half|few|fraction|percent|size|fold|rows", re.IGNORECASE),
    "epochs": re.compile(r"epoch|step|iter|early|late|long|short|after|best|last|first", re.IGNORECASE),
    "batch": re.compile(r"batch", re.IGNORECASE),
    "data": re.compile(r"data|set|corpus|on_", re.IGNORECASE),
}
"""How names say themselves what differs: `batch_of_64`, `after_one_epoch`."""
_NEAR = 0.05
"""How far counts may lie apart: the last batch may be dropped, rows be drawn with replacement."""


@dataclass(frozen=True)
class Training:
    """How one network was trained: by axis (`examples`, `epochs`, `batch`, `data`) what is known of it.

    `shown` is how many examples it was shown in all where each was another one: images that were augmented, or one
    epoch; 0 where examples came again. `test` names those that it was measured on, "" where nobody knows.
    """

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    shown: int = 0
    test: str = ""


def observed(network: Mapping[str, Any], name: str) -> Training:
    """How a network of an account was trained."""
    examples, steps, batch = network["trained"], network["steps"], network["batch"]
    measured = [one for one in network["measured"] if one["examples"]]
    held_out = [one for one in measured if one["seen"] < one["examples"] / 2] or measured
    test = max(held_out, key=lambda one: one["examples"])["data"] if held_out else ""
    if not network["weights"] or not batch:  # an estimator, which is fitted to all at once
        return Training(name, {"examples": examples}, test=test)
    if steps > 1 and examples >= (1 - _NEAR) * steps * batch:
        return Training(name, {"batch": batch}, shown=examples, test=test)
    epochs = round(steps / -(-examples // batch), 1) if examples else 0
    facts = {"examples": examples, "epochs": round(epochs) if epochs > 1 else epochs, "batch": batch}
    return Training(name, facts, test=test)


def trained(record: Record, *, by_settings: bool = False) -> Training | None:
    """How the network of a run was trained, None where it trained none; `by_settings` the number of epochs, too.

    Where it trained several alike it is that of each, and where they are unlike what the settings say.
    """
    said = {
        axis: value
        for axis, names in _SETTINGS.items()
        for name, value in record.settings.items()
        if names.fullmatch(name) and isinstance(value, str if axis == "data" else int) and not isinstance(value, bool)
    }
    networks = [observed(one, record.name) for one in record.examples.get("networks", []) if one["steps"]]
    if not networks and not said.keys() & {"epochs", "batch"}:
        return None
    read = {*record.fingerprint.data, *(["mnist"] if MNIST_READ in record.fingerprint.code else [])}
    facts: dict[str, Any] = {"data": ", ".join(sorted(read))} if read else {}
    found = networks[0] if networks and all(not unlike([networks[0], one]) for one in networks[1:]) else None
    if found is None:
        return Training(record.name, {**facts, **said})
    seen = dict(found.facts)
    if by_settings and "epochs" in said:
        seen["epochs"] = said["epochs"]
    facts = {**facts, **said, **seen}
    if found.shown:
        facts.pop("examples", None)
    return Training(record.name, facts, found.shown, found.test)


def unlike(trainings: Sequence[Training]) -> dict[str, dict[str, Any]]:
    """By axis, in what networks were trained otherwise: what is known of each, by name; nothing where they were alike.

    Examples that are as many count as the same: shuffled or noisy ones are a control. What was augmented is compared by
    how much of it was shown.
    """
    found = dict[str, dict[str, Any]]()
    for axis in ("data", "examples", "epochs", "batch"):
        known = {one.name: one.facts[axis] for one in trainings if axis in one.facts}
        if any(_differ(left, right) for left, right in combinations(known.values(), 2)):
            found[axis] = known
    amounts = {one.name: one.shown or _amount(one) for one in trainings}
    one_fresh = any(one.shown for one in trainings) and all(amounts.values())
    if one_fresh and not found and any(_differ(left, right) for left, right in combinations(amounts.values(), 2)):
        found["shown"] = amounts
    return found


def named(axis: str, known: Iterable[Any], names: Iterable[str], numbers: Iterable[Sequence[Any]]) -> bool:
    """Whether a difference is told by names (`batch_of_64`) or by lists of numbers that stand beside it: a sweep."""
    axis = "examples" if axis == "shown" else axis
    values = sorted({one for one in known if isinstance(one, int | float)})
    for name in names:
        digits = {float(one) for one in re.findall(r"\d+", name)}
        if _NAMES[axis].search(name) or any(float(one) in digits for one in values):
            return True
    for series in numbers:
        kept = sorted({one for one in series if isinstance(one, int | float) and not isinstance(one, bool) and one > 0})
        if len(kept) == len(values) > 1 and _proportional(values, kept):
            return True
    return False


def _proportional(values: Sequence[float], kept: Sequence[float]) -> bool:
    """Whether numbers are those of a list, one by one, or shares as those are: 1400 and 700 of 1.0 and 0.5."""
    return any(
        not any(_differ(value, scale * one) for value, one in zip(values, kept, strict=True))
        for scale in (1.0, values[-1] / kept[-1])
    )


def _amount(training: Training) -> int:
    return int(training.facts.get("examples", 0) * training.facts.get("epochs", 0))


def _differ(left: Any, right: Any) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) > _NEAR * max(abs(left), abs(right))
    return bool(left != right)
