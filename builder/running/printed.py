"""What a run prints: kept as a terminal would show it at the end, its first and its last lines where it is long."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

FIRST = LAST = 200
"""Lines that are kept of the beginning and of the end."""
WIDTH = 500
"""Letters of a line; a longer one is cut."""
_SCREEN = 60
"""Lines at the end that may still be written over, by bars of progress above one another say."""
_PART = re.compile(
    r"\x1b\[(?P<numbers>[0-9;?]*)(?P<command>[A-Za-z@])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?"
    r"|(?P<control>[\x00-\x08\x0a-\x1f\x7f])|(?P<text>[^\x00-\x08\x0a-\x1f\x7f]+)"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-9;?]*|\][^\x07\x1b]*)?\Z")


class Printed:
    """A screen on which text is written: carriage returns and cursor movements write over, colours are left out."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=LAST)
        self._left_out = 0
        self._screen = [""]
        self._row = self._column = 0
        self._pending = ""

    def write(self, text: str) -> None:
        """Take what is printed next, which may end within an escape sequence."""
        text = self._pending + text
        unfinished = _UNFINISHED.search(text)
        self._pending = unfinished[0] if unfinished else ""
        for part in _PART.finditer(text, 0, len(text) - len(self._pending)):
            if part["text"]:
                self._put(part["text"])
            elif part["command"]:
                self._move(part["command"], part["numbers"])
            elif part["control"] == "\n":
                self._newline()
            elif part["control"] == "\r":
                self._column = 0
            elif part["control"] == "\b":
                self._column = max(0, self._column - 1)

    def text(self) -> str:
        """What there is to read; "" where nothing was printed."""
        lines = [*self._first]
        if self._left_out:
            lines.append(f"… {self._left_out} lines left out …")
        lines += [*self._last, *self._screen]
        lines = [_cut(line) for line in lines]
        return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""

    def _put(self, text: str) -> None:
        line, end = self._screen[self._row], self._column + len(text)
        if self._column <= 2 * WIDTH:
            self._screen[self._row] = line[: self._column].ljust(self._column) + text[: 2 * WIDTH] + line[end:]
        self._column = end

    def _newline(self) -> None:
        self._row, self._column = self._row + 1, 0
        if self._row == len(self._screen):
            self._screen.append("")
        if len(self._screen) > _SCREEN:
            self._row -= 1
            self._scrolled(self._screen.pop(0))

    def _scrolled(self, line: str) -> None:
        if len(self._first) < FIRST:
            self._first.append(line)
        else:
            self._left_out += len(self._last) == LAST
            self._last.append(line)

    def _move(self, command: str, numbers: str) -> None:
        """Follow what moves the cursor and erases; colours and the like change nothing that can be read."""
        number = int(numbers) if numbers.isdecimal() and len(numbers) < 5 else 0
        line = self._screen[self._row]
        if command == "K":
            blank = (
                line[: self._column] if number == 0 else "" if number == 2 else line[self._column :].rjust(len(line))
            )
            self._screen[self._row] = blank
        elif command == "A":
            self._row = max(0, self._row - max(1, number))
        elif command == "B":
            self._row = min(len(self._screen) - 1, self._row + max(1, number))
        elif command == "C":
            self._column += max(1, number)
        elif command == "D":
            self._column = max(0, self._column - max(1, number))
        elif command == "G":
            self._column = max(0, number - 1)


def _cut(line: str) -> str:
    line = line.rstrip()
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


class _Tee:
    """A stream that passes on all that is written to it, and lets the run at hand read along."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        for printed in _LISTENING:
            printed.write(text)
        return self._stream.write(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


_LISTENING: list[Printed] = []


@contextmanager
def listening(printed: Printed) -> Iterator[None]:
    """Take what this process prints meanwhile; it is printed all the same."""
    install()
    _LISTENING.append(printed)
    try:
        yield
    finally:
        _LISTENING.remove(printed)


def install() -> None:
    """Put oneself between what is imported from now on and the streams, which a log may keep for good."""
    for name in ("stdout", "stderr"):
        if not isinstance(getattr(sys, name), _Tee) and getattr(sys, name) is not None:
            setattr(sys, name, _Tee(getattr(sys, name)))
