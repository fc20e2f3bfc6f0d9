"""Charts of a sweep, ready to be drawn: what they hold is what the points gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.drawing.sweeps import heat_map, lines
from builder.errors import SitegenError
from builder.results import Fingerprint, Record, Trial


def sweep(tmp_path: Path, *, seeds: bool = False, over: tuple[int, ...] = (16, 64)) -> Record:
    trials = [
        Trial(seed, {"a": width * rate + (seed or 0)}, {}, 1.0, "", {}, "", {"rate": rate, "width": width})
        for rate in (0.1, 1.0)
        for width in over
        for seed in ((0, 2) if seeds else (None,))
    ]
    when = "2024-01-01T00:00:00+00:00"
    return Record("capacity", Fingerprint(), {}, {}, {}, {}, {}, 1.0, when, False, tmp_path, points=trials)


def data(chart: object) -> list[tuple[str, list[object]]]:
    series = chart.options["series"]  # type: ignore[attr-defined]
    return [(one["name"], [getattr(item, "opts", item) for item in one["data"]]) for one in series]


def test_a_line_for_each_value_of_another_setting(tmp_path: Path) -> None:
    chart = lines(sweep(tmp_path).where(), "a", "width", "rate")
    assert chart.options["xAxis"][0]["data"] == ["16", "64"]
    assert [name for name, _ in data(chart)] == ["0.1", "1.0"]
    assert [[y for _, y in items] for _, items in data(chart)] == [[pytest.approx(1.6), pytest.approx(6.4)], [16, 64]]


def test_seeds_are_a_mean_and_a_band(tmp_path: Path) -> None:
    chart = lines(sweep(tmp_path, seeds=True).where(rate=1.0), "a", "width", name="one", label=lambda one: f"<{one}>")
    assert chart.options["xAxis"][0]["data"] == ["<16>", "<64>"]
    (name, items), (band, ends) = data(chart)
    assert (name, band) == ("one", "one")
    assert [y for _, y in items] == [17, 65]
    assert ends == [[0, 16, 18], [1, 64, 66]]


def test_a_heat_map_has_a_cell_for_each_pair(tmp_path: Path) -> None:
    points = sweep(tmp_path).where()
    chart = heat_map(points[1:], "a", "width", "rate", number=lambda one: f"{one:.1f}")
    cells = [(tuple(one["value"]), one["label"]) for one in data(chart)[0][1]]
    assert ((0, 0, pytest.approx(6.4)), {"formatter": "6.4"}) in cells  # the first of those that are left
    assert ((1, 0, None), {"show": False}) in cells
    assert chart.options["visualMap"].opts["min"] == pytest.approx(6.4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("b", "width"), "has no value 'b'"),
        (("a", "widht"), "has no setting 'widht'"),
        (("a", "width"), "lie on the same place"),
    ],
)
def test_what_the_points_do_not_have_is_told(tmp_path: Path, arguments: tuple[str, str], message: str) -> None:
    points = sweep(tmp_path).where(**({"rate": 1.0} if "same" not in message else {}))
    with pytest.raises(SitegenError, match=message):
        lines(points, *arguments)
