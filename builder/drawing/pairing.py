"""pyecharts pairs the x and y of a series by `zip`, which drops in silence what has no partner: here it is told."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from builder.drawing.chart_types import TYPES


def warn_of_unpaired() -> None:
    """Have pyecharts warn of values for which there is no place on the x axis."""
    import_module("pyecharts.charts")
    for name in (one.name for one in TYPES.values() if one.paired):
        module: Any = sys.modules[f"pyecharts.charts.basic_charts.{name.lower()}"]
        module.zip = _paired


def _paired(*columns: Any) -> Iterator[tuple[Any, ...]]:
    lengths = [len(column) for column in columns if hasattr(column, "__len__")]
    if len(columns) == len(lengths) == 2 and lengths[1] > lengths[0]:
        message = f"{lengths[1]} values for {lengths[0]} places on the x axis: the last ones are not drawn"
        warnings.warn(message, stacklevel=3)
    return zip(*columns, strict=False)
