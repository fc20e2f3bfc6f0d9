"""Whether a mean over seeds lies above another by more than other seeds would explain: a test of their difference.

It is one-sided, at 5 %. Its statistic is that of Student's t-test for the differences where both ran with the same
seeds, else that of Welch's. Its p-value is the share of all ways to have dealt the runs out that give as much: each
difference with either sign, or any runs on either side (Fisher, The Design of Experiments, 1935; with Welch's statistic
it holds where the spreads differ, too, the more the more runs there are: Janssen, Statistics & Probability Letters 36,
1997). Where there are more than 20,000 ways it is that of the t distribution (Student, Biometrika 6, 1908; Welch,
Biometrika 34, 1947).
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

LEVEL = 0.05
MOST = 20_000
"""Ways to deal out the runs that are counted one by one."""
_SAME = 1e-9
"""A share by which two statistics may differ and are the same: sums differ in their last digits."""


class Answer(Enum):
    """The answer that is neither yes nor no."""

    UNDECIDED = "too few seeds to tell"

    def __str__(self) -> str:
        return str(self.value)

    __repr__ = __str__


UNDECIDED = Answer.UNDECIDED


@dataclass(frozen=True)
class Outcome:
    """What a test found."""

    answer: bool | Answer
    """Whether the first mean lies above; UNDECIDED where no numbers of so few runs could have told."""
    difference: float
    """How far the first mean lies above the second."""
    chance: float
    """The p-value: how often as much comes of chance alone."""
    least: float
    """The smallest that it can be with so many runs."""
    runs: tuple[int, int]
    """How many of each."""
    paired: bool
    """Whether they are compared seed by seed."""
    exact: bool
    """Whether all ways to deal out the runs were counted."""


def told_runs(outcome: Outcome) -> str:
    """How many runs a test had, in words."""
    one, other = outcome.runs
    return f"{one} pairs of seeds" if outcome.paired else f"{one} and {other} seeds"


def exceeds(first: Sequence[float], second: Sequence[float], *, paired: bool) -> Outcome:
    """Whether the mean of some runs lies above that of others; of `paired` ones the seeds come in the same order."""
    runs = len(first), len(second)
    ways = 2 ** runs[0] if paired else math.comb(sum(runs), runs[0]) if min(runs) > 1 else 1
    exact = ways <= MOST
    if ways == 1:
        chance = 1.0
    elif paired:
        gaps = [one - other for one, other in zip(first, second, strict=True)]
        chance = _signs(gaps) if exact else _beyond(_student(gaps), len(gaps) - 1)
    else:
        chance = _divisions(first, second) if exact else _beyond(*_welch(first, second))
    least = 1 / ways if exact else 0.0
    answer = chance <= LEVEL if least <= LEVEL else UNDECIDED
    difference = statistics.fmean(first) - statistics.fmean(second)
    return Outcome(answer, difference, chance, least, runs, paired, exact)


def _signs(gaps: Sequence[float]) -> float:
    """The share of all ways to give the differences a sign in which their sum is as great."""
    found = math.fsum(gaps) - _SAME * math.fsum(map(abs, gaps))
    ways = itertools.product(*((one, -one) for one in gaps))
    return sum(math.fsum(way) >= found for way in ways) / math.pow(2, len(gaps))


def _divisions(first: Sequence[float], second: Sequence[float]) -> float:
    """The share of all ways to divide the runs into two groups in which Welch's statistic is as great."""
    middle = statistics.fmean([*first, *second])
    every = [one - middle for one in (*first, *second)]  # so that squares keep their digits
    found, _ = _welch(every[: len(first)], every[len(first) :])
    found -= _SAME * abs(found) if math.isfinite(found) else 0
    places, count, total = range(len(every)), 0, 0
    for chosen in itertools.combinations(places, len(first)):
        others = [every[place] for place in places if place not in chosen]
        count += _welch([every[place] for place in chosen], others)[0] >= found
        total += 1
    return count / total


def _student(gaps: Sequence[float]) -> float:
    return _ratio(statistics.fmean(gaps), statistics.stdev(gaps) / math.sqrt(len(gaps)))


def _welch(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Welch's statistic and its degrees of freedom."""
    means, errors = zip(*(_moments(one) for one in (first, second)), strict=True)
    below = sum(error**2 / (len(one) - 1) for error, one in zip(errors, (first, second), strict=True))
    return _ratio(means[0] - means[1], math.sqrt(sum(errors))), sum(errors) ** 2 / below if below else math.inf


def _moments(numbers: Sequence[float]) -> tuple[float, float]:
    """Their mean, and the square of its standard error."""
    mean = math.fsum(numbers) / len(numbers)
    return mean, math.fsum((one - mean) ** 2 for one in numbers) / (len(numbers) - 1) / len(numbers)


def _ratio(difference: float, error: float) -> float:
    """Of runs that are all alike any difference is beyond measure."""
    return difference / error if error else math.copysign(math.inf, difference) if difference else 0.0


def _beyond(t: float, freedom: float) -> float:
    """How often a t of so many degrees of freedom is as great, by the incomplete beta function."""
    if not math.isfinite(t) or not math.isfinite(freedom):
        return 0.5 * math.erfc(t / math.sqrt(2))
    tail = 0.5 * _beta(freedom / (freedom + t * t), freedom / 2, 0.5)
    return tail if t > 0 else 1 - tail


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x in (0, 1):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    fraction = 1.0
    for m in range(100, 0, -1):
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        fraction = 1 + even / (1 + odd / fraction)
    fraction = 1 - (a + b) * x / (a + 1) / fraction
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(front) / (a * fraction)
