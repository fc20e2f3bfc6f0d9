"""Older posts in a browser: what is missing in them is to be seen, and long names leave no page too wide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_lenient import HEAD, project, write  # noqa: F401

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from builder.project import Project
pytestmark = pytest.mark.browser
LONG = "A long title of a page of an old blog that named every page in its navigation"
TEXT = f"""
![A picture of {LONG.lower()}](/img/none.png)

{{{{< shiny {"with-an-argument-that-has-no-blank-" * 6} and="{LONG}" >}}}}

Within a line {{{{< badge "{LONG}" >}}}} too.

# A part

# Another part
"""


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_nothing_is_wider_than_the_window(project: Project, browser: Browser, width: int) -> None:  # noqa: F811
    write(project, "old.md", TEXT)
    (project.root / "content" / "pages").mkdir()
    for number in range(14):
        path = project.root / "content" / "pages" / f"page-{number}.en.md"
        path.write_text(HEAD.replace("Old", f"{number} {LONG}"))
    build_site(project)
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(Path(project.site / "en" / "posts" / "old" / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.locator(".sections a").all():
        box = link.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.locator(".absent").is_visible()
    assert page.locator(".as-written").count() == 2
    title, part = page.locator("header h1"), page.locator(".text > h1").first
    size = "heading => parseFloat(getComputedStyle(heading).fontSize)"
    assert title.evaluate(size) > part.evaluate(size)
    page.close()
