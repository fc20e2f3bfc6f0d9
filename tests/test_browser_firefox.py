"""The published pages in Firefox, where there is one: what Chromium does not tell of another browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import Opener, eventually, opener

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
    page.locator(".posts h2 a").first.click()
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
