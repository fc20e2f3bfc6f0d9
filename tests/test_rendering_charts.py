from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from pyecharts import options as opts
from pyecharts.charts import Bar, HeatMap, Line, Pie

from builder.drawing import engine as engine_room
from builder.drawing.bands import Band
from builder.drawing.chart_tables import chart_table
from builder.drawing.charts import Chart, chart, svg
from builder.drawing.colours import standalone, variables
from builder.drawing.engine import Engine
from builder.drawing.functions import Drawing
from builder.drawing.tables import series_table
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.look.templates import environment
from builder.project import THEME, Project

PT = Locale("pt")
OPTION: dict[str, Any] = {
    "xAxis": {"type": "category", "data": ["1", "2"], "name": "época"},
    "yAxis": {"type": "value"},
    "legend": {},
    "series": [
        {"type": "line", "name": "cnn </script>", "data": [0.25, 0.75]},
        {"type": "line", "name": "mlp", "data": [["1", 0.5], ["2", None]]},
    ],
}


def drawing(result: Any) -> Drawing:
    return Drawing("accuracy", result, [], Path("figures.py"), 3)


def test_a_chart_is_strict_json() -> None:
    described = chart(drawing(Line().add_xaxis(["1"]).add_yaxis("a", [float("nan")])))
    assert json.loads(described.json())["series"][0]["data"] == [["1", None]]
    assert (described.width, described.height) == (640, 400)
    sized = chart(drawing(Bar(opts.InitOpts(width="300px", height="200px")).add_xaxis(["1"]).add_yaxis("a", [1])))
    assert (sized.width, sized.height, sized.narrow()) == (300, 200, None)


def test_an_svg_follows_the_colours_of_the_page_and_the_numbers_of_its_language() -> None:
    with Engine() as engine:
        drawn = svg(engine, Chart(OPTION, 720, 400), PT)
        english = svg(engine, Chart(OPTION, 720, 400), Locale("en"))
    root = ElementTree.fromstring(drawn)
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"0,5", "época", "mlp", "cnn </script>"} <= set(texts)
    assert "0.5" in english
    assert "</script>" not in drawn
    assert 'stroke="var(--c1, #0b63b3)"' in drawn
    assert root.get("viewBox") == "0 0 720 400"
    assert "hover" not in drawn
    assert "ecmeta" not in drawn


SHARES = [("Jan", 3), ("Feb", 5)]
LABELLED: dict[str, tuple[Any, str]] = {
    "within bars": (Bar().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]), "--ground"),
    "above bars": (
        Bar().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2], label_opts=opts.LabelOpts(position="top")),
        "--text",
    ),
    "beside a pie": (Pie().add("", SHARES), "--text"),
    "within a pie": (Pie().add("", SHARES, label_opts=opts.LabelOpts(position="inside")), "--ground"),
    "at a mark": (
        Line()
        .add_xaxis(["a", "b"])
        .add_yaxis("s", [1, 2], markline_opts=opts.MarkLineOpts(data=[opts.MarkLineItem(type_="average")])),
        "--text",
    ),
}


@pytest.mark.parametrize(("labelled", "colour"), LABELLED.values(), ids=LABELLED)
def test_labels_have_colours_that_are_far_from_what_is_below(labelled: Any, colour: str, engine: Engine) -> None:
    drawn = svg(engine, chart(drawing(labelled)), PT)
    fills = re.findall(r'<text[^>]* fill="([^"]*)"', drawn)
    assert any(fill.startswith(f"var({colour},") for fill in fills)
    assert all(fill.startswith("var(") for fill in fills)
    assert "rgb(255,255,255)" not in drawn


def test_labels_on_colours_of_an_author_are_reckoned_from_them(engine: Engine) -> None:
    bars = Bar().add_xaxis(["a"]).add_yaxis("s", [1], color="#ffffcc").add_yaxis("t", [1], color="#000033")
    drawn = svg(engine, chart(drawing(bars)), PT)
    assert {"#333", "#ccc"} <= set(re.findall(r'<text[^>]* fill="([^"]*)"', drawn))


def test_an_svg_holds_nothing_that_cannot_be_seen() -> None:
    line = chart(drawing(Line().add_xaxis(["1", "2", "3"]).add_yaxis("a", [1, 3, 2])))
    area = chart(drawing(Line().add_xaxis(["1"]).add_yaxis("a", [1], areastyle_opts=opts.AreaStyleOpts(opacity=0.5))))
    with Engine() as engine:
        drawn, filled = svg(engine, line, PT), svg(engine, area, PT)
    assert line.option["series"][0]["areaStyle"]["opacity"] == 0, "pyecharts writes one where nobody asked"
    assert 'fill-opacity="0"' not in drawn
    shapes = re.findall(r"<(?:path|rect)[^>]*>", drawn)
    assert not [shape for shape in shapes if 'fill="none"' in shape and "stroke" not in shape]
    assert 'fill-opacity="0.5"' in filled


@pytest.mark.parametrize(("scheme", "colour"), [("light", "#0b63b3"), ("dark", "#6cb0f5")])
def test_a_drawing_in_a_file_brings_its_colours_and_letters(tmp_path: Path, scheme: str, colour: str) -> None:
    with Engine() as engine:
        drawn = svg(engine, Chart(OPTION, 720, 400), PT)
    alone = standalone(drawn, variables(environment(Project(tmp_path), "pt"), scheme))
    assert f'stroke="{colour}"' in alone
    assert "var(" not in alone
    assert "inherit" not in alone
    assert "Segoe UI" in ElementTree.fromstring(alone).get("font-family", "")


def test_a_site_with_colours_of_its_own_draws_in_them(tmp_path: Path) -> None:
    style = tmp_path / "templates" / "static" / "style.css"
    style.parent.mkdir(parents=True)
    style.write_text(":root {\n  --c1: light-dark(#111111, #eeeeee);\n  --c2: teal;\n}\n.x {\n  --c2: red;\n}\n")
    env = environment(Project(tmp_path), "pt")
    drawn = '<svg ><path stroke="var(--c1)" fill="var(--c2)"/><path stroke="var(--gone, #123456)"/></svg>'
    standings = [standalone(drawn, variables(env, scheme)) for scheme in ("light", "dark")]
    for alone, first in zip(standings, ("#111111", "#eeeeee"), strict=True):
        assert f'stroke="{first}" fill="teal"' in alone
        assert 'stroke="#123456"' in alone


def test_every_colour_that_charts_name_is_set_for_light_and_for_dark() -> None:
    named = set(re.findall(r"var\((--[\w-]+), (#\w+)\)", (THEME / "js" / "theme.js").read_text()))
    assert len(named) > 6
    assert named <= set(re.findall(r"(--[\w-]+): light-dark\((#\w+),", (THEME / "static" / "style.css").read_text()))


def test_an_svg_does_not_depend_on_what_was_drawn_before() -> None:
    with Engine() as engine:
        first = svg(engine, Chart(OPTION, 720, 400), PT)
        svg(engine, Chart(OPTION, 300, 200), PT)
        again = svg(engine, Chart(OPTION, 720, 400), PT)
    assert first == again
    assert 'id="c0"' in first


@pytest.mark.parametrize(
    ("language", "month"), [("en", "Feb"), ("pt", "fev."), ("pt-br", "fev."), ("de", "Feb"), ("es", "feb")]
)
def test_months_along_an_axis_are_named_in_the_language(language: str, month: str) -> None:
    data = [[f"2024-0{number}-01", number] for number in range(1, 7)]
    option = {"xAxis": {"type": "time"}, "yAxis": {}, "series": [{"type": "line", "data": data}]}
    with Engine() as engine:
        assert f">{month}<" in svg(engine, Chart(option, 720, 400), Locale(language))


def test_a_legend_that_does_not_fit_is_stacked() -> None:
    names = [f"a rather long name with a number, {number}" for number in range(3)]
    long = {**OPTION, "series": [{"type": "line", "name": name, "data": [1]} for name in names]}
    wide, narrow = Chart(long, 1200, 400), Chart(long, 1200, 400).narrow()
    assert narrow is not None
    with Engine() as engine:
        assert 'height="400"' in svg(engine, wide, PT)
        assert f'height="{narrow.height + 48}"' in svg(engine, narrow, PT)


def test_what_echarts_was_not_built_with_is_refused() -> None:
    with (
        Engine() as engine,
        pytest.raises(SitegenError, match="no series of type 'bar3D', only bar, boxplot, candlestick, chord"),
    ):
        svg(engine, Chart({"series": [{"type": "bar3D"}]}, 100, 100), PT)


def banded(renderer: str = "band") -> dict[str, Any]:
    """A line with a gap, and a band around it."""
    line = Line().add_xaxis(["1", "2", "3"]).add_yaxis("cnn", [0.5, 0.75, None])
    option = chart(drawing(line.overlap(Band("cnn", [0.25, 0.5, None], [0.625, 1, None], color="#123456")))).option
    option["series"][1]["renderItem"] = renderer
    return option


def test_a_band_is_one_area_between_its_edges() -> None:
    with Engine() as engine:
        drawn = svg(engine, Chart(banded(), 720, 400), PT)
    (band,) = [path for path in ElementTree.fromstring(drawn).iter() if path.get("fill-opacity") == "0.18"]
    assert band.get("fill") == "#123456"
    corners = [float(number) for number in band.get("points", "").replace(",", " ").split()]
    x1, low1, x2, low2, x3, high2, x4, high1 = corners[:8]  # there and back
    assert (x1, x2) == (x4, x3)
    assert x1 < x2
    # Downwards on a page: from 0.25 to 0.625 at the first place, from 0.5 to 1 at the second.
    assert (low1 - high1) / (low2 - high2) == pytest.approx(0.375 / 0.5, rel=0.01)
    assert low1 > low2 > high2


def test_a_band_shares_the_line_of_its_name_in_the_legend_and_stands_in_the_table() -> None:
    with Engine() as engine:
        drawn = svg(engine, Chart(banded(), 720, 400), PT)
    assert drawn.count(">cnn<") == 1
    table = chart_table(banded(), PT)
    assert table is not None
    assert table.header == ["", "cnn", "cnn, min–max"]
    assert table.rows == [["1", "0,500", "0,250–0,625"], ["2", "0,750", "0,500–1,000"], ["3", "", ""]]


def test_a_custom_series_that_is_no_band_is_refused() -> None:
    with Engine() as engine, pytest.raises(SitegenError, match='renderItem "band"'):
        svg(engine, Chart(banded("alert"), 720, 400), PT)


def test_without_its_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine_room, "BUNDLES", tmp_path)
    with (
        Engine() as engine,
        pytest.raises(SitegenError, match=r"echarts.js is not in this.*\n.*pip install -e \."),
    ):
        svg(engine, Chart(OPTION, 100, 100), PT)


@pytest.mark.parametrize("fails", [False, True])
def test_the_process_ends_after_drawing(fails: bool) -> None:
    """An engine that drew and is not closed would keep it for ever."""
    program = (
        "from builder.drawing.charts import Chart, svg\n"
        "from builder.drawing.engine import Engine\n"
        "from builder.evidence.locale import Locale\n"
        "with Engine() as engine:\n"
        f"    print(len(svg(engine, Chart({OPTION!r}, 400, 300), Locale('pt'))))\n"
        f"    if {fails}: raise RuntimeError\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert int(done.stdout) > 1000
    assert (done.returncode != 0) == fails


def test_the_data_of_lines_as_a_table() -> None:
    table = chart_table(OPTION, PT)
    assert table is not None
    assert table.header == ["época", "cnn </script>", "mlp"]
    assert table.rows == [["1", "0,25", "0,5"], ["2", "0,75", ""]]


def test_the_data_of_a_heatmap_as_a_table() -> None:
    heatmap = HeatMap().add_xaxis(["a", "b"]).add_yaxis("", ["c", "d"], [[0, 0, 1], [1, 0, 2], [0, 1, 3.5]])
    table = chart_table(chart(drawing(heatmap)).option, PT)
    assert table is not None
    assert (table.header, table.rows) == (["", "a", "b"], [["d", "3,5", ""], ["c", "1,0", "2,0"]])


def test_the_data_of_another_chart_is_no_table() -> None:
    assert chart_table({"series": [{"type": "pie"}]}, PT) is None


@pytest.mark.parametrize(
    ("option", "rows"),
    [
        ({"series": {"type": "line", "data": [1, None]}, "xAxis": [], "yAxis": 3}, [["0", "1"], ["1", ""]]),
        ({"series": {"type": "bar", "data": [1e30]}, "xAxis": {"data": 5}}, [["5", "1 × 10³⁰"]]),
        (
            {
                "xAxis": {"data": ["a", "b"]},
                "series": {"type": "custom", "data": [[0, 1, 2], ["b", 3, 4], [9, 5, 6], [1], None, 7]},
            },
            [["a", "1–2"], ["b", "3–4"], ["9", "5–6"]],
        ),
        ({"series": [{"type": "line", "data": 5}]}, None),
        ({"series": "line"}, None),
        (
            {
                "xAxis": {"data": ["a"]},
                "yAxis": [{"data": ["c", "d"]}],
                "series": {"type": "heatmap", "data": [[0, 0, 1, 9], None, {"value": None}, [0, "d", 2], [0, -1, 3]]},
            },
            [["d", "2"], ["c", "1"]],
        ),
    ],
)
def test_the_data_of_an_option_in_an_unusual_form(option: dict[str, Any], rows: list[list[str]] | None) -> None:
    table = chart_table(option, PT)
    assert (table and table.rows) == rows


def test_series_of_unequal_length() -> None:
    table = series_table({"a": [0.5, 1], "b": ["x"]}, PT)
    assert (table.header, table.rows) == (["", "a", "b"], [["1", "0,5", "x"], ["2", "1", ""]])
