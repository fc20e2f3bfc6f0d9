"""What opens at a number, a sentence, a citation, a reference: by pointer, keyboard, finger, paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import Opener, eventually, opener, pause
from serving import serving
from small_sites import copy_site, keep

from builder.results.point import SEEDS
from builder.results.trials import Trial
from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
LONG = "x" * 80
PAGE = "en/posts/digits/index.html"
TEXT = f"""
Read {{{{< value linear.accuracy percent digits=1 >}}}} right, {{{{< value linear.{LONG} >}}}}, and
{{{{< value "cnn.accuracy - linear.accuracy" points >}}}} points more {{{{< cite lecun1998 >}}}}. In words: שלום
{{{{< value cnn.optimizer >}}}}. A note[^1] and {{{{< see accuracy >}}}}.

{{{{< claim "cnn.accuracy > linear.accuracy and linear.accuracy >= 0.5" >}}}}The network wins.{{{{< /claim >}}}}

{"{{< value cnn.accuracy >}} " * 60}

{{{{< chart accuracy alt="Curves." caption="After $n$ epochs, `loss` and {{{{< value cnn.epochs >}}}}." >}}}}

{{{{< cite lecun1998 >}}}} draws {{{{< see digit >}}}}.

{{{{< figure digit alt="A digit." caption="The digit." >}}}}

[^1]: With $x^2$ and `code` in it.
"""


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = copy_site("good", tmp_path_factory.mktemp("cards"))
    post = project.posts / "digits"
    curve = {"test_accuracy": [0.7, 0.9, 0.93]}
    seeds = [
        Trial(seed, {"accuracy": value, LONG: 3}, curve, 1.0, "", {}) for seed, value in enumerate((0.9, None, 0.96))
    ]
    values = {"accuracy": 0.93, LONG: 3}
    keep(post / "results", "linear", values=values, series=curve, settings={SEEDS: [0, 1, 2], "rate": 0.1}, seeds=seeds)
    (post / "references.bib").write_text(
        "@article{lecun1998, author={Yann LeCun}, title={Gradients}, year={1998}, doi={10.1/x}}"
    )
    head = "---\ntitle: x\ndate: 2024-01-01\n---\n"
    for language in ("en", "pt"):
        (post / f"index.{language}.md").write_text(head + TEXT)
    build_site(project)
    with serving(project.site) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, cards: str) -> Iterator[Opener]:
    with opener(browser, cards, viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as visit:
        yield visit


def link(page: Page, selector: str) -> Locator:
    """A link, in the middle of the window."""
    found = page.locator(selector).first
    found.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    pause(page)
    return found


def rest(page: Page, selector: str) -> str:
    """What the card says in which a pointer that rests there results."""
    page.mouse.move(2, 2)
    eventually(page, lambda: page.locator(".card").count() == 0)
    link(page, selector).hover()
    page.locator(".card").wait_for()
    text: str = page.locator(".card").inner_text()
    return " ".join(text.split())


VALUE = "a.value[data-of='linear.accuracy']"


def test_a_card_tells_what_is_asked_about_where_it_stands(visit: Opener) -> None:
    page = visit(PAGE)
    said = rest(page, VALUE)
    spread = "Mean of 3 seeds, from 0.9 to 0.96, standard deviation 0.042"
    for words in ("93.0% = 0.93", spread, "none: 1", "rate 0.1", "February 29, 2024"):
        assert words in said
    assert "sitegen run linear --force" in said
    assert page.locator(".card .dots i").count() == 2
    assert page.locator(".card a.onward").get_attribute("href") == "#from:linear"
    said = rest(page, "a.value[data-of^='cnn.accuracy -']")
    assert "3.5 = 0.0351 Computed from cnn.accuracy - linear.accuracy" in said
    assert [one.inner_text() for one in page.locator(".card dt a").all()] == ["cnn", "linear"]
    said = rest(page, "a.checked")
    assert "cnn.accuracy (0.9651) is greater than linear.accuracy (0.93)" in said
    assert "linear.accuracy (0.93) is at least 0.5" in said
    assert "LeCun, Y. (1998). Gradients" in rest(page, "a.citation")
    assert page.locator(".card a[href^='https://doi.org/10.1']").count() == 1
    rest(page, "a.footnote-ref")
    assert page.locator(".card .katex").count() == 1
    assert page.locator(".card code").inner_text() == "code"
    assert "Figure 1. After" in rest(page, "p a[href='#chart-accuracy']")
    assert page.locator(".card :is(img:visible, svg)").first.bounding_box()["height"] > 50  # type: ignore[index]
    assert page.locator("[popover]").count() == 1
    assert page.locator(".card [id]").count() == 0
    assert LONG in rest(page, f"a.value[data-of='linear.{LONG}']")


def test_a_pointer_that_passes_opens_nothing_and_one_that_goes_into_the_card_keeps_it(visit: Opener) -> None:
    page = visit(PAGE)
    box = link(page, VALUE).bounding_box()
    assert box
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.move(box["x"] + 3, box["y"] - 200)
    pause(page, 600)
    assert page.locator(".card").count() == 0
    rest(page, VALUE)
    page.locator(".card .onward").hover()
    pause(page, 600)
    assert page.locator(".card").is_visible()
    page.keyboard.press("Escape")
    eventually(page, lambda: page.locator(".card").count() == 0)
    rest(page, VALUE)
    place = page.evaluate("scrollY")
    page.locator(VALUE).first.click()
    assert page.url.endswith("#from:linear")
    eventually(page, lambda: page.locator(".card").count() == 0)
    page.go_back()
    eventually(page, lambda: page.evaluate("scrollY") == place)


def test_the_keyboard_opens_it_enters_it_and_stays_where_it_was(visit: Opener) -> None:
    page = visit(PAGE)
    link(page, "article p")
    page.locator(VALUE).first.evaluate("one => one.previousElementSibling?.focus()")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.locator(".card").count() == 0  # which nobody would wait for
        if page.evaluate("document.activeElement.dataset.of") == "linear.accuracy":
            break
    page.locator(".card").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.keyboard.press("Escape")
    eventually(page, lambda: page.locator(".card").count() == 0)
    assert page.evaluate("document.activeElement.dataset.of") == "linear.accuracy"
    pause(page, 500)
    assert page.locator(".card").count() == 0


@pytest.mark.parametrize(("width", "height"), [(390, 800), (320, 256)])
def test_the_first_tap_opens_it_inside_of_the_window(visit: Opener, width: int, height: int) -> None:
    page = visit("pt/posts/digits/index.html", viewport={"width": width, "height": height}, has_touch=True)
    for selector in (VALUE, "a.checked", f"a.value[data-of='linear.{LONG}']", "p a[href='#chart-accuracy']"):
        place = link(page, selector).evaluate("() => scrollY")
        page.locator(selector).first.tap()
        page.locator(".card").wait_for()
        pause(page, 100)
        box = page.locator(".card").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert page.evaluate("scrollY") == pytest.approx(place, abs=1)
        assert "#" not in page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.touchscreen.tap(2, 2)
        eventually(page, lambda: page.locator(".card").count() == 0)
    link(page, VALUE).tap()
    page.locator(".card .onward").last.tap()
    eventually(page, lambda: page.url.endswith("#from:linear"))


COPY = """([from, to]) => {
  const [start, end] = [document.querySelector(from), document.querySelector(to)];
  getSelection().setBaseAndExtent(start, 0, end, end.childNodes.length);
  const data = new DataTransfer();
  const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
  return [data.getData("text/plain"), data.getData("text/html"), event.defaultPrevented];
}"""


def test_a_number_that_is_copied_with_its_sentence_carries_its_source(visit: Opener) -> None:
    page = visit(PAGE)
    assert page.evaluate(COPY, [f"{VALUE} data", f"{VALUE} data"]) == ["", "", False]
    text, html, done = page.evaluate(COPY, [".text > p", ".text > p"])
    assert done
    lines = text.strip().splitlines()
    assert lines[0].startswith("Read 93.0% right")
    assert "93.0% (linear, seeds: 3)" in lines
    assert lines[-1] == page.url
    assert f'href="{page.url}#from:linear"' in html
    assert "93.0% (linear, seeds: 3)" in html


def test_without_javascript_there_is_a_link_there_and_one_back(browser: Browser, cards: str) -> None:
    with opener(browser, cards, java_script_enabled=False) as visit:
        page = visit(PAGE)
        page.locator(VALUE).first.click()
        assert page.locator("[id='from:linear']").is_visible()
        page.locator("[id='from:linear'] a.back").click()
        assert page.locator(":target").get_attribute("data-of") == "linear.accuracy"
        assert page.locator(".references a.back").all_inner_texts() == ["↩\u00a01", "↩\u00a02"]
        page.emulate_media(media="print")
        row = " ".join(page.locator(".runs summary", has_text="linear").inner_text().split())
        assert row.startswith("2 linear seeds: 3")
        assert row.endswith("sitegen run linear --force")
        small = "one => getComputedStyle(one, '::after').content"
        assert (
            page.locator(VALUE).first.evaluate(small) == "attr(data-runs)"
            or json.loads(page.locator(VALUE).first.evaluate(small)) == "2"
        )
        assert page.locator("a.value[data-runs='1, 2']").count() == 1


def test_a_figure_is_shown_once(browser: Browser, cards: str) -> None:
    with opener(browser, cards) as visit:
        page = visit(PAGE)
        page.locator("a[href='#figure-digit']").focus()
        page.locator("#card .onward").wait_for()
        assert page.locator("#card .small img:visible").count() == 1
