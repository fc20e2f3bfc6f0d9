"""What a process executes of the project's own code, and which files it opens and whom it calls, while it is watched.

Code is watched by `sys.monitoring`, which costs nothing after the first call of a function. Python 3.11 has only
`sys.setprofile`, which slows every call down: there it is taken away after so many calls, and put back for as many
when the run reports progress and has paid for them. Files and the network are told by audit hooks, all the time.
"""

from __future__ import annotations

import builtins
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from inspect import CO_OPTIMIZED
from types import CodeType, FrameType
from typing import Any

from builder.running.hearing import MODULE, Heard, Place, hear

_CALLS = 100_000
"""How many calls are watched at a stretch where each of them costs: two tenths of a second."""
_SECONDS_EACH, _SHARE = 2e-6, 0.01
_WHOLE = sys.version_info >= (3, 12)


@dataclass
class Watch:
    """Watches this process. `ours` tells by its name whether a file of code is the project's own."""

    heard: Heard
    ours: Callable[[str], bool]
    whole: bool = True  # until something was not watched
    _ran: set[Place] = field(default_factory=set)
    _known: dict[int, CodeType] = field(default_factory=dict)  # by id, and kept so that no other takes it
    _files: dict[str, bool] = field(default_factory=dict)
    _function: Callable[[FrameType, str, object], None] | None = None
    _original: Callable[..., Any] = builtins.__import__
    _spent: int = 0
    _since: float = 0.0

    @contextmanager
    def on(self) -> Iterator[set[Place]]:
        """Watch a block; what ran in it is in the set that it is given, once it has ended."""
        self._known.clear()
        self.whole = True
        self._ran = set()
        self._spent, self._since = 0, time.thread_time()
        self.heard.begin()
        start, stop = (self._monitor, self._unmonitor) if _WHOLE else (self._profile, self._unprofile)
        start()
        try:
            with hear(self.heard):
                yield self._ran
        finally:
            stop()

    def go_on(self, *, last: bool) -> None:
        """Watch a further stretch of a run that has paid for it, or that has come to its last step."""
        elapsed = time.thread_time() - self._since
        if not _WHOLE and sys.getprofile() is None and (last or self._spent * _SECONDS_EACH < _SHARE * elapsed):
            self._profile()

    def _note(self, frame: FrameType) -> None:
        """Remember a function that is called for the first time in this block."""
        code = frame.f_code
        self._known[id(code)] = code
        if not self._is_ours(code) or not (code.co_flags & CO_OPTIMIZED or code.co_name == MODULE):
            return  # the body of a class is executed where it stands
        place = Place(code.co_filename, code.co_qualname, code.co_firstlineno)
        self._ran.add(place)
        self.heard.keep_cause(place, frame.f_back)

    def _is_ours(self, code: CodeType) -> bool:
        name = code.co_filename
        if name not in self._files:
            self._files[name] = self.ours(name)
        return self._files[name]

    # Python 3.12 and later

    def _monitor(self) -> None:
        monitoring: Any = sys.__dict__["monitoring"]
        for tool in (4, 3):  # those that Python keeps for nobody
            with suppress(ValueError):
                monitoring.use_tool_id(tool, "sitegen")
                break
        else:
            self.whole = False
            return
        self._tool = tool

        def started(code: CodeType, offset: int) -> Any:
            if id(code) not in self._known:
                self._note(sys._getframe(1))
            return monitoring.DISABLE

        monitoring.register_callback(tool, monitoring.events.PY_START, started)
        monitoring.set_events(tool, monitoring.events.PY_START)
        monitoring.restart_events()

    def _unmonitor(self) -> None:
        if (tool := self.__dict__.pop("_tool", None)) is not None:
            monitoring: Any = sys.__dict__["monitoring"]
            monitoring.set_events(tool, 0)
            monitoring.register_callback(tool, monitoring.events.PY_START, None)
            monitoring.free_tool_id(tool)

    # Python 3.11

    def _profile(self) -> None:
        if sys.getprofile() is not None:  # a profiler of the author's own
            self.whole = False
            return
        known, left = self._known, _CALLS

        def profile(frame: FrameType, event: str, argument: object) -> None:
            nonlocal left
            if event == "call":  # most events are of functions in C
                if id(frame.f_code) not in known:
                    self._note(frame)
                left -= 1
                if self._function is not profile:
                    sys.setprofile(None)  # in a thread that outlived what was watched
                elif left < 0:
                    self._pause()

        self._function = profile
        builtins.__import__ = self._importing
        threading.setprofile(profile)
        sys.setprofile(profile)

    def _pause(self) -> None:
        """Stop until the run has paid for it; other threads let go at their next call."""
        self._spent += _CALLS
        self.whole = False
        self._unprofile()

    def _importing(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Import as Python does, unwatched where a package is imported that is not ours: torch is six million calls."""
        original, profile = self._original, sys.getprofile()
        level = named.get("level", arguments[3] if len(arguments) > 3 else 0)
        if profile is None or profile is not self._function or level or name in sys.modules or self._found_ours(name):
            return original(name, *arguments, **named)
        sys.setprofile(None)
        builtins.__import__ = original
        try:
            return original(name, *arguments, **named)
        finally:
            builtins.__import__ = self._importing
            sys.setprofile(profile)

    def _found_ours(self, name: str) -> bool:
        """Whether a package that is to be imported is ours, or nobody's."""
        try:
            spec = find_spec(name.partition(".")[0])
        except (ImportError, ValueError):
            return True
        places = [spec.origin, *(spec.submodule_search_locations or ())] if spec else []
        return not places or any(self.ours(place) for place in places if place)

    def _unprofile(self) -> None:
        builtins.__import__ = self._original
        if sys.getprofile() is self._function:
            threading.setprofile(None)
            sys.setprofile(None)
        else:  # it was paused, or replaced by a profiler of the author's own
            self.whole = False
        self._function = None
