"""Whoever comes to an old address arrives: below a path, without JavaScript, in a file, at the part that was named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import serving
from test_site_moved import BASE, project, redirects, text  # noqa: F401

import builder.site.search as search
from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from builder.project import Project
pytestmark = pytest.mark.browser
OLD = {
    "old/": "en/posts/q/",
    "old": "en/posts/q/",
    "2020/q.html": "en/posts/q/",
    "Caf%C3%A9/": "en/posts/q/",
    "old.php": "en/posts/q/",
    "old/?from=feed#part": "en/posts/q/?from=feed#part",
    "part/": "en/posts/q/#part",
    "part/#top": "en/posts/q/#top",
}


@pytest.fixture
def moved(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """A site with old addresses."""
    monkeypatch.setattr(search, "_PROGRAMS", ())
    text(project, "q.en.md", "title: The question\naliases: [/old/, /2020/q.html, /Café/, /old.php]")
    redirects(project, '"/part/" = "/en/posts/q/#part"')
    build_site(project, base_url=BASE)
    return project.site


def test_an_old_address_leads_to_the_page(moved: Path, browser: Browser) -> None:
    folder = moved.parent / "www"
    folder.mkdir()
    (folder / "repo").symlink_to(moved)
    with serving(folder) as address:
        for scripts in (True, False):
            context = browser.new_context(java_script_enabled=scripts)
            page = context.new_page()
            refused: list[str] = []
            page.on("console", lambda message: refused.append(message.text))  # noqa: B023
            for old, there in OLD.items():
                if not scripts:
                    there = "en/posts/q/" + "#part" * (old.startswith("part/"))
                page.goto(f"{address}/repo/{old}")
                page.wait_for_url(f"{address}/repo/{there}")
                assert page.locator("h1").inner_text() == "The question"
            assert refused == []
            context.close()


def test_it_does_so_in_a_file_too(moved: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((moved / "old" / "index.html").as_uri() + "#part")
    page.wait_for_url((moved / "en/posts/q/index.html").as_uri() + "#part")
    page.close()


def test_who_goes_back_is_not_led_on_again(moved: Path, browser: Browser) -> None:
    with serving(moved) as address:
        page = browser.new_page()
        page.goto(f"{address}/en/")
        page.goto(f"{address}/old/")
        page.wait_for_url(f"{address}/en/posts/q/")
        page.go_back()
        page.wait_for_url(f"{address}/en/")
        page.close()
