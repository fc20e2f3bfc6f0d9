"""Which charts have a slider over their seeds, and of which a curve can be drawn first."""

from __future__ import annotations

from typing import Any

import pytest

from builder.drawing.chart_seeds import check_curve, seeds_shown
from builder.drawing.charts import Chart
from builder.errors import SitegenError

SEEDS = {"0": [1.0, 3.0], "1": [2.0, 5.0]}
MEAN = [1.5, 4.0]


def option(data: list[Any] = MEAN, seeds: Any = SEEDS, **more: Any) -> dict[str, Any]:
    band = {"type": "custom", "renderItem": "band", "name": "a", "data": [[0, 1, 2], [1, 3, 5]], "seeds": seeds}
    return {"xAxis": {}, "yAxis": {}, "series": [{"type": "line", "name": "a", "data": data}, band], **more}


@pytest.mark.parametrize("data", [MEAN, [["x", 1.5], ["y", 4.0]], [{"value": 1.5}, {"value": ["y", 4.0]}]])
def test_a_band_around_a_mean_has_a_slider(data: list[Any]) -> None:
    assert seeds_shown(option(data)) == 2


@pytest.mark.parametrize(
    "chart",
    [
        option([1.0, 4.0]),  # no mean
        option([1.5]),
        option(seeds=None),
        option(seeds={"0": MEAN}),
        option([1.5, None]),
        {"baseOption": option(), "options": [{}, {}]},
        {"series": [{"type": "line", "name": "a", "data": MEAN}]},
        {"series": [{"type": "pie", "data": []}]},
    ],
)
def test_others_have_none(chart: dict[str, Any]) -> None:
    assert seeds_shown(chart) == 0


def test_a_gap_of_all_seeds_is_one_of_their_mean() -> None:
    assert seeds_shown(option([1.5, None], {"0": [1.0, None], "1": [2.0, None]})) == 2


def test_a_line_can_be_drawn_first() -> None:
    check_curve([Chart(option(), 1, 1)], "a")


@pytest.mark.parametrize(
    ("charts", "name", "message"),
    [
        ([option()], "b", "no line 'b'"),
        ([option(), option()], "a", "by itself"),
        ([{"baseOption": option(), "options": [{}]}], "a", "by itself"),
        ([option(yAxis={"type": "category"})], "a", "upwards"),
    ],
)
def test_what_cannot_be_drawn_first_is_told(charts: list[dict[str, Any]], name: str, message: str) -> None:
    with pytest.raises(SitegenError, match=message):
        check_curve([Chart(one, 1, 1) for one in charts], name)
