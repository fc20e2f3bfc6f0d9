"""What a cover shows of charts without lines: bars, points, parts of a whole, cells, boxes. No words, no axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

WIDTH, HEIGHT, MARGIN = 320, 180, 24
MOST = 200
"""Shapes of a cover: it is small."""

Series = Sequence[tuple[list[list[Any]], str]]
"""The items of each series, as lists of values, and its colour."""


def bars(series: Series) -> list[str]:
    """Bars of several series beside each other, from nothing up or down."""
    columns = [([_number(item[-1]) for item in _some(items)], colour) for items, colour in series]
    up = _scale([0.0, *(value for values, _ in columns for value in values)], HEIGHT)
    places = max(len(values) for values, _ in columns)
    room = (WIDTH - 2 * MARGIN) / places
    width = room * 0.8 / len(columns)
    return [
        _box(MARGIN + place * room + room * 0.1 + at * width, up(0), width, up(value), colour)
        for at, (values, colour) in enumerate(columns)
        for place, value in enumerate(values)
    ]


def points(series: Series) -> list[str]:
    """Points where they lie; what is no number lies as far along as it is mentioned."""
    along: dict[str, int] = {}
    placed = [
        (_number(item[0], along), _number(item[1], along), colour)
        for items, colour in series
        for item in _some([one for one in items if len(one) > 1])
    ]
    if len(placed) < 2:
        return []
    right, up = _scale([x for x, _, _ in placed], WIDTH), _scale([y for _, y, _ in placed], HEIGHT)
    return [
        f'<circle cx="{WIDTH - right(x):.1f}" cy="{up(y):.1f}" r="3.5" fill="{colour}" fill-opacity=".8"/>'
        for x, y, colour in placed
    ]


def parts(series: Series) -> list[str]:
    """The first pie as a ring, a colour of the theme for each part."""
    sizes = [max(0.0, _number(item[-1])) for item in series[0][0]]
    whole, begun, round_ = sum(sizes), 0.0, 2 * math.pi * 50
    pieces = []
    for number, size in enumerate(sizes if whole else []):
        length = round_ * size / whole
        pieces.append(
            f'<circle cx="{WIDTH / 2:g}" cy="{HEIGHT / 2:g}" r="50" fill="none" stroke="var(--c{number % 6 + 1})" '
            f'stroke-width="32" stroke-dasharray="{length:.1f} {round_:.1f}" stroke-dashoffset="{-begun:.1f}"/>'
        )
        begun += length
    return pieces


def cells(series: Series) -> list[str]:
    """The cells of a heat map, as dense as their numbers are large."""
    items = [item for items, _ in series for item in items if len(item) > 2 and item[2] is not None]
    across, up = (_places([item[at] for item in items]) for at in (0, 1))
    if not items or len(items) > 4 * MOST:
        return []
    values = [_number(item[2]) for item in items]
    low, high = min(values), max(values)
    width, height = (WIDTH - 2 * MARGIN) / len(across), (HEIGHT - 2 * MARGIN) / len(up)
    return [
        f'<rect x="{MARGIN + across.index(item[0]) * width:.1f}" '
        f'y="{HEIGHT - MARGIN - (up.index(item[1]) + 1) * height:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="var(--c1)" fill-opacity="{0.1 + 0.9 * (value - low) / ((high - low) or 1):.2f}"/>'
        for item, value in zip(items, values, strict=True)
    ]


def boxes(series: Series) -> list[str]:
    """Box plots: from the lowest to the highest a line, from quarter to quarter a box."""
    placed = [([_number(one) for one in item[-5:]], colour) for items, colour in series for item in _some(items)]
    placed = [(item, colour) for item, colour in placed if len(item) == 5]
    if not placed:
        return []
    up = _scale([value for item, _ in placed for value in item], HEIGHT)
    room = (WIDTH - 2 * MARGIN) / len(placed)
    pieces = []
    for number, ((low, first, middle, third, high), colour) in enumerate(placed):
        x, width = MARGIN + (number + 0.5) * room, min(36, room * 0.6)
        path = f"M{x:.1f} {up(low):.1f}V{up(high):.1f}M{x - width / 2:.1f} {up(middle):.1f}h{width:.1f}"
        pieces.append(f'<path d="{path}" stroke="{colour}" stroke-width="2.5"/>')
        pieces.append(_box(x - width / 2, up(first), width, up(third), colour, opacity=0.5))
    return pieces


SHAPES: dict[str, Callable[[Series], list[str]]] = {
    "bar": bars,
    "scatter": points,
    "boxplot": boxes,
    "heatmap": cells,
    "pie": parts,
    "effectScatter": points,
    "pictorialBar": bars,
}
"""By the type of the series, what is drawn of them."""


def _places(found: Sequence[Any]) -> list[Any]:
    """Numbers in their order, and words in that in which they are mentioned."""
    places = list(dict.fromkeys(found))
    return sorted(places) if all(isinstance(one, int | float) for one in places) else places


def _some(items: Sequence[list[Any]]) -> Sequence[list[Any]]:
    """At most so many, evenly chosen."""
    return items[:: -(-len(items) // MOST)] if items else items


def _number(value: Any, along: dict[str, int] | None = None) -> float:
    if isinstance(value, int | float):
        return float(value)
    return 0.0 if along is None else float(along.setdefault(str(value), len(along)))


def _scale(values: Sequence[float], room: int) -> Callable[[float], float]:
    """Where a number lies in so much room: the larger, the nearer to its beginning."""
    low, high = min(values), max(values)
    return lambda value: room - MARGIN - (value - low) * (room - 2 * MARGIN) / ((high - low) or 1)


def _box(x: float, y: float, width: float, end: float, colour: str, opacity: float = 1) -> str:
    top, height = min(y, end), max(1.0, abs(y - end))
    faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"{faint}/>'
