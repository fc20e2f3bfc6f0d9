"""Runs commands of sitegen in forks of this process, which has imported them already."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .inject import UNDISTURBED, Fault, Injection, install

PATIENCE = 60.0
"""Seconds after which a command is stuck."""


class Ended(NamedTuple):
    """How a command ended: its exit code (negative: by that signal; None: it never did), what it said, and how many
    calls it made that change files."""

    code: int | None
    said: str
    calls: int


def warm() -> None:
    """Import all that commands import when they are called, so that forks need not; start no thread."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    sys.dont_write_bytecode = True
    import builder
    from builder.tool import tool_digest

    for name in ("babel.dates", "matplotlib.backends.backend_svg", "rich.progress", "safetensors.numpy"):
        importlib.import_module(name)
    package = Path(builder.__file__).parent
    for path in sorted(package.rglob("*.py")):
        room, *_ = path.relative_to(package).parts
        if room not in ("learning", "serving") and path.stem not in ("__init__", "__main__"):
            importlib.import_module(".".join(("builder", *path.relative_to(package).with_suffix("").parts)))
    assert "torch" not in sys.modules, "a fork takes four times as long with it"
    tool_digest()


def warm_by_building(folder: Path) -> None:
    """Build a site in this process, which compiles what is compiled once a process."""
    from builder.project import Project
    from builder.site.build import build_site

    with contextlib.chdir(folder):
        build_site(Project(folder))
    assert threading.active_count() == 1, "a process with threads cannot be forked"
    gc.collect()
    gc.freeze()  # else each fork would copy what its collector looks at


def run(
    folder: Path,
    arguments: Sequence[str],
    fault: Fault = UNDISTURBED,
    *,
    scratch: Path,
    seed: int = 0,
    trace: Path | None = None,
    kill_after: float = 0.0,
) -> Ended:
    """Run a command in a folder, with a fault. `scratch` is a folder for what it says and its temporary files.

    With `kill_after` it is killed after so many seconds, whatever it does then.
    """
    said = scratch / "said"
    (scratch / "tmp").mkdir(parents=True, exist_ok=True)
    injection = Injection(fault, trace)
    process = os.fork()
    if process == 0:
        _live(folder, arguments, injection, seed, said, scratch / "tmp")
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(process, process)
    code = _waited(process, kill_after or PATIENCE)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)  # what a killed process left behind
    with contextlib.suppress(ChildProcessError):
        while True:  # until none of them is left, not even as a zombie, which would seem to be alive
            os.waitpid(-process, 0)
    if code is None and kill_after:
        code = -signal.SIGKILL
    return Ended(code, said.read_text(encoding="utf-8", errors="replace"), injection.calls)


def adopt() -> None:
    """Become the parent of processes whose own parent was killed, where the system is Linux."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _waited(process: int, seconds: float) -> int | None:
    """The exit code of a process; None where it takes too long."""
    end, pause = time.monotonic() + seconds, 0.0005
    while time.monotonic() < end:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.004)
    return None


def _live(folder: Path, arguments: Sequence[str], injection: Injection, seed: int, said: Path, temporary: Path) -> None:
    """The life of a forked process: a command, and its end."""
    code = 1
    try:
        os.setpgid(0, 0)
        descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
        _same_each_time(temporary)
        os.chdir(folder)
        sys.argv = ["sitegen", *arguments]
        install(injection, seed)
        from builder.cli import main

        main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            multiprocessing.util._exit_function()  # type: ignore[attr-defined]
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _same_each_time(temporary: Path) -> None:
    """Let a command give the same bytes each time: no clock in records, workers forked instead of started anew."""
    import datetime
    import tempfile

    from builder.commands import places
    from builder.results import Run, failure
    from builder.running import execution
    from builder.site import search

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Clock:
            return cls(2024, 2, 29, 12, 0, 0, tzinfo=tz)

    execution.datetime = failure.datetime = Clock  # type: ignore[attr-defined]
    Run.seconds = lambda self: 1.5  # type: ignore[method-assign]
    places.processors = lambda: 1
    tempfile.tempdir = str(temporary)
    if "FAULTS_SEARCH" not in os.environ:
        search._program = lambda: None  # Pagefind takes longer than all the rest
    _fork_workers()


def _fork_workers() -> None:
    original = multiprocessing.get_context

    class Forked(type(original("fork"))):  # type: ignore[misc]
        """Processes as `spawn` starts them, without the half second that it takes."""

        class Process(multiprocessing.context.ForkProcess):
            def run(self) -> None:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)  # as a process that is started anew
                super().run()

    context = Forked()
    multiprocessing.get_context = lambda method=None: context if method == "spawn" else original(method)  # type: ignore[assignment,misc]
