"""Kills trainings at random moments, damages what they keep, and compares what they end with."""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from . import tree
from .command import Ended, run
from .damage import WAYS
from .drivers import Result
from .holds import Breach
from .inject import UNDISTURBED, Fault
from .scenes import CONFIG, Place

EXPERIMENTS = '''\
"""Two small trainings in one run."""

from dataclasses import dataclass

import torch
from torch import nn

from builder.experiments import Result, experiment
from builder.learning import train
from builder.learning.datasets import Dataset


@dataclass(frozen=True)
class Training:
    epochs: int = 6
    seed: int = 0


def stripes(seed):
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(240, 1, 6, 6, generator=generator)
    labels = (images[:, 0, 0].mean(1) > images[:, 0, -1].mean(1)).long()
    return Dataset(images[:200], labels[:200], images[200:], labels[200:])


@experiment
def training(settings: Training) -> Result:
    torch.manual_seed(settings.seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(36, 16), nn.Tanh(), nn.Dropout(0.2), nn.Linear(16, 2))
    data = stripes(settings.seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    history = train(model, optimizer, data, epochs=settings.epochs, batch_size=10, seed=settings.seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    again = train(model, optimizer, data, epochs=3, batch_size=10, seed=settings.seed + 1)
    return Result(
        values={"reached": again.test_accuracy[-1]},
        series={"accuracy": history.test_accuracy, "loss": history.train_loss, "again": again.train_loss},
        weights=model,
    )
'''
COMMAND = ("run", "--jobs", "1")


class Trained:
    """A site with one training that was not disturbed."""

    def __init__(self, folder: Path) -> None:
        import builder.learning  # noqa: F401 - a second and more, once for all forks

        self.root, self.scratch = folder / "at", folder / "scratch"
        place = Place(self.root, self.scratch)
        place.write("content/site.toml", CONFIG)
        place.write("content/posts/training/experiments.py", EXPERIMENTS)
        self.before = tree.read(self.root)
        began = time.monotonic()
        ended = self.command()
        self.seconds = time.monotonic() - began
        assert ended.code == 0, ended.said
        self.calls, self.results = ended.calls, self.kept()

    def command(self, fault: Fault = UNDISTURBED, kill_after: float = 0.0) -> Ended:
        return run(self.root, COMMAND, fault, scratch=self.scratch, kill_after=kill_after)

    def kept(self) -> dict[str, bytes | str]:
        """What is kept of the training."""
        return tree.below(tree.read(self.root), "content/posts/training/results")

    def checkpoints(self) -> list[Path]:
        """Those that can be damaged: one may be empty, having been damaged before."""
        found = sorted((self.root / ".sitegen" / "checkpoints").rglob("*.safetensors"))
        return [path for path in found if path.stat().st_size]


def trials(count: int, seed: int, folder: Path, number: int, jobs: int) -> Iterator[Result]:
    """As many killed trainings."""
    trained = Trained(folder)
    for one in range(number, count, jobs):
        yield attempt(trained, seed * 1_000_003 + one)


def attempt(trained: Trained, seed: int) -> Result:
    """Kill a training, up to three times, damage a checkpoint each time or not, and let it end."""
    chance = random.Random(seed)
    tree.restore(trained.root, trained.before)
    breaches, how = list[Breach](), "not damaged"
    for _ in range(chance.choice((1, 1, 2, 3))):
        if chance.random() < 0.5:
            ended = trained.command(Fault(chance.randint(1, trained.calls), chance.choice(("killed", "torn", "lone"))))
        else:
            ended = trained.command(kill_after=chance.uniform(0.05, 1.0) * trained.seconds)
        damaged = None
        if (found := trained.checkpoints()) and chance.random() < 0.7:
            damaged, how = chance.choice(found), chance.choice(sorted(WAYS))
            others = [path.read_bytes() for path in found if path != damaged] or [b"{}"]
            whole, known = damaged.read_bytes(), damaged.stat()
            damaged.write_bytes(spoilt := WAYS[how](whole, others, chance))
            os.utime(damaged, ns=(known.st_atime_ns, known.st_mtime_ns))  # a disk that errs changes no times
            damaged = damaged if spoilt != whole else None
    ended = trained.command()
    breaches += _breaches(trained, ended, f"checkpoint {how}", damaged)
    again = f'python -c "from tests.faults.trainings import once; once({seed})"'
    return Result("trainings", how, 1, breaches, again)


def _breaches(trained: Trained, ended: Ended, how: str, damaged: Path | None) -> Iterator[Breach]:
    if ended.code != 0:
        yield Breach("traceback" if "Traceback" in ended.said else "stuck", f"{how}: {ended.said.strip()[-300:]}")
        return
    if names := tree.differing(trained.kept(), trained.results):
        yield Breach("wrong", f"{how}: other bits than undisturbed: {tree.names(names)}")
    if damaged and "anew" not in ended.said and "Nothing to run" not in ended.said:
        yield Breach("wrong", f"{how}: begun anew or not, nothing is told: {ended.said.strip()[-200:]}")
    found = (trained.root / ".sitegen" / "checkpoints").rglob("*")
    if left := [path.name for path in found if not path.is_dir()]:
        yield Breach("left over", f"{how}: {tree.names(left)}")


def once(seed: int) -> None:
    """Bring one trial back, and print what did not hold."""
    import tempfile

    from .command import warm

    warm()
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        print(*attempt(Trained(Path(folder).resolve()), seed).breaches or ["all of it held"], sep="\n")
