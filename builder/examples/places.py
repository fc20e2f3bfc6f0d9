"""Where in the author's source something happens: by its function and its text, which comments above do not change."""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

At = tuple[str, int, str] | tuple[()]
"""The file from the post's folder on, the line, and the text of that line; empty where no author's code was."""
Chain = tuple[int, ...]
"""The author's functions that called each other, and which call of each: it tells one measurement from another."""


@dataclass
class Places:
    """Finds the author's own code on the stack. `own` tells of a file whether it is the author's."""

    own: Callable[[str], bool]
    folder: str
    _files: dict[str, bool] = field(default_factory=dict)

    def chain(self) -> Chain:
        """Where the author's code stands."""
        frame = sys._getframe(1)
        found: list[int] = []
        while frame is not None:
            code = frame.f_code
            own = self._files.get(code.co_filename)
            if own is None:
                own = self._files[code.co_filename] = self.own(code.co_filename)
            if own:
                found += (id(code), frame.f_lasti)
            frame = frame.f_back  # type: ignore[assignment]
        return tuple(found)

    def at(self, *, outermost: bool = False) -> At:
        """The innermost line of the author's, or the outermost, which is of the experiment itself."""
        here, frame = sys._getframe(1), None
        while here is not None and (outermost or frame is None):
            if self.own(here.f_code.co_filename) and here.f_code.co_name != "<module>":
                frame = here
            here = here.f_back  # type: ignore[assignment]
        if frame is None:
            return ()
        file, line = frame.f_code.co_filename, frame.f_lineno
        name = os.path.relpath(os.path.realpath(file), os.path.realpath(self.folder))
        return name.replace(os.sep, "/"), line, linecache.getline(file, line).strip()
