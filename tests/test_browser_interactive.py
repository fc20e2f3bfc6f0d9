"""Interactive figures in a real browser: without JavaScript, on paper, on a phone, and where something fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from interactive_site import Opener, build, live, served, visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def address(played: Path) -> Iterator[str]:
    with served(played) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with visits(browser, address) as visit:
        yield visit


@pytest.mark.parametrize("language", ["en", "pt"])
def test_no_figure_is_wider_than_a_small_phone(visit: Opener, language: str) -> None:
    page = visit(language, viewport={"width": 320, "height": 640})
    for name in ("own_kernel", "moved_digit"):
        live(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_colours_of_the_reader_leave_bars_places_and_choices_to_be_seen(visit: Opener) -> None:
    page = visit("en", forced_colors="active")
    place = live(page, "moved_digit")
    grounds = "one => [one, document.body].map((each) => getComputedStyle(each).backgroundColor)"
    bar, ground = place.locator(".bar").first.evaluate(grounds)
    assert bar != ground
    assert place.locator(".here").first.evaluate("one => getComputedStyle(one).boxShadow") != "none"
    outlines = place.locator(".places button").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).outlineStyle)"
    )
    assert outlines == ["solid", "none", "none"], "the one that is pressed"


def test_without_javascript_and_on_paper_the_pictures_are_there(visit: Opener) -> None:
    page = visit("pt", java_script_enabled=False)
    assert page.locator(".still img:visible").count() == 2
    assert page.locator(".live:visible").count() == 0
    page = visit("pt")
    live(page, "moved_digit")
    page.emulate_media(media="print")
    assert page.locator(".still img:visible").count() == 2
    assert page.locator(".live:visible").count() == 0


def test_opened_as_a_file_it_stays_as_it_is(browser: Browser, played: Path) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((played / "en" / "posts" / "cnns" / "index.html").as_uri())
    page.locator("#interactive-moved_digit").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert page.locator(".still img:visible").count() == 2
    assert complaints == []
    page.close()


BROKEN = {
    "no style sheet": ("css", {"status": 404}),
    "data cut off": ("json", {"body": '{"digit": ['}),
    "other data": ("json", {"body": '{"digit": []}'}),
    "a script that throws": ("js", {"body": "export function mount() { throw new Error(); }"}),
}
TYPES = {"css": "text/css", "json": "application/json", "js": "text/javascript"}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_missing_or_broken_leaves_the_picture_and_one_line(browser: Browser, address: str, case: str) -> None:
    ending, answer = BROKEN[case]
    page = browser.new_page()
    page.route(
        re.compile(rf"/moved_digit\.\w+\.{ending}$"),
        lambda route: route.fulfill(content_type=TYPES[ending], **answer),
    )
    page.goto(f"{address}/pt/posts/cnns/index.html")
    place = page.locator("#interactive-moved_digit")
    place.scroll_into_view_if_needed()
    place.locator(".excuse").wait_for()
    assert place.locator(".excuse").all_inner_texts() == [
        "A figura interativa não pôde ser carregada; isto fica no seu lugar."
    ]
    assert place.locator(".still img:visible").count() == 1
    assert not place.locator(".live").is_visible()
    page.close()
