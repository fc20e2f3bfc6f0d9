"""Figures for a dark page can be read there, and tell the same numbers."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from builder.drawing.dark import darken, turned
from builder.drawing.figures import plot
from builder.drawing.functions import STYLE, Drawing
from builder.project import THEME

GROUND = re.findall(r"--ground: light-dark\(#\w+, (#\w+)\)", (THEME / "static" / "style.css").read_text())[0]


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    """That of a post's figures: words stay words, and ids are the same again."""
    with matplotlib.rc_context(STYLE):
        yield


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """That of the WCAG: from 1, none, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def as_hex(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])


def drawn(figure: Figure) -> tuple[str, str]:
    """The SVG for light and that for dark."""
    done = plot(Drawing("it", figure, [], Path("figures.py"), 1))
    return done.light[0].data().decode(), done.dark[0].data().decode()


def colours(svg: str) -> set[str]:
    """Those that are named: as a fill, an edge, or of a word."""
    return set(re.findall(r"#[0-9a-f]{6}\b", svg))


def written(svg: str, words: str) -> str:
    """The colour of some words: black where it is not named."""
    style = re.findall(rf'<text style="([^"]*)"[^>]*>{words}</text>', svg)[0]
    return (re.findall(r"fill: (#\w{6})", style) or ["#000000"])[0]


@pytest.mark.parametrize("ink", ["#000000", "#1f2a37", "#c2410c", "#0b6bc2"])
def test_what_is_read_on_white_is_read_on_the_dark_ground(ink: str) -> None:
    shares = [int(ink[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    dark, white = as_hex(turned(*shares)), as_hex(turned(1, 1, 1))
    assert contrast(dark, GROUND) >= 4.5
    assert contrast(dark, white) >= 4.5, "and so is what stands on a white patch"


def test_words_axes_lines_and_bars_are_turned() -> None:
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.bar([0, 1], [1, 2], color="#123456", edgecolor="black")
    axes.plot([0, 1], [1, 2], "o-", color="navy", markerfacecolor="white")
    axes.set(title="a title", xlabel="below")
    axes.annotate("there", (0, 1), (1, 1.5), arrowprops={"color": "#101010"}, bbox={"facecolor": "white"})
    axes.legend(["one"], title="of them")
    light, dark = drawn(figure)
    for words in ("a title", "below", "there", "of them", "0.0"):
        assert contrast(written(dark, words), GROUND) >= 10, words
    assert not {"#123456", "#000000", "#000080", "#101010"} & colours(dark)
    assert "#123456" in colours(light), "the light one is drawn first, and stays as it was"


def test_ticks_of_another_size_are_turned_too() -> None:
    """The dark drawing for a phone has fewer ticks than the wide one, which is drawn after it."""
    figure = Figure(figsize=(12, 3))
    figure.subplots().plot(range(100))
    done = plot(Drawing("it", figure, [], Path("figures.py"), 1))
    wide, narrow = (one.data().decode() for one in done.dark)
    assert len(re.findall("<text", wide)) > len(re.findall("<text", narrow))
    for svg in (wide, narrow):
        assert "#000000" not in colours(svg)
        assert all("fill: #" in style for style in re.findall(r'<text style="([^"]*)"', svg))


def pictures(svg: str) -> list[np.ndarray[Any, Any]]:
    found = re.findall(r'href="data:image/png;base64,([^"]+)"', svg, re.DOTALL)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(one)))) for one in found]


def test_a_picture_and_its_colour_bar_tell_the_same_on_both_grounds() -> None:
    """A heat map whose scale was turned, and its pixels were not, would tell other numbers."""
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    image = axes.imshow([[0, 1], [2, 3]], cmap="viridis")
    axes.text(0, 0, "upon it", color="white", ha="center")
    axes.set_title("above it")
    figure.colorbar(image, label="its scale")
    light, dark = drawn(figure)
    assert len(pictures(light)) >= 1
    for one, other in zip(pictures(light), pictures(dark), strict=True):
        assert np.array_equal(one, other)
    assert written(light, "upon it") == written(dark, "upon it") == "#ffffff"
    assert contrast(written(dark, "above it"), GROUND) >= 10
    assert contrast(written(dark, "its scale"), GROUND) >= 10


@pytest.mark.parametrize("kind", ["pcolormesh", "matrix", "contourf", "scatter", "hexbin"])
def test_what_a_colour_map_coloured_keeps_its_colours(kind: str) -> None:
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    x, y = np.random.default_rng(0).random((2, 40))
    calls: dict[str, Any] = {
        "pcolormesh": lambda: axes.pcolormesh([[0, 1], [2, 3]]),
        "matrix": lambda: (axes.pcolormesh([[0, 1], [2, 3]]), axes.invert_yaxis()),  # as seaborn draws one
        "contourf": lambda: axes.contourf([[0, 1], [2, 3]]),
        "scatter": lambda: axes.scatter(x, y, c=x),
        "hexbin": lambda: axes.hexbin(x, y, gridsize=4),
    }
    calls[kind]()
    axes.text(0.5, 0.5, "within", transform=axes.transAxes)
    light, dark = drawn(figure)
    mapped = colours(light) - {"#000000", "#ffffff"}
    assert len(mapped) >= 3
    assert mapped <= colours(dark)
    covers = kind in ("pcolormesh", "matrix", "contourf")
    assert (written(dark, "within") == "#000000") == covers, "what stands between points stands on the page"


def test_a_cloud_that_becomes_pixels_has_a_dark_twin() -> None:
    figure = Figure(figsize=(4, 3))
    figure.subplots().plot(*np.random.default_rng(0).random((2, 9000)), ".", color="black")
    done = plot(Drawing("it", figure, [], Path("figures.py"), 1))
    for (one,), least, most in ((done.light, 0, 60), (done.dark, 200, 255)):
        assert one.ending == "webp"
        pixels = np.asarray(Image.open(io.BytesIO(one.data())).convert("RGBA"))
        ink = pixels[pixels[..., 3] > 250][:, :3].mean()
        assert least <= ink <= most


def test_the_same_bytes_again() -> None:
    def figure() -> Figure:
        figure = Figure(figsize=(7, 3))
        figure.subplots().scatter(range(9), range(9), c=range(9))
        return figure

    again = [plot(Drawing("it", figure(), [], Path("figures.py"), 1)) for _ in range(2)]
    assert all(one == other for one, other in pairwise(again))


def test_turning_leaves_what_is_not_drawn() -> None:
    figure = Figure()
    axes = figure.subplots()
    (line,) = axes.plot([1, 2], markerfacecolor="none")
    patch = axes.fill_between([0, 1], [0, 1], facecolor="none", edgecolor="black")
    figure.draw_without_rendering()
    darken(figure)
    assert line.get_markerfacecolor()[3] == 0
    assert not np.asarray(patch.get_facecolor()).size or np.asarray(patch.get_facecolor())[0, 3] == 0


@pytest.mark.parametrize("layout", ["constrained", "compressed", "none"])
def test_a_dark_figure_lies_where_the_light_one_does(layout: str) -> None:
    figure = Figure(figsize=(6.4, 4.8), layout=layout)
    axes = figure.subplots()
    figure.colorbar(axes.imshow(np.eye(5)), ax=axes, label="share", ticks=[0, 1])
    axes.set(title="A title", xlabel="shift", ylabel="accuracy", xticks=[0, 4], yticks=[0, 4])
    done = plot(Drawing("it", figure, [], Path("figures.py"), 1, width=6.4))
    light, dark = (pictures[0].data().decode() for pictures in (done.light, done.dark))
    assert places(light) == places(dark)


def places(svg: str) -> list[str]:
    """All that says where something lies."""
    places = re.findall(r' (?:d|x|y|width|height|transform|viewBox)="[^"]*"', svg)
    assert len(places) > 50
    return places
