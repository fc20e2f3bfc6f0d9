"""Tables of data frames: of pandas, polars and Arrow, installed or as they are asked; none of them is needed."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import pytest
from frames import ArrowTable, PandasFrame, PandasIndex, PandasSeries, PolarsFrame, PolarsSeries, RangeIndex
from rendering_texts import Texts

from builder.drawing.engine import Engine
from builder.drawing.functions import Drawing
from builder.drawing.tables import Table, table_of_rows
from builder.errors import SitegenError
from builder.evidence.locale import Locale

COLUMNS: dict[str, list[Any]] = {"name": ["cnn", "linear", None], "loss": [0.5, None, 1234.5], "epochs": [1, 2, 3]}
PORTUGUESE = [["cnn", "0,5", "1"], ["linear", "–", "2"], ["–", "1.234,5", "3"]]


def drawing(result: Any) -> Drawing:
    return Drawing("f", result, [], Path("figures.py"), 3)


def table(result: Any, language: str = "pt") -> Table:
    return table_of_rows(drawing(result), Locale(language))


def told(result: Any) -> str:
    with pytest.raises(SitegenError) as refused:
        table(result)
    assert refused.value.line == 3
    return f"{refused.value.message}\n{refused.value.hint}"


def frames(columns: dict[str, list[Any]]) -> list[Any]:
    """The same frame as all libraries have it: those that are here, and what stands for the others."""
    made: list[Any] = [PandasFrame(columns), PolarsFrame(columns), ArrowTable(columns)]
    for library, call in (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "table")):
        try:
            made.append(getattr(__import__(library), call)(columns))
        except ImportError:
            continue
    return made


def test_a_frame_is_a_table_in_the_words_of_the_page() -> None:
    for frame in frames(COLUMNS):
        found = table(frame)
        assert (found.header, found.rows, found.worded) == (["name", "loss", "epochs"], PORTUGUESE, []), frame
        assert table(frame, "en").rows[2] == ["–", "1,234.5", "3"]


def test_a_column_is_a_table_of_one() -> None:
    assert table(PolarsSeries("loss", [0.5, None])).rows == [["0,5"], ["–"]]
    assert table(PandasSeries([0.5], "loss")).header == ["loss"]
    counted = table(PandasSeries([2, 1], "count", PandasIndex(["cnn", "linear"], "name")))
    assert (counted.header, counted.rows) == (["name", "count"], [["cnn", "2"], ["linear", "1"]])


@pytest.mark.parametrize(
    ("index", "header"),
    [
        (PandasIndex(["mean", "std"]), ["", "loss"]),  # as `describe` gives
        (PandasIndex([3, 1]), ["", "loss"]),  # sorted, or chosen
        (PandasIndex([0, 1], "epoch"), ["epoch", "loss"]),  # as `groupby` and `set_index` give
        (PandasIndex([0, 1]), ["loss"]),
        (RangeIndex([98, 99]), ["loss"]),  # as `tail` gives
        (None, ["loss"]),
    ],
)
def test_an_index_is_shown_where_it_says_more_than_the_number_of_the_row(
    index: PandasIndex | None, header: list[str]
) -> None:
    assert table(PandasFrame({"loss": [0.5, 0.25]}, index)).header == header


def test_gaps_of_pandas_are_its_own_and_nan_of_others_is_a_number() -> None:
    assert table(PandasFrame({"loss": [math.nan, 1]})).rows == [["–"], ["1"]]
    assert table(PolarsFrame({"loss": [math.nan, None]})).rows == [["NaN"], ["–"]]
    assert table([["a", "b"], [None, math.nan]]).rows == [["", "NaN"]], "rows of one's own are as they were"


def test_names_of_several_levels_and_of_numbers() -> None:
    assert table(PandasFrame({("loss", "mean"): [1], ("n", ""): [2], 0.5: [3]})).header == ["loss mean", "n", "0,5"]


def test_days_are_days_and_times_are_read_without_a_letter() -> None:
    day = datetime.datetime(2024, 2, 29)
    for frame in (PolarsFrame, ArrowTable):
        assert table(frame({"day": [day, None]})).rows == [["2024-02-29"], ["–"]]
        assert table(frame({"at": [day, day.replace(hour=13)]})).rows == [
            ["2024-02-29 00:00:00"],
            ["2024-02-29 13:00:00"],
        ]


def test_what_is_no_cell_is_told_with_its_column_and_row() -> None:
    for frame in (PandasFrame, PolarsFrame, ArrowTable):
        said = told(frame({"n": [1, 2], "bin": [None, object()]}))
        assert "'f' holds an object at the column 'bin', row 1, which is no cell of a table" in said
        assert ".astype(str) in pandas, .cast(pl.String) in polars" in said
        assert ".dt.total_seconds()" in told(frame({"took": [datetime.timedelta(seconds=3)]}))


def test_a_frame_without_columns_or_rows_and_one_of_very_many() -> None:
    assert "returned a PandasFrame of pandas, without columns" in told(PandasFrame({}))
    for frame, said in (({"a": []}, "has no rows"), ({"a": range(5000)}, "has 5,000 rows, more than anybody reads")):
        drawn = drawing(PolarsFrame(frame))  # type: ignore[arg-type] # a range is a list here
        table_of_rows(drawn, Locale("en"))
        [warning] = drawn.warnings
        assert said in warning.message


def test_what_would_become_a_frame_is_told_how() -> None:
    class LazyFrame:
        columns = ("a",)

        def collect(self) -> None: ...

    class Relation:
        def df(self) -> None: ...

    LazyFrame.__module__ = "polars.lazyframe"
    assert "a LazyFrame of polars, neither rows nor a data frame\nReturn frame.collect(), and" in told(LazyFrame())
    assert "Return frame.df()" in told(Relation())
    assert "[[*columns], *zip(*columns.values())]" in told({"a": [1]})


def test_pandas_itself() -> None:
    pandas: Any = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"a": pandas.array([1, None], dtype="Int64"), "t": pandas.to_datetime(["2024-02-29", None]), "c": list("xy")}
    )
    assert table(frame).rows == [["1", "2024-02-29", "x"], ["–", "–", "y"]]
    assert table(frame.set_index(["c", "t"])).header == ["c", "t", "a"]
    assert table(frame.groupby("c").agg({"a": ["min", "max"]})).header == ["c", "a min", "a max"]
    assert table(frame.c.astype("category").value_counts()).header == ["c", "count"]
    assert "an Interval of pandas at the column 'p', row 0" in told(pandas.DataFrame({"p": pandas.cut([1, 2], 2)}))
    assert "a Timedelta of pandas" in told(pandas.DataFrame({"p": pandas.to_timedelta([1, 2])}))
    assert "return groups.mean()" in told(frame.groupby("c"))


def test_polars_itself() -> None:
    polars: Any = pytest.importorskip("polars")
    frame = polars.DataFrame({"a": [1, None], "t": [datetime.date(2024, 2, 29), None], "c": ["x", "y"]})
    assert table(frame).rows == [["1", "2024-02-29", "x"], ["–", "–", "y"]]
    assert table(frame.group_by("c").len().sort("c")).rows == [["x", "1"], ["y", "1"]]
    assert table(frame["a"]).header == ["a"]
    assert "Return frame.collect(), and" in told(frame.lazy())


def test_a_page_shows_a_frame_in_its_own_language(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "frames.py").write_text((Path(__file__).parent / "frames.py").read_text())
    (tmp_path / "figures.py").write_text(
        "from .frames import PandasFrame\n\n\ndef f(cnn):\n"
        "    return PandasFrame({'step': ['a', 'b', 'c'], 'counted': [0.5, None, 7000]})\n",
    )
    for language, rows in (("pt", ["0,5", "–", "7.000"]), ("en", ["0.5", "–", "7,000"])):
        html = Texts(tmp_path, engine, language).html('{{< table f caption="One." >}}')
        for step, number in zip("abc", rows, strict=True):
            assert f'<th scope="row">{step}</th><td>{number}</td>' in html
        assert '<th scope="col">counted</th>' in html
