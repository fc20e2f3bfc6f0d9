"""One family for everything an author can be told: what went wrong, where, and what to do next."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class SitegenError(Exception):
    """A mistake that the author can mend.

    `message` says what, `path` and `line` (counted from 1) say where, `hint` says what to do next.
    """

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint

    @property
    def place(self) -> str:
        """Where it is, as `file:line`; "" when nobody knows."""
        if self.path is None:
            return ""
        return shown(self.path) + (f":{self.line}" if self.line else "")

    def __str__(self) -> str:
        place = f"{self.place}: " if self.path is not None else ""
        return f"{place}{self.message}" + (f"\n  {self.hint}" if self.hint else "")


class SitegenErrors(SitegenError):
    """Several mistakes, collected so that the author sees all of them at once."""

    def __init__(self, errors: Sequence[SitegenError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


class Incomplete(SitegenError):
    """What was asked for is done but for a part, which was told; the exit code is 1."""


def raise_all(errors: Sequence[SitegenError]) -> None:
    """Raise nothing, the one error, or all of them together, each once however often it was met."""
    errors = list({str(error): error for error in errors}.values())
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SitegenErrors(errors)


@contextmanager
def collect(errors: list[SitegenError]) -> Iterator[None]:
    """Add what the block raises to a list instead of raising it; the rest of the block is skipped."""
    try:
        yield
    except SitegenErrors as several:
        errors += several.errors
    except SitegenError as error:
        errors.append(error)


def shown(path: Path) -> str:
    """The path as an author would type it: relative to the current folder where it lies below it. A link is itself."""
    try:
        itself = path.parent.resolve() / path.name if path.is_symlink() else path.resolve()
        return itself.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return os.fspath(path)


def reason(error: OSError) -> str:
    """Why the system refused something, in its own words."""
    return error.strerror or str(error)


MOST_KNOWN = 25
"""Words that a hint lists: an old blog may have a hundred shortcodes that nobody knows, and sitegen has thirty-six."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a misspelt word: the nearest known one, or all where nobody has to read long; else ""."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known: {', '.join(known)}." if 0 < len(known) <= MOST_KNOWN else ""
