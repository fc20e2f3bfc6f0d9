"""A line through noisy points: put an experiment of your own in its place."""

from dataclasses import dataclass

import numpy as np

from builder import Loop, Result, experiment


@dataclass(frozen=True)
class Settings:
    steps: int = 200
    rate: float = 0.1  # how long a step is
    slope: float = 2.0  # of the line around which the points are drawn
    noise: float = 0.3
    seed: int = 0


@experiment(quick={"steps": 10})
def NAME(settings: Settings) -> Result:
    """A line through noisy points, found by gradient descent."""
    generator = np.random.default_rng(settings.seed)
    x = generator.uniform(-1, 1, size=200)
    y = settings.slope * x + generator.normal(0, settings.noise, size=200)

    line = np.zeros(2)  # slope and intercept
    loop = Loop(settings.steps, keep=[line])
    for _ in loop:
        error = line[0] * x + line[1] - y
        line -= settings.rate * 2 * np.array([np.mean(error * x), np.mean(error)])
        loop.report(loss=np.mean(error**2))
    return Result(values={"slope": line[0]}, series=loop.series)
