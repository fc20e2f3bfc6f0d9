"""Bands around the lines of a chart: how far the seeds of an experiment lie apart. For `figures.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyecharts.charts.chart import RectChart

if TYPE_CHECKING:
    from builder.results import Record


class Band(RectChart):  # type: ignore[misc]
    """The area between two series, to lay over a line of the same name: `line.overlap(Band(words.cnn, lows, highs))`.

    It shares the line's entry in the legend, and its colour unless one is named, as it must be where the line names its
    own. `seeds` is what each seed gave: a column each in the chart's CSV. The theme's script draws it
    (`templates/js/bands.js`).
    """

    def __init__(
        self,
        name: str,
        lows: Sequence[float | None],
        highs: Sequence[float | None],
        color: str | None = None,
        seeds: Mapping[int, Sequence[float | None]] | None = None,
    ) -> None:
        super().__init__()
        items = [list(item) for item in zip(range(len(lows)), lows, highs, strict=True)]
        series: dict[str, Any] = {"type": "custom", "name": name, "renderItem": "band", "data": items}
        if color:
            series["itemStyle"] = {"color": color}
        if seeds:
            series["seeds"] = {str(seed): list(own) for seed, own in seeds.items()}
        self.options["series"] = [series]

    @classmethod
    def of(cls, name: str, record: Record, series: str, color: str | None = None) -> Band:
        """From the least to the greatest that the seeds of a record gave for one of its series, and what each gave."""
        seeds = {run.seed: run.series[series] for run in record.seeds if run.seed is not None}
        return cls(name, *record.range(series), color=color, seeds=seeds)
