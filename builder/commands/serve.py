"""`sitegen serve`: shows the site while it is written."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from builder.cache import Cache
from builder.config import read_config
from builder.content.withheld import Showing, today
from builder.drawing.engine import Engine
from builder.errors import SitegenError, reason
from builder.experiments.discovery import discover
from builder.experiments.status import judge_all, out_of_date
from builder.project import THEME, Project, is_text
from builder.serving.answers import Served
from builder.serving.server import Server
from builder.signals import LONGEST, Terminated, terminable
from builder.site.build import compose
from builder.site.changes import invalidate
from builder.site.folders import Experiments
from builder.site.outputs import Output
from builder.tool import tool_digest

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def serve(project: Project, host: str, port: int, say: Callable[[str], None], *, quick: bool = False) -> None:
    """Serve the site until interrupted, in memory: `site/` is left as it is. `say` gets the lines to print.

    It has drafts too, marked. With `quick`, the quick results are shown.

    Raises SitegenError when it cannot listen there; mistakes of the site are shown in its pages instead.
    """
    with _until_stopped(), _listening(host, port) as listening, Engine() as engine:
        address, number = listening.getsockname()[:2]
        public = not ip_address(address.partition("%")[0]).is_loopback
        if public:
            say("Warning: whoever can reach this machine by the network can read what is served.")
        name = "localhost" if address in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        watched = [project.config.parent, project.static, project.templates, THEME, *_docs(project)]
        if quick:
            watched.append(project.quick_results)
        rebuild = _Rebuild(project, engine, say, watched, quick)
        server = Server(rebuild, watched, {*THIS_MACHINE, host.lower()}, public=public)

        def begun(base: str) -> None:
            gc.freeze()  # what is there by now stays; to look through it again costs a fifth of each build
            say(f"Serving http://{name}:{number}{base} until Ctrl-C")

        server.run(listening, begun)


def _docs(project: Project) -> list[Path]:
    """The folders of the documentation as the config names them."""
    with suppress(SitegenError):  # told by the build
        return [project.root / language.docs for language in read_config(project.config).languages if language.docs]
    return []


@dataclass
class _Rebuild:
    """Builds the site from the records as they are; what a build needs first is started once.

    `watched` are the folders whose changes it hears of; it adds those that the config comes to name.
    """

    project: Project
    engine: Engine
    say: Callable[[str], None]
    watched: list[Path]
    quick: bool
    told: set[str] = field(default_factory=set)
    experiments: Experiments | None = None
    cache: Cache = field(init=False)

    def __post_init__(self) -> None:
        self.cache = Cache(self.project.scratch / "cache", lasting=True)

    def __call__(self, changed: set[Path]) -> Served:
        """The site: its files, its path, what on its pages leads nowhere, and whether it has scripts of its own.

        Raises SitegenError, with all mistakes, and says them too.
        """
        try:
            return self._built(changed)
        except SitegenError as error:
            told = error
        except OSError as error:  # of a file that went while it was read: its going is the next change
            place = Path(error.filename) if error.filename else None
            told = SitegenError(f"cannot be read: {reason(error)}", path=place)
        except Exception as error:  # nothing that a save brings about may end the server
            traceback.print_exc()
            hint = "This is a fault of sitegen: the terminal shows where."
            told = SitegenError(f"the build failed: {type(error).__name__}: {error}", hint=hint)
        self.say(f"Error: {told}")
        raise told

    def _built(self, changed: set[Path]) -> Served:
        start = time.perf_counter()
        if any(path.is_relative_to(THEME) for path in changed):
            tool_digest.cache_clear()
        if self.experiments is None or not all(map(is_text, changed)):
            self.experiments = None  # a mistake in one is told until it is mended
            self.experiments = out_of_date(judge_all(self.project, discover(self.project), quick=self.quick))
        if self.project.config in changed:
            self.watched.extend(folder for folder in _docs(self.project) if folder not in self.watched)
        invalidate(self.cache, self.project.posts, changed)
        output = Output(self.project.site, self.project.scratch)
        composed = partial(compose, quick=self.quick, showing=Showing(today(), withheld=True), cache=self.cache)
        report = composed(self.project, output, self.engine, experiments=self.experiments)
        warnings = {f"Warning: {warning}": None for warning in report.warnings}
        warnings |= {f"Left out: {error}": None for error in report.left_out}
        for warning in warnings:
            if warning not in self.told:
                self.say(warning)
        self.told = set(warnings)
        self.say(f"Built in {time.perf_counter() - start:.2f} s")
        scripted = any(self.project.templates.rglob("*.js"))
        return Served(dict(output.files), report.base_path, dead=report.dead, scripted=scripted)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises SitegenError where there can be none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(address[:2], family=family)
        # Of an answer its head is sent first: the rest would wait for the browser to confirm it, which takes 40 ms.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = "`sitegen serve --port 0` finds a free one."
            raise SitegenError(f"port {port} is taken by another program", hint=hint) from None
        hint = "Without --host it is this machine alone; --port 0 finds a free port."
        raise SitegenError(f"cannot serve {host} at port {port}: {reason(error)}", hint=hint) from None


@contextmanager
def _until_stopped() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the block; watchfiles makes of either a plain KeyboardInterrupt."""
    with terminable(LONGEST) as numbers:
        try:
            yield
        except KeyboardInterrupt:
            raise (Terminated if signal.SIGTERM in numbers else KeyboardInterrupt)("Stopped.") from None
