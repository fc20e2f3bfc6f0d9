"""Which files a process opens and which machines it asks, as the audit hooks of Python tell while somebody listens.

What a library in C opens by itself (OpenCV, HDF5) tells nothing, and neither does what another process opens
but the files that it was started with.
"""

from __future__ import annotations

import linecache
import os
import runpy
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import source_from_cache
from types import FrameType
from typing import Any, NamedTuple

_WRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LOADERS = ("<frozen importlib._bootstrap_external>", "<frozen zipimport>", "<frozen runpy>", runpy.__file__)
_HERE = ("localhost", "::1", "::", "0.0.0.0")


class Place(NamedTuple):
    """A function of a file, by the line where it begins; of the top level of a file, the line that was executing."""

    file: str
    qualname: str
    line: int


MODULE = "<module>"
NAMES = os.sep + "*"
"""After a folder: the names in it, which were asked for."""


def place_of(frame: FrameType) -> Place:
    code = frame.f_code
    return Place(code.co_filename, code.co_qualname, frame.f_lineno if code.co_name == MODULE else code.co_firstlineno)


Stamp = tuple[int, int] | None
"""The size and the time of a file when it was opened; None for one that was not there."""


@dataclass
class Heard:
    """What was heard. `watched` tells of a path whether it matters, `owner` of a file of code whose it is: "author",
    "sitegen", or "" for neither.

    Files are known by their absolute paths. `causes` keeps, while the process lives, what made a file be opened
    or a function run that no later run would see: the statement that did it while its file was imported, or a function
    whose result is cached (`cached`, by the ids of their code).
    """

    watched: Callable[[str], bool]
    owner: Callable[[str], str]
    opened: set[str] = field(default_factory=set)  # as data
    loaded: set[str] = field(default_factory=set)  # as code
    hosts: set[str] = field(default_factory=set)
    causes: dict[str | Place, set[Place]] = field(default_factory=dict)
    cached: set[int] = field(default_factory=set)
    importing: bool = False
    code: set[str] = field(default_factory=set)  # every file that was ever loaded
    stamps: dict[str, Stamp] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    _matters: dict[str, bool] = field(default_factory=dict)

    def begin(self) -> None:
        """Forget what was heard of an earlier run."""
        self.opened, self.loaded, self.hosts = set(), set(), set()

    def open(self, path: Any, _mode: str | None, flags: int) -> None:
        if not isinstance(path, str | bytes):
            return  # a file that is open already
        name = os.path.realpath(os.fsdecode(path))
        if name not in self._matters:
            self._matters[name] = self.watched(name)
        if not self._matters[name]:
            return
        if self._asked_by_sitegen():
            return
        if flags & _WRITING:
            if name not in self.stamps:
                self.written.add(name)
            return
        if name.endswith((".py", ".pyc")) and sys._getframe(2).f_code.co_filename in _LOADERS:
            name = source_from_cache(name) if name.endswith(".pyc") else name
            kind = self.loaded
            self.code.add(name)
        elif name in self.written:
            return
        else:
            kind = self.opened
        if name not in kind:
            kind.add(name)
            self.stamps[name] = stamp(name)
        self.keep_cause(name, sys._getframe(2))

    def list(self, path: Any) -> None:
        """A folder whose names are asked for; what looks for modules in it does not count."""
        if isinstance(path, int) or sys._getframe(2).f_code.co_filename in _LOADERS:
            return
        name = os.path.realpath(os.fsdecode(path or "."))
        if self.watched(name) and not self._asked_by_sitegen():
            self.opened.add(name + NAMES)
            self.stamps[name + NAMES] = None
            self.keep_cause(name + NAMES, sys._getframe(2))

    def start(self, arguments: Any, folder: Any) -> None:
        """A program that is started with files of the site: a script, say."""
        words = shlex.split(arguments) if isinstance(arguments, str) else [os.fsdecode(one) for one in arguments]
        for word in words:
            path = os.path.join(os.fsdecode(folder or "."), word)
            if os.path.isfile(path):
                self.open(path, None, os.O_RDONLY)

    def keep_cause(self, what: str | Place, frame: FrameType | None) -> None:
        """Remember what made a file be opened or a function run, if later runs will not see it again."""
        found = self.causes.setdefault(what, set())
        nearest = self.importing
        while frame is not None:
            if id(frame.f_code) in self.cached:
                found.add(place_of(frame))
            elif nearest and self.owner(frame.f_code.co_filename) == "author":
                found.add(place_of(frame))
                nearest = False
            frame = frame.f_back

    def ask(self, host: Any) -> None:
        name = os.fsdecode(host) if isinstance(host, str | bytes) else ""
        if name and name not in _HERE and not name.startswith("127.") and not self._asked_by_sitegen():
            self.hosts.add(name)

    def _asked_by_sitegen(self) -> bool:
        """Whether sitegen itself asked, for a data set say, or somebody who only shows a line of code in a warning."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            name = frame.f_code.co_filename
            if name == linecache.__file__:
                return True
            if name != __file__ and (who := self.owner(name)):
                return who == "sitegen"
            frame = frame.f_back
        return False


def stamp(path: str) -> Stamp:
    """The state of a file by which a change can be told."""
    try:
        known = os.stat(path)
    except OSError:
        return None
    return known.st_size, known.st_mtime_ns


_listening: list[Heard] = []
_installed: list[bool] = []


@contextmanager
def hear(heard: Heard) -> Iterator[None]:
    """Listen during a block. An audit hook stays until the process ends, so there is one for all."""
    if not _installed:
        sys.addaudithook(_hook)
        _installed.append(True)
    _listening.append(heard)
    try:
        yield
    finally:
        _listening.remove(heard)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _listening or event not in _HEARD:
        return
    with suppress(Exception):  # whatever was raised here would end what the author's code does
        _HEARD[event](_listening[-1], *arguments)


_HEARD: dict[str, Callable[..., None]] = {
    "open": Heard.open,
    "os.listdir": Heard.list,
    "os.scandir": Heard.list,
    "subprocess.Popen": lambda heard, _, arguments, folder, *__: heard.start(arguments, folder),
    "os.system": lambda heard, command: heard.start(os.fsdecode(command), None),
    "sqlite3.connect": lambda heard, path: heard.open(path, None, 0),
    "socket.connect": lambda heard, _, address: heard.ask(address[0] if isinstance(address, tuple) else ""),
    "socket.getaddrinfo": lambda heard, host, *_: heard.ask(host),
}
