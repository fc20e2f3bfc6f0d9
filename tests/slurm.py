"""A Slurm of two nodes on this machine, of the distribution's own daemons, in a folder and on ports of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

DAEMONS = ("munged", "slurmctld", "slurmd")
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
CONFIG = """\
ClusterName=trial
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,batch_sched_delay=0
KillWait=10
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2 RealMemory=2000
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2 RealMemory=2000
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""


@dataclass(frozen=True)
class Slurm:
    """Its folder, which holds the logs of its daemons."""

    folder: Path

    def ask(self, *command: str, cwd: Path | None = None) -> str:
        """What a command of Slurm says. It inherits what a login shell would have, and no job's environment."""
        environment = {name: os.environ[name] for name in ("HOME", "USER", "LANG") if name in os.environ}
        environment |= {"PATH": PATH, "SLURM_CONF": str(self.folder / "slurm.conf")}
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def field(self, job: str, name: str) -> str:
        """What Slurm knows of a job, such as its JobState."""
        words = dict(word.partition("=")[::2] for word in self.ask("scontrol", "show", "job", job).split())
        return words[name]

    def wait(self, job: str, wanted: str, *, log: Path) -> None:
        """Wait until a job is in a state; not for one that ended otherwise."""

        def ready() -> bool:
            state = self.field(job, "JobState")
            assert state in (wanted, "PENDING", "CONFIGURING", "RUNNING", "COMPLETING"), state + _said(log)
            return state == wanted

        self.until(ready, log)

    def until(self, ready: Callable[[], bool], log: Path) -> None:
        """Wait for something that a job does, and show its log where it never does."""
        until = time.monotonic() + 150
        while not (log.exists() and ready()):
            assert time.monotonic() < until, _said(log)
            time.sleep(0.2)


@contextmanager
def slurm() -> Iterator[Slurm]:
    """Start munge, the controller and the nodes; end them, and all that ran on them."""
    if missing := [daemon for daemon in DAEMONS if not shutil.which(daemon, path=PATH)]:
        pytest.skip(f"there is no {missing[0]}: apt-get install slurmctld slurmd slurm-client munge")
    folder = Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))  # sockets want a short path
    started: list[subprocess.Popen[bytes]] = []
    try:
        _configure(folder)
        for command in _commands(folder):
            with (folder / f"{command[0]}.out").open("ab") as said:
                daemon = [shutil.which(command[0], path=PATH) or "", *command[1:]]
                started.append(subprocess.Popen(daemon, stdout=said, stderr=said, stdin=subprocess.DEVNULL))
            if command[0] == "munged":
                _until((folder / "munge.socket").exists, folder, "munged")
        cluster = Slurm(folder)
        _until(lambda: cluster.ask("sinfo", "-h", "-o", "%T %D").strip() == "idle 2", folder, "slurmd")
        try:
            yield cluster
        finally:  # what a test left running when it failed
            cluster.ask("scancel", "--user", getpass.getuser())
            _until(lambda: not cluster.ask("squeue", "-h"), folder, "slurmctld")
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path) -> None:
    (folder / "state").mkdir()
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    folder.chmod(0o755)
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in (one, two, three)]
    text = CONFIG.format(host=socket.gethostname(), user=getpass.getuser(), folder=folder, ports=ports)
    (folder / "slurm.conf").write_text(text)


def _commands(folder: Path) -> Iterator[list[str]]:
    config = str(folder / "slurm.conf")
    files = {"key-file": "munge.key", "socket": "munge.socket", "pid-file": "munge.pid", "log-file": "munge.log"}
    places = [f"--{option}={folder / name}" for option, name in {**files, "seed-file": "munge.seed"}.items()]
    yield ["munged", "--foreground", "--force", *places]
    yield ["slurmctld", "-D", "-f", config]
    for node in ("n1", "n2"):
        yield ["slurmd", "-D", "-N", node, "-f", config]


def _until(ready: Callable[[], bool], folder: Path, daemon: str) -> None:
    until = time.monotonic() + 30
    while not ready():
        if time.monotonic() > until:
            said = (folder / f"{daemon}.out").read_text()
            if "cgroup" in said:
                pytest.skip("slurmd finds no cgroups here")
            pytest.fail(f"{daemon} does not come up:\n{said}")
        time.sleep(0.2)


def _said(log: Path) -> str:
    return f"\n{log.read_text()}" if log.exists() else "\nthere is no log"
