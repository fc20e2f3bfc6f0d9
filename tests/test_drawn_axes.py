"""What belongs to a figure is drawn as its figure; of anything else is said what it is, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy as np
import pytest
from frames import PandasFrame, PolarsSeries
from matplotlib.figure import Figure
from PIL import Image
from pyecharts.charts import Line

from builder.drawing.charts import chart
from builder.drawing.figures import plot
from builder.drawing.functions import STYLE, Drawing
from builder.drawing.owners import figures_of
from builder.drawing.tables import table_of_rows
from builder.errors import SitegenError
from builder.evidence.locale import Locale


@pytest.fixture(autouse=True)
def pyplot() -> Iterator[Any]:
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    yield plt
    plt.close("all")


def drawing(result: Any) -> Drawing:
    return Drawing("f", result, [], Path("figures.py"), 3)


def told(result: Any, draw: Callable[[Drawing], Any] = plot) -> str:
    """What the author is told at the line of the function, and what to do."""
    with pytest.raises(SitegenError) as refused:
        draw(drawing(result))
    assert refused.value.line == 3
    return f"{refused.value.message}\n{refused.value.hint}"


def grid(name: str) -> Callable[[Any], Any]:
    """What seaborn and scikit-learn return: an object that holds the figure under a name."""
    return lambda plt: SimpleNamespace(**{name: plt.figure(), "axes": [], "data": [1]})


DRAWN: dict[str, Callable[[Any], Any]] = {
    "axes": lambda plt: plt.figure().subplots(),
    "an array of axes": lambda plt: plt.figure().subplots(2, 2),
    "a row of axes": lambda plt: plt.figure().subplots(1, 3),
    "all of pyplot.subplots": lambda plt: plt.subplots(2),
    "a mosaic": lambda plt: plt.figure().subplot_mosaic("AB;CC"),
    "a list": lambda plt: list(plt.figure().subplots(2)),
    "a part of a figure": lambda plt: plt.figure().subfigures(1, 2)[1],
    "axes of such a part": lambda plt: plt.figure().subfigures(1, 2)[1].subplots(),
    "lines": lambda plt: plt.plot([1, 2]),
    "bars": lambda plt: plt.bar([1], [2]),
    "bars of errors": lambda plt: plt.errorbar([1], [2], [1]),
    "boxes": lambda plt: plt.boxplot([1, 2, 9]),
    "a picture in axes": lambda plt: plt.imshow(np.eye(3)),
    "a contour": lambda plt: plt.contour(np.eye(3)),
    "corners that are free": lambda plt: np.array([[plt.figure().subplots(), None]], dtype=object),
    "a grid of seaborn": grid("figure"),
    "a grid of an older seaborn": grid("fig"),
    "a display of scikit-learn": grid("figure_"),
}


@pytest.mark.parametrize("make", DRAWN.values(), ids=DRAWN)
def test_what_belongs_to_a_figure_is_that_figure(make: Callable[[Any], Any], pyplot: Any) -> None:
    [figure] = figures_of(make(pyplot))
    assert isinstance(figure, Figure)


@pytest.mark.parametrize("name", ["an array of axes", "boxes", "a grid of seaborn"])
def test_it_is_drawn_as_any_figure(name: str, pyplot: Any) -> None:
    done = plot(drawing(DRAWN[name](pyplot)))
    assert done.light[0].ending == "svg"
    assert len(done.dark) == len(done.light)
    assert pyplot.get_fignums() == []


def test_axes_are_drawn_to_the_same_bytes_as_their_figure() -> None:
    def axes() -> Any:
        return Figure(figsize=(3, 2)).subplots(2)

    with matplotlib.rc_context(STYLE):
        assert plot(drawing(axes())) == plot(drawing(axes()[1])) == plot(drawing(axes()[0].figure))


def test_axes_of_several_figures_are_told(pyplot: Any) -> None:
    several = [pyplot.figure().subplots() for _ in range(3)]
    for result in (several, {"a": several[0], "b": several[1:]}):
        with pytest.raises(SitegenError, match=r"'f' returned axes of 3 figures\n.*for each"):
            plot(drawing(result))


@pytest.mark.parametrize("result", [[], (), {}, [[]], [1], np.zeros(3), np.array([1, None]), [np.zeros(3)], "figure"])
def test_what_belongs_to_none(result: Any) -> None:
    assert figures_of(result) == []


def of(package: str, name: str, **attributes: Any) -> Any:
    """An object of a library that is not installed, which can be asked what that has."""
    return type(name, (), {"__module__": package, **attributes})()


def method(self: Any) -> None: ...


TOLD: dict[str, tuple[Any, str]] = {
    "plotly": (
        of("plotly.graph_objs._figure", "Figure", to_image=method),
        "a Figure of plotly, not a figure or a picture\n.*figure … .*pip install kaleido",
    ),
    "altair": (
        of("altair.vegalite.v6.api", "Chart", to_json=method, to_dict=method),
        "a Chart of altair, .*\n.*figure … .*pip install vl-convert-python",
    ),
    "seaborn.objects": (of("seaborn._core.plot", "Plot", on=method), r"a Plot of seaborn.*\n.*plot\.on\(figure\)"),
    "bokeh": (of("bokeh.plotting", "figure", document=None), r"a figure of bokeh.*\n.*get_screenshot_as_png"),
    "plotnine": (of("plotnine.ggplot", "ggplot", draw=method), r"a ggplot of plotnine.*\nReturn plot\.draw\(\)"),
    "frame": (PandasFrame({"a": [1]}), r"a PandasFrame of pandas.*\nIt is a table: write {{< table f … >}}\."),
    "column": (PolarsSeries("a", [1]), r"a PolarsSeries of polars.*\nIt is a table"),
    "rows": ([["a"], [1]], r"a list, .*\nIt is a table"),
    "chart": (Line(), r"a Line of pyecharts.*\nIt is a chart: write {{< chart f … >}}"),
    "pictures": ([np.zeros((3, 3))] * 2, r"a list, .*\nReturn one of its parts"),
    "numbers and bars": ((np.zeros(3), Image.new("1", (2, 2))), r"a tuple, .*\nReturn one of its parts"),
    "function": (drawing, r"a function, .*\nCall it: return drawing\(\)"),
    "word": ("it.png", r"a str, .*\n.*!\[…\]\(it\.png\)"),
    "path": (Path("it.png"), r"a PosixPath of pathlib, .*\n.*!\[…\]\(it\.png\)"),
    "bytes": (b"PNG", r"a bytes, .*\nReturn PIL\.Image\.open\(io\.BytesIO\(data\)\)"),
    "anything": (object(), r"an object, .*\nReturn the figure, its axes, a picture of Pillow, or an array of one"),
}


@pytest.mark.parametrize(("result", "said"), TOLD.values(), ids=TOLD)
def test_what_no_drawing_accepts_is_told_with_the_line_to_write(
    monkeypatch: pytest.MonkeyPatch, result: Any, said: str
) -> None:
    monkeypatch.setattr("builder.drawing.foreign._installed", lambda package: False)
    assert re.match(f"'f' returned {said}", told(result))


def test_what_pyplot_drew_and_nobody_returned(pyplot: Any) -> None:
    assert told(None) == "'f' returned nothing, not a figure or a picture\nReturn the figure."
    pyplot.plot([1, 2])
    assert "end it with return plt.gcf()" in told(None)
    assert told(pyplot) == "'f' returned a module, not a figure or a picture\nReturn plt.gcf()."


@pytest.mark.parametrize("draw", [chart, lambda drawing: table_of_rows(drawing, Locale("en"))], ids=["chart", "table"])
def test_what_another_shortcode_shows(draw: Callable[[Drawing], Any]) -> None:
    figure = Figure()
    for result in (figure, figure.subplots(), figure.subplots(2), list(figure.subplots(2))):
        assert "It is a figure: write {{< figure f … >}}" in told(result, draw)
    assert "It is a picture: write {{< figure f … >}}" in told(Image.new("1", (2, 2)), draw)


def test_seaborn_itself(pyplot: Any) -> None:
    seaborn: Any = pytest.importorskip("seaborn")
    pandas: Any = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1, 2, 3, 4], "b": [1, 4, 9, 16], "c": list("xxyy")})
    for result in (
        seaborn.lineplot(frame, x="a", y="b"),
        seaborn.relplot(frame, x="a", y="b", col="c"),
        seaborn.pairplot(frame, corner=True),
        seaborn.jointplot(frame, x="a", y="b"),
        seaborn.clustermap(np.eye(4)),
        frame.plot(subplots=True),
    ):
        assert plot(drawing(result)).light[0].ending in ("svg", "webp")
