"""Numbers of numpy, torch and their kin in charts, tables and data: the same numbers, or a word; never null."""

from __future__ import annotations

import datetime
import enum
import fractions
import json
import math
from collections import deque
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Site
from pyecharts import options as opts
from pyecharts.charts import Bar, HeatMap, Line, Pie, Scatter

from builder.drawing.bands import Band
from builder.drawing.charts import chart
from builder.drawing.functions import Drawing
from builder.drawing.interactive_data import data
from builder.drawing.plain_values import NoPlainValueError, plain_value
from builder.drawing.tables import table_of_rows
from builder.errors import SitegenError
from builder.evidence.locale import Locale


class Optimizer(enum.Enum):
    SGD = 1


NUMBERS: list[tuple[Any, Any]] = [
    (np.int64(2), 2),
    (np.uint8(2), 2),
    (np.float64(0.5), 0.5),
    (np.float32(0.1), 0.1),
    (np.float16(0.1), 0.1),
    (np.longdouble(0.5), 0.5),
    (np.array(3), 3),
    (np.bool_(True), True),
    (np.str_("a"), "a"),
    (fractions.Fraction(1, 4), 0.25),
    (Decimal("0.25"), 0.25),
    (Optimizer.SGD, 1),
    (datetime.date(2024, 2, 29), "2024-02-29"),
    (datetime.datetime(2024, 2, 29, 23, 30), "2024-02-29T23:30:00"),
    (np.datetime64("2024-02-29"), "2024-02-29"),
    (np.datetime64("2024-02-29T01:02:03.123456789"), "2024-02-29T01:02:03.123456789"),
    (np.datetime64("NaT"), None),
    (None, None),
]
LISTS: list[tuple[Any, list[Any]]] = [
    (np.array([1, 2]), [1, 2]),
    (np.array([0.1, 0.25], dtype=np.float32), [0.1, 0.25]),
    (np.array([True, False]), [True, False]),
    (np.array(["a", "b"]), ["a", "b"]),
    (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
    (np.ma.array([1, 2], mask=[False, True]), [1, None]),
    (np.array(["2024-02-29", "NaT"], dtype="datetime64[D]"), ["2024-02-29", None]),
    (np.array([1, None, "a"], dtype=object), [1, None, "a"]),
    (range(3), [0, 1, 2]),
    ((1, (2, 3)), [1, [2, 3]]),
    (deque([1, 2]), [1, 2]),
    ({"a": 1}.values(), [1]),
    ([np.int64(1), [np.float32(0.5)]], [1, [0.5]]),
]
NONE: list[tuple[Callable[[], Any], str, str]] = [
    (object, "an object", "Give numbers"),
    (lambda: (one for one in [1, 2]), "a generator", r"write list\(…\)"),
    (lambda: map(int, [1]), "a map", r"write list\(…\)"),
    (lambda: {1, 2}, "a set", r"write sorted\(…\)"),
    (lambda: len, "a builtin", "call it"),
    (lambda: 1j, "a complex", "Give numbers"),
    (lambda: np.complex64(1), "a complex64", "Give numbers"),
    (lambda: np.timedelta64(1, "s"), "a timedelta64", "Give numbers"),
    (lambda: np.array([(1,)], dtype=[("a", "i4")]), "an ndarray", "Give numbers"),
    (lambda: b"a", "a bytes", "Give numbers"),
    (lambda: np.array([object()]), "an object", "Give numbers"),
    (lambda: {(1, 2): 3}, "a tuple", "Names are words"),
]


def drawing(result: Any) -> Drawing:
    return Drawing("drawn", result, [], Path("figures.py"), 3)


@pytest.mark.parametrize(("value", "expected"), NUMBERS + LISTS, ids=lambda value: f"{type(value).__name__}")
def test_what_is_a_number_a_word_or_a_list_of_them_becomes_one(value: Any, expected: Any) -> None:
    found = plain_value(value)
    assert found == expected
    assert json.loads(json.dumps(found)) == expected


@pytest.mark.parametrize(("make", "what", "hint"), NONE, ids=lambda value: value if isinstance(value, str) else "")
def test_anything_else_is_refused_with_its_place_and_what_to_write(
    make: Callable[[], Any], what: str, hint: str
) -> None:
    with pytest.raises(NoPlainValueError, match=what):
        plain_value(make())
    line = Line().add_xaxis(["a"]).add_yaxis("s", [1])
    line.options["series"][0]["markLine"] = {"data": [{"deep": make()}]}
    with pytest.raises(SitegenError, match=rf"'drawn' holds {what}.*series\[0\]\.markLine.*deep.*series 's'\n.*{hint}"):
        chart(drawing(line))


def test_torch() -> None:
    torch = pytest.importorskip("torch")
    for value, expected in [
        (torch.tensor(3), 3),
        (torch.tensor(0.1), 0.1),
        (torch.tensor([0.1, 0.25], requires_grad=True), [0.1, 0.25]),
        (torch.tensor([True]), [True]),
        (torch.tensor([0.5], dtype=torch.bfloat16), [0.5]),
        (torch.arange(4).reshape(2, 2), [[0, 1], [2, 3]]),
        ([torch.tensor(1), torch.tensor([2])], [1, [2]]),
    ]:
        assert plain_value(value) == expected


def both(make: Callable[[Callable[[Any], Any]], Any]) -> None:
    """A chart of numbers of numpy is the chart of the same numbers of Python."""
    as_they_are = chart(drawing(make(lambda one: one))).option
    for of in (np.asarray, lambda one: [np.array(item)[()] if not isinstance(item, list) else item for item in one]):
        assert chart(drawing(make(of))).option == as_they_are
    assert "null" not in json.dumps(as_they_are["series"][0]["data"])


CHARTS: dict[str, Callable[[Callable[[Any], Any]], Any]] = {
    "line": lambda of: Line().add_xaxis(of(["a", "b"])).add_yaxis("s", of([1, 2])),
    "numbers on the x axis": lambda of: Line().add_xaxis(of([1, 2])).add_yaxis("s", of([0.5, 2.5])),
    "bar": lambda of: Bar().add_xaxis(of(["a", "b"])).add_yaxis("s", of([1, 2])),
    "bars that lie": lambda of: Bar().add_xaxis(of(["a", "b"])).add_yaxis("s", of([1, 2])).reversal_axis(),
    "scatter": lambda of: Scatter().add_xaxis(of([1.5, 2.5])).add_yaxis("s", of([3, 4])),
    "pairs": lambda of: Scatter().add_xaxis([]).add_yaxis("s", of([[1, 2], [3, 4]])),
    "pie": lambda of: Pie().add("s", [list(pair) for pair in zip(["a", "b"], of([1, 2]), strict=True)]),
    "heat map": lambda of: HeatMap().add_xaxis(of([0, 1])).add_yaxis("", of([0, 1]), of([[0, 0, 5], [1, 1, 6]])),
    "band": lambda of: (
        Line().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).overlap(Band("s", of([0.5, 1.5]), of([1.5, 2.5])))
    ),
    "mark": lambda of: (
        Line()
        .add_xaxis(["a", "b"])
        .add_yaxis(
            "s",
            [1, 2],
            markpoint_opts=opts.MarkPointOpts(data=[opts.MarkPointItem(coord=of([0, 1]), value=of([7])[0])]),
            markline_opts=opts.MarkLineOpts(data=[opts.MarkLineItem(y=of([2])[0])]),
        )
    ),
    "axes": lambda of: (
        Line()
        .add_xaxis(["a", "b"])
        .add_yaxis("s", [1, 2])
        .set_global_opts(
            yaxis_opts=opts.AxisOpts(min_=of([1])[0], max_=of([2])[0]),
            visualmap_opts=opts.VisualMapOpts(min_=of([1])[0], max_=of([5])[0]),
        )
    ),
    "item": lambda of: Line().add_xaxis(["a"]).add_yaxis("s", [opts.LineItem(name="a", value=of([3])[0])]),
    "second axis": lambda of: (
        Line().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]).extend_axis(xaxis_data=of([1, 2]), xaxis=opts.AxisOpts())
    ),
}


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_every_part_of_every_chart_may_be_of_numpy(make: Callable[[Callable[[Any], Any]], Any]) -> None:
    both(make)


def test_gaps_of_the_author_stay_gaps() -> None:
    line = Line().add_xaxis(["a", "b", "c"]).add_yaxis("s", [None, float("nan"), np.float32("nan")])
    assert chart(drawing(line)).option["series"][0]["data"] == [["a", None], ["b", None], ["c", None]]


ENDLESS: dict[str, tuple[Any, str]] = {
    "numbers": ([1, math.inf], r"infinity at series\[0\]\.data\[1\]\[1\], in the series 's'"),
    "an array": (np.array([-np.inf, 2], dtype=np.float32), r"infinity at series\[0\]\.data\[0\]"),
    "an item": ([1, opts.LineItem(name="b", value=np.float64("inf"))], r"infinity at series\[0\]\.data\[1\]"),
    "a fraction": ([1, Decimal("-Infinity")], r"infinity at series\[0\]\.data\[1\]"),
}


@pytest.mark.parametrize(("numbers", "place"), ENDLESS.values(), ids=ENDLESS)
def test_infinity_is_no_gap(numbers: Any, place: str) -> None:
    with pytest.raises(SitegenError, match=f"'drawn' holds {place}") as refused:
        chart(drawing(Line().add_xaxis(["a", "b"]).add_yaxis("s", numbers)))
    assert "None for a gap" in refused.value.hint


def test_infinity_is_refused_in_marks_and_axes_too() -> None:
    marked = opts.MarkLineOpts(data=[opts.MarkLineItem(y=math.inf)])
    line = Line().add_xaxis(["a"]).add_yaxis("s", [1], markline_opts=marked)
    with pytest.raises(SitegenError, match=r"infinity at series\[0\]\.markLine\.data\[0\]\.yAxis"):
        chart(drawing(line))
    line = Line().add_xaxis(["a"]).add_yaxis("s", [1]).set_global_opts(yaxis_opts=opts.AxisOpts(max_=np.inf))
    with pytest.raises(SitegenError, match=r"infinity at yAxis\[0\]\.max"):
        chart(drawing(line))


def test_the_options_of_pyecharts_stay_legal() -> None:
    line = Line().add_xaxis(["a"]).add_yaxis("s", [1], label_opts=opts.LabelOpts(is_show=False))
    assert chart(drawing(line)).option["series"][0]["label"]["show"] is False


def test_a_series_without_points_is_told() -> None:
    used_up = drawing(Line().add_xaxis(["a", "b"]).add_yaxis("s", (one for one in [1, 2])))
    chart(used_up)
    [told] = used_up.warnings
    assert told.message == "the series 's' of 'drawn' has no points"
    assert "list(…)" in told.hint
    whole = drawing(Line().add_xaxis(["a", "b"]).add_yaxis("s", [1, 2]))
    chart(whole)
    assert whole.warnings == []


def test_cells_of_a_table_are_written_as_numbers_of_the_language() -> None:
    table = table_of_rows(drawing([["a", "b"], [np.float32(0.5), np.int64(2)], np.array([0.25, 1])]), Locale("pt"))
    assert table.rows == [["0,5", "2"], ["0,25", "1"]]
    with pytest.raises(SitegenError, match=r"holds an object at \[1\]\[0\]"):
        table_of_rows(drawing([["a"], [object()]]), Locale("pt"))


def test_data_for_javascript() -> None:
    found = data(drawing({"a": np.arange(2), "b": np.float32(0.1), "c": {"d": (np.bool_(True), None)}}))
    assert found.json == '{"a":[0,1],"b":0.1,"c":{"d":[true,null]}}'
    with pytest.raises(SitegenError, match=r"no data for JavaScript: a generator at a\.b\n.*list"):
        data(drawing({"a": {"b": (one for one in [1])}}))


def test_the_command_line_draws_what_numpy_counted(site: Site) -> None:
    site.write("index.en.md", '---\ntitle: T\ndate: 2024-01-01\n---\n{{< chart f alt="a" >}}\n')
    site.write(
        "figures.py",
        "import numpy as np\nfrom pyecharts.charts import Line\n\ndef f(count):\n"
        "    counted = np.array(count.series['counted'], dtype='f4')\n"
        "    return Line().add_xaxis(list(np.arange(3))).add_yaxis('s', counted)\n",
    )
    site.sitegen("run")
    site.sitegen("build", "--strict")
    [csv] = (site.root / "site").rglob("f.*.csv")
    assert csv.read_text() == ",s\n0,3.0\n1,5.0\n2,7.0\n"
    site.edit("figures.py", "list(np.arange(3))", "(x for x in 'abc')")
    told = site.sitegen("build", code=2).stderr
    assert "figures.py:4: 'f' holds a generator at xAxis[0].data" in told
