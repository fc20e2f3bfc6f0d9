"""Charts whose curve readers draw before they see it, and sliders from one seed to all, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from guess_site import build
from opening import Opener, eventually, opener, pause
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
POST = "en/posts/digits/index.html"
CURVES = """drawing => [...drawing.querySelectorAll(":scope > div > div > svg path")]
    .map((one) => getComputedStyle(one)).filter(({ stroke, fill, visibility }) => visibility !== "hidden" &&
    [stroke, fill].includes("rgb(11, 99, 179)")).length"""
"""How much of a drawing has the colour of the first curve; its name in the legend has it too."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(build(tmp_path_factory.mktemp("guess"))) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address, viewport={"width": 1000, "height": 900}, reduced_motion="reduce") as visit:
        yield visit


def asked(page: Page, name: str = "asked") -> Locator:
    """A chart that asks for its curve, in the middle of the window."""
    chart = page.locator(f"#chart-{name}")
    middle = "one => one.scrollIntoView({block: 'center', behavior: 'instant'})"
    chart.evaluate(middle)
    chart.locator(".sketch").wait_for()
    chart.evaluate(middle)
    pause(page)
    return chart


def curves(chart: Locator) -> int:
    found: int = chart.locator(".drawing").evaluate(CURVES)
    return found


def height(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollHeight")
    return found


def test_a_curve_is_drawn_and_then_what_was_measured_is_seen(visit: Opener) -> None:
    page = visit(POST)
    before = height(page)
    chart = asked(page)
    hidden = curves(chart)
    box = chart.locator(".sketch").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2  # 0.5 all along: the axis goes from 0 to 1
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, middle, steps=3)
    page.mouse.up()
    assert (chart.locator(".sketch path").get_attribute("d") or "").count("L") == 9
    assert curves(chart) == hidden
    chart.get_by_role("button", name="Show what was measured").click()
    said = chart.locator(".guess p")
    assert said.inner_text() == "Far off: 0.2 on average, 0.38 at most, at epoch 1."
    assert curves(chart) > hidden
    assert chart.locator(".sketch path").get_attribute("d"), "beside what the reader drew"
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    pause(page, 100)
    assert chart.locator(".tip").inner_text().startswith("epoch 5\nrising\n0.4400"), "the chart is live now"
    chart.get_by_role("button", name="Draw again").click()
    pause(page)
    assert (curves(chart), chart.locator(".sketch path").get_attribute("d")) == (hidden, "")
    assert said.inner_text().startswith("First draw “rising”")
    assert height(page) == pytest.approx(before, abs=1)


def test_a_finger_draws_and_the_page_stays(visit: Opener) -> None:
    page = visit(POST, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    chart = asked(page)
    box = chart.locator(".sketch").bounding_box()
    assert box
    at = page.evaluate("scrollY")
    hand = page.context.new_cdp_session(page)
    places = [(box["x"] + 5, box["y"] + 10 + share * (box["height"] - 20)) for share in (1, 0.7, 0.4, 0.1)]
    for kind, places_now in (
        ("touchStart", places[:1]),
        *(("touchMove", [one]) for one in places[1:]),
        ("touchEnd", []),
    ):
        touched = [{"x": x, "y": y} for x, y in places_now]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
    pause(page, 300)
    assert page.evaluate("scrollY") == pytest.approx(at, abs=1)
    assert chart.locator(".sketch path").get_attribute("d")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_keys_draw_in_portuguese_on_an_axis_of_powers(visit: Opener) -> None:
    page = visit("pt/posts/digits/index.html")
    chart = asked(page, "timed")
    chart.locator(".sketch").focus()
    at = chart.locator(".at")
    told = []
    for key in ("ArrowRight", "PageUp", "End", "PageDown", "PageDown", "ArrowUp"):
        page.keyboard.press(key)
        told.append(at.inner_text())
    assert told[:2] == ["0,5: 10", "0,5: 25"]
    page.keyboard.press("Enter")
    said = chart.locator(".guess p")
    eventually(page, lambda: said.inner_text().startswith("Longe: "))
    assert "no máximo, em 0,5." in said.inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Desenhar de novo"
    page.keyboard.press("Enter")
    assert said.inner_text().startswith("Primeiro desenhe “loss”")


def test_without_javascript_and_on_paper_there_is_the_chart(visit: Opener) -> None:
    page = visit(POST, java_script_enabled=False)
    assert page.locator("#chart-asked img:visible").count() == 1
    assert page.locator(".guess:visible, .several:visible").count() == 0
    page = visit(POST)
    chart = asked(page)
    hidden = curves(chart)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert curves(chart) > hidden
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert curves(chart) == hidden


def test_what_asks_is_loaded_only_where_it_is_asked_for(visit: Opener) -> None:
    page = visit(POST)
    fetched = "performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1).split('?')[0])"
    asked(page)
    assert {"guess.js", "seeds.js"} <= set(page.evaluate(fetched))
    page.goto(page.url.replace(POST, "en/index.html"))
    assert not {"guess.js", "seeds.js"} & set(page.evaluate(fetched))


def test_a_slider_goes_from_one_seed_to_all(visit: Opener) -> None:
    page = visit(POST)
    chart = page.locator("#chart-curves")
    chart.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    slider = page.get_by_role("slider", name=re.compile("Seeds ?: Figure 1"))
    slider.wait_for()
    before = height(page)
    drawing = chart.locator(".drawing")

    def seen() -> tuple[str | None, list[str], list[str]]:
        drawing.focus()
        page.keyboard.press("Home")
        row = drawing.locator(".tip :is(.number, .range)").all_inner_texts()[:2]
        page.keyboard.press("Escape")
        ticks = [text for text in drawing.locator("svg text").all_text_contents() if text.startswith("0")]
        return slider.get_attribute("aria-valuetext"), row, ticks

    ways = [seen()]
    for _ in range(2):
        slider.press("ArrowLeft")
        ways.append(seen())
    assert [way[0] for way in ways] == ["all 3 seeds", "2 of 3 seeds", "1 of 3 seeds"]
    assert [way[1] for way in ways] == [
        ["0.1200", "(0.1000–0.1400)"],
        ["0.1100", "(0.1000–0.1200)"],
        ["0.1000", ""],
    ]
    assert len({tuple(way[2]) for way in ways}) == 1, "the axes stay"
    slider.press("End")
    assert seen() == ways[0]
    assert height(page) == before
    assert page.locator("#chart-timed .several").count() == 0
