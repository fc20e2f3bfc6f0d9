"""Charts saved as pictures by a real browser: still and live, by the keyboard, on the ground that the page has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray
from opening import Opener, eventually, opener, pause
from PIL import Image
from serving import serving
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
LINES = {"light": "#0b63b3", "dark": "#6cb0f5"}
GROUNDS = {"light": "#fbfaf6", "dark": "#17191c"}
QUIET = {"light": "#605b53", "dark": "#a5a29b"}
MARGIN = 12
STILL = "window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} }"
"""A browser in which no chart comes into view, so that none comes alive."""


NAMES = ["fully connected", "convolutional", "with pooling", "augmented"]
FOUR = {
    "legend": {},
    "xAxis": {"data": ["1", "2"]},
    "yAxis": {},
    "series": [{"type": "line", "name": name, "data": [1, 2]} for name in NAMES],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_site("good", tmp_path_factory.mktemp("charts"))
    with (project.posts / "digits" / "index.en.md").open("a") as text:
        text.write(f'\n{{{{< echarts alt="Four lines." >}}}}{json.dumps(FOUR)}{{{{< /echarts >}}}}\n')
    build_site(project)
    return project.site


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Opener]:
    """Opens pages of the site where it is served, and charts come alive; see `opener`."""
    with serving(site) as address, opener(browser, address, viewport={"width": 1000, "height": 900}) as visit:
        yield visit


@pytest.fixture
def visit_file(browser: Browser, site: Path) -> Iterator[Opener]:
    """Opens pages as files, where charts stay still."""
    with opener(browser, site.as_uri(), viewport={"width": 1000, "height": 900}) as visit:
        yield visit


def offered(page: Page, name: str) -> Locator:
    """The button that saves a chart, unfolded."""
    chart = page.locator(f"#chart-{name}")
    chart.locator("summary").first.click()
    return chart.get_by_role("button", name="PNG")


def saved(button: Locator, folder: Path) -> tuple[str, NDArray[np.uint8]]:
    """The name of the file that a button, pressed by the keyboard, saves, and its pixels."""
    button.focus()
    with button.page.expect_download() as download:
        button.page.keyboard.press("Enter")
    download.value.save_as(folder / "saved.png")
    return download.value.suggested_filename, np.asarray(Image.open(folder / "saved.png").convert("RGB"))


def count(pixels: NDArray[np.uint8], colour: str) -> int:
    """How many pixels have a colour, or nearly so."""
    wanted = np.array(list(bytes.fromhex(colour[1:])), dtype=int)
    return int((np.abs(pixels - wanted).max(axis=-1) <= 3).sum())


def assert_is_the_chart(pixels: NDArray[np.uint8], drawing: Locator, scheme: str) -> None:
    """The picture has its size and ground, the numbers of the axis and the line up to its end."""
    seen = drawing.locator(":is(img, svg):visible").first
    size = seen.evaluate("one => one.naturalHeight ? [one.naturalHeight, one.naturalWidth] : "
                         "[one.height.baseVal.value, one.width.baseVal.value]")  # fmt: skip
    assert pixels.shape == (*(2 * (round(side) + 2 * MARGIN) for side in size), 3)
    assert count(pixels[: 2 * MARGIN], GROUNDS[scheme]) == 2 * MARGIN * pixels.shape[1], "room around it"
    assert count(pixels, GROUNDS[scheme]) > 0.8 * pixels[..., 0].size
    left = 2 * (MARGIN + 56)  # of the grid
    assert count(pixels[:, :left], QUIET[scheme]) > 100, "numbers"
    line = pixels[200:, left:]
    assert count(line[:, line.shape[1] // 2 :], LINES[scheme]) > 100


@pytest.mark.parametrize(("language", "scheme"), [("pt", "light"), ("en", "dark")])
def test_a_live_chart_is_saved_as_it_is_seen(visit: Opener, tmp_path: Path, language: str, scheme: str) -> None:
    page = visit(f"{language}/posts/digits/index.html", color_scheme=scheme)
    button = offered(page, "accuracy")
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.scroll_into_view_if_needed()
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    name, pixels = saved(button, tmp_path)
    assert name == f"accuracy-{language}.png"
    assert_is_the_chart(pixels, drawing, scheme)
    drawing.get_by_text("linear").click()
    few = 0.1 * count(pixels, LINES[scheme])
    eventually(page, lambda: count(saved(button, tmp_path)[1], LINES[scheme]) < few)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 390])
def test_a_still_chart_is_saved_as_it_is_seen(visit: Opener, tmp_path: Path, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    page = visit("pt/posts/digits/index.html", color_scheme=scheme, viewport=size, script=STILL)
    name, pixels = saved(offered(page, "accuracy"), tmp_path)
    assert name == "accuracy-pt.png"
    assert page.locator("[_echarts_instance_]").count() == 0
    assert_is_the_chart(pixels, page.locator("#chart-accuracy .drawing"), scheme)


def test_where_no_picture_can_be_made_there_is_the_drawing(visit: Opener) -> None:
    refuse = "HTMLCanvasElement.prototype.toBlob = (done) => done(null)"
    page = visit("en/posts/digits/index.html", script=refuse)
    # A browser that shows a picture alone asks the server for this, and complains when there is none.
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    offered(page, "accuracy").click()
    page.wait_for_url("**/accuracy.*.svg")


@pytest.mark.parametrize("how", ["without JavaScript", "as a file"])
def test_where_none_can_be_made_no_picture_is_offered(visit: Opener, visit_file: Opener, how: str) -> None:
    path = "en/posts/digits/index.html"
    page = visit_file(path) if how == "as a file" else visit(path, java_script_enabled=False)
    assert page.locator("#chart-accuracy .tools a:visible").all_inner_texts() == ["CSV", "JSON", "SVG"]
    assert page.locator(".tools button:visible").count() == 0


CHOOSE = "theme => document.querySelector(`.theme input[value=${theme}]`).click()"


def test_a_still_chart_follows_the_theme(visit: Opener) -> None:
    page = visit("pt/posts/digits/index.html", script=STILL)
    shown = page.locator("#chart-accuracy img:visible")
    names = []
    for theme in ("light", "dark"):
        page.evaluate(CHOOSE, theme)
        names.append((shown.get_attribute("src") or "").split(".")[0])
    assert names == ["accuracy", "accuracy-dark"]


def test_a_live_chart_follows_the_theme(visit: Opener) -> None:
    page = visit("pt/posts/digits/index.html")
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.scroll_into_view_if_needed()
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    strokes = "() => [...document.querySelectorAll('#chart-accuracy path')].map((one) => getComputedStyle(one).stroke)"
    for theme, colour in LINES.items():
        page.evaluate(CHOOSE, theme)
        assert f"rgb{tuple(bytes.fromhex(colour[1:]))}" in page.evaluate(strokes)


def test_a_live_chart_takes_over_at_once(visit: Opener) -> None:
    watch = "const replace = Element.prototype.replaceChildren; Element.prototype.replaceChildren = function (place) {"
    watch += " replace.call(this, place); if (this.closest('#chart-accuracy')) requestAnimationFrame(() =>"
    watch += " requestAnimationFrame(() => { window.atFirst = place.querySelector('svg').innerHTML })) }"
    page = visit("en/posts/digits/index.html", script=watch)
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.scroll_into_view_if_needed()
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    pause(page, 2000)
    assert page.evaluate("atFirst") == drawing.locator("svg").inner_html(), "nothing is drawn again, bit by bit"


@pytest.mark.parametrize(("width", "lines"), [(1280, 1), (390, 4), (2560, 1)])
def test_the_legend_of_a_live_chart_lies_as_that_of_its_drawing(visit: Opener, width: int, lines: int) -> None:
    page = visit("en/posts/digits/index.html", viewport={"width": width, "height": 900})
    drawing = page.locator("#chart-echarts .drawing")
    still = drawing.locator("img:visible").bounding_box()
    drawing.scroll_into_view_if_needed()
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    names = [drawing.locator("text", has_text=name).first.bounding_box() for name in NAMES]
    assert len({round(box["y"]) for box in names if box}) == lines
    live = drawing.locator("svg").bounding_box()
    assert still
    assert live
    assert live["height"] == pytest.approx(still["height"], abs=1)
