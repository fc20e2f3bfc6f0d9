"""What is drawn of very many points: a sample, so that a page stays one. The files beside it hold all of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from builder.drawing.chart_parts import Option, as_list
from builder.drawing.chart_points import item_of

MOST = {"scatter": 3_000, "effectScatter": 3_000, "line": 10_000}
"""Points of all series of a type that are drawn. Each of a scatter is an element of its own, of some 400 bytes."""


@dataclass(frozen=True)
class Sample:
    """An option with a part of its points."""

    option: Option
    """What is drawn."""
    shown: int
    """How many points it has."""
    all: int
    """How many there are."""


def sample(option: Option) -> Sample | None:
    """The option with no more points than can be drawn; None where all can, or where none may be missing.

    Of a scatter points are taken by chance, always the same ones; of a line the lowest and the highest of each stretch,
    so that it keeps its shape and its extremes.
    """
    series = as_list(option.get("series") or [])
    counts: dict[str, int] = {}
    for one in series:
        if isinstance(one, dict) and isinstance(one.get("data"), list):
            counts[str(one.get("type"))] = counts.get(str(one.get("type")), 0) + len(one["data"])
    shares = {kind: most / counts[kind] for kind, most in MOST.items() if counts.get(kind, 0) > most}
    if not shares:
        return None
    drawn = [_sampled(one, shares, option) for one in series]
    points = [sum(len(one["data"]) for one in some if isinstance(one.get("data"), list)) for some in (drawn, series)]
    return Sample({**option, "series": drawn}, *points) if points[0] < points[1] else None


def _sampled(series: Option, shares: dict[str, float], option: Option) -> Option:
    kind, data = str(series.get("type")), series.get("data")
    if kind not in shares or not isinstance(data, list) or not (numbered := _numbered(data, option)):
        return series
    most = max(2, int(len(data) * shares[kind]))
    kept = _extremes(numbered, most) if kind == "line" else sorted(random.Random(0).sample(range(len(data)), most))
    return {**series, "data": [numbered[place] for place in kept]}


def _numbered(data: list[Any], option: Option) -> list[Any]:
    """The points with their places; none where they are not known, as of values alone along a y axis."""
    if all(isinstance(item_of(item), list) for item in data):
        return data
    axis = as_list(option.get("xAxis") or {})[0]
    named = isinstance(axis, dict) and axis.get("type") in (None, "category")
    if not named or any(isinstance(one, dict) for one in data):
        return []
    return [item if isinstance(item, list) else [place, item] for place, item in enumerate(data)]


def _extremes(data: list[Any], most: int) -> list[int]:
    """The places of the lowest and the highest point of each stretch, and of both ends; a gap stays one."""

    def height(place: int) -> Any:
        return item_of(data[place])[-1]

    width = 2 * len(data) / most
    kept = {0, len(data) - 1}
    for number in range(max(1, most // 2)):
        stretch = range(int(number * width), min(len(data), int((number + 1) * width)))
        known = [place for place in stretch if isinstance(height(place), int | float)]
        kept |= {min(known, key=height), max(known, key=height)} if known else {*stretch[:1]}
    return sorted(kept)
