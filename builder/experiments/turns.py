"""One process at a time runs an experiment; the others wait for their turn, and say for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from builder.errors import SitegenError
from builder.files import write_new


@contextmanager
def turn(folder: Path, name: str, who: str, say: Callable[[str], None], called: str = "") -> Iterator[None]:
    """Let nobody else run what has this name meanwhile; `who` is what those that wait are told, of what is
    `called` so.

    Raises SitegenError where there can be no lock. Once there is one, nothing about it makes a run fail.
    """
    lock = FileLock(folder / f"{name}.lock")
    holder = folder / f"{name}.holder"  # apart, since taking the lock empties the lock's own file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"{called or name}: waiting for {_told(holder)}, which is running it")
            lock.acquire()
    except (OSError, NotImplementedError) as error:  # a disk that knows no locks
        message = f"cannot be locked, so that nobody else runs it: {getattr(error, 'strerror', '') or error}"
        raise SitegenError(message, path=folder / f"{name}.lock", hint="Nothing was computed.") from None
    try:
        with suppress(OSError):
            write_new(holder, who.encode())
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        with suppress(OSError):
            lock.release()


def _told(holder: Path) -> str:
    """Who has the lock, as far as it is known."""
    with suppress(OSError, ValueError):
        return holder.read_text(encoding="utf-8").strip() or "another process"
    return "another process"
