"""What a finger aims at is large enough to be hit: WCAG 2.5.8 asks for 24 by 24 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from opening import STILL, Opener, opener, pause, read_through

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
# Controls that are smaller. Free is what the line of a sentence gives its height, and what stands in a cell or an entry
# that an author wrote where nothing else is within 24 pixels around its middle.
SMALL = """() => {
  const LEAST = 24 - 0.05;
  const wanted = "a[href], button, summary, input, select, textarea, [role=button], [role=slider], [tabindex='0']";
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  // Of a choice the label is hit.
  const hit = (one) => (one.matches("label > input") ? one.parentElement : one);
  const all = [...new Set([...document.querySelectorAll(wanted)].map(hit))].filter(seen);
  const box = (one) => one.getBoundingClientRect();
  const words = (one) => one.textContent.replace(/[\\s\\p{P}]+/gu, "").length;
  const inSentence = (one) => {
    if (!one.matches("a") || getComputedStyle(one).display !== "inline") return false;
    let block = one.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    return words(block) > words(one);
  };
  const middle = (one) => { const { x, y, width, height } = box(one); return [x + width / 2, y + height / 2]; };
  const alone = (one) => one.matches(".text :is(td, li, p) a") && all.every((other) => {
    const [[x, y], { left, right, top, bottom }] = [middle(one), box(other)];
    const [across, down] = [Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0)];
    return one === other || Math.hypot(across, down) >= 12;
  });
  return all.filter((one) => !inSentence(one) && (box(one).width < LEAST || box(one).height < LEAST) && !alone(one))
    .map((one) => `${box(one).width.toFixed(1)} x ${box(one).height.toFixed(1)} ${one.outerHTML.slice(0, 120)}`);
}"""
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site on a phone; see `opener`."""
    phone: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "reduced_motion": "reduce"}
    with opener(browser, address, **phone) as visit:
        yield visit


def small(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SMALL)
    return found


PAGES = [
    "",
    "404.html",
    "en/",
    "pt/",
    "en/archive/",
    "en/series/",
    "pt/series/intro/",
    "pt/tags/",
    "pt/tags/mnist/",
    "en/docs/",
    "en/docs/figures/",
    "en/docs/reference/",
]


@pytest.mark.parametrize("path", [*PAGES, "en/about/"])
def test_on_pages(visit: Opener, path: str) -> None:
    page = visit(path)
    assert small(page) == []
    page.evaluate(OPEN_ALL)
    pause(page)
    assert small(page) == []


def test_on_another_post_asleep_and_awake(visit: Opener) -> None:
    page = visit("pt/posts/autoencoders/")
    assert small(page) == []
    page.evaluate(OPEN_ALL)
    read_through(page)
    assert small(page) == []


@pytest.mark.parametrize("language", ["en", "pt"])
def test_on_a_post_asleep_and_awake_and_in_its_bar(visit: Opener, language: str) -> None:
    page = visit(f"{language}/posts/cnns/")
    assert small(page) == []
    page.evaluate(OPEN_ALL)
    read_through(page)
    page.locator("#interactive-moved_digit .live [role=slider]").first.wait_for()
    page.locator("#chart-accuracy .help").click()
    assert small(page) == []
    page.mouse.move(5, 500)
    page.mouse.wheel(0, -300)
    page.evaluate(STILL)
    page.locator(".bar .here").click()
    page.locator(".contents a").first.wait_for()
    assert small(page) == []


def test_in_a_card_in_a_picture_that_was_enlarged_and_in_the_search(visit: Opener) -> None:
    page = visit("en/posts/cnns/")
    page.locator(".text > p a.value").first.tap()
    page.locator("#card .onward").first.wait_for()
    assert small(page) == []
    page.keyboard.press("Escape")
    page.locator("a.enlarge").first.tap()
    page.locator("dialog.large").wait_for()
    assert small(page) == []
    page.keyboard.press("Escape")
    pytest.importorskip("pagefind_bin")
    page.keyboard.press("/")
    page.keyboard.insert_text("accuracy")
    page.locator("dialog mark").first.wait_for()
    assert small(page) == []
