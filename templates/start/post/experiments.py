"""Tossing a coin."""

import random
from dataclasses import dataclass

from builder import Result, experiment


@dataclass(frozen=True)
class Tosses:
    count: int = 1_000
    seed: int = 0


@experiment
def coin(settings: Tosses) -> Result:
    """The share of heads after each toss."""
    generator = random.Random(settings.seed)
    heads, shares = 0, []
    for toss in range(1, settings.count + 1):
        heads += generator.random() < 0.5
        shares.append(heads / toss)
    return Result(values={"share": shares[-1]}, series={"shares": shares})
