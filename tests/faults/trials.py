"""Trials: a scene, one fault or several after one another, and then the command without a fault."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import holds, tree
from .inject import Fault
from .scenes import SCENES
from .stage import Stage, authored


class Trial(NamedTuple):
    """A scene and the faults that its command meets, one each time that it is typed."""

    scene: str
    faults: tuple[Fault, ...]
    seed: int

    def command_line(self) -> str:
        """What brings it back."""
        faults = "".join(f" --fault {fault.at}:{fault.kind}" for fault in self.faults)
        return f"python -m tests.faults --scene {self.scene}{faults} --seed {self.seed}"


class Outcome(NamedTuple):
    """What came of a trial: how many of its faults hit a call, and what did not hold."""

    trial: Trial
    hit: int
    breaches: tuple[holds.Breach, ...]


def attempt(there: Stage, trial: Trial) -> Outcome:
    """Make a trial."""
    there.reset()
    breaches: list[holds.Breach] = []
    hit, done = 0, False
    for number, fault in enumerate(trial.faults):
        if done and there.scene.once:
            break
        ended = there.command(fault, trial.seed + number)
        hit += ended.calls >= fault.at
        if ended.code and there.scene.undone:
            breaches += holds.of_the_next(there.next_command())
        breaches += holds.after_fault(there, ended, fault)
        done = holds.without_temporary(authored(tree.read(there.root))) == authored(there.after)
    ended = there.command()
    breaches += holds.after_repetition(there, ended, done=done)
    return Outcome(trial, hit, tuple(dict.fromkeys(breaches)))


def singles(stages: dict[str, Stage]) -> list[Trial]:
    """Every call of every scene, hit once in every way."""
    return [Trial(name, (fault,), fault.at) for name, there in stages.items() for fault in there.points()]


def several(stages: dict[str, Stage], seed: int) -> Iterator[Trial]:
    """Two or three faults after one another, without end; the same for the same seed."""
    chance = random.Random(seed)
    while True:
        name = chance.choice(sorted(stages))
        faults = tuple(chance.choice(stages[name].points()) for _ in range(chance.choice((2, 2, 3))))
        yield Trial(name, faults, chance.randrange(1_000_000))


def chosen(stages: dict[str, Stage], count: int | None, seed: int) -> list[Trial]:
    """All single faults and then several, until there are `count`; a sample of single ones where those are more."""
    alone = singles(stages)
    if count is None or count <= len(alone):
        return alone if count is None else random.Random(seed).sample(alone, count)
    alone, more, faults = random.Random(seed).sample(alone, len(alone)), several(stages, seed), len(alone)
    while faults < count:
        alone.append(next(more))
        faults += len(alone[-1].faults)
    return alone


FEW, SCENES_OF_FEW = 200, 8


def some(count: int, seed: int) -> list[str]:
    """The scenes for so many faults: all of them, or for a few faults some, since to set one up costs what ten do."""
    names = [scene.name for scene in SCENES]
    return names if count >= FEW else sorted(random.Random(seed).sample(names, SCENES_OF_FEW))


def set_up(folder: Path, wanted: list[str]) -> dict[str, Stage]:
    """Scenes, each in a folder of its own."""
    return {scene.name: Stage(scene, folder / scene.name) for scene in SCENES if scene.name in wanted}
