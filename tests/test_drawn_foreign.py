"""What Altair and plotly draw: stills for light and for dark, with words and numbers of the page's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.drawing.engine import Engine
from builder.drawing.figures import Plot, plot
from builder.drawing.functions import Drawing
from builder.errors import SitegenError
from builder.evidence.locale import Locale

alt = pytest.importorskip("altair")
pytest.importorskip("vl_convert")
FRAME = pd.DataFrame(
    {"day": pd.to_datetime(["2024-02-01", "2024-03-01", "2024-04-01"]), "loss": [1.5, 0.25, 1234.5], "of": list("aab")}
)
DAYS = alt.Chart(FRAME).mark_line().encode(x=alt.X("day:T", axis=alt.Axis(format="%B")), y="loss:Q", color="of")


def drawing(result: Any) -> Drawing:
    return Drawing("f", result, [], Path("figures.py"), 3)


def svg(drawn: Plot, scheme: str = "light") -> str:
    [picture] = getattr(drawn, scheme)
    assert picture.ending == "svg"
    return str(picture.data().decode())


def test_a_chart_of_altair_is_drawn_alike_each_time_in_the_words_of_the_language() -> None:
    first, second = (plot(drawing(DAYS.interactive()), Locale("pt")) for _ in range(2))
    assert (svg(first), svg(first, "dark")) == (svg(second), svg(second, "dark"))
    assert "fevereiro" in svg(first)
    assert "1.200" in svg(first)
    assert "February" in svg(plot(drawing(DAYS), Locale("en")))
    assert 'fill="#000"' in svg(first)
    assert 'fill="#000"' not in svg(first, "dark")
    assert first.data == [
        ["day", "loss", "of"],
        ["2024-02-01", 1.5, "a"],
        ["2024-03-01", 0.25, "a"],
        ["2024-04-01", 1234.5, "b"],
    ]


# As people write them: Altair's gallery and its documentation.
BASE = alt.Chart(FRAME).encode(y="of:N")
BRUSH = alt.selection_interval()
GALLERY = {
    "layered": alt.layer(BASE.mark_boxplot().encode(x="loss"), BASE.mark_tick().encode(x="loss")),
    "heat map": alt.Chart(FRAME).mark_rect().encode(x="of", y="month(day):O", color="mean(loss)"),
    "facets": alt.Chart(FRAME).mark_bar().encode(x="loss", y="of", column="of"),
    "beside": BASE.mark_point().encode(x="loss") | BASE.mark_bar().encode(x="count()"),
    "brushed": DAYS.add_params(BRUSH).encode(opacity=alt.condition(BRUSH, alt.value(1), alt.value(0.2))),
    "a rule": BASE.mark_rule(color="black").encode(x="loss") + BASE.mark_text().encode(x="loss", text="loss"),
    "made there": alt.Chart(alt.sequence(0, 10, 0.5, as_="x")).mark_line().encode(x="x:Q", y="x:Q"),
    "a theme": DAYS.properties(title="Title", width=500).configure_axis(labelFontSize=20),
}  # fmt: skip


@pytest.mark.parametrize("name", GALLERY)
def test_charts_as_people_write_them(name: str) -> None:
    drawn = drawing(GALLERY[name])
    made = plot(drawn)
    assert re.search(r"<(path|text)", svg(made))
    assert bool(made.data) == (name != "made there")


def test_many_points_become_pixels() -> None:
    points = pd.DataFrame(np.random.default_rng(0).random((9000, 2)), columns=["x", "y"])
    [light] = plot(drawing(alt.Chart(points).mark_circle().encode(x="x", y="y"))).light
    assert light.ending == "webp"


def test_what_vega_cannot_draw() -> None:
    elsewhere = alt.Chart("https://example.org/cars.json").mark_point().encode(x="a:Q")
    with pytest.raises(SitegenError, match=r"'f' takes its data from https://example\.org/cars\.json") as raised:
        plot(drawing(elsewhere))
    assert (raised.value.line, "read_csv" in raised.value.hint) == (3, True)


def test_letters_too_small_for_a_phone_are_told() -> None:
    wide = drawing(DAYS.properties(width=600))
    plot(wide)
    assert [re.sub(r"[\d.]+", "…", one.message) for one in wide.warnings] == [
        "the smallest letters of 'f' are … pixels high on a phone, of … or more"
    ]


def test_the_page_has_its_data(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "figures.py").write_text(
        "import altair as alt, pandas as pd\n\n"
        "def rates():\n    frame = pd.DataFrame({'kind': ['a', 'b'], 'rate': [0.5, 1024.25]})\n"
        "    return alt.Chart(frame).mark_bar().encode(x='kind', y='rate')\n"
    )
    body = Texts(tmp_path, engine, "pt").body('{{< figure rates alt="a" caption="c" >}}')
    page = BeautifulSoup(str(body.html), "html.parser")
    assert [cell.text for cell in page.select("details.data td")] == ["0,5", "1.024,25"]
    csv = next(name for name in body.files if name.endswith(".csv"))
    assert body.files[csv].decode() == "kind,rate\na,0.5\nb,1024.25\n"
    assert page.select_one(f'footer.tools a[href="{csv}"]')
    assert len(page.select("picture")) == 2


@pytest.mark.slow
def test_a_figure_of_plotly() -> None:
    go = pytest.importorskip("plotly.graph_objects")
    pytest.importorskip("kaleido")
    made = [plot(drawing(go.Figure(go.Bar(x=["a", "b"], y=[1.5, 2.5]))), Locale("pt")) for _ in range(2)]
    assert made[0] == made[1]
    assert "1,5" in svg(made[0])
    assert svg(made[0]) != svg(made[0], "dark")
