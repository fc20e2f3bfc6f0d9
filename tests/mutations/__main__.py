"""`python -m tests.mutations`: every edit of the table, run and judged."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .judging import Verdict, verdicts
from .known import surprises, write_known
from .table import EXPECTED, Case, read_table
from .trees import troubles

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # where keeping a record for good costs nothing


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="files of tests/mutations/table; all of them if none is named")
    parser.add_argument("--kind", default="", help="only the kinds whose name contains this")
    parser.add_argument("--known", action="store_true", help="write known.txt again")
    parser.add_argument("--check", action="store_true", help="tell only what is not as known.txt says")
    parser.add_argument("--reading", action="store_true", help="by reading alone, without what a run was seen to do")
    parser.add_argument("--trees", type=int, default=0, metavar="N", help="N generated trees of packages instead")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first tree")
    options = parser.parse_args()
    if options.trees:
        return _trees(options.trees, options.seed)
    cases = [case for chapter in options.chapters or ["*"] for case in read_table(chapter)]
    found = [verdict for case in cases if options.kind in case.kind for verdict in _judge(case, options.reading)]
    if options.check:
        told = surprises(found)
        print("\n".join(told))
        return bool(told)
    for verdict in found:
        if verdict.what != "right":
            print(f"{verdict.what}: {verdict.edit.id}\n    {verdict.detail}")
    print(summary(found))
    if options.known:
        write_known(found)
    return any(verdict.what == "wrong table" for verdict in found)


def _trees(count: int, first: int) -> int:
    with tempfile.TemporaryDirectory(prefix="sitegen-mutations-", dir=MEMORY) as folder:
        project = Path(folder).resolve()
        found = [trouble for seed in range(first, first + count) for trouble in troubles(seed, project)]
    wrong = [trouble for trouble in found if trouble.what != "needless"]
    for trouble in wrong:
        print(f"{trouble.what}: tree {trouble.seed}: {trouble.detail}")
    told = Counter(trouble.what for trouble in found)
    print(f"{count} trees: " + (", ".join(f"{number} {what}" for what, number in sorted(told.items())) or "all right"))
    return bool(wrong)


def _judge(case: Case, reading_alone: bool) -> list[Verdict]:
    with tempfile.TemporaryDirectory(prefix="sitegen-mutations-", dir=MEMORY) as folder:
        return list(verdicts(case, Path(folder).resolve(), reading_alone=reading_alone))


def summary(found: list[Verdict]) -> str:
    """How many edits of each expectation came out how."""
    lines = [f"{len({verdict.edit.kind for verdict in found})} kinds of post, {len(found)} edits"]
    for expected in EXPECTED:
        counts = Counter(verdict.what for verdict in found if verdict.edit.expected == expected)
        told = ", ".join(f"{count} {what}" for what, count in counts.most_common())
        lines.append(f"{expected}: {sum(counts.values())}, of which {told or 'none'}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
