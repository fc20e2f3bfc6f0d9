"""The types of charts: a row for each, with all that is known of it. One more row is one more type.

The package build reads this file too, and makes from it what the bundle of ECharts holds (`hatch_build.py`): it imports
nothing of this package, and after a change the bundle is made anew by `pip install -e .`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Read = Callable[[int, list[Any], bool], tuple[Any, list[Any]] | None]
"""Where an item of the data stands, and its numbers there; None where it is none.

It is given the number of the item, its values, and whether the points stand along the x axis.
"""


def _pair(number: int, values: list[Any], upright: bool) -> tuple[Any, list[Any]]:
    """[place, value, …], the other way round along a y axis, or the value alone."""
    if len(values) < 2:
        return number, values
    return (values[0], values[1:]) if upright else (values[1], [values[0], *values[2:]])


def _values(number: int, values: list[Any], upright: bool) -> tuple[Any, list[Any]]:
    """Values alone, of which none is a place."""
    return number, values


def _edges(number: int, values: list[Any], upright: bool) -> tuple[Any, list[Any]] | None:
    """[place, lower edge, upper edge]: the edges are one cell of the table."""
    return (values[0], [values[1:3]]) if len(values) > 2 else None


@dataclass(frozen=True)
class ChartType:
    """What is known of a type of series."""

    name: str
    """What ECharts calls it, and what its series say: "line"."""
    called: str
    """What the hint calls such charts where another type is refused."""
    component: str
    """What draws it: a name of `echarts/charts`."""
    read: Read = _pair
    """How an item of its data reads, for the table and the CSV."""
    axes: int = 1
    """Along how many axes a point stands: 1; 2 in the cells of a grid; 0 where it bears a name instead.

    Without axes, each point tells of itself when it is pointed at; with one or two, all of a place do.
    """
    paired: bool = False
    """Whether pyecharts gives each of its values together with the place, [place, value]."""
    named: bool = False
    """Whether points may bear a name beside their place, one more column of the table."""
    behind: str = ""
    """Behind the name of a series in the header of the table; it is to be understood in most languages."""
    edges: bool = False
    """Whether its points are the lower and the upper edge of something."""
    cover: bool = False
    """Whether the cover of a post shows it, as a curve of its values."""
    spoken: bool = False
    """Whether screen readers hear where it begins, ends, is lowest and highest."""


TYPES = {
    row.name: row
    for row in (
        ChartType("bar", "bars", "BarChart", spoken=True),
        ChartType("line", "lines", "LineChart", paired=True, cover=True, spoken=True),
        ChartType("scatter", "points", "ScatterChart", paired=True, named=True),
        ChartType("pie", "pies", "PieChart", read=_values, axes=0),
        ChartType("heatmap", "heat maps", "HeatmapChart", axes=2),
        ChartType("custom", "a Band", "CustomChart", read=_edges, behind=", min–max", edges=True),
    )
}
_OTHER = ChartType("", "", "")


def type_of(series: dict[str, Any]) -> ChartType:
    """The type of a series; what is not known is read as pairs."""
    return TYPES.get(str(series.get("type")), _OTHER)


def javascript() -> str:
    """The same for the scripts of the theme: the module `types.js`, which imports no more of ECharts than it draws."""
    components = ", ".join(row.component for row in TYPES.values())
    known = {row.name: {"axes": row.axes, "spoken": row.spoken} for row in TYPES.values()}
    return (
        f'import {{ {components} }} from "echarts/charts";\n'
        f"export const components = [{components}];\n"
        f"export const types = {json.dumps(known)};\n"
    )
