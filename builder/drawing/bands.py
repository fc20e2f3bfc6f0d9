"""Bands around the lines of a chart: how far the seeds of an experiment lie apart. For `figures.py`."""

from __future__ import annotations

from collections.abc import Sequence

from pyecharts.charts.chart import RectChart


class Band(RectChart):  # type: ignore[misc]
    """The area between two series, to lay over a line of the same name: `line.overlap(Band(words.cnn, lows, highs))`.

    It shares the line's entry in the legend, and its colour unless one is named, as it must be where the line names its
    own. The theme's script draws it (`templates/js/bands.js`).
    """

    def __init__(
        self, name: str, lows: Sequence[float | None], highs: Sequence[float | None], color: str | None = None
    ) -> None:
        super().__init__()
        items = [list(item) for item in zip(range(len(lows)), lows, highs, strict=True)]
        series = {"type": "custom", "name": name, "renderItem": "band", "data": items}
        self.options["series"] = [{**series, "itemStyle": {"color": color}} if color else series]
