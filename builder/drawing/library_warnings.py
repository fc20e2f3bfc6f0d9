"""What libraries warn of while a drawing is made: letters that a font lacks, a font that is not there, 0/0."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from builder.loading import author_line

NOT_OF_A_DRAWING = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning, SyntaxWarning)
"""What tells of the code, and never of what it draws."""
HINTS = {
    "Glyph ": "Name a font that has it: matplotlib.rcParams['font.family'] = […].",
    "does not have a glyph": "Name a font that has it: matplotlib.rcParams['font.family'] = […].",
    "places on the x axis": "Give add_xaxis() as many.",
    "findfont": "Install the font wherever the site is built, or name another.",
}


@dataclass
class LibraryWarnings:
    """The warnings heard while code of a post's folder ran."""

    folder: Path
    """The folder of the post."""
    thread: int = field(default_factory=threading.get_ident)
    """The thread in which they are heard."""
    texts: dict[tuple[str, tuple[Path, int] | None], list[str]] = field(default_factory=dict)
    """Their texts, by the kind of warning and the line that ran then."""

    def add(self, kind: str, text: str) -> None:
        """Remember a warning, unless a library gives it while it is imported: that is once, whoever is first."""
        if threading.get_ident() != self.thread or _importing(self.folder):
            return
        if not any(text in known for known in self.texts.values()):
            self.texts.setdefault((kind, author_line(self.folder)), []).append(text)

    def told(self) -> Iterator[tuple[str, str, tuple[Path, int] | None]]:
        """For each kind and line a message, a hint, and the line."""
        for (kind, place), texts in self.texts.items():
            more = f" (and {len(texts) - 1} more)" if texts[1:] else ""
            hint = next((hint for part, hint in HINTS.items() if part in texts[0]), "")
            yield f"{kind}: {texts[0]}{more}", hint, place


@contextmanager
def catch_warnings(folder: Path) -> Iterator[LibraryWarnings]:
    """Hear what is warned of and logged as a warning within the block, whatever is said elsewhere of warnings.

    What the author's own code ignores is not heard.
    """
    heard = LibraryWarnings(folder)

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        heard.add(category.__name__, str(message))

    handler = _Handler(heard)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        for category in NOT_OF_A_DRAWING:
            warnings.simplefilter("ignore", category)
        warnings.showwarning = show
        logging.getLogger().addHandler(handler)
        try:
            yield heard
        finally:
            logging.getLogger().removeHandler(handler)
            if heard.texts:
                _forget()


class _Handler(logging.Handler):
    """Takes what is logged as a warning or worse, which would go to the terminal without a place."""

    def __init__(self, heard: LibraryWarnings) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.add(record.name, record.getMessage())


def _importing(folder: Path) -> bool:
    """Whether this happens while a module is imported, be it by the code of the post or without it."""
    frame = sys._getframe(1)
    while frame is not None and not Path(frame.f_code.co_filename).is_relative_to(folder):
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _forget() -> None:
    """Have matplotlib look for fonts and letters again: it warns once, and the next drawing would not be told."""
    with suppress(AttributeError, KeyError):
        caches: list[Any] = [
            sys.modules["matplotlib.font_manager"].fontManager._findfont_cached,
            sys.modules["matplotlib.mathtext"].MathTextParser._parse_cached,
        ]
        for cache in caches:
            cache.cache_clear()
