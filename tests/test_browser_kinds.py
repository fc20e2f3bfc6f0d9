"""Charts of every kind, live: the examples of docs/charts.md on one page, as a reader scrolls through it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from live_site import live
from opening import Opener, eventually, opener, pause
from serving import serving
from small_sites import copy_site
from test_chart_kinds import EXAMPLES, PAGE, SQUARES

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_site("good", tmp_path_factory.mktemp("kinds"))
    post = project.posts / "digits"
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    with (post / "figures.py").open("a") as file:
        file.write("\n\n" + "\n\n".join(blocks))
    (post / "island.geojson").write_text(json.dumps(SQUARES))
    with (post / "index.en.md").open("a") as text:
        text.write("".join(f'\n{{{{< chart {name} alt="Chart {name}." >}}}}\n' for name in EXAMPLES))
    build_site(project)
    return project.site


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Opener]:
    with serving(site) as address, opener(browser, address, viewport={"width": 1000, "height": 900}) as visit:
        yield visit


def all_live(page: Page) -> None:
    """Scroll through the page until every chart is live."""
    for drawing in page.locator(".drawing").all():
        drawing.scroll_into_view_if_needed()
        eventually(page, lambda one=drawing: one.locator("svg").count() == 1)


def test_every_kind_comes_alive_and_no_script_of_others_is_asked_for(visit: Opener, site: Path) -> None:
    page = visit("/en/posts/digits/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    all_live(page)
    assert page.locator(".excuse").count() == 0
    scripts = {address.rpartition("/static/")[2] for address in asked if "/static/" in address}
    assert "parts/part-radar.js" in scripts
    assert "parts/part-chord.js" not in scripts
    there = {path.name for path in (site / "static" / "parts").iterdir()}
    assert "part-chord.js" not in there
    assert "part-radar.js" in there
    assert all(re.match(r"https?://(?:localhost|127\.0\.0\.1)[:/]", address) for address in asked)


def test_a_timeline_goes_on_and_javascript_runs(visit: Opener) -> None:
    page = visit("/en/posts/digits/#chart-years", reduced_motion="reduce")
    all_live(page)
    years = page.locator("#chart-years .drawing svg")
    assert "9" not in years.locator("text").all_text_contents()
    page.locator("#chart-years .drawing").press("PageDown")
    eventually(page, lambda: "9" in years.locator("text").all_text_contents())
    page.locator("#chart-years .drawing").press("PageUp")
    eventually(page, lambda: "9" not in years.locator("text").all_text_contents())
    years.locator("xpath=../../..").get_by_role("button", name="2024").click()
    eventually(page, lambda: "9" in years.locator("text").all_text_contents())
    assert "40 %" in page.locator("#chart-coloured .drawing svg text").all_text_contents()


def test_no_press_on_a_timeline_is_lost(visit: Opener) -> None:
    page = visit("/en/posts/digits/", reduced_motion="reduce")
    drawing = live(page, "years")
    first, second = (drawing.get_by_role("button", name=year) for year in ("2023", "2024"))
    middles = []
    for button in (first, second):
        box = button.bounding_box()
        assert box
        middles.append((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    nines = drawing.locator("svg text", has_text="9")
    for number in range(1, 301):
        if number % 30 == 0:  # the frames that ECharts draws anew while the button is held down
            page.mouse.move(*middles[number % 2])
            page.mouse.down()
            drawing.press("PageDown")
            drawing.press("PageUp")
            pause(page)
            page.mouse.up()
        else:
            page.mouse.click(*middles[number % 2])
        assert (first, second)[number % 2].get_attribute("aria-current") == "true", number
    eventually(page, lambda: nines.count() == 0)
    second.focus()
    page.keyboard.press("Enter")
    eventually(page, lambda: nines.count() == 1)
    drawing.get_by_role("button", name="Play").press("Enter")
    drawing.get_by_role("button", name="Stop").click()
    assert drawing.get_by_role("button", name="Play").count() == 1
