"""What is told of planted edits of a post, of planted repetitions of a run, and of attestations that were edited.

    python benchmarks/planted.py [--keep]

The cases are those of `tests/test_history.py` and `tests/test_verify.py`, which hold what is kept against what they
find. Exits with 1 where one is not told as what it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from outcome import REPOSITORY, keep

sys.path.insert(0, str(REPOSITORY / "tests"))  # before the benchmark that is called as a module of the tests
REPEATED = {
    "the same": "the same run again",
    "threads": "sums in the order of other threads",
    "another torch": "weights off in the last digit, as of another torch",
    "rate": "another learning rate",
    "epochs": "another number of epochs",
    "seed": "another seed",
}
"""What was other when a run was repeated, by a word of its name in the tests."""


def of_edits(found: Iterable[tuple[str, set[str], set[str]]]) -> list[dict[str, Any]]:
    """Counts of edits, by as what they should be announced; `found` are their names, that, and as what they are."""
    planted, right = Counter[str](), Counter[str]()
    for _, expected, told in found:
        planted[_named(expected)] += 1
        right[_named(expected)] += expected == told
    return [{"to be announced": name, "edits": planted[name], "told so": right[name]} for name in planted]


def _named(kinds: set[str]) -> str:
    return " and ".join(f"a {kind}" for kind in sorted(kinds, reverse=True)) or "nothing"


def of_repetitions(folder: Path) -> list[dict[str, Any]]:
    """Counts of repetitions, by what was other in them."""
    from test_verify import REPETITIONS, judged

    planted, right = Counter[str](), Counter[str]()
    for number, (name, seed, how, wanted) in enumerate(REPETITIONS):
        verdict, expected = judged(folder / str(number), seed, how, wanted)
        what = next(words for word, words in REPEATED.items() if word in name)
        planted[what] += 1
        right[what] += verdict.kind == expected
    return [{"what was other": what, "repetitions": planted[what], "right verdicts": right[what]} for what in planted]


def of_attestations(folder: Path) -> list[dict[str, Any]]:
    """Counts of attestations of which one letter or digit was edited, and of those of another record."""
    from test_verify import edited, others, with_attestations

    from builder.results.attestation import attestations

    record = with_attestations(folder)
    refused = list(edited(record))
    foreign = [len(attestations(one)[1]) for one in others(record)]
    return [
        {"attestations": "with one letter or digit edited", "tried": len(refused), "refused": sum(refused)},
        {"attestations": "beside another record", "tried": 2 * len(foreign), "refused": sum(foreign)},
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Count what is told of planted edits, repetitions and attestations.")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    options = parser.parse_args()
    from blog import Blog
    from test_history import told_of_edits

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("blog", "attested"):
            (folder / part).mkdir()
        found = {
            "edits": of_edits(told_of_edits(Blog(folder / "blog"))[0]),
            "repetitions": of_repetitions(folder / "repeated"),
            "attestations": of_attestations(folder / "attested"),
        }
    print(json.dumps(found, indent=2))
    if options.keep:
        keep("planted", found)
    rows = [list(row.values()) for rows in found.values() for row in rows]
    return 0 if all(tried == right for _, tried, right in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
