"""A slider over drawings in a real browser: by the keyboard, by its address, on paper, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from interactive_site import served
from opening import MOVED, Opener, eventually, opener, pause
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
GROWING = """

def growing(cnn, step):
    figure = Figure(figsize=(6.4, 3))
    figure.subplots().plot(cnn.series["test_accuracy"][: step + 1], "o-")
    return figure
"""
FAR = "<br>\n" * 60
TEXT = f"""---
title: x
---
{{{{< explore cnn over="test_loss" figure=growing alt="Accuracy so far." caption="Three epochs." >}}}}

A paragraph. {FAR}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = copy_site("good", tmp_path_factory.mktemp("explored"))
    folder: Path = project.post("digits")
    with (folder / "figures.py").open("a") as figures:
        figures.write(GROWING)
    for language in ("en", "pt"):
        (folder / f"index.{language}.md").write_text(TEXT)
    with served(build_site(project).folder) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address, viewport={"width": 390, "height": 844}) as visit:
        yield lambda query="", script="", **options: visit(f"pt/posts/digits/index.html{query}", script, **options)


def test_the_keyboard_moves_it_and_nothing_else_moves(visit: Opener) -> None:
    page = visit(script=MOVED)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    slider = page.get_by_role("slider", name="test loss")
    image = page.locator(".views img:visible")
    assert (image.count(), slider.get_attribute("aria-valuetext")) == (1, "0,5")
    pause(page)
    assert not [one for one in asked if "growing-3" in one], "what nobody asks for is not fetched"
    height = page.locator(".shown").evaluate("one => one.offsetHeight")
    slider.focus()
    page.keyboard.press("ArrowRight")
    eventually(page, lambda: "growing-2" in (image.get_attribute("src") or ""))
    page.keyboard.press("End")
    eventually(page, lambda: "growing-3" in (image.get_attribute("src") or ""))
    assert image.get_attribute("alt") == "Accuracy so far. (test loss: 0,25)"
    assert slider.get_attribute("aria-valuetext") == "0,25"
    eventually(page, lambda: page.url.endswith("?growing=test_loss:0.25#explore-growing"))
    assert page.locator(".shown").evaluate("one => one.offsetHeight") == height
    assert page.evaluate("moved") == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("Home")
    eventually(page, lambda: "?" not in page.url)


def test_an_address_leads_to_its_place_and_paper_has_all(visit: Opener) -> None:
    page = visit("?growing=test_loss:0.3;nothing:1", color_scheme="dark")
    image = page.locator(".views img:visible")
    eventually(page, lambda: "growing-2" in (image.get_attribute("src") or ""))
    assert "-dark" in (image.get_attribute("src") or "")
    page.emulate_media(media="print")
    assert [one.inner_text() for one in page.locator(".views p:visible").all()] == [
        "test loss: 0,5", "test loss: 0,3", "test loss: 0,25",
    ]  # fmt: skip
    assert page.locator(".views img.light:visible").count() == 3
    assert not page.locator(".axes").is_visible()


def test_without_javascript_some_stand_side_by_side(visit: Opener) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 1000, "height": 800})
    assert page.locator(".views img:visible").count() == 3
    assert not page.locator(".axes").is_visible()
