"""Figures side by side in a real browser: beside each other, below each other on a phone, and from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from interactive_site import served
from opening import Opener, opener
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
TEXT = """---
title: x
---
{{< figures all columns=2 caption="All of them." >}}

{{< figure digit alt="A digit." caption="As it is." >}}

{{< image shade.png alt="A shade." caption="Paler." linked=true >}}

{{< chart accuracy alt="Accuracy." caption="A chart." >}}

{{< figure src="shade.png" alt="A link." caption="Elsewhere." link="https://example.org/a.png" >}}

{{< /figures >}}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = copy_site("good", tmp_path_factory.mktemp("groups"))
    for language in ("en", "pt"):
        (project.post("digits") / f"index.{language}.md").write_text(TEXT)
    with served(build_site(project).folder) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address) as visit:
        yield lambda width, **options: visit(
            "en/posts/digits/index.html", viewport={"width": width, "height": 900}, **options
        )


def lefts(page: Page) -> int:
    """In how many columns its parts stand."""
    return len({round(one.bounding_box()["x"]) for one in page.locator(".parts > figure").all()})


@pytest.mark.parametrize(("width", "columns"), [(390, 1), (800, 2), (1440, 2)])
def test_they_stand_beside_each_other_where_there_is_room(visit: Opener, width: int, columns: int) -> None:
    page = visit(width)
    page.locator(".parts .chart").scroll_into_view_if_needed()
    page.locator(".parts .chart svg").wait_for()
    assert lefts(page) == columns
    assert page.evaluate("document.documentElement.scrollWidth") == width
    edges = page.locator(".parts > figure").evaluate_all("all => all.map((one) => one.scrollWidth - one.clientWidth)")
    assert edges == [0, 0, 0, 0]
    wide = page.locator(".group").evaluate("one => one.offsetWidth")
    assert (wide > 700) == (width == 1440)


def test_arrows_lead_from_one_picture_to_the_next(visit: Opener) -> None:
    page = visit(1440)
    page.locator("#figure-digit a.enlarge").click()
    shown = page.locator("dialog.large img")
    assert shown.get_attribute("alt") == "A digit."
    page.keyboard.press("ArrowLeft")
    assert shown.get_attribute("alt") == "A digit.", "it is the first"
    page.keyboard.press("ArrowRight")
    assert shown.get_attribute("alt") == "A shade."
    page.keyboard.press("ArrowRight")
    assert shown.get_attribute("alt") == "A shade.", "what leads elsewhere is no picture to enlarge"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('figure').id") == "picture-shade"
