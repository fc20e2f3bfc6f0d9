"""Animations of matplotlib: what is written, and what an author is told."""

from __future__ import annotations

import io

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from rendering_texts import Texts

from builder.document.to_markdown import to_markdown
from builder.drawing.dark import darkened
from builder.drawing.moving import _webp
from builder.site.portable import portable

FIGURES = """\
import itertools

from matplotlib.animation import ArtistAnimation, FuncAnimation
from matplotlib.figure import Figure


def wave():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    drawn = []

    def draw(frame):
        drawn.append(frame)
        axes.clear()
        axes.plot(range(len(drawn)), "k")
        axes.set_title(f"{len(drawn)} drawn")

    return FuncAnimation(figure, draw, frames=3, interval=120, init_func=lambda: None)


def artists():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    return ArtistAnimation(figure, [axes.plot([0, height]) for height in range(4)], interval=50)


def wide(width):
    figure = Figure(figsize=(width, 2))
    return FuncAnimation(figure, lambda frame: figure.suptitle(str(frame)), frames=2)


def many():
    return FuncAnimation(Figure(figsize=(1, 1)), lambda frame: None, frames=10_000)


def none():
    return FuncAnimation(Figure(figsize=(1, 1)), lambda frame: None, frames=0, init_func=lambda: None)


def failing():
    return FuncAnimation(Figure(figsize=(1, 1)), lambda frame: 1 / (frame - 1), frames=3)
"""


@pytest.fixture
def post(texts: Texts) -> Texts:
    (texts.folder / "figures.py").write_text(FIGURES)
    return texts


def frames(data: bytes) -> list[np.ndarray]:
    with Image.open(io.BytesIO(data)) as image:
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append(np.asarray(image.convert("RGBA"), dtype=int))
        return found


def test_it_moves_for_light_and_for_dark_and_stands_still_elsewhere(post: Texts) -> None:
    text = '{{< figure wave alt="A wave." caption="It moves." >}}'
    body = post.body(text)
    figure = BeautifulSoup(body.html, "html.parser").figure
    light, dark = figure.select("img")
    assert "3 drawn" in body.files[light["src"]].decode(), "the last frame, and each was drawn once"
    assert (light["width"], light["height"]) == ("288", "192")
    moving = body.files[light["data-moving"]]
    assert moving == post.body(text).files[light["data-moving"]], "its bytes depend on nothing else"
    first, _, last = shown = frames(moving)
    assert {one.shape for one in shown} == {(288, 432, 4)}
    assert (first != last).any()
    with Image.open(io.BytesIO(moving)) as image:
        assert image.info["loop"] == 0
        image.load()
        assert image.info["duration"] == 120
    for bright, night in zip(shown, frames(body.files[dark["data-moving"]]), strict=True):
        assert bright[bright[..., 3] == 255][:, :3].min() < 10
        assert night[night[..., 3] == 255][:, :3].min() > 100, "in each frame, though all is drawn anew"
    button = figure.select_one("footer.apart button.play")
    assert (button["data-play"], button["data-stop"], button.has_attr("hidden")) == ("Play", "Stop", True)
    assert body.facts.moving
    elsewhere = portable(str(body.html), "https://ana.example/")
    assert "moving" not in elsewhere
    assert elsewhere.count("<img") == 1
    assert to_markdown(str(body.html)).startswith(f"![A wave.]({light['src']})")


def test_cells_are_written_small() -> None:
    cells = np.random.default_rng(0).integers(0, 256, (5, 10, 10, 3), dtype="uint8").repeat(24, 1).repeat(24, 2)
    pictures = [Image.fromarray(one).convert("RGBA") for one in cells]
    hasty = io.BytesIO()
    pictures[0].save(hasty, "WEBP", save_all=True, append_images=pictures[1:], lossless=True)
    written = _webp(pictures, 100)
    assert len(written) < 0.6 * hasty.tell()
    assert all((one[..., :3] == cell).all() for one, cell in zip(frames(written), cells, strict=True))


def test_artists_move_and_a_width_is_asked_for(post: Texts) -> None:
    body = post.body('{{< figure artists alt="x" >}}\n\n{{< figure wide alt="x" >}}')
    light = BeautifulSoup(body.html, "html.parser").select("img.light")
    assert len(frames(body.files[light[0]["data-moving"]])) == 4
    narrow = BeautifulSoup(body.html, "html.parser").select("source")
    assert [len(frames(body.files[one["data-moving"]])) for one in narrow] == [2, 2]
    assert narrow[0]["data-moving"].startswith("wide-narrow-moving.")
    assert not body.warnings


def test_what_is_heavy_is_written_with_a_loss_and_told(post: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.drawing.moving.DENSE", 100)
    monkeypatch.setattr("builder.drawing.moving.TOO_HEAVY", 200)
    body = post.body('{{< figure artists alt="x" >}}')
    light = BeautifulSoup(body.html, "html.parser").select_one("img.light")
    assert frames(body.files[light["data-moving"]])[0].shape == (192, 288, 4)
    [warning] = body.warnings
    assert warning.message.startswith("the animation 'artists' is 0.0 MB to send")


@pytest.mark.parametrize(
    ("name", "line", "message", "hint"),
    [
        ("many", 32, "'many' is an animation of 10,000 frames, and at most 300", "frames=range(0, 10000, 34)"),
        ("none", 36, "'none' returned an animation without a frame", "frames=range(100)"),
        ("failing", 41, "'failing' failed: ZeroDivisionError", ""),
    ],
)
def test_mistakes_are_told(post: Texts, name: str, line: int, message: str, hint: str) -> None:
    [told] = post.told(f'{{{{< figure {name} alt="x" >}}}}')
    assert told[1].startswith(message)
    assert hint in told[2]
    assert told[0] == line


def test_a_figure_is_as_it_was_after_it_was_dark() -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([1, 2], "o-", color="black")

    def drawn() -> bytes:
        buffer = io.BytesIO()
        figure.savefig(buffer, format="rgba")
        return buffer.getvalue()

    before = drawn()
    with darkened(figure):
        assert drawn() != before
    assert drawn() == before
