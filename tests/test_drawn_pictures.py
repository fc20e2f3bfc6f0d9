"""Pictures that a function returns: of Pillow, numpy and torch, with the pixels that they have."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Site
from matplotlib.figure import Figure
from PIL import Image
from playwright.sync_api import Browser
from rendering_texts import Texts

from builder.drawing.engine import Engine
from builder.drawing.figures import plot
from builder.drawing.functions import Drawing
from builder.drawing.pictures import Picture
from builder.errors import SitegenError

RANDOM = np.random.default_rng(0)


def drawing(result: Any) -> Drawing:
    return Drawing("f", result, [], Path("figures.py"), 3)


def drawn(result: Any) -> Picture:
    """The picture: one file, and none for dark pages."""
    done = plot(drawing(result))
    [picture] = done.light
    assert done.dark == []
    return picture


def pixels(picture: Picture) -> Any:
    """Those of its file, a number of each square where it was enlarged."""
    with Image.open(io.BytesIO(picture.data())) as image:
        assert image.size == (picture.width, picture.height)
        assert image.format == picture.ending.upper()
        return np.asarray(image)


def told(result: Any) -> str:
    with pytest.raises(SitegenError) as refused:
        plot(drawing(result))
    assert refused.value.line == 3
    return f"{refused.value.message}\n{refused.value.hint}"


SHADES = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)


@pytest.mark.parametrize(
    ("picture", "colours"),
    [
        (SHADES, ()),
        (SHADES / 255, ()),
        ((SHADES / 255).astype(np.float16)[:, :, None], ()),
        (SHADES[None], ()),
        (np.dstack([SHADES] * 3), (3,)),
        (np.dstack([SHADES] * 4) / 255, (4,)),
        (Image.fromarray(SHADES), ()),
        (Image.fromarray(SHADES).convert("CMYK"), (3,)),
        (Image.fromarray((SHADES / 255).astype(np.float32)), ()),
    ],
    ids=["bytes", "shares", "half", "channel", "rgb", "rgba", "pillow", "cmyk", "floats of pillow"],
)
def test_a_small_picture_is_enlarged_by_a_whole_number_and_keeps_its_pixels(picture: Any, colours: Any) -> None:
    shown = drawn(picture)
    assert (shown.ending, shown.width, shown.height) == ("png", 308, 308)
    assert "pixels" in shown.classes
    found = pixels(shown)
    assert found.shape == (308, 308, *colours)
    every = found[5::11, 5::11]
    assert np.abs(every.reshape(28, 28, -1)[:, :, 0].astype(int) - SHADES).max() <= (255 if colours == (4,) else 1)
    assert (np.repeat(np.repeat(every, 11, 0), 11, 1) == found).all(), "squares of one colour"


def test_tensors() -> None:
    torch = pytest.importorskip("torch")
    shades = torch.from_numpy(SHADES.copy())
    for picture in (
        shades, shades[None], shades / 255, (shades / 255)[None].requires_grad_(), (shades / 255).double(), shades > 9,
        torch.stack([shades] * 3, dim=2), (shades / 255).bfloat16(),
    ):  # fmt: skip
        assert drawn(picture).width == 308
    assert "a Tensor of torch, which is no picture: its shape is 3 × 32 × 40\nReturn picture.permute(1, 2, 0)." in told(
        torch.rand(3, 32, 40)
    )
    batch = torch.rand(16, 3, 28, 28)
    assert "Return torch.hstack(list(pictures.permute(0, 2, 3, 1))), which puts 16 of them" in told(batch)
    assert drawn(torch.hstack(list(batch.permute(0, 2, 3, 1)))).height == 28
    assert "Return picture.to(torch.uint8)." in told(shades.long())
    assert "Return picture.bool()." in told((shades > 9).long())


REFUSED: dict[str, tuple[Any, str]] = {
    "colours first": (RANDOM.random((3, 32, 40)), "an ndarray of numpy, which is no picture: its shape is 3 × 32 × 40"),
    "its line": (RANDOM.random((3, 32, 40)), "Return picture.transpose(1, 2, 0)."),
    "flat": (np.zeros(784), "its shape is 784\nReturn picture.reshape(28, 28)."),
    "flat, of no square": (np.zeros(700), "Return picture.reshape(height, width)."),
    "many": (np.zeros((16, 28, 28)), "Return np.hstack(pictures), which puts 16 of them side by side, or pictures[0]."),
    "one of many": (np.zeros((1, 3, 28, 28)), "Return picture[0]."),
    "many in colour": (np.zeros((2, 8, 8, 3)), "Return np.hstack(pictures), which puts 2"),
    "one number": (np.float32(3), "one number is no picture"),
    "no pixels": (np.zeros((0, 3)), "it has no pixels, but the shape 0 × 3"),
    "five": (np.zeros((2, 2, 2, 2, 2)), "height × width × 3 or 4 numbers"),
    "to 255": (SHADES * 1.0, "its numbers go from 0 to 255, those of a picture from 0 to 1\nReturn picture / 255."),
    "negative": (
        np.eye(3) - 0.5,
        "go from -0.5 to 0.5, those of a picture from 0 to 1\nReturn (picture - picture.min()",
    ),
    "whole numbers": (
        SHADES.astype(int),
        'int64 from 0 to 255, do not say how bright they are\nReturn picture.astype("u',
    ),
    "a mask of whole numbers": (np.eye(3, dtype=int), "Return picture.astype(bool)."),
    "NaN": (np.eye(3) * np.nan, "it holds NaN or infinity\nReturn np.nan_to_num(picture)."),
    "complex": (np.eye(3) * 1j, "it holds numbers of the type complex128"),
    "masked": (np.ma.masked_equal(np.eye(3), 1), "some of its pixels are masked\nReturn picture.filled(0)."),
    "16 bits": (Image.new("I;16", (3, 3), 500), "an Image of PIL, which is no picture: its whole numbers"),
    "nothing of Pillow": (Image.new("RGB", (0, 3)), "an Image of PIL, which is no picture: it has no pixels"),
}


@pytest.mark.parametrize(("picture", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_told_with_the_line_that_makes_it_one(picture: Any, said: str) -> None:
    assert said in told(picture)


def test_the_lines_that_are_told_make_pictures() -> None:
    assert drawn(np.hstack(np.zeros((4, 28, 28)))).width == 560
    assert drawn(np.zeros(784).reshape(28, 28)).width == 308
    assert drawn(RANDOM.random((3, 32, 40)).transpose(1, 2, 0)).width == 400


@pytest.mark.parametrize(
    ("size", "shown", "ending"),
    [
        ((280, 28), (560, 56), "png"),
        ((28, 280), (28, 280), "png"),
        ((700, 1), (700, 1), "png"),
        ((1000, 400), (1000, 400), "png"),
    ],
)
def test_sizes(size: tuple[int, int], shown: tuple[int, int], ending: str) -> None:
    picture = drawn(Image.new("RGB", size, "red"))
    assert ((picture.width, picture.height), picture.ending) == (shown, ending)


def test_a_heavy_picture_is_webp_of_the_same_pixels_and_its_weight_is_told() -> None:
    smooth = np.add.outer(np.arange(400), np.arange(600)).astype(np.uint8)
    noise = np.dstack([smooth, smooth.T[:400, :400].repeat(2, 1)[:, :600], RANDOM.integers(0, 9, smooth.shape)])
    shown = drawn(noise.astype(np.uint8))
    assert (shown.ending, shown.classes) == ("webp", "")
    assert (pixels(shown) == noise).all()
    heavy = drawing(RANDOM.integers(0, 256, (500, 500, 3)).astype(np.uint8))
    plot(heavy)
    [warning] = heavy.warnings
    assert "is 0.8 MB to send" in warning.message
    assert "thumbnail" in warning.hint


def test_a_photograph_is_turned_and_tells_nothing_of_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    kept = io.BytesIO()
    Image.new("RGB", (100, 50), "red").save(kept, "JPEG", exif=exif)
    shown = drawn(Image.open(kept))
    assert (shown.width, shown.height) == (150, 300)
    assert b"a camera" not in shown.data()
    with Image.open(io.BytesIO(shown.data())) as image:
        assert not image.getexif()


def test_where_the_ground_shines_through_it_is_light_on_dark_pages() -> None:
    assert "clear" in drawn(Image.new("RGBA", (30, 20), (0, 0, 0, 90))).classes
    assert drawn(Image.new("RGBA", (30, 20), (0, 0, 0, 255))).classes == "pixels"


def test_the_same_bytes_again() -> None:
    assert drawn(SHADES) == drawn(SHADES)


FIGURES = """
from PIL import Image
from matplotlib.figure import Figure

def small(cnn):
    return cnn.arrays()["image"] / 7

def either(width):
    return Image.new("RGB", (30, 20), "red") if width > 5 else Figure(figsize=(3, 2))
"""


def test_a_picture_stands_once_on_a_page_which_shows_its_pixels(tmp_path: Path, engine: Engine) -> None:
    texts = Texts(tmp_path, engine)
    (tmp_path / "figures.py").write_text(FIGURES)
    body = texts.body('{{< figure small alt="A digit." caption="One." >}}')
    html = str(body.html)
    assert html.count("<img") == 1
    assert 'class="pixels" loading="lazy"' in html
    assert 'width="320" height="320"' in html
    assert [name for name in body.files if name.startswith("small")] == [body.picture]
    assert body.picture.endswith(".png"), "the picture of the text in lists too"
    html = texts.html('{{< figure either alt="Red." >}}')
    assert html.count("<img") == 1, "a dark twin of the narrow one alone would stand for both"


def test_the_command_line_shows_what_an_experiment_counted(site: Site, browser: Browser) -> None:
    site.write("index.en.md", '---\ntitle: T\ndate: 2024-01-01\n---\n{{< figure f alt="Shades." >}}\n')
    site.write(
        "figures.py",
        "import numpy as np\n\ndef f(count):\n    return np.array([count.series['counted']]) / 255\n",
    )
    site.sitegen("run")
    site.sitegen("build", "--strict")
    [file] = (site.root / "site").rglob("f.*.png")
    with Image.open(file) as image:
        assert image.size == (639, 213)
        assert [image.getpixel((x, 9)) for x in (9, 300, 600)] == [3, 5, 7]
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page.goto(next((site.root / "site").rglob("posts/counting/index.html")).as_uri())
    sharp = "image => getComputedStyle(image).imageRendering"
    assert page.locator("figure img").evaluate(sharp) == "pixelated"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("figure img").click()
    assert page.locator("dialog img").evaluate(sharp) == "pixelated", "from near too"
    page.close()
    site.edit("figures.py", " / 255", "")
    message = site.sitegen("build", code=2).stderr
    assert "figures.py:3: 'f' returned an ndarray of numpy, which is no picture" in message
    assert 'Return picture.astype("uint8")' in message


def test_a_figure_is_no_picture() -> None:
    assert plot(drawing(Figure(figsize=(3, 2)))).light[0].ending == "svg"


def test_a_heavy_figure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.drawing.figures.TOO_HEAVY", 10_000)
    figure = Figure(figsize=(2, 2))
    figure.subplots().imshow(RANDOM.random((60, 60)), interpolation="nearest")
    drawn = drawing(figure)
    plot(drawn)
    [warning] = drawn.warnings
    assert "the figure 'f' is 0." in warning.message
    assert "MB to send" in warning.message
