"""The published pages in Firefox, where there is one: what Chromium does not tell of another browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import Opener, eventually, opener
from test_browser_live import RANDOM, expected_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

pytestmark = pytest.mark.browser
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
BODY_GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    if FIREFOX is None:
        pytest.skip("there is no Firefox")
    from playwright.sync_api import Error

    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX)
    try:
        browser.new_context().close()
    except Error as error:
        browser.close()
        pytest.skip(f"this Playwright cannot steer this Firefox: {error.message}")
    yield browser
    browser.close()


@pytest.fixture
def visit(firefox: Browser, address: str) -> Iterator[Opener]:
    with opener(firefox, address, viewport={"width": 1280, "height": 900}) as visit:
        yield visit


@pytest.mark.parametrize("language", ["pt", "en"])
def test_home_and_post_work(visit: Opener, language: str) -> None:
    page = visit(f"{language}/index.html")
    assert page.evaluate(BODY_GROUND) == "rgb(251, 250, 246)", "light-dark() is understood"
    page.locator(".posts h2 a[href$='/cnns/']").click()
    page.wait_for_url("**/posts/cnns/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.locator(".theme input[value=dark]").evaluate("choice => choice.click()")
    assert page.evaluate(BODY_GROUND) == "rgb(23, 25, 28)"
    page.locator("#chart-accuracy").scroll_into_view_if_needed()
    page.locator("#chart-accuracy [_echarts_instance_] svg path").first.wait_for(state="attached")
    for name in ("own_kernel", "moved_digit"):
        figure = page.locator(f"#interactive-{name}")
        figure.scroll_into_view_if_needed()
        figure.locator(".live [role=slider]").wait_for()
        before = figure.inner_text()
        figure.locator(".live [role=slider]").press("ArrowRight")
        assert figure.inner_text() != before


def test_a_chart_is_saved_as_a_picture(visit: Opener) -> None:
    keep = "const make = URL.createObjectURL;"
    keep += "URL.createObjectURL = (data) => { window.made = data; return make.call(URL, data) }"
    page = visit("en/posts/cnns/index.html", script=keep)
    chart = page.locator("#chart-accuracy")
    chart.scroll_into_view_if_needed()
    chart.locator("summary").first.click()
    chart.get_by_role("button", name="PNG").click()
    eventually(page, lambda: page.evaluate("window.made !== undefined"))
    assert page.evaluate("made.type") == "image/png"
    assert page.evaluate("made.size") > 10_000


def test_a_number_and_a_claim_have_their_cards(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html")
    for selector, words in (("a.value", "sitegen run"), ("a.checked", "Checked against the records:")):
        link = page.locator(f"article {selector}").first
        link.scroll_into_view_if_needed()
        link.hover()
        card = page.locator(".card")
        card.wait_for()
        assert words in card.inner_text()
        page.keyboard.press("Escape")
        eventually(page, lambda: page.locator(".card").count() == 0)
    page.locator("article a.checked").first.evaluate("one => one.click()")
    eventually(page, lambda: page.locator("[id='claim-1']").is_visible())


def test_a_chart_tells_and_asks(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html")
    middle = "one => one.scrollIntoView({block: 'center', behavior: 'instant'})"
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.evaluate(middle)
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    strokes = (
        "one => [...one.querySelectorAll('path')].filter((path) => getComputedStyle(path).stroke !== 'none').length"
    )
    before = drawing.evaluate(strokes)
    drawing.hover()
    drawing.locator(".tip .place").wait_for()
    assert drawing.locator(".tip").inner_text().startswith("epoch ")
    assert drawing.evaluate(strokes) >= before
    slider = page.locator("#chart-accuracy .several input")
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == f"1 of {slider.get_attribute('max')} seeds"
    page.goto(page.url.replace("posts/cnns/", "docs/shortcodes/"))
    chart = page.locator(".chart:has(.guess)")
    chart.evaluate(middle)
    field = chart.locator(".sketch")
    field.wait_for()
    field.press("ArrowRight")
    field.press("End")
    field.press("Enter")
    eventually(page, lambda: "on average" in chart.locator(".guess p").inner_text())


@pytest.mark.slow
def test_every_number_that_is_told_is_that_of_the_record(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html")
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    rows = expected_rows(".", {"fully_connected": "fully connected", "cnn": "convolutional"}, "in the article")
    found = page.evaluate(RANDOM, {"seed": 11, "times": 200, "rows": rows})
    assert found["wrong"] == []
    assert found["places"] > 40


def test_the_bar_comes_back(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html")
    seen = "document.querySelector('.masthead > .bar').getBoundingClientRect().top >= 0"
    page.evaluate("scrollTo({top: 6000, behavior: 'instant'})")
    eventually(page, lambda: not page.evaluate(seen))
    page.mouse.move(5, 500)
    page.mouse.wheel(0, -200)
    eventually(page, lambda: page.evaluate(seen))
    assert page.locator(".masthead .here").is_visible()


def test_a_network_answers(visit: Opener) -> None:
    page = visit("pt/posts/cnns/index.html")
    place = page.locator("[data-network]").last
    place.locator(".ask button").click()
    place.locator(".shelf button").nth(7).click()
    read = place.locator(".verdict")
    eventually(page, lambda: [one.partition(",")[0] for one in read.all_inner_texts()] == ["lê 7"] * 4)
