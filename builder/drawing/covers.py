"""The cover of a post: the lines of its first chart, or else what another shows, in the colours of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from builder.drawing.chart_types import type_of
from builder.drawing.cover_shapes import HEIGHT, MARGIN, SHAPES, WIDTH

COLOURS = 6
"""How many colours the theme has for series, `--c1` to `--c6`."""


def cover(options: Iterable[str], files: Mapping[str, bytes]) -> Markup:
    """An SVG without words for a page that has these colours; "" for a text without a chart that can be one.

    Lines are shown before all else. `options` names those of the files that hold the options of its charts.
    """
    charts = [json.loads(files[unquote(name)]) for name in options]
    for option in charts:
        lines = [(heights, colour) for heights, colour in _lines(option) if len(heights) > 1]
        if lines:
            return _drawn(_curves(lines))
    for option in charts:
        for name, shapes in SHAPES.items():
            coloured = [
                (items, _colour(option.get("color"), number))
                for number, one in enumerate(_series(option))
                if one.get("type") == name and (items := _items(one))
            ]
            if coloured and (pieces := shapes(coloured)):
                return _drawn(pieces)
    return Markup("")


def _series(option: Mapping[str, Any]) -> list[Any]:
    series = option.get("series") or []
    return [one for one in (series if isinstance(series, list) else [series]) if isinstance(one, dict)]


def _lines(option: Mapping[str, Any]) -> list[tuple[list[float], str]]:
    """Lines and their colours; dashed ones only where there are no others: they are what others are compared with."""
    coloured = [(one, _colour(option.get("color"), number)) for number, one in enumerate(_series(option))]
    lines = [line for line in coloured if type_of(line[0]).cover]
    solid = [line for line in lines if not _is_dashed(line[0])]
    return [(_heights(one), colour) for one, colour in solid or lines]


def _colour(palette: object, number: int) -> str:
    """The colour of the theme that an option's palette gives a series, or else that of its number."""
    named = str(palette[number % len(palette)]) if isinstance(palette, list) and palette else ""
    return named if re.fullmatch(r"var\(--c\d\)", named) else f"var(--c{number % COLOURS + 1})"


def _is_dashed(series: Mapping[str, Any]) -> bool:
    style = series.get("lineStyle")
    return isinstance(style, dict) and style.get("type") in ("dashed", "dotted")


def _heights(series: Mapping[str, Any]) -> list[float]:
    """The values of a line, from left to right."""
    values = [item[-1] for item in _items(series)]
    return [float(value) for value in values if _is_number(value)]


def _items(series: Mapping[str, Any]) -> list[list[Any]]:
    """The data of a series, each item as the list of its values."""
    data = series.get("data")
    items = [item.get("value") if isinstance(item, dict) else item for item in data] if isinstance(data, list) else []
    return [item if isinstance(item, list) else [item] for item in items if item != []]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _curves(lines: list[tuple[list[float], str]]) -> list[str]:
    low, high = min(min(line) for line, _ in lines), max(max(line) for line, _ in lines)
    pieces = []
    for line, colour in lines:
        across, up = (WIDTH - 2 * MARGIN) / (len(line) - 1), (HEIGHT - 2 * MARGIN) / ((high - low) or 1)
        points = [(MARGIN + place * across, HEIGHT - MARGIN - (value - low) * up) for place, value in enumerate(line)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        x, y = points[-1]
        pieces.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>')
        pieces.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
    return pieces


def _drawn(pieces: list[str]) -> Markup:
    return Markup(f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(pieces)}</svg>')
