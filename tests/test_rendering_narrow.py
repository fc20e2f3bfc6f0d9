"""Figures on a phone: letters of 9 CSS pixels or more, by another size, or by what the function itself draws there."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from small_sites import keep

from builder.content.words import Words
from builder.drawing.figures import Plot, plot
from builder.drawing.functions import Drawing, Drawings
from builder.drawing.narrow import PHONE, WIDE
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.results import Store


def drawn(figure: Figure) -> tuple[Plot, list[str]]:
    """A figure in all its forms, and what its author is told."""
    drawing = Drawing("it", figure, [], Path("figures.py"), 1)
    return plot(drawing), [one.message for one in drawing.warnings]


def curve(width: float = 6.4, height: float = 4.8, rows: int = 1, columns: int = 1, **options: object) -> Figure:
    figure = Figure(figsize=(width, height), **options)  # type: ignore[arg-type] # what matplotlib takes
    for axes in figure.subplots(rows, columns, squeeze=False).flat:
        axes.plot([0, 1, 4, 9], label="squares")
        axes.set(title="squares of numbers", xlabel="a number", ylabel="its square")
        axes.legend()
    return figure


@pytest.mark.parametrize(("width", "height"), [(6.4, 4.8), (8, 3), (12, 4)])
def test_a_usual_figure_is_drawn_again_as_wide_as_a_phone(width: float, height: float) -> None:
    done, told = drawn(curve(width, height))
    assert told == []
    for pictures in (done.light, done.dark):
        wide, narrow = pictures
        assert narrow.width <= 1.15 * PHONE * 96 < wide.width
        assert narrow.height / narrow.width > wide.height / wide.width, "a phone has room downwards"


def test_a_figure_that_can_be_read_there_is_drawn_once() -> None:
    done, told = drawn(curve(3.5, 2.5))
    assert (len(done.light), len(done.dark), told) == (1, 1, [])


def test_panels_that_would_collide_stay_and_their_author_is_told() -> None:
    done, told = drawn(curve(12, 3, columns=4))
    assert len(done.light) == 1
    (message,) = told
    assert message.startswith("the smallest letters of 'it' are 3.") or "are 4." in message
    assert "high on a phone, of 9 or more" in message


def test_panels_below_each_other_fit() -> None:
    done, told = drawn(curve(6.4, 8, rows=2, layout="constrained"))
    assert (len(done.light), told) == (2, [])


def test_a_figure_without_letters_is_drawn_once() -> None:
    figure = Figure(figsize=(9, 3))
    figure.add_axes((0, 0, 1, 1)).set_axis_off()
    done, told = drawn(figure)
    assert (len(done.light), told) == (1, [])


FIGURES = """
from matplotlib.figure import Figure

def panels({parameters}):
    columns = 4 if {width} > 5 else 1
    figure = Figure(figsize=({width}, 3 * 4 / columns), layout="constrained")
    for axes in figure.subplots(4 // columns, columns).flat:
        axes.set_title("a panel of its own")
    return figure
"""


def call(folder: Path, parameters: str, width: float, experiments: tuple[str, ...] = ("cnn",)) -> Drawing:
    text = FIGURES.format(parameters=parameters, width="width" if parameters == "width" else "12")
    (folder / "figures.py").write_text(text)
    records = Records(Store(folder / "results"), dict.fromkeys(experiments, ""))
    with Drawings(folder).drawn("panels", Words(folder, "en", {}), Locale("en"), records, width) as drawing:
        plot(drawing)
    return drawing


def test_a_function_that_asks_for_the_width_gets_that_of_the_page_and_that_of_a_phone(tmp_path: Path) -> None:
    for width, panels in ((WIDE, 4), (PHONE, 1)):
        drawing = call(tmp_path, "width", width)
        assert drawing.width == width
        assert drawing.result.axes[0].get_gridspec().ncols == panels
        assert drawing.warnings == [], "the wide one is not shown on a phone"


def test_an_experiment_of_that_name_is_still_its_record(tmp_path: Path) -> None:
    keep(tmp_path / "results", "width", values={"accuracy": 0.9})
    drawn = "def panels(width):\n    return Figure(figsize=(3, width.values['accuracy']))"
    (tmp_path / "figures.py").write_text(f"from matplotlib.figure import Figure\n{drawn}")
    records = Records(Store(tmp_path / "results"), {"width": ""})
    with Drawings(tmp_path).drawn("panels", Words(tmp_path, "en", {}), Locale("en"), records) as drawing:
        assert drawing.width is None
        assert [record.name for record in drawing.used] == ["width"]
