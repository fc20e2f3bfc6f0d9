"""The bar that comes back when readers scroll up, and the other language, which begins where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import MOVED, STILL, Opener, opener, pause

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SIZES = [(1440, 900), (390, 844)]
BAR = ".masthead > .bar"
SEEN = "document.querySelector('.masthead > .bar').getBoundingClientRect().top >= 0"
# The number of the section at the line that is being read, and how far in it that line is, from 0 to 1.
PLACE = """() => {
  const top = (one) => one.getBoundingClientRect().top;
  const headings = [...document.querySelectorAll('article :is(h2, h3)[id]')];
  const number = headings.findLastIndex((one) => top(one) < innerHeight / 3);
  const start = number < 0 ? -scrollY : top(headings[number]);
  const end = headings[number + 1] ? top(headings[number + 1])
    : document.querySelector('article').getBoundingClientRect().bottom;
  return [number, (innerHeight / 3 - start) / (end - start), end - start];
}"""


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site; see `opener`."""
    with opener(browser, address) as visit:
        yield visit


def opened(visit: Opener, path: str, size: tuple[int, int], **options: object) -> Page:
    return visit(path, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options)


def scroll(page: Page, y: int) -> None:
    """Be at a place of the page without having scrolled there oneself."""
    page.evaluate("y => scrollTo({top: y, behavior: 'instant'})", y)
    page.evaluate(STILL)


def turn(page: Page, by: int) -> None:
    """Turn the wheel, and wait until the page is still."""
    page.mouse.move(5, 500)
    page.mouse.wheel(0, by)
    page.evaluate(STILL)


@pytest.mark.parametrize("size", [*SIZES, (1280, 800), (768, 1024)])
def test_it_comes_when_one_scrolls_up_and_goes_when_one_scrolls_down(visit: Opener, size: tuple[int, int]) -> None:
    page = opened(visit, "en/posts/cnns/", size, script=MOVED)
    height = page.evaluate("document.documentElement.scrollHeight")
    scroll(page, 9000)
    assert not page.evaluate(SEEN)
    turn(page, -200)
    assert page.evaluate(SEEN)
    bar = page.locator(BAR)
    for name in ("Search", "Português"):
        assert bar.get_by_text(name).first.is_visible()
    assert bar.locator(".here").inner_text() == page.locator(".toc [aria-current=location]").text_content()
    assert bar.evaluate("one => one.offsetHeight") < 50
    assert bar.evaluate("one => [...one.children].every((part) => part.getBoundingClientRect().right <= innerWidth)")
    turn(page, 100)
    assert not page.evaluate(SEEN)
    scroll(page, 0)
    assert page.evaluate(SEEN)
    assert page.locator(BAR).evaluate("one => getComputedStyle(one).position") == "static"
    assert page.evaluate("moved") == [], "the head has another form at the top of the page, and leaps to it"
    assert abs(page.evaluate("document.documentElement.scrollHeight") - height) <= 2


def test_it_shows_itself_to_who_goes_by_the_keyboard_and_is_there_once(visit: Opener) -> None:
    page = opened(visit, "en/posts/cnns/", SIZES[0])
    assert page.locator("header.masthead").count() == page.locator(".masthead .name").count() == 1
    scroll(page, 9000)
    page.locator(".masthead .name").focus()
    page.keyboard.press("Tab")  # the browser then shows where the focus is
    assert page.evaluate("document.activeElement.className") == "here"
    assert page.evaluate(SEEN)
    # A browser may stand between two pixels: what is laid out above ends in fractions of one.
    assert page.evaluate("scrollY") == pytest.approx(9000, abs=1), "the reader's place is kept"


@pytest.mark.parametrize("size", SIZES)
def test_the_contents_open_from_it_and_lead_to_what_it_does_not_cover(visit: Opener, size: tuple[int, int]) -> None:
    page = opened(visit, "en/posts/cnns/", size)
    scroll(page, 9000)
    turn(page, -200)
    page.locator(".here").click()
    links = page.locator(".contents a")
    page.locator(".contents [aria-current=location]:focus").wait_for()
    assert links.all_text_contents()[-2:] == ["References", "Where the numbers come from"]
    page.keyboard.press("Escape")
    links.first.wait_for(state="detached")
    assert page.evaluate("document.activeElement.className") == "here"
    page.keyboard.press("Enter")
    page.locator(".contents").get_by_text("Fixed kernels on MNIST").click()
    page.evaluate(STILL)
    assert 0 <= page.locator("#fixed-kernels-on-mnist").evaluate("one => one.getBoundingClientRect().top") < 40
    assert not page.evaluate(SEEN)


def test_who_moves_back_through_the_text_by_the_keyboard_is_not_covered(visit: Opener) -> None:
    page = opened(visit, "en/posts/cnns/", SIZES[0])
    scroll(page, 9000)
    page.evaluate(
        "[...document.querySelectorAll('article p a')].find((a) => a.getBoundingClientRect().top > 0).focus()"
    )
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        pause(page)
        assert not page.evaluate(SEEN)


def test_a_page_that_was_made_narrower_meanwhile_has_its_head_as_high_as_it_is(visit: Opener) -> None:
    page = opened(visit, "pt/posts/cnns/", SIZES[0])
    scroll(page, 3000)
    page.set_viewport_size({"width": 390, "height": 844})
    pause(page)
    kept = page.locator(".masthead").evaluate("one => one.offsetHeight")
    scroll(page, 0)
    assert page.locator(".masthead").evaluate("one => one.offsetHeight") == kept


def test_its_edge_is_seen_in_forced_colours_and_on_paper_it_is_the_head(visit: Opener) -> None:
    page = opened(visit, "en/posts/cnns/", SIZES[1], forced_colors="active")
    scroll(page, 3000)
    turn(page, -200)
    style = page.locator(BAR).evaluate(
        "one => [getComputedStyle(one).borderBottomWidth, getComputedStyle(one).position]"
    )
    assert style == ["1px", "fixed"]
    page.emulate_media(media="print", forced_colors="none")
    assert page.locator(BAR).evaluate("one => getComputedStyle(one).position") == "static"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["en/posts/cnns/", "pt/posts/cnns/"])
def test_the_other_language_begins_where_one_was(visit: Opener, size: tuple[int, int], path: str) -> None:
    page = opened(visit, path, size)
    for y in (200, 5000, 11000):
        page.goto(page.url.split("/repo/")[0] + f"/repo/{path}")
        scroll(page, y)
        turn(page, -100)
        section, share, _ = page.evaluate(PLACE)
        page.locator(".languages a").click()
        page.wait_for_load_state()
        page.evaluate(STILL)
        there, its, length = page.evaluate(PLACE)
        assert there == section, y
        assert abs(its - share) * length < 60, y  # pixels
        assert f"/{path[:2]}/" not in page.url


def test_where_sections_differ_it_is_as_far_in_the_text(visit: Opener) -> None:
    # The Portuguese text has a section more.
    more = """document.addEventListener("readystatechange", () => location.pathname.includes("/pt/") &&
      document.querySelector("article").append(Object.assign(document.createElement("h3"), {id: "more"})))"""
    page = opened(visit, "en/posts/cnns/", SIZES[0], script=more)
    whole = "(scrollY + innerHeight / 3) / (document.querySelector('article').getBoundingClientRect().bottom + scrollY)"
    scroll(page, 9000)
    turn(page, -100)
    before = page.evaluate(whole)
    page.locator(".languages a").click()
    page.wait_for_url("**/pt/posts/cnns/")
    page.evaluate(STILL)
    assert abs(page.evaluate(whole) - before) < 0.005


def test_who_copies_the_link_or_has_no_storage_is_led_to_the_section(visit: Opener) -> None:
    refuse = "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('refused') }})"
    page = opened(visit, "en/posts/cnns/", SIZES[0], script=refuse)
    page.evaluate("document.getElementById('fixed-kernels-on-mnist').scrollIntoView()")
    page.locator(".languages a").evaluate("link => link.click()")
    page.wait_for_url("**/pt/posts/cnns/#kernels-fixos-no-mnist")


def test_the_wheel_scrolls_the_page_over_a_chart_that_is_awake_too(visit: Opener) -> None:
    page = opened(visit, "en/posts/cnns/", SIZES[0])
    drawing = page.locator("#chart-accuracy_by_shift .drawing")
    drawing.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    page.evaluate(STILL)
    before = page.evaluate("scrollY")
    drawing.hover()
    page.mouse.wheel(0, 200)
    page.evaluate(STILL)
    assert page.evaluate("scrollY") > before + 100


@pytest.mark.parametrize("size", SIZES)
def test_only_what_overflows_is_in_the_way_of_the_keyboard_and_it_has_a_name(
    visit: Opener, size: tuple[int, int]
) -> None:
    page = opened(visit, "en/posts/cnns/", size)
    boxes = """() => [...document.querySelectorAll("article :is(pre, .formula, .scroll)[tabindex]")]
      .map((one) => [one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1,
        one.getAttribute("role"), Boolean(one.ariaLabel)])"""
    pause(page)
    found = page.evaluate(boxes)
    assert [one for one in found if one != [True, "group", True]] == []
    assert found
