"""Figures as a reader has them: letters that can be read on a phone, no bright plate in the dark, and enlarged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import Opener, eventually, opener

from builder.drawing.narrow import READABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ASLEEP = "window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} }"
"""A browser in which no interactive figure takes the place of its drawing."""
LETTERS = """async (image) => {
  const text = await (await fetch(image.currentSrc)).text();
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const scale = image.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const sizes = [...svg.querySelectorAll("text, tspan")].filter((one) => one.textContent.trim()).map((one) => {
    const found = /(?:font(?:-size)?:[^;]*?)([\\d.]+)px/.exec(one.getAttribute("style") ?? "");
    return found ? scale * found[1] : Infinity;
  });
  return Math.min(Infinity, ...sizes);
}"""
"""The smallest letters of a drawing, in CSS pixels as it is shown."""


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address) as visit:
        yield visit


def figures(page: Page) -> list[Locator]:
    """The drawings of all figures that are seen, each loaded."""
    found = page.locator("figure.figure img:visible").all()
    for one in found:
        one.scroll_into_view_if_needed()
        one.evaluate("image => image.decode()")
    return found


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("pt", "dark")])
def test_no_letters_are_too_small_on_a_phone(visit: Opener, language: str, scheme: str) -> None:
    page = visit(f"{language}/posts/cnns/index.html", ASLEEP, viewport=PHONE, color_scheme=scheme)
    found = figures(page)
    assert len(found) > 8
    small = {one.get_attribute("src"): size for one in found if (size := one.evaluate(LETTERS)) < READABLE}
    assert small == {}
    assert any(one.evaluate(LETTERS) < 20 for one in found), "letters are found at all"


def test_no_figure_stands_on_a_plate_in_the_dark(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html", ASLEEP, viewport=DESK, color_scheme="dark")
    grounds = page.locator("figure .enlarge").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(grounds) > 8
    assert set(grounds) == {"rgba(0, 0, 0, 0)"}
    for one in figures(page):
        assert "-dark." in (one.get_attribute("src") or "")


def opened(page: Page, name: str) -> Locator:
    page.locator(f"#figure-{name} a.enlarge").click()
    return page.locator("dialog.large img")


def test_on_a_desk_a_picture_fits_the_window_and_comes_near_at_a_click(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html", viewport=DESK)
    picture = opened(page, "padding")
    box = picture.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= DESK["height"]
    picture.click(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
    near = picture.bounding_box()
    assert near is not None
    assert near["width"] >= 2 * DESK["width"] - 40
    pointed = (DESK["width"] / 2 - near["x"]) / near["width"]
    assert pointed == pytest.approx(0.75, abs=0.02), "what was pointed at is in the middle"
    page.mouse.wheel(0, 300)
    page.keyboard.press("Escape")
    assert page.locator("dialog.large").count() == 0
    assert page.evaluate("document.activeElement.closest('figure').id") == "figure-padding"


@pytest.mark.parametrize("name", ["padding", "kernels", "pooling"])
def test_on_a_phone_it_is_larger_than_in_the_text(visit: Opener, name: str) -> None:
    page = visit("pt/posts/cnns/index.html", viewport=PHONE, has_touch=True)
    image = page.locator(f"#figure-{name} img:visible")
    image.scroll_into_view_if_needed()
    image.evaluate("image => image.decode()")
    small = image.bounding_box()
    picture = opened(page, name)
    large = picture.bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] >= 1.9 * small["width"]
    page.locator("dialog.large").evaluate("one => one.scrollTo(0, 0)")
    moved = picture.bounding_box()
    assert moved is not None
    assert moved["x"] >= 0, "its beginning can be seen too"
    assert "-narrow" in (picture.get_attribute("src") or "") or name == "pooling"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], "the page stays as it is"
    page.get_by_role("button", name="Fechar").tap()
    assert page.locator("dialog.large").count() == 0


def test_a_picture_from_near_is_moved_by_the_keyboard(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html", viewport=PHONE)
    opened(page, "padding")
    dialog = page.locator("dialog.large")
    before = dialog.evaluate("one => [one.scrollLeft, one.scrollTop]")
    dialog.evaluate("one => one.scrollTo(0, 0)")
    dialog.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    eventually(page, lambda: page.evaluate("document.querySelector('dialog.large').scrollTop > 0"))
    assert before != [0, 0]
