"""Every kind of chart is drawn, with its data as a table and as CSV: the examples of docs/charts.md."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from pyecharts import options as opts
from pyecharts.charts import Bar, Geo, Line, Map, Scatter, Timeline
from pyecharts.commons.utils import JsCode
from rendering_texts import Texts

from builder.drawing.chart_files import chart_csv
from builder.drawing.chart_parts import frames, parts_of, series_of
from builder.drawing.chart_sampling import sample
from builder.drawing.chart_tables import chart_table
from builder.drawing.chart_types import PARTS, TYPES
from builder.drawing.charts import Chart, charts, svg
from builder.drawing.engine import Engine
from builder.drawing.functions import Drawing
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.project import THEME

EN = Locale("en")
PAGE = (REPOSITORY / "docs" / "charts.md").read_text(encoding="utf-8")
SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [[[0, y], [4, y], [4, y + 2], [0, y + 2], [0, y]]]},
        }
        for name, y in (("North", 2), ("South", 0))
    ],
}


def examples() -> dict[str, Any]:
    """The functions of the page, by their names."""
    names: dict[str, Any] = {"__name__": "figures"}
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        exec(block, names)
    return {name: one for name, one in names.items() if inspect.isfunction(one) and one.__module__ == "figures"}


EXAMPLES = examples()
TABLES: dict[str, tuple[list[str], list[str]]] = {
    "boxplot": (
        ["", *(f"accuracy, {part}" for part in ("min", "Q1", "Q2", "Q3", "max"))],
        ["CNN", "0.910", "0.915", "0.930", "0.960", "0.970"],
    ),
    "candlestick": (
        ["", *(f"loss, {part}" for part in ("open", "close", "low", "high"))],
        ["Mon", "2.3", "1.1", "1.0", "2.4"],
    ),
    "effect_scatter": (["", "found"], ["a", "3"]),
    "pictorial_bar": (["", "images"], ["cats", "12"]),
    "funnel": (["", "images"], ["collected", "100"]),
    "gauge": (["", "test set"], ["accuracy", "96.5"]),
    "liquid": (["", "done"], ["1", "0.6"]),
    "radar": (["", "CNN", "MLP"], ["accuracy", "0.98", "0.95"]),
    "parallel": (["", "width", "rate", "accuracy"], ["runs 1", "8", "0.1", "0.93"]),
    "theme_river": (["", "a", "b"], ["2024-01-01", "10", "5"]),
    "graph": (["source", "target", "value"], ["input", "hidden", ""]),
    "sankey": (["source", "target", "value"], ["cat", "said cat", "45"]),
    "tree": (["", "value"], ["net", ""]),
    "treemap": (["", "parameters"], ["net", ""]),
    "sunburst": (["", "parameters"], ["net", ""]),
    "polar": (["", "wind"], ["N", "3"]),
    "calendar": (["", "runs"], ["2024-03-01", "3"]),
    "world": (["", "runs"], ["North", "12"]),
    "ways": (["roads", "source", "target"], ["Port->Hill", "1, 1", "2, 3"]),
    "years": (["", "", "runs"], ["2023", "a", "3"]),
    "both": (["", "loss"], ["1", "2.3"]),
    "coloured": (["", "share"], ["cat", "0.4"]),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as one:
        yield one


@pytest.fixture
def post(tmp_path: Path) -> Path:
    (tmp_path / "island.geojson").write_text(json.dumps(SQUARES))
    return tmp_path


def drawing(result: Any, folder: Path = Path()) -> Drawing:
    return Drawing("drawn", result, [], folder / "figures.py", 3)


def one(result: Any, folder: Path = Path()) -> Chart:
    return charts(drawing(result, folder)).charts[0]


def test_the_page_has_an_example_of_every_kind(post: Path) -> None:
    assert list(TABLES) == list(EXAMPLES)
    drawn = {str(series["type"]) for make in EXAMPLES.values() for series in series_of(one(make(), post).option)}
    assert TYPES.keys() - drawn == {"scatter", "pie", "custom", "chord"}, (
        "those are in docs/figures.md, or have no class"
    )
    listed = re.findall(r"^\| `(\w+)` \| (?:`\w+`|none) \| [^|]+ \|$", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(TYPES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_drawn_with_its_table_and_its_file(name: str, engine: Engine, post: Path) -> None:
    told = drawing(EXAMPLES[name](), post)
    for chart in charts(told).charts:
        drawn = svg(engine, chart, EN)
        assert len(re.findall(r"<(?:path|text)", drawn)) > 3
        assert "NaN" not in drawn
        assert drawn == svg(engine, chart, EN), "the same each time"
    assert told.warnings == []
    option = charts(told).charts[0].option
    table = chart_table(option, EN)
    assert table
    assert (table.header, table.rows[0]) == TABLES[name]
    assert len(list(csv.reader(io.StringIO(chart_csv(option, EN))))) == len(table.rows) + 1


@pytest.mark.parametrize("name", sorted(TYPES))
def test_words_follow_light_and_dark_but_on_colours_of_their_own(name: str, engine: Engine, post: Path) -> None:
    drawn = "".join(
        svg(engine, one(make(), post), EN) for key, make in EXAMPLES.items() if key.replace("_", "") == name.lower()
    )
    assert set(re.findall(r'<text[^>]* fill="(#\w+)"', drawn)) <= {"#eee", "#ccc"}


def test_the_words_of_a_tree_are_seen_on_the_ground(engine: Engine) -> None:
    drawn = svg(engine, one(EXAMPLES["tree"]()), EN)
    words = re.findall(r'<text[^>]* fill="([^"]*)"[^>]*>(\w+)<', drawn)
    assert words == [("var(--text, #000)", word) for word in ("net", "conv", "dense")]


def test_a_page_fetches_no_more_than_its_charts_need(post: Path) -> None:
    needed = {name: parts_of(one(make(), post).option) for name, make in EXAMPLES.items()}
    assert needed["both"] == needed["coloured"] == []
    assert needed["radar"] == ["radar", "radarAxes"]
    assert needed["years"] == ["timeline"]
    assert needed["ways"] == ["geo", "lines"]
    assert {part for parts in needed.values() for part in parts} <= {*TYPES, *PARTS}
    files = json.loads((THEME / "build" / "parts.json").read_text())
    assert files.keys() == {*(name for name, kind in TYPES.items() if kind.seldom), *PARTS, "namespace"}
    assert all((THEME / "build" / file).is_file() for own in files.values() for file in own)
    assert all(file.startswith("parts/") for own in files.values() for file in own)


def test_a_timeline_is_a_table_of_all_its_frames() -> None:
    option = one(EXAMPLES["years"]()).option
    assert [name for name, _ in frames(option)] == ["2023", "2024"]
    table = chart_table(option, EN)
    assert table
    assert table.rows == [["2023", "a", "3"], ["2023", "b", "5"], ["2024", "a", "4"], ["2024", "b", "9"]]
    assert chart_csv(option, EN).splitlines()[-1] == "2024,b,9"
    assert [name for name, _ in frames(one(Timeline().add(Bar().add_xaxis(["a"]), "x")).option)] == ["x"]


def test_javascript_of_figures_runs_in_the_picture_and_stays_out_of_the_option(engine: Engine) -> None:
    chart = one(EXAMPLES["coloured"]())
    assert "=>" not in chart.json()
    assert '"color":{"$code":1}' in chart.json()
    drawn = svg(engine, chart, EN)
    assert ">40 %<" in drawn
    assert {"var(--c1)", "var(--c2)"} <= set(re.findall(r'fill="(var[^"]+)"', drawn))
    assert chart.code.startswith("export default function (echarts) {\nreturn [\n")


WRONG = {
    "(point) =>": "with its JavaScript it cannot be drawn: Unexpected token",
    "(point) => nowhere.at(0)": "nowhere is not defined",
    "document.title": "document is not defined",
}


@pytest.mark.parametrize("code", WRONG)
def test_what_javascript_throws_is_told(code: str, engine: Engine) -> None:
    bars = Bar().add_xaxis(["a"]).add_yaxis("s", [1], label_opts=opts.LabelOpts(formatter=JsCode(code)))
    with pytest.raises(SitegenError, match=WRONG[code]):
        svg(engine, one(bars), EN)


def test_what_a_chart_sets_before_its_javascript_is_there(engine: Engine) -> None:
    bars = Bar().add_xaxis(["a"]).add_yaxis("s", [1], label_opts=opts.LabelOpts(formatter=JsCode("() => word")))
    bars.add_js_funcs("const word = 'hello';")
    assert ">hello<" in svg(engine, one(bars), EN)


def test_javascript_in_a_text_is_data(texts: Texts) -> None:
    option = (
        '{"xAxis": {}, "yAxis": {}, "series": [{"type": "line", "data": [1], "label": {"formatter": {"$code": 0}}}]}'
    )
    body = texts.body(f'{{{{< echarts alt="a" >}}}}{option}{{{{< /echarts >}}}}')
    assert "data-code" not in body.html
    assert not [name for name in body.files if name.endswith(".js")]


def test_maps_come_from_files_of_the_post(post: Path, engine: Engine) -> None:
    chart = one(EXAMPLES["world"](), post)
    assert json.loads(chart.maps["island"]) == SQUARES
    (post / "maps").mkdir()
    (post / "maps" / "other.json").write_text(json.dumps(SQUARES))
    assert "<path" in svg(engine, one(Map().add("a", [["North", 1]], "maps/other"), post), EN)
    given = Geo().add_schema(maptype="mine").add_coordinate("Port", 1, 1).add("a", [("Port", 3)])
    given.add_geo_json(SQUARES)
    assert "<path" in svg(engine, one(given), EN)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone", "draws the map 'gone', of which this post has no file"),
        ("bad", "is no GeoJSON of regions"),
        ("../island", "no file"),
    ],
)
def test_a_map_that_is_not_there_is_told(name: str, told: str, post: Path) -> None:
    (post / "bad.geojson").write_text("[]")
    (post / "post").mkdir()
    folder = post / "post" if name.startswith(".") else post
    with pytest.raises(SitegenError, match=told):
        one(Map().add("a", [["North", 1]], name), folder)


def scattered(count: int) -> dict[str, Any]:
    points = [[place * 7919 % 10007, place * 6101 % 9973] for place in range(count)]
    return one(Scatter().add_xaxis([x for x, _ in points]).add_yaxis("s", [y for _, y in points])).option | {
        "xAxis": {}
    }


def test_of_very_many_points_a_sample_is_drawn() -> None:
    assert sample(scattered(3_000)) is None
    option = scattered(20_000)
    found = sample(option)
    assert found
    assert (found.shown, found.all) == (3_000, 20_000)
    own, every = (one["series"][0]["data"] for one in (found.option, option))
    assert [point for point in every if point in own] == own
    again = sample(scattered(20_000))
    assert again == found


def test_a_sample_of_a_line_keeps_its_peaks_and_its_gaps() -> None:
    values: list[Any] = [place % 97 for place in range(50_000)]
    values[31_234], values[20_000:20_100] = 5_000, [None] * 100
    found = sample({"xAxis": {"type": "category"}, "yAxis": {}, "series": [{"type": "line", "data": values}]})
    assert found
    data = found.option["series"][0]["data"]
    assert len(data) <= 10_002
    assert [31_234, 5_000] in data
    assert [at for at, value in data if value is None]
    assert data[0] == [0, 0]
    assert data[-1] == [49_999, values[-1]]


def test_a_sample_is_said_and_the_files_hold_all(texts: Texts) -> None:
    option = json.dumps(scattered(20_000) | {"yAxis": {}})
    body = texts.body(f'{{{{< echarts alt="a" >}}}}{option}{{{{< /echarts >}}}}')
    assert "The picture shows 3,000 of 20,000 points" in body.html
    sizes = {name: len(data) for name, data in body.files.items()}
    assert sum(sizes.values()) < 8_000_000
    [table] = [data for name, data in body.files.items() if name.endswith(".csv")]
    assert table.count(b"\n") == 20_001
    drawn, whole = re.findall(r'(?:data-option|href)="(echarts\.\w+\.json)"', body.html)
    counts = [len(json.loads(body.files[name])["series"][0]["data"]) for name in (drawn, whole)]
    assert counts == [3_000, 20_000]


@pytest.mark.parametrize("address", ["https://x.org/a.png", "http://x.org/b.svg"])
def test_a_picture_of_another_site_is_told_and_left_out(address: str, engine: Engine) -> None:
    told = drawing(Scatter().add_xaxis(["a"]).add_yaxis("s", [1], symbol=f"image://{address}"))
    [chart] = charts(told).charts
    assert [warning.message for warning in told.warnings] == [
        f"'drawn' asks another site for the picture {address}, which no page does: it is left out"
    ]
    assert address not in svg(engine, chart, EN)


def test_several_charts_of_a_function_are_one_figure(texts: Texts) -> None:
    figures = "from pyecharts.charts import Bar, Line, Tab\n\n\ndef both():\n    tab = Tab()\n"
    figures += '    tab.add(Line().add_xaxis(["1"]).add_yaxis("loss", [2.3]), "Loss")\n'
    figures += '    tab.add(Bar().add_xaxis(["cat"]).add_yaxis("images", [12]), "Images")\n    return tab\n'
    (texts.folder / "figures.py").write_text(figures)
    html = texts.body('{{< chart both alt="Two." >}}').html
    assert html.count("<figure") == 1
    assert re.findall(r'aria-label="(Two\.[^"]*)" ', html)[:1] == ["Two., Loss"]
    assert re.findall(r'<p class="panel">(\w+)</p>', html) == ["Loss", "Images"]
    assert len(re.findall(r"data-option=", html)) == 2


def test_the_words_of_echarts_for_links_are_said_in_the_language_of_the_page(texts: Texts) -> None:
    links = '[{"source": "a", "target": "b", "value": 2}]'
    graph = f'{{"series": [{{"type": "graph", "data": [{{"name": "a"}}, {{"name": "b"}}], "links": {links}}}]}}'
    line = '{"xAxis": {}, "yAxis": {}, "series": [{"type": "line", "name": "value", "data": [[1, 2]]}]}'
    texts.language = "pt"
    html = texts.html("".join(f'{{{{< echarts alt="a" >}}}}{one}{{{{< /echarts >}}}}\n\n' for one in (graph, line)))
    heads = [word for word in re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html) if word]
    assert heads == ["origem", "destino", "valor", "value"]


def test_a_line_is_drawn_live_by_one_file() -> None:
    assert parts_of(one(Line().add_xaxis(["1"]).add_yaxis("a", [1])).option) == []
    live = (THEME / "build" / "live.js").read_text()
    assert not re.search(r'from"\./|import"\./', live)
