"""Real clusters of Ray on this machine: each node a raylet that sees neither the site nor the other nodes' folders."""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from conftest import REPOSITORY

RAY = [sys.executable, "-m", "ray.scripts.scripts"]


@functools.cache
def apart() -> bool:
    """Whether this machine lets a node have processes and mounts of its own."""
    tried = subprocess.run(["unshare", "-m", "-p", "--fork", "--mount-proc", "true"], capture_output=True)
    return tried.returncode == 0


def free_port() -> int:
    """One that nothing listens at, outside the range that Ray gives its workers."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as taken:
            if taken.connect_ex(("127.0.0.1", port)):
                return port


@dataclass
class Node:
    """A machine of the cluster, that ends with its process."""

    name: str
    folder: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Pull the plug: its raylet, all its workers, and what they have started."""
        self.process.kill()
        self.process.wait()
        for pid in processes_of(self.folder):
            _signal(pid, signal.SIGKILL)

    def silence(self, seconds: float) -> None:
        """Let it do nothing for a while, as if its network were cut."""
        stopped = processes_of(self.folder)
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in stopped:
                _signal(pid, number)
            time.sleep(seconds if number == signal.SIGSTOP else 0)

    def raylet(self) -> int:
        """The process that Ray has on each node."""
        return next(pid for pid in processes_of(self.folder) if command(pid)[:1] and "raylet" in command(pid)[0])

    def left(self) -> list[str]:
        """What lies in its temporary folder that is not Ray's."""
        return sorted(path.name for path in (self.folder / "tmp").iterdir() if path.name.startswith("sitegen-"))


@dataclass
class Cluster:
    """A head without processors, and nodes; use it in a `with` block. `hidden` is what no node sees."""

    hidden: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="r", dir="/tmp")))  # sockets: short names
    nodes: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port, self.client = free_port(), free_port()
        (self.folder / "token").write_text(secrets.token_hex(32))

    def __enter__(self) -> Cluster:
        self.head = self._start(
            "h", "--head", f"--port={self.port}", f"--ray-client-server-port={self.client}", "--num-cpus=0",
            "--include-dashboard=false",
        )  # fmt: skip
        self._until(lambda: _listens(self.port) and _listens(self.client), "the head")
        return self

    def __exit__(self, *_: object) -> None:
        for node in [*self.nodes, self.head]:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(
        self, name: str, *, cpus: int = 1, environment: dict[str, str] | None = None, disk: str = "", hide: bool = True
    ) -> Node:
        """Let one more node join; it is there a little later. `disk` is how much its temporary folder may hold."""
        address = f"--address=127.0.0.1:{self.port}"
        node = self._start(name, address, f"--num-cpus={cpus}", more=environment, disk=disk, hide=hide)
        self.nodes.append(node)
        return node

    def environment(self) -> dict[str, str]:
        """For those who join this cluster, by `--on ray`."""
        return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(self.folder / "token"),
                "RAY_USAGE_STATS_ENABLED": "0", "RAY_ADDRESS": f"127.0.0.1:{self.port}"}  # fmt: skip

    def joined(self, count: int) -> None:
        """Wait until so many nodes are alive besides the head."""
        program = "import os, ray; ray.init(os.environ['RAY_ADDRESS'], log_to_driver=False, logging_level=40)\n" \
                  f"import time\nwhile sum(n['Alive'] for n in ray.nodes()) < {count + 1}: time.sleep(0.1)"  # fmt: skip
        environment = {**os.environ, **self.environment()}
        subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60, capture_output=True)

    def _start(
        self, name: str, *options: str, more: dict[str, str] | None = None, disk: str = "", hide: bool = True
    ) -> Node:
        folder = self.folder / name
        for inner in ("tmp", "home", "work"):
            (folder / inner).mkdir(parents=True)
        environment = {
            **os.environ, **self.environment(), "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": str(REPOSITORY), **(more or {}),
        }  # fmt: skip
        for own in ("SITEGEN_DATA", "RAY_ADDRESS", "XDG_CACHE_HOME"):
            if own not in (more or {}):
                environment.pop(own, None)
        command = [*RAY, "start", "--block", "--disable-usage-stats", "--object-store-memory=80000000", *options]
        command.append(f"--temp-dir={folder}")
        if "--head" not in options and hide and apart():
            hide = f"mount --bind {shlex.quote(str(folder / 'work'))} {shlex.quote(str(self.hidden))}"
            if disk:
                hide += f" && mount -t tmpfs -o size={disk} none {shlex.quote(str(folder / 'tmp'))}"
            inner = f"{hide} && exec {shlex.join(command)}"
            command = ["unshare", "-m", "-p", "--fork", "--kill-child", "--mount-proc", "sh", "-c", inner]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=folder / "work", env=environment, stdout=log, stderr=log, start_new_session=True
            )
        return Node(name, folder, process)

    def _until(self, there: object, what: str) -> None:
        for _ in range(600):
            if there():  # type: ignore[operator]
                return
            time.sleep(0.1)
        raise AssertionError(f"{what} did not begin: {(self.folder / 'h' / 'log').read_text()[-2000:]}")


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def command(pid: int) -> list[str]:
    """The command line of a process; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def processes_of(folder: Path) -> list[int]:
    """The processes that name a folder in their command or their environment."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                text = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            except OSError:
                continue
            if str(folder).encode() + b"/" in text:
                found.append(int(process.name))
    return found


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
