"""The types of charts: a row for each, with all that is known of it. One more row is one more type.

The package build reads this file too, and makes from it what the bundles of ECharts hold (`hatch_build.py`): it imports
nothing of this package, and after a change the bundles are made anew by `pip install -e .`.
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


PAIR: Read = _pair
VALUES: Read = _values


def _edges(number: int, values: list[Any], upright: bool) -> tuple[Any, list[Any]] | None:
    """[place, lower edge, upper edge]: the edges are one cell of the table."""
    return (values[0], [values[1:3]]) if len(values) > 2 else None


def _spread(width: int) -> Read:
    """So many values at the place of its number, or behind the place that they name."""

    def read(number: int, values: list[Any], upright: bool) -> tuple[Any, list[Any]]:
        return (values[0], values[1 : width + 1]) if len(values) > width else (number, values)

    return read


@dataclass(frozen=True)
class ChartType:
    """What is known of a type of series."""

    name: str
    """What ECharts calls it, and what its series say: "line"."""
    called: str
    """What the hint calls such charts where another type is refused."""
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
    parts: tuple[str, ...] = ()
    """What each of its numbers is called in the header of the table, where it has several."""
    told: int = 0
    """Which of its numbers is told of in words."""
    edges: bool = False
    """Whether its points are the lower and the upper edge of something."""
    listed: bool = False
    """Whether its data are no points but links, branches, lines or shapes, each a row of a table of its own."""
    cover: bool = False
    """Whether the cover of a post shows it, as a curve of its values."""
    spoken: bool = False
    """Whether screen readers hear where it begins, ends, is lowest and highest."""
    seldom: bool = True
    """Whether a page fetches what draws it only where it shows such a chart."""
    module: str = ""
    """The module of ECharts that draws it, where its name does not say so."""


TYPES = {
    row.name: row
    for row in (
        ChartType("bar", "bars", spoken=True, seldom=False),
        ChartType("line", "lines", paired=True, cover=True, spoken=True, seldom=False),
        ChartType("scatter", "points", paired=True, named=True, seldom=False),
        ChartType("pie", "pies", read=_values, axes=0, seldom=False),
        ChartType("heatmap", "heat maps", axes=2, seldom=False),
        ChartType("custom", "a Band", read=_edges, behind=", min–max", edges=True, seldom=False),
        ChartType("effectScatter", "rippling points", paired=True, named=True),
        ChartType("pictorialBar", "bars of pictures", module="bar/installPictorialBar"),
        ChartType("boxplot", "box plots", read=_spread(5), parts=("min", "Q1", "Q2", "Q3", "max"), told=2),
        ChartType("candlestick", "candlesticks", read=_spread(4), parts=("open", "close", "low", "high"), told=1),
        ChartType("funnel", "funnels", read=_values, axes=0),
        ChartType("gauge", "gauges", read=_values, axes=0),
        ChartType("map", "maps", read=_values, axes=0),
        ChartType("liquidFill", "liquids", module="./liquidFill", read=_values, axes=0),
        ChartType("radar", "radars", axes=0),
        ChartType("parallel", "parallel coordinates", axes=0, listed=True),
        ChartType("themeRiver", "theme rivers", listed=True),
        ChartType("lines", "ways", axes=0, listed=True),
        ChartType("graph", "graphs", axes=0, listed=True),
        ChartType("sankey", "flows", axes=0, listed=True),
        ChartType("chord", "chords", axes=0, listed=True),
        ChartType("tree", "trees", axes=0, listed=True),
        ChartType("treemap", "tree maps", axes=0, listed=True),
        ChartType("sunburst", "sunbursts", axes=0, listed=True),
    )
}
_OTHER = ChartType("", "")


@dataclass(frozen=True)
class Part:
    """What a page fetches besides where a chart needs it, and not before."""

    component: str
    """What ECharts calls it."""
    keys: tuple[str, ...]
    """What an option says that needs it."""
    types: tuple[str, ...] = ()
    """The types of series that stand on it without a word."""
    system: bool = True
    """Whether a series can stand on it, as its `coordinateSystem`."""


PARTS = {
    "polar": Part("polar", ("polar", "angleAxis", "radiusAxis")),
    "radarAxes": Part("radar", ("radar",), ("radar",), system=False),
    "geo": Part("geo", ("geo",), ("map", "lines")),
    "calendar": Part("calendar", ("calendar",)),
    "matrix": Part("matrix", ("matrix",)),
    "singleAxis": Part("singleAxis", ("singleAxis",), ("themeRiver",)),
    "parallelAxes": Part("parallel", ("parallel", "parallelAxis"), ("parallel",), system=False),
    "graphic": Part("graphic", ("graphic",), system=False),
    "timeline": Part("timeline", ("timeline",), system=False),
    "transform": Part("transform", (), system=False),
}
"""By their names, which are none of a type."""


NAMESPACE = "namespace"
"""The part that JavaScript of an author needs: what it calls `echarts`."""


def type_of(series: dict[str, Any]) -> ChartType:
    """The type of a series; what is not known is read as pairs."""
    return TYPES.get(str(series.get("type")), _OTHER)


def javascript() -> dict[str, str]:
    """The same for the scripts of the theme: modules that import no more of ECharts than they draw, by their names.

    They import its files one by one: an index of all would bring all of them along.
    """
    usual = [row for row in TYPES.values() if not row.seldom]
    known = {row.name: {"axes": row.axes, "spoken": row.spoken} for row in TYPES.values()}
    modules = {row.name: _module(_file(row)) for row in TYPES.values() if row.seldom}
    modules |= {name: _module(f"component/{part.component}/install") for name, part in PARTS.items()}
    files = {name: f"part-{name}" for name in modules} | {NAMESPACE: NAMESPACE}
    loaders = ", ".join(f'{name}: () => import("./{file}.js")' for name, file in files.items())
    every = [f'import {name} from "./part-{name}.js";\n' for name in modules]
    return {
        "types.js": "".join(
            f'import {{ install as {row.name} }} from "echarts/lib/{_file(row)}.js";\n' for row in usual
        )
        + f"export const components = [{', '.join(row.name for row in usual)}];\n"
        + f"export const types = {json.dumps(known)};\n",
        "loaders.js": f"export const loaders = {{ {loaders} }};\n",
        "every-part.js": f"{''.join(every)}export default [{', '.join(modules)}].flat();\n",
        **{f"part-{name}.js": text for name, text in modules.items()},
    }


def _file(row: ChartType) -> str:
    """The module of ECharts, or of the theme, that draws a type."""
    return row.module if row.module.startswith(".") else f"chart/{row.module or f'{row.name}/install'}"


def _module(file: str) -> str:
    """What gives `echarts.use` what it wants of a file."""
    if file.startswith("."):
        return f'import "{file}.js";\nexport default [];\n'  # it registers itself
    return f'import {{ install }} from "echarts/lib/{file}.js";\nexport default [install];\n'
