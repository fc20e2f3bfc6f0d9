"""What a record gives cause to ask: was it measured on what it was trained on, and the like."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.results import Record

_SOME, _FEW = 0.02, 2
"""A share of the examples, and a number of them, from which on it is no chance that they are the same."""
_WHOLE = 0.98
MEASURES = re.compile(
    r"(?<![a-z])(?:acc|test|val|dev|eval|err|f1|auc|score|precision|recall|r2|rmse|mae|perplexity|bleu|iou|dice)",
    re.IGNORECASE,
)
"""How words of a name begin: that of the brightest pixel tells of no test."""
_RISES = re.compile(r"(?<![a-z])(?:acc|f1|auc|score|r2)", re.IGNORECASE)
_OTHER = re.compile(r"(?<![a-z])(?:train|fit|val|dev)", re.IGNORECASE)
_SEEDLESS = re.compile(r"no seed decides|without a seed|system for random numbers")


@dataclass(frozen=True)
class Doubt:
    """Something to look at in an experiment. `kind` is what an answer names; `at` is where, as an account says it.

    `stopped` are places of the same form: it is no matter where the code at one of them stops a training by itself.
    """

    kind: str
    message: str
    hint: str
    at: tuple[Any, ...] = ()
    stopped: tuple[tuple[Any, ...], ...] = ()


def doubts(record: Record) -> list[Doubt]:
    """What there is to ask of a run, each thing once."""
    networks = record.examples.get("networks", [])
    found = [*_trained_on(record, networks), *_fitted(record.examples.get("fits", [])), *_with_chance(networks)]
    found += [*_best(record), *_no_seed(record)]
    return list({(one.kind, one.at, one.message): one for one in found}.values())


def held_out(record: Record) -> tuple[int, int] | None:
    """Of how many examples the best known measurement on unseen ones was, and how many of these were seen in training.

    That is of most examples, among measurements that are not of the training examples themselves. None where nothing
    of the kind was observed.
    """
    found = [(one["examples"], one["seen"]) for _, one in _measured(record.examples.get("networks", []))]
    kept = [(examples, seen) for examples, seen in found if seen < examples / 2]
    return max(kept, default=None)


def is_seedless(note: str) -> bool:
    """Whether a note of a record says that nothing decides its random numbers."""
    return _SEEDLESS.search(note) is not None


def _measured(networks: list[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for network in networks:
        for one in network["measured"]:
            if one["examples"]:
                yield network, one


def _trained_on(record: Record, networks: list[Mapping[str, Any]]) -> Iterator[Doubt]:
    named = any(MEASURES.search(name) and "train" not in name for name in (*record.values, *record.series))
    for network, one in _measured(networks):
        examples, seen = one["examples"], one["seen"]
        others = [other for _, other in _measured(networks) if other["seen"] < other["examples"] / 2]
        if seen < max(_FEW, _SOME * examples):
            continue
        if seen >= _WHOLE * examples:
            own = [other for other in network["measured"] if other in others]
            elsewhere = any(other["data"] == one["data"] for other in others)
            # The accuracy on the training examples is worth knowing, beside that on others.
            if (own and not elsewhere) or not (named or elsewhere):
                continue
            message = f"measures {network['kind']} on {examples:,} examples, all of which it was trained on"
        else:
            message = f"measures {network['kind']} on {examples:,} examples, of which {seen:,} were also trained on"
        hint = "Split first, then train on one part only; look for rows that are there twice."
        yield Doubt("trained-on", message, hint, tuple(one["at"]))


def _fitted(fits: list[Mapping[str, Any]]) -> Iterator[Doubt]:
    for fit in fits:
        if fit["of_them"] >= max(_FEW, fit["measured"] / 2):
            message = (
                f"fits {fit['kind']} to {fit['fitted']:,} examples, among them {fit['of_them']:,} of the "
                f"{fit['measured']:,} that are measured on"
            )
            hint = "Fit it to the training examples, and only transform the others; a Pipeline does so by itself."
            yield Doubt("fitted-on-all", message, hint, tuple(fit["at"]))


def _with_chance(networks: list[Mapping[str, Any]]) -> Iterator[Doubt]:
    for network, one in _measured(networks):
        if "with_chance" in one and one["seen"] < one["examples"] / 2:
            message = (
                f"measures {network['kind']} while it is in training mode: its dropout drops, or its batch "
                "normalisation takes the statistics of the batch"
            )
            yield Doubt(
                "training-mode",
                message,
                "Call model.eval() before, and model.train() after.",
                tuple(one["with_chance"]),
            )


def _best(record: Record) -> Iterator[Doubt]:
    """A value that is the best of a series of measurements, and neither the first of them nor the last."""
    for name, value in record.values.items():
        if _OTHER.search(name) or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        for series, items in record.series.items():
            numbers = [one for one in items if isinstance(one, int | float) and not isinstance(one, bool)]
            plain = len(numbers) == len(items) >= 3 and all(map(math.isfinite, numbers))
            both = f"{name} {series}"
            if (
                not plain
                or not (MEASURES.search(both) or "loss" in both)
                or _OTHER.search(series)
                or value in (numbers[0], numbers[-1])
                or len(set(numbers)) < 3
            ):
                continue
            which = "highest" if value == max(numbers) else "lowest" if value == min(numbers) else ""
            if which == ("lowest" if _RISES.search(both) else ""):
                continue
            if which:
                message = f"gives as '{name}' the {which} of the {len(numbers)} items of '{series}', and not the last"
                hint = "Choose the epoch on validation examples, and measure once on others; or report the last."
                yield Doubt("best-chosen", message, hint)


def _no_seed(record: Record) -> Iterator[Doubt]:
    for note in record.notes:
        if is_seedless(note):
            message, _, hint = note.partition(": ")
            yield Doubt("no-seed", message, hint[:1].upper() + hint[1:])
