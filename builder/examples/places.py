"""Where in the author's source something happens: by its function and its text, which comments above do not change."""

from __future__ import annotations

import linecache
import os
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType

At = tuple[str, int, str] | tuple[()]
"""The file from the post's folder on, the line, and the text of that line; empty where no author's code was."""
Chain = tuple[int, ...]
"""The author's functions that called each other, and which call of each: it tells one measurement from another, and is
the same in another process.
"""


@dataclass
class Places:
    """Finds the author's own code on the stack. `own` tells of a file whether it is the author's."""

    own: Callable[[str], bool]
    folder: str
    _codes: dict[int, tuple[CodeType, int]] = field(default_factory=dict)  # by id: their numbers, 0 of another's

    def chain(self) -> Chain:
        """Where the author's code stands."""
        frame = sys._getframe(1)
        found: list[int] = []
        while frame is not None:
            code = frame.f_code
            if (known := self._codes.get(id(code))) is None:
                known = self._codes[id(code)] = code, self._number(code)
            if known[1]:
                found += (known[1], frame.f_lasti)
            frame = frame.f_back  # type: ignore[assignment]
        return tuple(found)

    def _number(self, code: CodeType) -> int:
        own = self.own(code.co_filename)
        return zlib.crc32(f"{self._relative(code.co_filename)}:{code.co_qualname}".encode()) | 1 if own else 0

    def _relative(self, file: str) -> str:
        return os.path.relpath(os.path.realpath(file), os.path.realpath(self.folder)).replace(os.sep, "/")

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
        return self._relative(file), line, linecache.getline(file, line).strip()
