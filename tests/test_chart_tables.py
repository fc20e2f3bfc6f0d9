"""Whatever a chart shows is in its table and its file, each point once; what cannot be drawn whole is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pyecharts import options as opts
from pyecharts.charts import Bar, Bar3D, BMap, Geo, Grid, HeatMap, Line, Page, Pie, Scatter, WordCloud
from pyecharts.components import Table
from rendering_texts import Texts

from builder.drawing.bands import Band
from builder.drawing.chart_files import chart_csv
from builder.drawing.chart_tables import chart_table
from builder.drawing.chart_types import TYPES
from builder.drawing.charts import chart, charts, svg
from builder.drawing.covers import SHAPES, cover
from builder.drawing.engine import Engine, EngineError
from builder.drawing.functions import Drawing
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.shortcodes import stills

EN = Locale("en")


def drawing(result: Any) -> Drawing:
    return Drawing("drawn", result, [], Path("figures.py"), 3)


def rows(result: Any) -> list[list[str]]:
    """The file of a chart, with its header."""
    described = chart(drawing(result))
    text = chart_csv(described.option, EN)
    table = chart_table(described.option, EN)
    assert table is not None
    found = list(csv.reader(io.StringIO(text)))
    assert len(found) == len(table.rows) + 1 or "mark" in found[0], "the table has the rows of the file"
    return found


def line(**series: list[Any]) -> Line:
    chart = Line().add_xaxis(["a", "b", "c"])
    for name, values in series.items():
        chart.add_yaxis(name, values)
    return chart


def values_axis(chart: Any) -> Any:
    return chart.set_global_opts(xaxis_opts=opts.AxisOpts(type_="value", name="x"))


def above_one_another(first: Any, second: Any) -> Grid:
    return Grid().add(first, opts.GridOpts(pos_bottom="60%")).add(second, opts.GridOpts(pos_top="60%"))


CHARTS: dict[str, tuple[Any, list[list[str]]]] = {
    "lines": (line(s=[1, 2, 3], t=[4, None]), [["", "s", "t"], ["a", "1", "4"], ["b", "2", ""], ["c", "3", ""]]),
    "a series that comes back to a place": (
        Line().add_xaxis(["a", "b", "a"]).add_yaxis("s", [1, 2, 3]),
        [["", "s"], ["a", "1"], ["b", "2"], ["a", "3"]],
    ),
    "points over one another": (
        Scatter().add_xaxis(["a", "a", "b"]).add_yaxis("s", [1, 2, 3]).add_yaxis("t", [4, 5, 6]),
        [["", "s", "t"], ["a", "1", "4"], ["a", "2", "5"], ["b", "3", "6"]],
    ),
    "points among numbers": (
        values_axis(Scatter().add_xaxis([0.5, 2, 0.5]).add_yaxis("s", [1, 2, 3])),
        [["x", "s"], ["0.5", "1"], ["2", "2"], ["0.5", "3"]],
    ),
    "points with a size": (
        values_axis(Scatter().add_xaxis([1, 2]).add_yaxis("s", [[5, 10], [6, 20]])),
        [["x", "s", "s, 2"], ["1", "5", "10"], ["2", "6", "20"]],
    ),
    "series with other x": (
        values_axis(Line().add_xaxis([1, 3]).add_yaxis("s", [10, 30]).overlap(
            Line().add_xaxis([2, 3]).add_yaxis("t", [21, 31])
        )),
        [["x", "s", "t"], ["1", "10", ""], ["3", "30", "31"], ["2", "", "21"]],
    ),
    "bars": (Bar().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]), [["", "s"], ["a", "1"], ["b", "2"]]),
    "bars that lie": (
        Bar().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).add_yaxis("t", [3, 4]).reversal_axis(),
        [["", "s", "t"], ["a", "1", "3"], ["b", "2", "4"]],
    ),
    "bars and a line": (
        Bar().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).overlap(Line().add_xaxis(["a", "b"]).add_yaxis("t", [3, 4])),
        [["", "s", "t"], ["a", "1", "3"], ["b", "2", "4"]],
    ),
    "items with looks": (
        Bar().add_xaxis(["a"]).add_yaxis("s", [opts.BarItem("first", 7, itemstyle_opts={"color": "red"})]),
        [["", "s"], ["a", "7"]],
    ),
    "pie": (Pie().add("s", [("a", 1), ("b", 2), ("a", 3)]), [["", "s"], ["a", "1"], ["b", "2"], ["a", "3"]]),
    "two pies": (
        Pie().add("s", [("a", 1), ("b", 2)]).add("t", [("b", 3), ("c", 4)]),
        [["", "s", "t"], ["a", "1", ""], ["b", "2", "3"], ["c", "", "4"]],
    ),
    "heat map": (
        HeatMap().add_xaxis(["a", "b"]).add_yaxis("", ["c", "d"], [[0, 0, 1], [1, 0, 2], [0, 1, 3]]),
        [["", "a", "b"], ["d", "3", ""], ["c", "1", "2"]],
    ),
    "heat map with a cell twice": (
        HeatMap().add_xaxis(["a", "b"]).add_yaxis("n", ["c"], [[0, 0, 1], [0, 0, 2], [1, 0, 3]]),
        [["", "n"], ["a, c", "1"], ["a, c", "2"], ["b, c", "3"]],
    ),
    "band": (
        line(s=[1, 2]).overlap(Band("s", [0.5, 1.5], [1.5, 2.5])),
        [["", "s", "s, min", "s, max"], ["a", "1", "0.5", "1.5"], ["b", "2", "1.5", "2.5"], ["c", "", "", ""]],
    ),
    "two charts, one axis": (
        above_one_another(line(s=[1, 2, 3]), line(t=[4, 5, 6])),
        [["", "s", "t"], ["a", "1", "4"], ["b", "2", "5"], ["c", "3", "6"]],
    ),
    "two charts, two axes": (
        above_one_another(
            line(s=[1, 2]).set_global_opts(xaxis_opts=opts.AxisOpts(name="epoch")),
            Bar().add_xaxis(["a", "z"]).add_yaxis("t", [4, 5]).set_global_opts(xaxis_opts={"name": "network"}),
        ),
        [
            ["epoch / network", "s", "t"],
            ["epoch a", "1", ""], ["epoch b", "2", ""], ["epoch c", "", ""],
            ["network a", "", "4"], ["network z", "", "5"],
        ],
    ),
    "two heat maps": (
        above_one_another(
            HeatMap().add_xaxis(["a"]).add_yaxis("s", ["c"], [[0, 0, 1]]),
            HeatMap().add_xaxis(["a"]).add_yaxis("t", ["c"], [[0, 0, 2]]),
        ),
        [["", "s", "t"], ["a, c", "1", "2"]],
    ),
    "a second y axis": (
        line(s=[1, 2, 3]).extend_axis(yaxis=opts.AxisOpts()).overlap(
            Line().add_xaxis(["a", "b", "c"]).add_yaxis("t", [4, 5, 6], yaxis_index=1)
        ),
        [["", "s", "t"], ["a", "1", "4"], ["b", "2", "5"], ["c", "3", "6"]],
    ),
    "dataset": (
        Bar().add_dataset(source=[["x", "s", "t"], ["a", 1, 2], ["b", 3, 4]]).add_yaxis("", []).add_yaxis("", []),
        [["x", "s", "t"], ["a", "1", "2"], ["b", "3", "4"]],
    ),
    "numbers as categories": (
        Line().add_xaxis([1, 2, 3]).add_yaxis("s", [4, 5, 6]),
        [["", "s"], ["1", "4"], ["2", "5"], ["3", "6"]],
    ),
    "years": (
        values_axis(Line().add_xaxis([2023, 2024.0]).add_yaxis("s", [0.25, 1234.5])),
        [["x", "s"], ["2023", "0.25"], ["2024", "1234.5"]],
    ),
}  # fmt: skip
HANDS: dict[str, tuple[Any, list[list[str]]]] = {
    "scatter: words, and a size by the value": (
        Scatter().add_xaxis(["a", "b"]).add_yaxis("A", [30, 40]).add_yaxis("B", [50, 140])
        .set_global_opts(visualmap_opts=opts.VisualMapOpts(type_="size", max_=150, min_=20)),
        [["", "A", "B"], ["a", "30", "50"], ["b", "40", "140"]],
    ),
    "scatter: more numbers of a point, for two visual maps": (
        Scatter().add_xaxis([5, 7]).add_yaxis("", [(1, 2, 3), (4, 5, 6)]).set_global_opts(
            visualmap_opts=[
                opts.VisualMapOpts(type_="size", dimension=2), opts.VisualMapOpts(type_="color", dimension=3)
            ],
            xaxis_opts=opts.AxisOpts(type_="value", name="depth"), yaxis_opts=opts.AxisOpts(name="loss"),
        ),
        [["depth", "loss", "loss, 2", "loss, 3"], ["5", "1", "2", "3"], ["7", "4", "5", "6"]],
    ),
    "scatter: groups one after another, items with sizes": (
        values_axis(
            Scatter()
            .add_xaxis([1, 2]).add_yaxis("g", [opts.ScatterItem(value=at, symbol_size=8) for at in ([1, 2], [2, 3])])
            .add_xaxis([2, 4]).add_yaxis("h", [opts.ScatterItem(value=at, symbol_size=9) for at in ([2, 5], [4, 1])])
        ),
        [["x", "g", "h"], ["1", "2", ""], ["2", "3", "5"], ["4", "", "1"]],
    ),
    "scatter: points with names": (
        values_axis(Scatter().add_xaxis([]).add_yaxis(
            "nets", [opts.ScatterItem(name=name, value=[x, y]) for name, x, y in [("A-18", 11, 70), ("B-50", 25, 76)]]
        )),
        [["x", "nets", "nets, 2"], ["11", "70", "A-18"], ["25", "76", "B-50"]],
    ),
    "scatter: names that are the places": (
        Scatter().add_xaxis(["a", "b"]).add_yaxis("s", [opts.ScatterItem(name=name, value=1) for name in "ab"]),
        [["", "s"], ["a", "1"], ["b", "1"]],
    ),
    "scatter: a word behind each number": (
        Scatter().add_xaxis([1.5, 2.5]).add_yaxis("words", [(1.0, "king"), (2.0, "queen")], symbol_size=50)
        .set_global_opts(xaxis_opts=opts.AxisOpts(type_="value")),
        [["", "words", "words, 2"], ["1.5", "1.0", "king"], ["2.5", "2.0", "queen"]],
    ),
    "scatter: a dataset": (
        Scatter().add_dataset(dimensions=["income", "life", "country"], source=[[1, 50, "A"], [2, 60, "B"]])
        .add_yaxis("", [], encode={"x": "income", "y": "life"})
        .set_global_opts(xaxis_opts=opts.AxisOpts(type_="value")),
        [["income", "life", "country"], ["1", "50", "A"], ["2", "60", "B"]],
    ),
    "pie: lists of two, and no name": (
        Pie().add("", [list(pair) for pair in zip("abc", [1, 2, 3], strict=True)])
        .set_series_opts(label_opts=opts.LabelOpts(formatter="{b}: {c}")),
        [["", ""], ["a", "1"], ["b", "2"], ["c", "3"]],
    ),
    "pie: two roses": (
        Pie()
        .add("train", [["a", 1], ["b", 2]], radius=["30%", "75%"], center=["25%", "50%"], rosetype="radius")
        .add("test", [["a", 4], ["b", 5]], radius=["30%", "75%"], center=["75%", "50%"], rosetype="area"),
        [["", "train", "test"], ["a", "1", "4"], ["b", "2", "5"]],
    ),
    "pie: a counter": (
        Pie().add("votes", Counter({"x": 3, "y": 2}).most_common(), radius=["40%", "75%"]),
        [["", "votes"], ["x", "3"], ["y", "2"]],
    ),
    "pie: items": (
        Pie().add("s", [opts.PieItem(name="a", value=1), opts.PieItem(name="b", value=2, is_selected=True)]),
        [["", "s"], ["a", "1"], ["b", "2"]],
    ),
    "pie: digits for names, and a gap": (
        Pie().add("digits", [(0, 10), (1, 20), (2, None)]),
        [["", "digits"], ["0", "10"], ["1", "20"], ["2", ""]],
    ),
    "pie: one in another": (
        Pie().add("in", [("a", 5), ("b", 3)], radius=[0, "30%"])
        .add("out", [("c", 2), ("b", 3)], radius=["40%", "55%"]),
        [["", "in", "out"], ["a", "5", ""], ["b", "3", "3"], ["c", "", "2"]],
    ),
    "pie: beside bars": (
        Grid().add(Bar().add_xaxis(["u", "v"]).add_yaxis("n", [1, 2]), opts.GridOpts(pos_right="50%"))
        .add(Pie().add("p", [("a", 1), ("b", 2)], center=["75%", "50%"]), opts.GridOpts(pos_left="55%")),
        [["", "n", "p"], ["u", "1", ""], ["v", "2", ""], ["a", "", "1"], ["b", "", "2"]],
    ),
    "pie: a dataset": (
        Pie().add_dataset(source=[["what", "2012", "2013"], ["m", 41.1, 30.4], ["k", 86.5, 92.1]])
        .add("2012", [], encode={"itemName": "what", "value": "2012"}, center=["25%", "30%"])
        .add("2013", [], encode={"itemName": "what", "value": "2013"}, center=["75%", "30%"]),
        [["what", "2012", "2013"], ["m", "41.1", "30.4"], ["k", "86.5", "92.1"]],
    ),
}  # fmt: skip
"""Points and pies as different people write them."""
EXAMPLES = {
    "bar": CHARTS["bars"][0],
    "custom": CHARTS["band"][0],
    "heatmap": CHARTS["heat map"][0],
    "line": CHARTS["lines"][0],
    "pie": CHARTS["pie"][0],
    "scatter": CHARTS["points among numbers"][0],
}
MARKED: dict[str, tuple[Any, list[list[str]]]] = {
    "marks that are computed": (
        line(s=[1, 2, 4], t=[5, None, 6]).set_series_opts(
            markpoint_opts=opts.MarkPointOpts(data=[opts.MarkPointItem(type_="max")]),
            markline_opts=opts.MarkLineOpts(data=[opts.MarkLineItem(type_="average", name="mean")]),
        ),
        [
            ["", "s", "t", "mark"], ["a", "1", "5", ""], ["b", "2", "", ""], ["c", "4", "6", ""],
            ["", "2.33", "", "mean"], ["c", "4", "", "max"], ["", "", "5.5", "mean"], ["c", "", "6", "max"],
        ],
    ),
    "marks that are set": (
        line(s=[1, 2, 3]).set_series_opts(
            markline_opts=opts.MarkLineOpts(
                data=[opts.MarkLineItem(y=2.5, name="goal"), opts.MarkLineItem(x="b", name="warm")]
            ),
            markpoint_opts=opts.MarkPointOpts(data=[opts.MarkPointItem(name="best", coord=["c", 3], value=9)]),
            markarea_opts=opts.MarkAreaOpts(data=[opts.MarkAreaItem(name="early", x=("a", "b"))]),
        ),
        [
            ["", "s", "mark"], ["a", "1", ""], ["b", "2", ""], ["c", "3", ""], ["", "2.5", "goal"],
            ["b", "", "warm"], ["c", "9", "best"], ["a", "", "early"], ["b", "", "early"],
        ],
    ),
    "marks of bars that lie": (
        Bar().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).reversal_axis().set_series_opts(
            markline_opts=opts.MarkLineOpts(data=[opts.MarkLineItem(x=1.5, name="goal")])
        ),
        [["", "s", "mark"], ["a", "1", ""], ["b", "2", ""], ["", "1.5", "goal"]],
    ),
    "a mark on a heat map": (
        HeatMap().add_xaxis(["a", "b"]).add_yaxis("n", ["c"], [[0, 0, 1], [1, 0, 2]]).set_series_opts(
            markpoint_opts=opts.MarkPointOpts(data=[opts.MarkPointItem(name="best", coord=["b", "c"], value=2)])
        ),
        [["", "n", "mark"], ["a, c", "1", ""], ["b, c", "2", ""], ["b, c", "2", "best"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("result", "expected"), (CHARTS | HANDS | MARKED).values(), ids=CHARTS | HANDS | MARKED)
def test_whatever_is_shown_is_in_the_table(result: Any, expected: list[list[str]]) -> None:
    assert rows(result) == expected


def read(option: dict[str, Any], language: str) -> list[list[float | str]]:
    """The rows of a file as a program reads them that takes for a number what Python does."""

    def cell(text: str) -> float | str:
        try:
            return float(text)
        except ValueError:
            return text

    found = csv.reader(io.StringIO(chart_csv(option, Locale(language))))
    return [[cell(text) for text in row] for row in list(found)[1:]]


@pytest.mark.parametrize(
    ("language", "places", "numbers"),
    [
        ("pt", ["−8", "0", "8"], [-8, 0, 8]),
        ("pt", ["0,5", "1,25", "1.024"], [0.5, 1.25, 1024]),
        ("en", ["0.5", "1,024", "2"], [0.5, 1024, 2]),
        ("pt", ["0.001", "0.01", "1e-06"], [0.001, 0.01, 1e-6]),
        ("de", ["2023", "2024"], [2023, 2024]),
        ("en", ["−1", "all"], ["−1", "all"]),
        ("en", ["a, b", "1"], ["a, b", 1]),
    ],
)
def test_a_program_reads_the_places_of_a_file(language: str, places: list[str], numbers: list[float | str]) -> None:
    option = {
        "xAxis": {"data": places},
        "yAxis": {},
        "series": [{"type": "line", "name": "s", "data": [1 / 3] * len(places)}],
    }
    assert read(option, language) == [[place, 1 / 3] for place in numbers]


def test_a_file_has_a_column_for_each_edge_and_each_seed() -> None:
    seeds = {0: [0.1 + 0.2, None], 3: [0.5, 0.75]}
    option = chart(drawing(line(s=[0.4, 0.75]).overlap(Band("s", [0.3, 0.75], [0.5, 0.75], seeds=seeds)))).option
    text = chart_csv(option, Locale("pt"))
    assert text.splitlines()[0] == ',s,"s, min","s, max","s, seed 0","s, seed 3"'
    assert read(option, "pt") == [
        ["a", 0.4, 0.3, 0.5, 0.1 + 0.2, 0.5],
        ["b", 0.75, 0.75, 0.75, "", 0.75],
        ["c", "", "", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([0.811, 0.87, 0.7533], ["0.8110", "0.8700", "0.7533"]),
        ([2 / 3, 1 / 3, None], ["0.6667", "0.3333", ""]),
        ([200 / 3, 1, 12], ["66.67", "1.00", "12.00"]),
        ([3, 12, 1200], ["3", "12", "1,200"]),
        ([1 / 3, 1e-7, 10], ["0.3333", "0.0000001", "10"]),
        ([-0.5, 1.25, 0], ["−0.50", "1.25", "0.00"]),
    ],
)
def test_numbers_of_a_series_have_the_same_decimals_in_the_table(values: list[float], written: list[str]) -> None:
    table = chart_table(chart(drawing(line(s=values))).option, EN)
    assert table
    assert [row[1] for row in table.rows] == written


@pytest.mark.parametrize("result", [result for result, _ in CHARTS.values()], ids=CHARTS)
def test_every_number_of_an_option_is_in_the_file_once(result: Any) -> None:
    option = chart(drawing(result)).option
    if option.get("dataset"):
        return
    shown: Counter[str] = Counter()
    for series in option["series"]:
        for item in series["data"]:
            value = item["value"] if isinstance(item, dict) else item
            found = value if isinstance(value, list) else [value]
            if series["type"] in ("line", "scatter", "bar") and isinstance(value, list):
                found = value[1:]
            elif series["type"] in ("heatmap", "custom"):
                found = value[2:] if series["type"] == "heatmap" else value[1:]
            shown.update(str(one) for one in found if one is not None)
    cells = [cell for row in rows(result)[1:] for cell in row[1:] if cell]
    assert Counter(cells) == shown


@pytest.mark.parametrize("result", [result for result, _ in HANDS.values()], ids=HANDS)
def test_points_and_pies_are_drawn(result: Any, engine: Engine) -> None:
    drawn = drawing(result)
    assert "<path" in svg(engine, chart(drawn), EN)
    assert drawn.warnings == []


def test_names_of_points_are_set_as_words() -> None:
    table = chart_table(chart(drawing(HANDS["scatter: points with names"][0])).option, EN)
    assert table is not None
    assert table.worded == [2]


def test_which_types_stand_for_posts() -> None:
    for kind, result in EXAMPLES.items():
        option = chart(drawing(result)).option
        alone = {**option, "series": [one for one in option["series"] if one["type"] == kind]}
        assert bool(cover(["x"], {"x": json.dumps(alone).encode()})) == (TYPES[kind].cover or kind in SHAPES), kind


def test_epochs_as_numbers_are_drawn_where_they_belong() -> None:
    """ECharts takes a number for that of a place, and pyecharts hands the epochs 1, 2, 3 on as they are."""
    with Engine() as engine:
        numbers = svg(engine, chart(drawing(Line().add_xaxis([1, 2, 3]).add_yaxis("s", [4, 5, 6]))), EN)
        words = svg(engine, chart(drawing(Line().add_xaxis(["1", "2", "3"]).add_yaxis("s", [4, 5, 6]))), EN)
    assert numbers == words


def test_a_series_laid_over_names_its_places_by_the_same_numbers() -> None:
    over = Line().add_xaxis([2, 3]).add_yaxis("t", [7, 8])
    assert rows(Line().add_xaxis([1, 2, 3]).add_yaxis("s", [4, 5, 6]).overlap(over)) == [
        ["", "s", "t"], ["1", "4", ""], ["2", "5", "7"], ["3", "6", "8"],
    ]  # fmt: skip
    words = Line().add_xaxis(["1", "2", "3"]).add_yaxis("s", [4, 5, 6])
    points = chart(drawing(words.overlap(Scatter().add_xaxis([1.0, 2]).add_yaxis("t", [7, 8])))).option["series"][1]
    assert points["data"] == [["1", 7], ["2", 8]]


def test_a_line_that_stands_is_drawn() -> None:
    standing = Line().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).reversal_axis()
    assert rows(standing) == [["", "s"], ["a", "1"], ["b", "2"]]
    with Engine() as engine:
        drawn = svg(engine, chart(drawing(Line().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).reversal_axis())), EN)
    assert re.search(r'<path d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+" fill="none" stroke="var\(--c1', drawn)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (Bar().add_xaxis(["a"]).add_yaxis("s", [1, 2, 3]), "has 2 points of the series 's' at no place"),
        (line(s=[]).overlap(Line().add_xaxis(["z"]).add_yaxis("t", [1])), "1 point of the series 't'.*such as 'z'"),
        (HeatMap().add_xaxis(["a"]).add_yaxis("h", ["b"], [[0, 0, 1], [1, 0, 2], [0, 5, 3]]), "2 points of.* 'h'"),
        (line(s=[1]).overlap(Band("s", [1, 1, 1, 1], [2, 2, 2, 2])), "1 point of the series 's'.*number 4"),
    ],
)  # fmt: skip
def test_points_for_which_the_axis_has_no_place_are_told(result: Any, told: str) -> None:
    drawn = drawing(result)
    chart(drawn)
    assert re.search(told, "\n".join(one.message for one in drawn.warnings))


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (Bar3D().add("", [[1, 1, 1]]), "'bar3D', which WebGL draws, in a browser alone"),
        (WordCloud().add("", [("a", 1)]), "'wordCloud', which measures its words pixel by pixel.*\n.*bars"),
        (
            BMap().add_schema("k", [1, 1]).add_coordinate("a", 1, 1).add("s", [("a", 1)]),
            "on 'bmap', whose map a server of others sends",
        ),
        (Geo().add_schema("x").add_coordinate("a", 1, 1).add("s", [("a", 1)], type_="heatmap"), "heat map over a map"),
        (Page(), "returned a Page of pyecharts without a chart"),
        (Table().add(["a"], [[1]]), "returned a Table of pyecharts, not a pyecharts chart"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_be_drawn_whole_is_refused(result: Any, message: str) -> None:
    with pytest.raises(SitegenError, match=message) as caught:
        charts(drawing(result))
    assert caught.value.line == 3


def test_the_bundle_is_made_from_the_table(engine: Engine) -> None:
    with pytest.raises(EngineError) as caught:
        engine.call("echarts", "charts.draw", '{"series": {"type": "none"}}', 1, 1, ".", "en")
    assert str(caught.value) == f"no series of type 'none', only {', '.join(sorted(TYPES))}"


def test_an_option_in_the_text_by_the_same_rules(texts: Texts) -> None:
    told = texts.told('{{< echarts alt="a" >}}{"series": [{"type": "bar3D"}]}{{< /echarts >}}')
    assert told[0][1].startswith("this chart has a series of type 'bar3D', which WebGL draws")
    option = '{"xAxis": {"data": ["a"]}, "yAxis": {}, "series": [{"type": "bar", "name": "s", "data": [1, 2]}]}'
    body = texts.body(f'{{{{< echarts alt="a" >}}}}{option}{{{{< /echarts >}}}}')
    assert [one.message for one in body.warnings] == [
        "this chart has 1 point of the series 's' at no place of the axis, such as number 2"
    ]
    empty = '{"xAxis": {}, "yAxis": {}, "series": [{"type": "line"}]}'
    body = texts.body(f'{{{{< echarts alt="a" >}}}}{empty}{{{{< /echarts >}}}}')
    assert [one.message for one in body.warnings] == ["there is no table of the data of 'echarts'"]


AMISS: list[Any] = [
    {"markLine": 1}, {"markLine": {"data": 1}}, {"markLine": {"data": [[1, {}], {"type": {}}]}},
    {"markPoint": {"data": [{"coord": [{}, []], "value": [1]}, {"coord": [1]}, {"type": "max", "name": {}}]}},
    {"markLine": {"precision": "x", "data": [{"type": "average"}, {"type": "median"}]}, "data": [None, "x"]},
]  # fmt: skip


@pytest.mark.parametrize("marked", AMISS)
def test_marks_that_mean_nothing_harm_no_table(marked: Any) -> None:
    option = {"xAxis": {"data": ["a"]}, "series": [{"type": "line", "name": "s", "data": [1], **marked}]}
    assert chart_table(option, EN)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (40, [*range(1, 41)]),
        (41, [1, *range(2, 41, 2), 41]),
        (100, [1, *range(5, 101, 5)]),
        (1203, [1, *range(50, 1201, 50), 1203]),
    ],
)
def test_of_many_numbered_rows_some_stand_on_the_page_and_all_in_the_file(
    texts: Texts, count: int, shown: list[int]
) -> None:
    epochs, data = [str(number) for number in range(1, count + 1)], [number * number for number in range(1, count + 1)]
    option = {"xAxis": {"data": epochs}, "yAxis": {}, "series": [{"type": "line", "name": "s", "data": data}]}
    body = texts.body(f'{{{{< echarts alt="a" >}}}}{json.dumps(option)}{{{{< /echarts >}}}}')
    rows = BeautifulSoup(body.html, "html.parser").select("details.data tbody tr")
    assert [int(row.th.text.replace(",", "")) for row in rows] == shown
    assert [int(row.td.text.replace(",", "")) for row in rows] == [number * number for number in shown]
    assert (f"Some of {count:,} rows, all of them in the CSV." in body.html) == (count > 40)
    [file] = [data for name, data in body.files.items() if name.endswith(".csv")]
    assert file.count(b"\n") == count + 1


def test_a_long_table_ends_on_the_page_and_not_in_the_file(texts: Texts) -> None:
    names, data = [f"place {number}" for number in range(1200)], [*range(1200)]
    option = {"xAxis": {"data": names}, "yAxis": {}, "series": [{"type": "line", "name": "s", "data": data}]}
    body = texts.body(f'{{{{< echarts alt="a" >}}}}{json.dumps(option)}{{{{< /echarts >}}}}')
    assert body.html.count("<tr>") == 501
    assert "And 700 more rows, all of them in the CSV." in body.html
    [file] = [data for name, data in body.files.items() if name.endswith(".csv")]
    assert file.count(b"\n") == 1201
    assert body.warnings == ()


def test_a_heavy_drawing_is_told_with_its_size(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "HEAVY_CHART", 10_000)
    points = ", ".join(f"[{place * 7919 % 10007}, {place * 6101 % 9973}]" for place in range(1200))
    option = f'{{"xAxis": {{}}, "yAxis": {{}}, "series": [{{"type": "scatter", "name": "s", "data": [{points}]}}]}}'
    [told] = texts.body(f'{{{{< echarts alt="a" >}}}}{option}{{{{< /echarts >}}}}').warnings
    assert re.match(r"the drawing of 'echarts' is 1\d kB to send", told.message)
    assert "fewer points" in told.hint
