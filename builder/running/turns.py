"""One process at a time runs an experiment; the others wait for their turn, and say for whom."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from builder.errors import SitegenError
from builder.files import write_new


class Turn:
    """The right to run what has this name, for which `say` tells once that it is waited; `who` is what others that
    wait are told.
    """

    def __init__(self, folder: Path, name: str, who: str, called: str, say: Callable[[str], None]) -> None:
        self._lock = FileLock(folder / f"{name}.lock", thread_local=False)
        self._holder = folder / f"{name}.holder"  # apart, since taking the lock empties the lock's own file
        self._who, self._called, self._say = who, called, say
        self._waited = False

    def take(self) -> bool:
        """Take the turn, unless another process has it. Raises SitegenError where there can be no lock.

        Once there is one, nothing about it makes a run fail.
        """
        path = Path(self._lock.lock_file)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            if not self._waited:
                self._say(f"{self._called}: waiting for {self._other()}, which is running it")
            self._waited = True
            return False
        except (OSError, NotImplementedError) as error:  # a disk that knows no locks
            message = f"cannot be locked, so that nobody else runs it: {getattr(error, 'strerror', '') or error}"
            raise SitegenError(message, path=path, hint="Nothing was computed.") from None
        with suppress(OSError):
            write_new(self._holder, self._who.encode())
        return True

    def end(self) -> None:
        """Let others have it."""
        with suppress(OSError):
            self._holder.unlink()
        with suppress(OSError):
            self._lock.release()

    def _other(self) -> str:
        """Who has it, as far as it is known."""
        with suppress(OSError, ValueError):
            return self._holder.read_text(encoding="utf-8").strip() or "another process"
        return "another process"


TOLD = 10
"""Runs of one experiment that failed of which each is told; of the others, their number."""


@dataclass
class Going:
    """An experiment whose turn it is: how many of its runs have not ended, and which failed."""

    turn: Turn
    left: int
    failed: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Which of its runs failed."""
        more = f" and {len(self.failed) - TOLD:,} more" if len(self.failed) > TOLD else ""
        runs = "1 run" if len(self.failed) == 1 else f"{len(self.failed):,} runs"
        return f"{runs} failed: {', '.join(self.failed[:TOLD])}{more}"
