"""With how many decimals the numbers of a chart are written, alike in its table, its description and what it tells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from builder.drawing.chart_points import Column

MOST = 6
"""Decimals that an author gives on purpose: more are what is left of a division."""
SIGNIFICANT = 4
"""Digits of how far the numbers of a series lie apart."""


def decimals(found: Iterable[Column]) -> dict[str, int | None]:
    """For each name of a chart; None where no number of decimals does justice to all, 0.000001 and 10, say."""
    axes: dict[str, dict[str, list[float]]] = {}  # by what the axis of the numbers is called, by name
    for column in found:
        own = axes.setdefault(column.across, {}).setdefault(column.name, [])
        own += (number for point in column.points for number in _numbers(point.values))
    return {name: digits for names in axes.values() for name, digits in _of_axis(names).items()}


def _numbers(value: Any) -> Iterator[float]:
    for one in value:
        if isinstance(one, list):
            yield from _numbers(one)
        elif isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one):
            yield one


def _of_axis(names: dict[str, list[float]]) -> dict[str, int | None]:
    """As many as the longest number of a name has; where one has more than anybody gives, as many as tell apart."""
    longest = {name: max(map(_length, numbers), default=0) for name, numbers in names.items()}
    every = [number for numbers in names.values() for number in numbers]
    if max(longest.values()) <= MOST:
        return dict(longest)
    apart = max(every) - min(every) or max(map(abs, every))
    most = max(0, SIGNIFICANT - math.ceil(math.log10(apart)))
    return {name: _fitting(numbers, min(longest[name], most)) for name, numbers in names.items()}


def _length(number: float) -> int:
    """How many decimals a number has; of 1e-07 seven."""
    digits, _, power = repr(number).partition("e")
    return max(0, len(digits.partition(".")[2].rstrip("0")) - int(power or 0))


def _fitting(numbers: list[float], digits: int) -> int | None:
    """None where so many decimals would leave nothing of a number."""
    least = min((abs(number) for number in numbers if number), default=1.0)
    return digits if digits <= MOST and least >= 10**-digits else None
