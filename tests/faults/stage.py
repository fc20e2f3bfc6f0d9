"""A scene that is set up, with what it becomes when nothing goes wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from builder.ledger import FINE

from . import tree
from .command import Ended, run
from .inject import IN_HALVES, KINDS, UNDISTURBED, Fault
from .scenes import AUTHOR, Place, Scene

REPOSITORIES = (".git", "remote.git")


class Unsteady(Exception):
    """Undisturbed, a command does not do the same each time: nothing could be compared with it."""


class Stage:
    """A scene in a folder of its own; `before` and `after` are the site around the undisturbed command."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.root, self.scratch = scene, folder / "at", folder / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        self.root.mkdir(parents=True)
        self.scratch.mkdir()
        os.environ.update(AUTHOR)
        scene.prepare(Place(self.root, self.scratch))
        self.before = tree.read(self.root)
        self.published_before = published(self.root)
        self.undisturbed = self.command()
        self.after = tree.read(self.root)
        self.published_after = published(self.root)
        self.calls = self._traced()

    def _traced(self) -> list[str]:
        """The calls of the command that change files, once it was made anew."""
        self.reset()
        again, calls = self.command(trace=self.scratch / "trace"), self.scratch / "trace"
        if again.code != self.undisturbed.code or (self.scene.tells and again.said != self.undisturbed.said):
            raise Unsteady(f"{self.scene.name}: {self.undisturbed}, then {again}")
        if names := tree.differing(authored(self.after), authored(tree.read(self.root))):
            raise Unsteady(f"{self.scene.name}: {tree.names(names)}")
        return [line.split(" ")[0] for line in calls.read_text(encoding="utf-8").splitlines()]

    def reset(self) -> None:
        """Put everything back as it was before the command."""
        tree.restore(self.root, self.before)
        if {"build", "deploy", "check"} & set(self.scene.command):
            time.sleep(FINE / 1e9)  # until the ledger takes what it knows of files for settled

    def command(self, fault: Fault = UNDISTURBED, seed: int = 0, trace: Path | None = None) -> Ended:
        """Type the command, which meets a fault."""
        shutil.rmtree(self.scratch / "tmp", ignore_errors=True)
        folder = self.root / self.scene.inside
        return run(folder, self.scene.command, fault, seed=seed, scratch=self.scratch, trace=trace)

    def next_command(self) -> Ended:
        """Type another command, whatever it is."""
        return run(self.root / self.scene.inside, ("status",), scratch=self.scratch)

    def points(self) -> list[Fault]:
        """Each fault that can hit the command, once."""
        runs = {"run", "verify"} & set(self.scene.command) or self.scene.name == "build-stale"
        return [
            Fault(at, kind)
            for at, call in enumerate(self.calls, 1)
            for kind in KINDS
            if (kind != "torn" or call in IN_HALVES) and (kind != "lone" or runs)
        ]


def authored(found: tree.Tree) -> dict[str, bytes | str]:
    """What belongs to the author, and the site: not what may be thrown away, nor git's own."""
    own = tree.without(found, ".sitegen", "here/.sitegen", *REPOSITORIES)
    # What is told of a failure names what else went wrong.
    return {name: "a failure" if name.endswith("/failure.txt") else data for name, data in own.items()}


def published(root: Path) -> str:
    """What the branch of the remote holds; "" where there is none."""
    if not (root / "remote.git").is_dir():
        return ""
    return _asked(root / "remote.git", "rev-parse", "--verify", "-q", "refs/heads/gh-pages^{tree}")


def refs(root: Path) -> list[str]:
    """The names of all that the author's own repository refers to."""
    return _asked(root, "for-each-ref", "--format=%(refname)").split() if (root / ".git").is_dir() else []


def locks(root: Path) -> list[str]:
    """What git takes for the work of another process."""
    return sorted(str(path.relative_to(root)) for one in REPOSITORIES for path in (root / one).rglob("*.lock"))


def _asked(folder: Path, *arguments: str) -> str:
    command: Sequence[str] = ("git", "-C", str(folder), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
