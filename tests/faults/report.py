"""What was found, in figures."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent.parent / "benchmarks"))

from outcome import RESULTS, keep

from .drivers import Result
from .holds import SORTS

KEPT = RESULTS / "faults.json"
WORDS = {
    "calls": "faults injected",
    "damage": "kept files damaged",
    "digits": "digits changed in committed records",
    "trainings": "trainings killed",
}


def summary(results: Sequence[Result], seconds: Mapping[str, float], seed: int) -> dict[str, Any]:
    """By part, how many faults there were and what did not hold."""
    return {part: _part([one for one in results if one.part == part], seconds[part], seed) for part in seconds}


def _part(results: Sequence[Result], seconds: float, seed: int) -> dict[str, Any]:
    kinds, sorts = Counter[str](), Counter[str]()
    for result in results:
        kinds[result.kind] += result.faults
        sorts.update({sort for sort, _ in result.breaches})
    told = {sort: sorts[sort] for sort in SORTS}
    return {"faults": sum(kinds.values()), "seconds": round(seconds), "seed": seed, **told, "kinds": dict(kinds)}


def kept() -> dict[str, Any]:
    """The parts that were kept, by their names."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8"))["parts"]) if KEPT.exists() else {}


def keep_parts(parts: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep the figures of some parts; those of the others stay."""
    every = {**kept(), **parts}
    keep(KEPT.stem, {"faults": table(every), "parts": every})


def table(parts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The figures as the rows of a table."""
    rows = []
    for part, words in WORDS.items():
        if part in parts:
            one = parts[part]
            row = {"": words, "how many": one["faults"]} | {sort: one[sort] for sort in SORTS}
            rows.append({**row, "took": f"{one['seconds'] / 60:.0f} min"})
    return rows
