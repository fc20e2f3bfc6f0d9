"""What was found, in figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .drivers import Result
from .holds import SORTS

KEPT = Path(__file__).parent.parent.parent / "benchmarks" / "faults.json"
README = KEPT.with_name("README.md")
BEGIN, END = "<!-- python -m tests.faults --write -->", "<!-- until here -->"
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


def write() -> None:
    """Write the figures that were kept into the README of the benchmarks."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{table(json.loads(KEPT.read_text()))}{END}{after}", encoding="utf-8")


def table(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures as a table of Markdown."""
    rows = [["", "how many", *SORTS, "took"], ["---"] * (len(SORTS) + 3)]
    for part, words in WORDS.items():
        if part in parts:
            one = parts[part]
            minutes = f"{one['seconds'] / 60:.0f} min"
            rows.append([words, f"{one['faults']:,}", *(str(one[sort]) for sort in SORTS), minutes])
    lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    kinds = [f"{WORDS[part].capitalize()}: {_listed(parts[part]['kinds'])}." for part in WORDS if part in parts]
    return f"{lines}\n{chr(10).join(kinds)}\n"


def _listed(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(kinds.items()))
