"""What matplotlib, numpy and pyecharts warn of while something is drawn is told of the line of figures.py."""

from __future__ import annotations

import itertools
import logging
import warnings
from pathlib import Path

import pytest
from conftest import Site

from builder.content.words import Words
from builder.drawing.figures import plot
from builder.drawing.functions import Drawings
from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.results import Store

HEAD = """\
import logging, warnings
import matplotlib
import numpy as np
from matplotlib.figure import Figure

def drawn():
    figure = Figure()
    axes = figure.subplots()
"""
DEF, BODY = 6, 9
WARNED = {
    "a letter that no font has": ("axes.set_title('漢字かな')", DEF, "UserWarning: Glyph", "(and 3 more)"),
    "a letter in a formula": ("axes.set_title('$漢$')", DEF, "does not have a glyph", ""),
    "a font that is not there": ("axes.set_title('a', fontname='Nowhere')", DEF, "findfont: Font family", ""),
    "a style with such a font": (
        "matplotlib.rcParams['font.family'] = 'Nowhere'; axes.text(0, 0, 'a')",
        DEF,
        "findfont",
        "",
    ),
    "a division by zero": ("axes.plot(np.ones(2) / np.zeros(2))", BODY, "RuntimeWarning: divide by zero", ""),
    "the mean of nothing": ("axes.plot([np.mean([]), 1])", BODY, "RuntimeWarning: Mean of empty slice", ""),
    "limits that are one": ("axes.set_xlim(1, 1)", BODY, "UserWarning: Attempting to set identical", ""),
    "a legend of nothing": ("axes.legend()", BODY, "UserWarning: No artists with labels", ""),
    "what the author warns of": ("warnings.warn('odd')", BODY, "UserWarning: odd", ""),
    "what a library logs": ("logging.getLogger('lib').warning('odd %s', 1)", BODY, "lib: odd 1", ""),
}
QUIET = {
    "nothing": "axes.plot([1, 2])",
    "what the author ignores": "warnings.simplefilter('ignore'); np.ones(2) / np.zeros(2)",
    "what numpy is told to ignore": "np.seterr(all='ignore'); np.ones(2) / np.zeros(2); np.seterr(all='warn')",
    "what only tells of code": "warnings.warn('old', DeprecationWarning)",
    "what is no warning": "logging.getLogger('lib').info('fine')",
}


def draw(folder: Path, text: str, times: int = 1) -> list[list[SitegenError]]:
    """The warnings of a figure, drawn so many times in one process."""
    (folder / "figures.py").write_text(HEAD + f"    {text}\n    return figure\n")
    drawings, told = Drawings(folder), []
    for _ in range(times):
        words = Words(folder / "words.toml", "en", {})
        with drawings.drawn("drawn", words, Locale("en"), Records(Store(folder / "results"), {})) as drawing:
            plot(drawing)
        told.append(drawing.warnings)
    return told


@pytest.mark.parametrize(("text", "line", "message", "more"), WARNED.values(), ids=WARNED)
def test_a_warning_is_told_once_at_its_line_and_again_by_the_next_drawing(
    tmp_path: Path, text: str, line: int, message: str, more: str
) -> None:
    first, again = draw(tmp_path, text, times=2)
    assert [str(one) for one in first] == [str(one) for one in again]
    [told] = first
    assert (told.path, told.line) == (tmp_path / "figures.py", line)
    assert told.message.startswith("'drawn' was drawn with a warning, ")
    assert message in told.message
    assert told.message.endswith(more)


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_what_is_no_warning_of_a_drawing_is_not_told(tmp_path: Path, text: str) -> None:
    assert draw(tmp_path, text) == [[]]


def test_what_a_library_says_while_it_is_imported_is_not_told_of_the_drawing_that_is_first(tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "odd_library.py").write_text("import warnings\nwarnings.warn('first import')\n")
    text = f"import sys; sys.path.insert(0, {str(library)!r}); import odd_library; sys.path.pop(0)"
    (tmp_path / "post").mkdir()
    assert draw(tmp_path / "post", text, times=2) == [[], []]


def test_nothing_goes_on_listening(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = list(logging.getLogger().handlers)
    with pytest.raises(SitegenError):
        draw(tmp_path, "raise ValueError")
    assert logging.getLogger().handlers == before
    with pytest.warns(UserWarning, match="outside"):
        warnings.warn("outside", stacklevel=1)


PAIRS = """\
from pyecharts.charts import EffectScatter, Line, Scatter

def drawn():
    return CHART
"""


@pytest.mark.parametrize(
    ("chart", "dropped"),
    [
        ("Line().add_xaxis(['a', 'b']).add_yaxis('s', [1, 2, 3, 4])", "4 values for 2 places"),
        ("Scatter().add_xaxis([1, 2]).add_yaxis('s', [1, 2, 3])", "3 values for 2 places"),
        ("Scatter().add_xaxis([1]).add_yaxis('s', [[1, 2], [3, 4]])", "2 values for 1 places"),
        ("Line().add_xaxis(['a', 'b']).add_yaxis('s', [1, 2])", ""),
        ("Line().add_xaxis(['a', 'b']).add_yaxis('s', [1])", ""),
    ],
)
def test_values_that_have_no_place_on_the_x_axis_are_told(tmp_path: Path, chart: str, dropped: str) -> None:
    """pyecharts leaves them out: the last epochs of a training would be missing."""
    (tmp_path / "figures.py").write_text(PAIRS.replace("CHART", chart))
    words, records = Words(tmp_path / "words.toml", "en", {}), Records(Store(tmp_path / "results"), {})
    with Drawings(tmp_path).drawn("drawn", words, Locale("en"), records) as drawing:
        pass
    assert [one.line for one in drawing.warnings] == ([4] if dropped else [])
    assert all(dropped in one.message for one in drawing.warnings)


def test_the_command_line_tells_it_with_and_without_what_was_kept(site: Site) -> None:
    """Outside the tests' own filters, which make an error of every warning."""
    figures = {name: f'{{{{< figure {name} alt="a" >}}}}\n\n' for name in ("letters", "font", "zero")}
    site.write(
        "figures.py",
        "import numpy as np\nfrom matplotlib.figure import Figure\n\n"
        "def letters():\n    figure = Figure()\n    figure.suptitle('漢字')\n    return figure\n\n"
        "def font():\n    figure = Figure()\n    figure.suptitle('a', fontname='Nowhere')\n    return figure\n\n"
        "def zero():\n    np.ones(1) / np.zeros(1)\n    return Figure()\n",
    )
    told = []
    for order in itertools.islice(itertools.permutations(figures.values()), 3):
        site.write("index.en.md", "---\ntitle: T\ndate: 2024-01-01\n---\n" + "".join(order))
        done = site.sitegen("build", "--no-run")
        assert done.stderr == ""
        told.append(sorted(line for line in done.stdout.splitlines() if line.startswith("Warning")))
    assert told[0] == told[1] == told[2]
    assert [line.partition(" was drawn")[0].rpartition("/")[2] for line in told[0]] == [
        "figures.py:15: 'zero'",
        "figures.py:4: 'letters'",
        "figures.py:9: 'font'",
    ]
    strict = site.sitegen("build", "--strict", "--no-run", code=2)
    assert strict.stderr.count("was drawn with a warning") == 3
