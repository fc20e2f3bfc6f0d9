"""Opening pages of a site that is served, and hearing of everything that goes wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opener = Callable[..., "Page"]
MOVED = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const {value, sources} of list.getEntries())
    moved.push([value, ...sources.map(({node}) => node?.outerHTML?.slice(0, 80) ?? String(node))]);
}).observe({type: "layout-shift", buffered: true});
"""
"""A script that collects in `moved` what a page shifts after it was first seen."""

FRAME = "const frame = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 500); });"
"""Waits for the next frame; a browser that draws none, which happens, keeps nobody waiting."""
STILL = f"""async () => {{
  {FRAME}
  let [last, since, frames] = [scrollY, performance.now(), 0];
  while (performance.now() - since <= 400 || frames <= 10) {{
    await frame();
    frames += 1;
    if (scrollY !== last) [last, since, frames] = [scrollY, performance.now(), 0];
  }}
}}"""
"""Until nothing has scrolled for a while, and for several frames, which on a busy machine take longer."""


@contextmanager
def opener(browser: Browser, address: str, **usual: Any) -> Iterator[Opener]:
    """Opens pages by their path, in contexts of their own, where `script` runs before all else. Nothing may be asked of
    another server, and no page may complain.
    """
    contexts, complaints = [], []

    def visit(path: str, script: str = "", **options: Any) -> Page:
        context = browser.new_context(**{**usual, **options})
        contexts.append(context)
        context.add_init_script(script)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith((address, "data:")) or complaints.append(request.url))
        page.goto(f"{address}/{path}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == [], complaints


def pause(page: Page, milliseconds: int = 0) -> None:
    """Let time pass as the page has it: what its own timers do until then is done and drawn, on the slowest machine."""
    page.evaluate(
        f"async (time) => {{ {FRAME} await new Promise((done) => setTimeout(done, time));"
        " for (const number of [1, 2, 3]) await frame() }",
        milliseconds,
    )


def eventually(page: Page, condition: Callable[[], bool]) -> None:
    """Wait until something holds that is asked for here."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail("it never came to hold")


def read_through(page: Page) -> None:
    """Scroll through the whole page, as a reader does, who sees every part of it."""
    page.evaluate(
        f"async () => {{ {FRAME} for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {{"
        " scrollTo({top: y, behavior: 'instant'}); await new Promise((done) => setTimeout(done, 40));"
        " await frame(); await frame() } }"
    )
    page.wait_for_load_state("networkidle")
