"""Animations in a real browser: they begin when they are seen, a button stops them, and who wants none gets none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from interactive_site import served
from opening import MOVED, Opener, eventually, opener, pause
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
MOVING = """

def moving():
    from matplotlib.animation import FuncAnimation

    figure = Figure(figsize=(4, 2))
    return FuncAnimation(figure, lambda frame: figure.suptitle(str(frame)), frames=3)
"""
FAR = "<br>\n" * 80


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = copy_site("good", tmp_path_factory.mktemp("moving"))
    folder = project.post("digits")
    with (folder / "figures.py").open("a") as figures:
        figures.write(MOVING)
    for language in ("en", "pt"):
        text = f'---\ntitle: x\n---\n{FAR}\n\n{{{{< figure moving alt="Numbers." caption="c" >}}}}\n\n{FAR}\n'
        (folder / f"index.{language}.md").write_text(text)
    with served(build_site(project).folder) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address, viewport={"width": 390, "height": 844}) as visit:
        yield lambda **options: visit("en/posts/digits/index.html", MOVED, **options)


def image(page: Page) -> Locator:
    return page.locator("#figure-moving img:visible")


def moves(page: Page) -> bool:
    return "-moving." in (image(page).get_attribute("src") or "")


def test_it_begins_when_it_is_seen_and_a_button_stops_it(visit: Opener) -> None:
    page = visit(color_scheme="dark")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pause(page)
    assert not moves(page)
    assert not [one for one in asked if "-moving" in one]
    image(page).scroll_into_view_if_needed()
    eventually(page, lambda: moves(page))
    assert "dark" in (image(page).get_attribute("src") or "")
    button = page.get_by_role("button", name="Stop")
    button.focus()
    page.keyboard.press("Enter")
    assert not moves(page)
    page.get_by_role("button", name="Play").click()
    assert moves(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not moves(page)
    assert page.evaluate("moved") == []


def test_who_wants_no_motion_starts_it(visit: Opener) -> None:
    page = visit(reduced_motion="reduce")
    image(page).scroll_into_view_if_needed()
    pause(page, 300)
    assert not moves(page)
    page.get_by_role("button", name="Play").click()
    assert moves(page)


def test_without_javascript_the_last_frame_stands_there(visit: Opener) -> None:
    page = visit(java_script_enabled=False)
    assert not moves(page)
    assert not page.locator(".play").is_visible()
