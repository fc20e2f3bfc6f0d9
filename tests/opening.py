"""Opening pages of a site that is served, and hearing of everything that goes wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opener = Callable[..., "Page"]


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
    assert complaints == []
