"""Notes on lines of code as readers have them: by pointer, keyboard and finger, in copies, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opening import Opener, eventually, opener
from serving import serving
from small_sites import copy_site, keep

from builder.results import Fingerprint
from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
CODE = """@experiment
def cnn(settings):
    for images, labels in data:
        optimizer.zero_grad()
        loss = cross_entropy(model(images.to(settings.device, non_blocking=True)), labels)
        loss.backward()
"""
TEXT = """---
title: x
date: 2024-01-01
---
{{< code experiments.py#cnn >}}
- `images, labels`: a *batch*.
- `optimizer.zero_grad()`: see [MNIST](https://example.org).
- `loss = cross_entropy`: of $p$.
{{< /code >}}

{{< code experiments.py#cnn >}}

```python
a = 1  # <1>
```

1. A note on *fenced* code.
"""
PAGE = "en/posts/digits/index.html"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = copy_site("good", tmp_path_factory.mktemp("notes"))
    post = project.post("digits")
    (post / "experiments.py").write_text(CODE)
    made = Fingerprint(code={"experiments.py:cnn": "0" * 16})
    keep(project.results("digits"), "cnn", values={"accuracy": 0.9651}, fingerprint=made)
    for language in ("en", "pt"):
        (post / f"index.{language}.md").write_text(TEXT)
    build_site(project, experiments={"digits": {"cnn": ""}})
    with serving(project.site) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, notes: str) -> Iterator[Opener]:
    desk = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    with opener(browser, notes, permissions=["clipboard-read", "clipboard-write"], **desk) as visit:
        yield visit


@pytest.fixture
def phone(browser: Browser, notes: str) -> Iterator[Opener]:
    with opener(
        browser, notes, viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    ) as visit:
        yield visit


MARKED = "(line) => getComputedStyle(line).backgroundColor !== 'rgba(0, 0, 0, 0)'"


def test_a_note_opens_by_pointer_and_keyboard_and_copies_are_of_the_code_alone(visit: Opener) -> None:
    page = visit(PAGE)
    first, second = (page.locator("figure.listing").nth(number) for number in (0, 1))
    mark, line = first.locator("[data-note='2']"), first.locator(".noted").nth(1)
    assert not line.evaluate(MARKED)
    mark.hover()
    page.locator(".card").wait_for()
    assert "optimizer.zero_grad(): see MNIST." in page.locator(".card").inner_text()
    assert page.locator(".card a[href='https://example.org']").count() == 1
    assert line.evaluate(MARKED)
    first.locator("button.copy").click()
    eventually(page, lambda: page.evaluate("navigator.clipboard.readText()") == CODE)
    page.mouse.move(2, 2)
    first.locator("[data-note='1']").focus()
    page.keyboard.press("Tab")
    page.locator(".card").wait_for()
    assert "zero_grad" in page.locator(".card").inner_text()
    page.keyboard.press("Escape")
    assert mark.evaluate("(one) => one === document.activeElement")
    page.keyboard.press("Enter")
    eventually(page, lambda: page.url.endswith("#listing-cnn:2"))
    page.mouse.move(2, 2)
    first.locator(".notes a.back").nth(1).click()
    eventually(page, lambda: page.url.endswith("#listing-cnn:line-4"))
    assert line.evaluate(MARKED)
    assert page.locator(".card").count() == 0
    height = [one.locator("pre").evaluate("(pre) => pre.offsetHeight") for one in (first, second)]
    assert height[0] == height[1]
    selected = "(pre) => { getSelection().selectAllChildren(pre); return getSelection().toString() }"
    assert first.locator("pre").evaluate(selected).strip() == CODE.strip()


def test_on_a_phone_each_mark_can_be_seen_and_hit(phone: Opener) -> None:
    page = phone(PAGE)
    for mark in page.locator("[data-note]").all():
        box = mark.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] + box["width"] <= 390 - 20
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("[data-note='3']").tap()
    page.locator(".card .katex").wait_for()
    assert page.url.endswith(PAGE)
    page.locator(".card a.onward").tap()
    eventually(page, lambda: page.url.endswith("#listing-cnn:3"))
    fenced = page.locator("[href='#code:1']")
    fenced.scroll_into_view_if_needed()
    fenced.tap()
    eventually(page, lambda: "fenced" in "".join(page.locator(".card em").all_inner_texts()))
    page.emulate_media(media="print")
    for drawn in (".noted [data-note]", ".notes > li"):
        shown = "(one) => { const { content, display } = getComputedStyle(one, '::before'); return [content, display] }"
        content, display = page.locator(drawn).first.evaluate(shown)
        assert content not in ("none", "")
        assert display != "none"
