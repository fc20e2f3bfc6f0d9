"""What this machine has, for runs that say what they need."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from math import ceil
from pathlib import Path, PurePosixPath

from builder.errors import SitegenError
from builder.experiments.needs import Needs, counted, size

_ROUNDING = 1e-6
"""Ten runs that need 0.1 of a GPU fit on one."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Machine:
    """This machine, as far as this process may use it; each part is looked at when something needs it."""

    @cached_property
    def processors(self) -> int:
        return processors()

    @cached_property
    def memory(self) -> int:
        """Bytes, at most what a container or a batch system gives; 0 where the system does not tell."""
        try:
            whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (AttributeError, ValueError, OSError):
            return 0
        return min([whole, *limits()])

    @cached_property
    def gpus(self) -> tuple[str, ...]:
        """The GPUs that PyTorch can use, as CUDA_VISIBLE_DEVICES names them: ("0", "1")."""
        try:
            import torch  # a second and a half, which only those wait who ask for a GPU
        except (ImportError, OSError):  # OSError: it is there, and lacks a library
            return ()
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if visible := os.environ.get("CUDA_VISIBLE_DEVICES"):
            return tuple(name.strip() for name in visible.split(","))[:count]
        return tuple(map(str, range(count)))

    def check(self, needs: Needs, most: int) -> None:
        """Raise SitegenError where it never has what a run needs that may use `most` processors, even if not there."""
        asked, there, hints = [], [], []
        if needs.cpus > max(most, self.processors):
            asked.append(counted(needs.cpus, "processor"))
            there.append(counted(self.processors, "processor"))
            hints.append(f"--jobs {needs.cpus} computes it here on as many threads, slowly.")
        if needs.memory and 0 < self.memory < needs.memory:
            asked.append(f"{size(needs.memory)} of memory")
            there.append(f"{size(self.memory)} of memory")
        if needs.gpus > len(self.gpus if needs.gpus else ()):
            asked.append(counted(needs.gpus, "GPU"))
            there.append(f"{counted(len(self.gpus), 'GPU')} that PyTorch can use")
            hints.append("--device cpu computes without one.")
        if asked:
            message = f"asks for {' and '.join(asked)}; this machine has {' and '.join(there)}"
            hint = " ".join(["Ask for less, or compute on a cluster that has it: sitegen run --on ray.", *hints])
            raise SitegenError(message, hint=hint)

    def lend(
        self, gpus: float, used: Mapping[str, float], among: Sequence[str] | None = None
    ) -> tuple[str, ...] | None:
        """The GPUs for a run that needs so many, where others use parts of them; None where too few are free.

        One that is used already is shared first, so that whole ones stay free. `among` are those that will do.
        """
        share = min(gpus, 1)
        there = self.gpus if among is None else among
        free = [gpu for gpu in there if used.get(gpu, 0) + share <= 1 + _ROUNDING]
        free.sort(key=lambda gpu: -used.get(gpu, 0))
        count = ceil(gpus)
        return tuple(free[:count]) if len(free) >= count else None


def limits(root: Path = Path("/")) -> Iterator[int]:
    """The limits of memory of the control groups that this process is in, of both versions that Linux has."""
    with suppress(OSError, ValueError):
        for line in (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, kinds, group = line.split(":", 2)
            place, name = ("", "memory.max") if not kinds else ("memory", "memory.limit_in_bytes")
            if kinds in ("", "memory"):
                for one in (PurePosixPath(group), *PurePosixPath(group).parents):
                    with suppress(OSError, ValueError):  # "max" is none
                        file = root / "sys/fs/cgroup" / place / str(one).lstrip("/") / name
                        yield int(file.read_text(encoding="ascii"))
