"""The published post in a real browser: both languages, every picture, nothing from elsewhere, no complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import REPOSITORY, Site
from opening import eventually
from small_sites import copy_published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository, built from its committed records into a folder of its own."""
    root = tmp_path_factory.mktemp("published")
    copy_published(root)
    Site(root).sitegen("build", "--no-run")
    return root / "site"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("language", "title", "decimal"),
    [("pt", "Redes convolucionais, medidas no MNIST", ","), ("en", "Convolutional networks, measured on MNIST", ".")],
)
def test_the_post_shows_its_pictures_charts_and_numbers(
    built: Path, page: Page, language: str, title: str, decimal: str
) -> None:
    page.goto((built / language / "posts" / "cnns" / "index.html").as_uri())
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").inner_text() == title
    page.evaluate("document.querySelectorAll('details.admonition').forEach((one) => { one.open = true })")
    images = page.locator("figure.figure img:visible")
    text = (REPOSITORY / "content" / "posts" / "cnns" / f"index.{language}.md").read_text()
    assert images.count() == text.count("{{< figure ") > 5
    for image in page.locator("figure img:visible").all():
        image.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    # asked for from here: the page's own Content-Security-Policy refuses what wait_for_function does a second time
    drawn = "[...document.images].every(image => !image.offsetWidth || image.naturalWidth > 0)"
    eventually(page, lambda: page.evaluate(drawn))
    charts = page.locator("figure.chart img:visible")
    assert charts.count() == text.count("{{< chart ") > 1
    boxes = [charts.nth(number).bounding_box() for number in range(charts.count())]
    assert all(box and box["width"] > 200 for box in boxes)
    record = Site(REPOSITORY).record("cnn", "content/posts/cnns/results")
    shown = f"{record['values']['accuracy'] * 100:.1f}%".replace(".", decimal)
    assert shown in page.locator("article").inner_text()
    assert page.locator("a.checked").count() == text.count("{{< claim ")
    assert page.locator("mark.claim").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone"


def test_a_reader_finds_the_post_and_the_other_language(built: Path, page: Page) -> None:
    page.goto((built / "index.html").as_uri())
    page.wait_for_url("**/en/index.html")  # the language of the browser
    page.get_by_role("link", name="Português").click()
    page.get_by_role("link", name="Redes convolucionais, medidas").click()
    assert page.locator("h1").inner_text().startswith("Redes")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/posts/cnns/index.html")
    assert page.locator("h1").inner_text().startswith("Convolutional")


@pytest.mark.parametrize("language", ["pt", "en"])
def test_the_article_reads_without_javascript(built: Path, browser: Browser, language: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / language / "posts" / "cnns" / "index.html").as_uri())
    assert page.locator("figure.chart img:visible").count() == page.locator("figure.chart").count() > 1
    assert page.locator(".katex-display:visible").count() == 2
    assert page.locator(".diagram img:visible").count() == 1
    text = (REPOSITORY / "content" / "posts" / "cnns" / f"index.{language}.md").read_text()
    assert page.locator("figure.table table:visible").count() == text.count("{{< table ")
    assert page.locator(".admonition > div:visible").count() == 3
    assert page.locator("article h2:visible").count() >= 9
    context.close()


def test_a_number_leads_to_its_run_which_opens(built: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / "en" / "posts" / "cnns" / "index.html").as_uri())
    run = page.locator("details", has=page.locator("summary code", has_text=re.compile("^cnn_pooling_augmented$")))
    assert not run.locator("dl").is_visible()
    page.locator('a.value[href="#from:cnn_pooling_augmented"]').first.click()
    assert run.locator("dl").is_visible()
    assert "sitegen run cnn_pooling_augmented --force" in run.inner_text()
    context.close()


def test_printed_it_holds_every_chart_and_no_buttons(built: Path, page: Page) -> None:
    page.goto((built / "en" / "posts" / "cnns" / "index.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("figure.chart img:visible").count() == page.locator("figure.chart").count() > 1
    assert page.locator(".admonition > div:visible").count() == 5, "folded ones too"
    assert page.locator("nav:visible, .theme:visible, button:visible").count() == 0
    assert page.pdf()[:4] == b"%PDF"
