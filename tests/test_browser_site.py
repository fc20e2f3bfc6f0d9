"""A whole site in a real browser, served below a base path as a project's pages are."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from opening import MOVED, Opener, eventually, opener
from serving import Pages, Quiet, serving
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the small site, and its folder."""
    folder = tmp_path_factory.mktemp("served")
    project = copy_site("good", folder)
    with serving(folder / "www", Pages) as address:
        build_site(project, base_url=f"{address}/repo")
        (folder / "www").mkdir()
        project.site.rename(folder / "www" / "repo")
        yield f"{address}/repo", folder / "www" / "repo"


@pytest.fixture
def visit(browser: Browser, served: tuple[str, Path]) -> Iterator[Opener]:
    """Opens pages of the site on a phone; see `opener`."""
    with opener(browser, served[0], locale="en-US", viewport={"width": 390, "height": 844}) as visit:
        yield visit


@pytest.mark.parametrize(("locale", "home"), [("pt-BR", "/repo/pt/"), ("en-GB", "/repo/en/"), ("ja-JP", "/repo/")])
def test_the_root_leads_to_the_language_of_the_reader(visit: Opener, locale: str, home: str) -> None:
    page = visit("", locale=locale)
    page.wait_for_url(f"**{home}")
    page.wait_for_timeout(200)
    assert page.url.endswith(home)


def test_a_reader_who_comes_back_to_the_root_may_choose(visit: Opener, served: tuple[str, Path]) -> None:
    page = visit("pt/index.html")
    script = "root => document.body.append(Object.assign(document.createElement('a'), {href: root, text: 'Root'}))"
    page.evaluate(script, f"{served[0]}/")
    page.get_by_role("link", name="Root").click()
    page.wait_for_url("**/repo/")
    page.wait_for_timeout(200)
    assert page.locator(".choice a").count() == 2


def test_without_javascript_everything_is_there(visit: Opener) -> None:
    assert visit("", java_script_enabled=False).locator(".choice a:visible").count() == 2
    page = visit("pt/posts/digits/", java_script_enabled=False)
    assert page.locator("figure.chart img:visible").count() == 2
    assert page.locator("figure.figure img:visible").count() == 1
    assert page.get_by_text("A convolução não é mágica").first.is_visible()


def test_charts_come_alive(visit: Opener) -> None:
    page = visit("pt/posts/digits/")
    chart = page.locator("#chart-accuracy .drawing")
    chart.scroll_into_view_if_needed()
    chart.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    assert "0,75" in chart.inner_text(), "numbers are those of the page's language"
    page.locator("#chart-accuracy .tools [aria-expanded]").click()
    assert page.locator("#chart-accuracy .zoom").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone"


def test_a_chart_that_cannot_be_loaded_keeps_its_picture_and_says_so(
    browser: Browser, served: tuple[str, Path]
) -> None:
    page = browser.new_page()
    page.route("**/live.js", lambda route: route.abort())
    page.goto(f"{served[0]}/en/posts/digits/")
    page.locator("#chart-accuracy").scroll_into_view_if_needed()
    page.locator("#chart-accuracy .excuse").wait_for()
    assert page.locator("#chart-accuracy .excuse").inner_text().startswith("The interactive chart could not be loaded")
    assert page.locator("#chart-accuracy img:visible").count() == 1
    page.close()


def test_the_language_switch_keeps_the_section(visit: Opener) -> None:
    page = visit("pt/posts/digits/", viewport={"width": 390, "height": 400}, reduced_motion="reduce")
    page.locator("#a-convolução-não-é-mágica").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('a-convolução-não-é-mágica').scrollIntoView()")
    page.evaluate("document.querySelector('a[data-anchors]').click()")
    page.wait_for_url("**/en/posts/digits/")
    page.wait_for_load_state()
    place = "document.getElementById('a-convolution-is-no-magic').getBoundingClientRect().top"
    eventually(page, lambda: 0 <= page.evaluate(place) < 400 / 3)


def test_the_language_switch_above_the_first_section_is_a_plain_link(visit: Opener) -> None:
    page = visit("pt/posts/digits/")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/posts/digits/")


def test_an_address_that_does_not_exist(browser: Browser, served: tuple[str, Path]) -> None:
    page = browser.new_page()
    page.goto(f"{served[0]}/pt/posts/gone/for/ever/")
    assert page.locator("h1").inner_text() == "404"
    assert page.evaluate("document.documentElement.lang") == "pt"
    assert page.locator(".masthead").count() == page.locator(".masthead button.search:visible").count() == 1
    assert page.locator("h2").all_inner_texts() == ["Esta página não existe."]
    page.goto(f"{served[0]}/fr/gone/")
    assert page.locator("h2").count() == 2
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "its styles are found from any depth"
    page.get_by_role("link", name="All posts").click()
    page.wait_for_url("**/repo/en/")
    page.close()


def test_no_page_is_wider_than_a_small_phone(visit: Opener, served: tuple[str, Path]) -> None:
    pages = sorted(path.relative_to(served[1]).as_posix() for path in served[1].rglob("index.html"))
    page = visit("pt/", viewport={"width": 320, "height": 640})
    for path in [path for path in pages if path != "index.html"]:  # the root leads elsewhere
        page.goto(f"{served[0]}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_page_that_is_opened_as_a_file_stays_as_it_is(browser: Browser, served: tuple[str, Path]) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((served[1] / "pt" / "posts" / "digits" / "index.html").as_uri())
    page.locator("#chart-accuracy").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert page.locator("figure.chart img:visible").count() == 2
    assert complaints == []
    page.close()


class Slow(Quiet):
    """Sends a page as a slow network does, in pieces that end anywhere: within its head, and within a chart."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        page = path.read_bytes()
        head = page[: page.index(b"</header>")]
        places = [one.end() for one in re.finditer(rb"</a>|</nav>|</label>", head)]
        places += [one.end() for one in re.finditer(rb"</picture>", page)]
        for start, end in zip([0, *places], [*places, len(page)], strict=True):
            self.wfile.write(page[start:end])
            time.sleep(0.1)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_comes(browser: Browser, served: tuple[str, Path], width: int) -> None:
    size = {"width": width, "height": 3000}
    with serving(served[1], Slow) as address, opener(browser, address, viewport=size) as visit:
        page = visit("pt/posts/digits/index.html", script=MOVED)
        assert page.locator(".chart:visible").count() == 2
        assert page.evaluate("moved") == []
