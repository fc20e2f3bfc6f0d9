"""Networks that readers run, in a real browser: nothing before they ask, every input and answer, and where it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from interactive_site import POLICY, Strict
from network_site import build
from opening import Opener, eventually, opener
from serving import Quiet, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
pytest.importorskip("torch")
DIGITS, CODES = "en/posts/cnns/", "en/posts/codes/"
SEVEN = [(0.25, 0.25), (0.72, 0.25), (0.6, 0.5), (0.48, 0.8)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("networks"))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    assert "unsafe" not in POLICY.partition("script-src")[2], "no wasm, nothing inline"
    with serving(site, Strict) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address, viewport={"width": 1000, "height": 900}) as visit:
        yield visit


def asked(page: Page, number: int = 0) -> Locator:
    """The networks of a page, after the reader asked for them."""
    place = page.locator("[data-network]").nth(number)
    place.locator(".ask button").click()
    place.locator(".network").wait_for()
    place.locator(".network").evaluate("one => one.scrollIntoView({block: 'start', behavior: 'instant'})")
    return place


def draw(page: Page, place: Locator, points: list[tuple[float, float]]) -> None:
    box = place.locator(".pad").bounding_box()
    assert box
    across, down = [[box[side] + share[axis] * box[length] for share in points] for axis, side, length in (
        (0, "x", "width"), (1, "y", "height"))]  # fmt: skip
    page.mouse.move(across[0], down[0])
    page.mouse.down()
    for x, y in zip(across[1:], down[1:], strict=True):
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def read(place: Locator) -> list[str]:
    """What each network reads."""
    return [verdict.partition(",")[0] for verdict in place.locator(".verdict").all_inner_texts()]


def test_a_drawing_is_read_moved_and_wiped_and_nothing_comes_before(visit: Opener) -> None:
    page = visit(DIGITS)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.locator(".ask button").first.wait_for()
    assert [one for one in fetched if "network" in one] == []
    place = asked(page)
    assert sum(".safetensors" in one for one in fetched) == 4
    assert read(place) == ["Nothing to read yet."] * 4
    draw(page, place, SEVEN)
    eventually(page, lambda: read(place) == ["reads 7"] * 4)
    seen = place.locator(".seen")
    seen.focus()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
    eventually(page, lambda: read(place) != ["reads 7"] * 4)
    eventually(page, lambda: "fully connected: reads" in place.locator("[aria-live]").inner_text())
    place.get_by_role("button", name="Clear").click()
    eventually(page, lambda: read(place) == ["Nothing to read yet."] * 4)
    draw(page, place, [(0.5, 0.5)])  # one dot
    eventually(page, lambda: all(one.startswith("reads ") for one in read(place)))


def test_a_sample_needs_no_drawing_and_its_state_is_in_the_address(visit: Opener) -> None:
    page = visit(DIGITS)
    place = asked(page)
    place.locator(".shelf button").nth(4).focus()
    page.keyboard.press("Enter")
    eventually(page, lambda: read(place)[2:] == ["reads 4"] * 2)
    place.locator(".seen").press("ArrowDown")
    eventually(page, lambda: "sample:5;at:1,0" in page.url)
    before = place.locator(".verdict").all_inner_texts()
    page.reload()
    place = asked(page)
    eventually(page, lambda: place.locator(".verdict").all_inner_texts() == before)
    place.get_by_role("button", name="Reset").click()
    eventually(page, lambda: read(place) == ["Nothing to read yet."] * 4)


@pytest.mark.parametrize("language", ["en", "pt"])
def test_on_a_phone_a_finger_draws_and_the_page_stays_where_it_is(visit: Opener, language: str) -> None:
    page = visit(f"{language}/posts/cnns/", viewport={"width": 390, "height": 800}, has_touch=True)
    place = asked(page)
    box = place.locator(".pad").bounding_box()
    assert box
    before = page.evaluate("scrollY")
    hand = page.context.new_cdp_session(page)
    points = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in SEVEN]
    for kind, touched in (("touchStart", points[:1]), *(("touchMove", [one]) for one in points[1:]), ("touchEnd", [])):
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
    word = "lê" if language == "pt" else "reads"
    eventually(page, lambda: f"{word} 7" in read(place))
    assert page.evaluate("scrollY") == pytest.approx(before, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_every_layer_is_shown_with_the_kernels_over_it(visit: Opener) -> None:
    page = visit(DIGITS)
    place = asked(page, 1)
    place.locator(".shelf button").first.click()
    eventually(page, lambda: read(place) == ["reads 0"])
    assert place.locator(".stage").count() == 1
    assert place.locator(".stage canvas.kernel").count() == 16
    pictures = place.locator(".stage canvas:not(.kernel)").evaluate_all("all => all.map((one) => one.toDataURL())")
    assert len(set(pictures)) == 16, "each channel by itself"


def test_a_point_is_dragged_through_the_plane(visit: Opener) -> None:
    page = visit(CODES)
    place = asked(page)
    assert place.locator(".plane i").count() == 50
    picture = "one => one.toDataURL()"
    canvas = place.locator(".answer canvas")
    first = canvas.evaluate(picture)
    plane = place.locator(".plane")
    plane.press("ArrowUp")
    eventually(page, lambda: canvas.evaluate(picture) != first)
    box = plane.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=5)
    page.mouse.up()
    eventually(page, lambda: "codes-decoder=at:-" in page.url)
    plane.click(position={"x": box["width"] - 9, "y": 9})  # inside of the round corner
    at = r"codes-decoder=at:(3\.\d+)(?:,|%2C)(8\.\d+)"
    eventually(page, lambda: re.search(at, page.url) is not None)  # each direction has its own range
    assert canvas.evaluate("one => [one.width, one.height]") == [6, 6]


def test_sliders_and_samples_are_answered(visit: Opener) -> None:
    page = visit(CODES)
    place = asked(page, 1)
    before = place.locator(".verdict").inner_text()
    assert before.split()[1].strip(",") in ("cat", "dog", "bird")
    place.locator("input").first.fill("1")
    assert place.locator("input").last.evaluate("one => [one.min, one.max, one.value]") == ["0", "5", "2.5"]
    place.locator("input").last.fill("0")
    eventually(page, lambda: place.locator(".verdict").inner_text() != before)
    shares = place.locator(".answer li").evaluate_all("all => all.map((one) => parseFloat(one.dataset.share))")
    assert sum(shares) == pytest.approx(100, abs=0.2), "they are probabilities already"
    place = asked(page, 2)
    before = place.locator(".answer").inner_text()
    place.locator(".shelf button").nth(1).click()
    eventually(page, lambda: place.locator(".answer").inner_text() != before)


def test_without_javascript_on_paper_and_as_a_file_the_still_is_there(visit: Opener) -> None:
    page = visit(DIGITS, java_script_enabled=False)
    assert page.get_by_text("What stands here without it.").first.is_visible()
    assert not page.locator(".ask").first.is_visible()
    page = visit(DIGITS)
    asked(page)
    page.emulate_media(media="print")
    assert page.get_by_text("What stands here without it.").first.is_visible()
    assert not page.locator(".network").first.is_visible()


def stays_still(page: Page) -> None:
    """Ask for the first network of a page, where it cannot come."""
    place = page.locator("[data-network]").first
    place.locator(".ask button").click()
    place.locator(".excuse").wait_for()
    assert place.get_by_text("What stands here without it.").is_visible()
    assert not place.locator(".live").is_visible()
    page.close()


@pytest.mark.parametrize("broken", ["**/*.safetensors", "**/network_run.js"])
def test_where_a_file_does_not_come_the_still_stays(browser: Browser, address: str, broken: str) -> None:
    page = browser.new_page()
    page.route(broken, lambda route: route.fulfill(status=200, body="{cut"))
    page.goto(f"{address}/{DIGITS}")
    stays_still(page)


def shown(place: Locator) -> list[float]:
    return [float(one.replace("\u2212", "-")) for one in place.locator(".answer li").all_inner_texts()]


def test_what_the_evaluator_lacks_runs_in_onnx_runtime_on_that_page_alone(browser: Browser, site: Path) -> None:
    from builder.results import Store

    gives = Store(site.parent / "content" / "posts" / "memory" / "results").read("reader").arrays()["gives"]
    assert "lacks: reader (LSTM, TopK)." in (site.parent / "said.txt").read_text()
    looser = [page.parent.name for page in site.rglob("index.html") if "wasm-unsafe-eval" in page.read_text()]
    assert set(looser) == {"memory"}
    with serving(site, Quiet) as address, opener(browser, address, viewport={"width": 1000, "height": 900}) as visit:
        page = visit("en/posts/memory/")
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        assert "3.8 MB" in page.locator(".ask").first.inner_text()
        assert [one for one in fetched if "network" in one or "onnx" in one] == []
        place = asked(page)
        assert sum("/onnx/runtime" in one for one in fetched) == 2
        assert all(one.startswith(address) for one in fetched)
        eventually(page, lambda: np.allclose(shown(place), gives[0], atol=1e-4))
        place.locator("input").first.fill("1")
        eventually(page, lambda: np.allclose(shown(place), gives[1], atol=1e-4))
        place = asked(page, 1)
        assert place.locator(".name").all_inner_texts() == ["width=2, share=0.5", "width=4"]
        place = asked(page, 2)
        assert place.locator(".plane i").count() == 50


@pytest.mark.parametrize("lacking", ["WebAssembly", "**/onnx/runtime.packed", "**/onnx/runtime.js", "**/*.onnx"])
def test_without_what_onnx_runtime_needs_the_still_stays(browser: Browser, site: Path, lacking: str) -> None:
    with serving(site, Quiet) as address:
        page = browser.new_page()
        if lacking == "WebAssembly":
            page.add_init_script("delete globalThis.WebAssembly")
        page.route(lacking, lambda route: route.fulfill(status=200, body="{cut"))
        page.goto(f"{address}/en/posts/memory/")
        stays_still(page)
