"""Several processes that make trials side by side, each with a share of them."""

from __future__ import annotations

import json
import math
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .command import adopt

Work = Callable[[Path, int, int], Iterable["Result"]]
"""Makes trials in a folder: the share of the process of a number, among so many."""


class Result(NamedTuple):
    """What came of one trial: its sort, by what it is counted, how many faults it was, what did not hold as (sort,
    what), and the command line that brings it back."""

    part: str
    kind: str
    faults: int
    breaches: Sequence[Sequence[str]]
    again: str


def side_by_side(
    work: Work, folder: Path, jobs: int, show: Callable[[Result], None], until: float = math.inf
) -> list[Result]:
    """The results of all shares; each is shown when it comes.

    No trial is begun after `until`, by the monotonic clock.
    """
    reading, writing = os.pipe()
    processes = [_driver(work, folder, number, jobs, reading, writing, until) for number in range(jobs)]
    os.close(writing)
    results = []
    with os.fdopen(reading, encoding="utf-8") as lines:
        for line in lines:
            results.append(Result(*json.loads(line)))
            show(results[-1])
    codes = [os.waitpid(process, 0)[1] for process in processes]
    if any(codes):
        sys.exit("a process of the harness itself failed: see above")
    return results


def _driver(work: Work, folder: Path, number: int, jobs: int, reading: int, writing: int, until: float) -> int:
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        os.close(reading)
        adopt()
        for result in work(folder / str(number), number, jobs):
            _tell(writing, result)
            if time.monotonic() > until:
                break
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _tell(writing: int, result: Any) -> None:
    cut = result._replace(breaches=[(sort, what[:400]) for sort, what in result.breaches][:5])
    os.write(writing, (json.dumps(cut) + "\n").encode())  # one write below the size of a pipe's buffer is not torn
