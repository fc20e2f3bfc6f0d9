from __future__ import annotations

import io
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from PIL import Image
from small_sites import keep

from builder.content.words import Words
from builder.drawing.figures import plot
from builder.drawing.functions import Drawing, Drawings
from builder.drawing.pictures import Picture
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.results import Store


@pytest.fixture
def post(tmp_path: Path) -> Path:
    keep(tmp_path / "results", "cnn", values={"accuracy": 0.9})
    return tmp_path


def draw(post: Path, text: str, name: str = "curve") -> Drawing:
    (post / "figures.py").write_text(text)
    with call(Drawings(post), post, name) as drawing:
        return drawing


def call(drawings: Drawings, post: Path, name: str = "curve") -> AbstractContextManager[Drawing]:
    words = Words(post / "words.toml", "pt", {"title": "Título"})
    return drawings.drawn(name, words, Locale("pt"), Records(Store(post / "results"), {"cnn": "", "mlp": ""}))


def test_a_function_gets_what_its_parameters_name(post: Path) -> None:
    text = "def curve(language, cnn, words, n=3):\n    return [str(language), cnn.values['accuracy'], words.title, n]"
    drawing = draw(post, text)
    assert drawing.result == ["pt", 0.9, "Título", 3]
    assert [record.name for record in drawing.used] == ["cnn"]


def test_only_public_functions_of_the_file_are_figures(post: Path) -> None:
    text = "from pathlib import Path\nfrom os.path import join\n\ndef _helper(): ...\n\ndef curve(): ..."
    for name in ("_helper", "join", "Path", "curv"):
        with pytest.raises(
            SitegenError, match=rf"figures\.py has no function '{name}'\n  (Did you mean|Known:).*curve"
        ):
            draw(post, text, name)


def test_a_record_that_is_missing(post: Path) -> None:
    with pytest.raises(SitegenError, match=r"experiment 'mlp' never ran\n  Run `sitegen run mlp`"):
        draw(post, "def curve(mlp): ...")


def test_an_error_is_told_at_the_last_line_of_the_author(post: Path) -> None:
    text = (
        "import numpy as np\n\ndef curve():\n    return helper()\n\ndef helper():\n    return np.zeros(3).reshape(2)\n"
    )
    with pytest.raises(SitegenError) as caught:
        draw(post, text)
    assert (caught.value.path, caught.value.line) == (post / "figures.py", 7)
    assert caught.value.message.startswith("'curve' failed: ValueError: cannot reshape")


def test_what_is_wrong_with_the_file_is_found_once(post: Path) -> None:
    (post / "figures.py").write_text("raise RuntimeError('x')")
    drawings, raised = Drawings(post), []
    for _ in range(2):
        with pytest.raises(SitegenError) as caught, call(drawings, post):
            pass
        raised.append(caught.value)
    assert raised[0] is raised[1]


FIGURE = """\
from matplotlib.figure import Figure

def curve():
    figure = Figure(figsize=(4, 3))
    figure.subplots().plot([1, 2, 4])
    return figure
"""


def picture(drawing: Drawing) -> Picture:
    """The wide drawing for a light page."""
    return plot(drawing).light[0]


def svg(post: Path, text: str) -> bytes:
    (post / "figures.py").write_text(text)
    with call(Drawings(post), post) as drawing:
        return picture(drawing).data()


def test_a_figure_is_the_same_bytes_again_and_knows_its_size(post: Path) -> None:
    assert svg(post, FIGURE) == svg(post, FIGURE)
    drawn = picture(draw(post, FIGURE))
    assert 300 < drawn.width < 400
    assert 230 < drawn.height < 300


def test_the_style_of_a_post_is_its_own(post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = svg(post, FIGURE)
    red = svg(post, FIGURE + "\nimport matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 9.0\n")
    assert b"stroke-width: 9" in red
    assert b"stroke-width: 9" not in plain
    assert svg(post, FIGURE) == plain, "another post's style is gone"
    monkeypatch.setitem(matplotlib.rcParams, "lines.linewidth", 9.0)
    assert svg(post, FIGURE) == plain, "what the machine's matplotlibrc says plays no part"


def test_the_style_of_a_function_is_its_own(post: Path) -> None:
    loud = FIGURE.replace("curve", "loud").replace("def loud():", "def loud():\n    rcParams['lines.linewidth'] = 9.0")
    (post / "figures.py").write_text(f"from matplotlib import rcParams\n{FIGURE}\n{loud}")
    drawings, svgs = Drawings(post), []
    for name in ("curve", "loud", "curve"):
        with call(drawings, post, name) as drawing:
            svgs.append(picture(drawing).data())
    assert b"stroke-width: 9" in svgs[1]
    assert svgs[0] == svgs[2]


def test_figures_of_pyplot_are_closed(post: Path) -> None:
    text = "import matplotlib.pyplot as plt\n\ndef curve():\n    figure, axes = plt.subplots()\n    return figure\n"
    picture(draw(post, text))
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("result", "message"), [("None", "returned nothing"), ("[1]", "returned a list"), ("1", "returned an int")]
)
def test_what_is_no_figure(post: Path, result: str, message: str) -> None:
    with pytest.raises(SitegenError, match=message) as caught:
        picture(draw(post, f"\ndef curve():\n    return {result}"))
    assert caught.value.line == 2


def test_records_are_read_once(post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(Store(post / "results"), {"cnn": ""})
    first: Any = records.read("cnn")
    monkeypatch.setattr(Store, "read", lambda self, name: pytest.fail("read again"))
    assert records.read("cnn") is first


def test_a_figure_of_very_many_points_becomes_pixels(post: Path) -> None:
    text = (
        "import numpy as np\nfrom matplotlib.figure import Figure\n\ndef curve():\n"
        "    figure = Figure(figsize=(4, 3))\n    x, y = np.random.default_rng(0).random((2, 9000))\n"
        "    figure.subplots().plot(x, y, '.')\n    return figure\n"
    )
    (post / "figures.py").write_text(text)
    with call(Drawings(post), post) as drawing:
        heavy = picture(drawing)
    assert heavy.ending == "webp"
    with Image.open(io.BytesIO(heavy.data())) as image:
        assert image.format == "WEBP"
        assert image.width == pytest.approx(2 * heavy.width, abs=2)
    with call(Drawings(post), post) as drawing:
        assert picture(drawing) == heavy, "the same bytes twice"
