"""Experiments whose records an earlier sitegen wrote, in format 1."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from builder.experiments import Result, experiment
from builder.results import Record

from . import kernels
from .kernels import Blur, register

STEPS = 3


@dataclass(frozen=True)
class Counting:
    """Settings by value, and one by its source."""

    start: int = 1
    numbers: tuple[int, ...] = (1, 2, 3)
    steps: int = STEPS

    def total(self) -> int:
        return self.start + sum(self.numbers)


@dataclass(frozen=True)
class Noise:
    scale: float = 0.5
    seed: int = 0


register("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]])


@experiment(quick={"start": 10})
def count(settings: Counting) -> Result:
    """Count."""
    table = np.arange(6, dtype=np.float32).reshape(2, 3)
    return Result(
        values={"total": settings.total(), "share": 1.0}, series={"numbers": settings.numbers}, arrays={"table": table}
    )


@experiment(seeds=[0, 1])
def noisy(settings: Noise) -> Result:
    draws = np.random.default_rng(settings.seed).normal(0, settings.scale, 3)
    return Result(values={"mean": draws.mean()}, series={"draws": draws})


@experiment(uses=[count], inputs=["factors.csv"])
def scaled(count: Record) -> Result:
    factor = float(Path(__file__).with_name("factors.csv").read_text().split()[1])
    return Result(values={"scaled": count.values["total"] * factor, "blurred": Blur().weight(2)})


@experiment
def filters() -> Result:
    return Result(values={"filters": len(kernels.TABLE)})
