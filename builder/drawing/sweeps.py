"""Charts of the points of a sweep: a value against one setting, or over two. For `figures.py`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import HeatMap, Line

from builder.drawing.bands import Band
from builder.errors import SitegenError, nearest
from builder.results import Record

_COLOURS = ["#e7eef5", "#5b9bd5", "#0b4f94"]
"""From the least to the greatest: one hue, so that less ink is less, printed and for eyes that know no red."""
Label = Callable[[Any], str]
"""How a number or the value of a setting is written: `language.number`, say."""


def lines(
    points: Sequence[Record], value: str, against: str, each: str | None = None, *, label: Label = str, name: str = ""
) -> Line:
    """A value of points, `capacity.where()`, against one setting: a line for each value of another, `each`.

    Where the points have several seeds a line is their mean, and a band goes from the least to the greatest. `label`
    writes the values of settings; `name` is what the line is called where there is but one. Raises SitegenError for
    what the points do not have, and where two of them lie on the same place.
    """
    places = _values(points, against)
    chart = Line().add_xaxis([label(place) for place in places])
    for one in _values(points, each) if each else [None]:
        known = _by(points, [against, *([each] if each else [])])
        row = [known.get(_key(place, one) if each else _key(place)) for place in places]
        called = label(one) if each else name or value
        chart.add_yaxis(called, [_number(point, value) for point in row])
        if any(point and len(point.seeds) > 1 for point in row):
            ends = [point.range(value) if point else (None, None) for point in row]
            chart.overlap(Band(called, [low for low, _ in ends], [high for _, high in ends]))
    several = opts.LegendOpts(is_show=each is not None)
    return chart.set_global_opts(yaxis_opts=opts.AxisOpts(is_scale=True), legend_opts=several)


def heat_map(
    points: Sequence[Record],
    value: str,
    across: str,
    up: str,
    *,
    label: Label = str,
    number: Label = str,
    name: str = "",
) -> HeatMap:
    """A value of points over two settings, as colours, written in each cell as `number` does; see `lines`."""
    columns, rows = _values(points, across), _values(points, up)
    known = _by(points, [across, up])
    found = {
        (x, y): _number(known.get(_key(column, row)), value)
        for x, column in enumerate(columns)
        for y, row in enumerate(rows)
    }
    numbers = [one for one in found.values() if one is not None]
    cells = [
        {"value": [x, y, one], "label": {"formatter": number(one)} if one is not None else {"show": False}}
        for (x, y), one in found.items()
    ]
    chart = HeatMap().add_xaxis([label(one) for one in columns])
    chart.add_yaxis(name or value, [label(one) for one in rows], cells, label_opts=opts.LabelOpts(is_show=True))
    ends = {"min_": min(numbers), "max_": max(numbers)} if numbers else {}
    colours = opts.VisualMapOpts(**ends, is_show=False, range_color=_COLOURS)  # the cells say it themselves
    return chart.set_global_opts(visualmap_opts=colours, legend_opts=opts.LegendOpts(is_show=False))


def _values(points: Sequence[Record], setting: str) -> list[Any]:
    """The values that a setting has, each once, in the order of the points."""
    for point in points:
        if setting not in point.settings:
            raise SitegenError(f"'{point.name}' has no setting '{setting}'", hint=nearest(setting, point.settings))
    return list({_key(point.settings[setting]): point.settings[setting] for point in points}.values())


def _by(points: Sequence[Record], settings: Sequence[str]) -> dict[str, Record]:
    """The points by the values of some settings."""
    known: dict[str, Record] = {}
    for point in points:
        key = _key(*(point.settings[name] for name in settings))
        if key in known:
            hint = "Choose among the points by their other settings: capacity.where(activation='relu')."
            raise SitegenError(f"'{known[key].name}' and '{point.name}' lie on the same place", hint=hint)
        known[key] = point
    return known


def _key(*values: Any) -> str:
    return json.dumps(values)


def _number(point: Record | None, value: str) -> Any:
    """A value of a point; None where there is no such point, or it diverged."""
    if point is None:
        return None
    if value not in point.values:
        raise SitegenError(f"'{point.name}' has no value '{value}'", hint=nearest(value, point.values))
    return point.values[value]
