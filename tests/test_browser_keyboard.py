"""The published pages without a pointer and without styles: what is reached, what shows it, and in what order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from conftest import REPOSITORY
from opening import Opener, eventually, opener, pause, read_through

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PAGES = ["pt/index.html", "en/posts/cnns/index.html", "pt/posts/cnns/index.html"]

# All that can be done something with. Of the choices in a group the Tab key reaches one, arrows the others.
REACHABLE = (
    "[...document.querySelectorAll('a[href], button, summary, input, [tabindex=\"0\"]')].filter((one) =>"
    " one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0 && !(one.type === 'radio' && !one.checked))"
)
FOLLOW = """() => {
  window.met = [];
  document.addEventListener("focusin", ({target}) => {
    const shown = getComputedStyle(target.type === "radio" ? target.parentElement : target);
    const box = (target.type === "radio" ? target.parentElement : target).getBoundingClientRect();
    met.push({
      element: target,
      ringed: shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2,
      inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      says: target.outerHTML.slice(0, 120),
    });
  });
}"""


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site on a desk, where nothing moves smoothly; see `opener`."""
    usual = {"locale": "en-US", "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
    with opener(browser, address, **usual) as visit:
        yield visit


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_reaches_everything_in_order_and_shows_where_it_is(visit: Opener, path: str) -> None:
    page = visit(path)
    read_through(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.evaluate("scrollTo(0, 0)")
    pause(page)
    page.evaluate(FOLLOW)
    missed = f"{REACHABLE}.filter((one) => !met.some(({{element}}) => element === one)).map((one) => one.outerHTML)"
    for _ in range(page.evaluate(f"{REACHABLE}.length")):
        page.keyboard.press("Tab")
    for _ in range(20):  # on a slow machine a card may open on the way, and its links are stops too
        if page.evaluate(missed):
            page.keyboard.press("Tab")
    assert page.evaluate("met.filter((one) => !one.ringed || !one.inSight).map((one) => one.says)") == []
    page.evaluate("scrollTo(0, 0)")  # where the head is whole
    pause(page)
    assert page.evaluate(missed) == []
    backwards = (
        "met.filter(({element}) => !element.closest('[popover]'))"  # a card may have opened on the way
        ".filter(({element}, number, met) => number && element !== met[0].element"  # where it begins anew
        " && met[number - 1].element.compareDocumentPosition(element)"
        " & Node.DOCUMENT_POSITION_PRECEDING).map((one) => one.says)"
    )
    assert page.evaluate(backwards) == []


def test_the_first_key_offers_the_text(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] > 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [320, 1280])
def test_what_scrolls_sideways_is_reached_too(visit: Opener, width: int) -> None:
    page = visit("en/posts/cnns/index.html", viewport={"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    unreached = (
        "[...document.querySelectorAll('main *')].filter((one) => one.scrollWidth > one.clientWidth + 1 &&"
        " ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.tabIndex < 0 &&"
        " !one.querySelector('a[href], [tabindex]')).map((one) => one.outerHTML.slice(0, 120))"
    )
    eventually(page, lambda: page.evaluate(unreached) == [])


@pytest.mark.parametrize(("language", "outline", "runs"), [("pt", "Conteúdo", "De onde"), ("en", "Contents", "Where")])
def test_without_styles_the_post_reads_from_its_title_to_its_runs(
    visit: Opener, language: str, outline: str, runs: str
) -> None:
    page = visit(f"{language}/posts/cnns/index.html")
    headings = "[...document.querySelectorAll('h1, h2, h3')].map((one) => one.firstChild.textContent.trim())"
    written = page.evaluate(headings)
    page.evaluate("document.querySelectorAll('style, link[rel=stylesheet]').forEach((one) => one.remove())")
    page.evaluate("document.querySelectorAll('[style]').forEach((one) => one.removeAttribute('style'))")
    tops = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map((one) => one.getBoundingClientRect().top)")
    assert tops == sorted(tops)
    text = page.evaluate("document.body.innerText")
    places = [text.index(words) for words in (written[0], outline)]
    for heading in written[1:]:
        places.append(text.index(f"\n{heading}", places[-1]))
    assert places == sorted(places)
    assert written[0]
    assert text.rindex(runs) > places[-3]


@pytest.mark.parametrize(("path", "mark"), [("en/posts/cnns/index.html", "."), ("pt/posts/cnns/index.html", ",")])
def test_a_chart_is_steered_by_the_keyboard(visit: Opener, path: str, mark: str) -> None:
    page = visit(path)
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.scroll_into_view_if_needed()
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    help_ = page.locator("#chart-accuracy .help")
    help_.focus()
    page.keyboard.press("Enter")
    assert page.locator("#chart-accuracy .keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#chart-accuracy .keys").is_hidden()
    drawing.focus()
    tip = drawing.locator(".tip[role=status]")
    record = json.loads((REPOSITORY / "content/posts/cnns/results/cnn/record.json").read_text())
    curve = record["series"]["test_accuracy"]

    def told(key: str) -> list[str]:
        page.keyboard.press(key)
        pause(page, 100)
        place, *lines = tip.inner_text().split("\n")
        return [place.split()[-1], *lines]  # "epoch 39"

    for key, epoch in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 100), ("ArrowLeft", 99), ("Home", 1)):
        lines = told(key)
        assert lines[0] == str(epoch)
        assert str(round(curve[epoch - 1], 4)).replace(".", mark) in lines
    told("End")
    page.keyboard.press("+")
    assert int(told("Home")[0]) > 20, "the first quarter is out of sight"
    page.keyboard.press("0")
    assert told("Home")[0] == "1"
    all_lines = len(told("ArrowRight"))
    page.keyboard.press("1")
    assert len(told("ArrowRight")) < all_lines, "what the legend names first is hidden"
    page.keyboard.press("1")
    assert len(told("ArrowRight")) == all_lines
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
