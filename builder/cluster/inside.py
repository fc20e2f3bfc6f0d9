"""What the process of a node is: a runner of the site that was unpacked there, whose prints the author reads."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from builder.cluster.parcel import Job
from builder.datafiles import lend
from builder.project import Project
from builder.running.order import Order, Outcome
from builder.running.runner import Teller, Work, runner


def prepare(folder: Path, job: Job, cache: Path) -> Work:
    """What the process does with orders: `folder` is what the node works in."""
    os.chdir(folder / "site")
    own = os.environ.get("SITEGEN_DATA")
    project = Project(folder / "site")
    data = (*([Path(own).absolute()] if own else []), *project.named_data, cache)
    work = runner(project, job.slug, data=data, device=job.device, quick=job.quick, download=cache)
    printing = _Printing()
    sys.stdout = sys.stderr = printing

    def do(teller: Teller, order: Order) -> Outcome:
        lend(order.lent)
        printing.teller = teller
        outcome = work(teller, order)
        printing.flush_line()
        return outcome

    return do


class _Printing(io.TextIOBase):
    """Tells the author what is printed, line by line; of a line that is written over, what it was at the end."""

    teller: Teller | None = None
    _line = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        self._line = self._line.rpartition("\r")[2]
        for line in lines:
            self._tell(line)
        return len(text)

    def flush_line(self) -> None:
        """Tell what is left without an end."""
        if self._line:
            self._tell(self._line)
        self._line = ""

    def _tell(self, line: str) -> None:
        if self.teller is not None:
            self.teller.say(line.rstrip("\r").rpartition("\r")[2])
