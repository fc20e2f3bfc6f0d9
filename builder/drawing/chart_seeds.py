"""What readers can do with the curves of a chart: look at fewer seeds of its bands, or draw one before they see it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose
from typing import Any

from builder.drawing.chart_parts import Option, as_list, states
from builder.drawing.chart_points import item_of
from builder.drawing.charts import Chart
from builder.errors import SitegenError, nearest


def check_curve(charts: Sequence[Chart], name: str) -> None:
    """Raises SitegenError, without a place, where readers cannot draw a curve of this name first."""
    option = charts[0].option
    if len(charts) > 1 or len(states(option)) > 1:
        raise SitegenError("a curve can be drawn first in a chart by itself, without a timeline")
    names = [str(one.get("name")) for one in _series(option) if one.get("type") == "line"]
    if name not in names:
        hint = nearest(name, names) or 'draw="…" names a curve as the legend does.'
        raise SitegenError(f"the chart has no line '{name}' that could be drawn first", hint=hint)
    if any(isinstance(one, dict) and one.get("type") == "category" for one in as_list(option.get("yAxis") or {})):
        raise SitegenError("a curve that runs upwards cannot be drawn first")


def seeds_shown(option: Option) -> int:
    """How many seeds the bands of a chart have, of which readers may choose some; 0 where they may not.

    They may where all bands know their seeds, and the line of each is their mean, as the script has it that draws fewer
    (`templates/static/seeds.js`).
    """
    bands = [one for one in _series(option) if one.get("renderItem") == "band"]
    if len(states(option)) > 1 or not all(_is_mean(band, _series(option)) for band in bands):
        return 0
    most = max((len(band["seeds"]) for band in bands), default=0)
    return most if most > 1 else 0


def _series(option: Option) -> list[Option]:
    return [one for one in as_list(option.get("series") or []) if isinstance(one, dict)]


def _is_mean(band: Option, series: Sequence[Option]) -> bool:
    """Whether a band knows its seeds, and there is one line of its name that is their mean."""
    lines = [one for one in series if one.get("type") == "line" and one.get("name") == band.get("name")]
    seeds = list((band.get("seeds") or {}).values())
    if len(lines) != 1 or not seeds or not isinstance(data := lines[0].get("data"), list):
        return False
    if any(len(one) != len(data) for one in (*seeds, band["data"])):
        return False
    return all(_mean_is(number, each) for number, *each in zip(map(_height, data), *seeds, strict=True))


def _height(item: Any) -> Any:
    """The number of an item of a line: of the pair with its place the second."""
    found = item_of(item)
    return found[1] if isinstance(found, list) and len(found) > 1 else found


def _mean_is(number: Any, each: Sequence[Any]) -> bool:
    known = [one for one in each if isinstance(one, int | float)]
    if not known or not isinstance(number, int | float):
        return not known and number is None
    return isclose(number, sum(known) / len(known), rel_tol=1e-6, abs_tol=1e-9)
