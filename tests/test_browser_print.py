"""The published post on paper: no half-empty pages for a tall figure, and none for how it is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from opening import opener

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
A4 = {"width": 658, "height": 1000}  # pixels, within its margins
MARGINS = {"top": "1.5cm", "bottom": "1.5cm", "left": "1.8cm", "right": "1.8cm"}
# Of each tall figure: its share of the width, whether it is in the way of nothing, and the width of what stands beside.
TALL = """() => [...document.querySelectorAll(".text > figure.tall")].map((figure) => {
  const box = figure.getBoundingClientRect();
  const others = [...document.querySelectorAll(".text > :not(.tall)")].map((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  }).flat();
  const level = others.filter(({ top, bottom }) => bottom > box.top + 1 && top < box.bottom - 1);
  return [box.width / innerWidth < 0.5, level.every(({ right }) => right <= box.left + 1), level.length > 0];
})"""


def sheets(page: Page) -> int:
    return page.pdf(format="A4", margin=MARGINS).count(b"/Type /Page\n")  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["en/posts/cnns/", "pt/posts/cnns/"])
def test_a_text_flows_beside_a_tall_figure_and_the_citation_takes_two_lines(
    browser: Browser, address: str, path: str
) -> None:
    with opener(browser, address, viewport=A4) as visit:
        page = visit(path)
        page.emulate_media(media="print")
        assert page.evaluate(TALL) == [[True, True, True]]
        asleep = page.locator(".interactive > .live").evaluate_all("all => all.map((one) => one.offsetHeight)")
        assert set(asleep) == {0}, "no room is kept on paper for what may wake on a screen"
        cite = page.locator("aside.cite")
        assert (cite.bounding_box() or {})["height"] < 60
        number = sheets(page)
        cite.evaluate("one => one.remove()")
        assert 10 < number - 1 <= sheets(page), "two lines may by chance be the first of a page"
