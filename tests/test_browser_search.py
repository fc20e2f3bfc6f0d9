"""The search in a real browser, on a site that is served below a base path."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from opening import Opener, opener
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("pagefind_bin")
pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.outerHTML"
FETCHED = "performance.getEntriesByType('resource').map((one) => one.name).filter((one) => one.includes('pagefind'))"
KERNELS = """\
---
title: Kernels & <b>
---

Um kernel em `<em>` e `<mark>`, e só.

## Primeira

Nada aqui.

## Segunda

Aqui há um kernel.

## Terceira

Um kernel, dois kernels, três kernels.

## Quarta

Um kernel e outro kernel.

## Quinta

Um kernel com outro kernel.
"""

MANUAL = {
    "README": "# Manual\n\nSee [feeds](feeds.md).\n",
    "feeds": "---\nkeywords: [RSS, dark mode]\n---\n\n# Feeds\n\nReaders follow the magician.\n",
}
BELOW = '\n\n{{< figure digit alt="A digit" caption="The same digit, once more." >}}\n'


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the small site with one more post, and its folder."""
    folder = tmp_path_factory.mktemp("searched")
    project = copy_site("good", folder)
    (project.posts / "kernels").mkdir()
    (project.posts / "kernels" / "index.pt.md").write_text(KERNELS)
    config = project.config.read_text()
    project.config.write_text(config.replace("[en]\n", '[en]\ndocs = "manual"\n'))
    (project.root / "manual").mkdir()
    for name, text in MANUAL.items():
        (project.root / "manual" / f"{name}.md").write_text(text)
    for code in ("en", "pt"):
        with (project.posts / "digits" / f"index.{code}.md").open("a") as file:
            file.write(BELOW)
    build_site(project)
    (folder / "www").mkdir()
    project.site.rename(folder / "www" / "repo")
    handler = functools.partial(Quiet, directory=str(folder / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/repo", folder / "www" / "repo"
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(browser: Browser, served: tuple[str, Path]) -> Iterator[Opener]:
    """Opens pages of the site; see `opener`."""
    with opener(browser, served[0], locale="en-US", viewport={"width": 390, "height": 844}) as visit:
        yield visit


def ask(page: Page, words: str) -> None:
    """Search for words by the keyboard alone, and wait until something is said of them."""
    page.keyboard.press("/")
    page.locator("dialog.search input:focus").wait_for()
    page.keyboard.insert_text(words)  # at once: nothing is said of their first letters
    page.locator("dialog.search [role=status]:not(:empty)").wait_for()


def test_an_accented_word_is_found_without_its_accents_by_the_keyboard_alone(visit: Opener) -> None:
    page = visit("pt/index.html")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(FETCHED) == []
    ask(page, "convolucao")
    assert page.locator("dialog [role=status]").inner_text() == "Resultados: 1"
    assert page.locator("dialog ol > li > a strong").all_inner_texts() == ["Dígitos"]
    assert "convolução" in page.locator("dialog mark").first.inner_text()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator("dialog a:focus strong").inner_text() == "A convolução não é mágica"
    page.keyboard.press("Enter")
    page.wait_for_url("**/repo/pt/posts/digits/#a-convolu*")
    assert not page.locator("dialog.search").is_visible()


@pytest.mark.parametrize(("language", "words"), [("en", "convolução"), ("en", "português"), ("pt", "convolution")])
def test_a_page_searches_its_own_language(visit: Opener, language: str, words: str) -> None:
    page = visit(f"{language}/about/index.html")
    ask(page, words)
    links = page.locator("dialog a").evaluate_all("(links) => links.map((one) => one.pathname)")
    assert [one for one in links if not one.startswith(f"/repo/{language}/")] == []
    assert "Só em português" not in page.locator("dialog ol").inner_text()


@pytest.mark.parametrize("words", ["Figure 3", "fig. 3", "figure3", " FIGURE  3 "])
def test_a_figure_is_found_by_its_number_and_opens_there(visit: Opener, words: str) -> None:
    page = visit("en/about/index.html", reduced_motion="reduce")
    ask(page, words)
    [hit] = page.locator("dialog ol a").all()
    assert [one.inner_text() for one in hit.locator("> *").all()] == [
        "Figure 3",
        "Digits",
        "The same digit, once more.",
    ]
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/posts/digits/#figure-digit-2")
    top = page.locator("#figure-digit-2").evaluate("one => one.getBoundingClientRect().top")
    assert -40 < top < 844, "below the top where the page ends earlier"


def test_on_its_own_page_a_figure_is_found_by_the_word_of_its_language(visit: Opener) -> None:
    page = visit("pt/posts/digits/index.html")
    ask(page, "figura 3")
    assert page.locator("dialog ol a").all_inner_texts() == ["Figura 3\nThe same digit, once more."]
    page.locator("dialog ol a").click()
    page.wait_for_url("**/pt/posts/digits/index.html#figure-digit-2")
    ask(page, "figura 7")
    assert "Figura 7" not in page.locator("dialog ol").inner_text()


@pytest.mark.parametrize("words", ["RSS", "dark mode"])
def test_documentation_is_found_by_its_keywords_in_any_language(visit: Opener, words: str) -> None:
    for language, said in (("en", "Documentation"), ("pt", "Documentação (em inglês)")):
        page = visit(f"{language}/index.html")
        ask(page, words)
        hit = page.locator("dialog ol > li > a").first
        assert hit.locator("strong").inner_text() == "Feeds"
        assert hit.locator("small").inner_text() == said
        assert (hit.get_attribute("href") or "").endswith("/en/docs/feeds/")


def test_documentation_in_another_language_is_below_all_others(visit: Opener) -> None:
    page = visit("pt/index.html")
    ask(page, "magi")
    assert page.locator("dialog ol > li > a strong").all_inner_texts() == ["Dígitos", "Feeds"]
    assert page.locator("dialog ol > li[lang=en]").count() == 1
    page.keyboard.press("Escape")
    ask(page, "жук")
    said = "Nada encontrado para “жук”. Documentação: em inglês."
    page.locator("dialog [role=status]", has_text=said).wait_for()


def test_it_opens_again_as_soon_as_it_is_closed(visit: Opener) -> None:
    page = visit("pt/index.html")
    ask(page, "magi")
    # Both keys in one task: the field has the focus until the page is drawn again.
    opened = page.locator("dialog.search input").evaluate(
        """(input) => ["Escape", "/"].map((key) => {
            input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            return input.closest("dialog").open;
        })"""
    )
    assert opened == [False, True]


def test_nothing_found_is_said(visit: Opener) -> None:
    page = visit("en/index.html")
    ask(page, "жук")
    assert page.locator("dialog [role=status]").inner_text() == "Nothing found for “жук”"
    assert page.locator("dialog a").count() == 0


def test_the_first_result_opens_by_enter_and_the_dialog_goes_with_it(visit: Opener) -> None:
    page = visit("en/about/index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("magic")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/posts/digits/")
    ask(page, "magic")
    page.locator("dialog a", has_text="A convolution is no magic").last.click()
    page.wait_for_url("**/digits/#a-convolution-is-no-magic")
    assert not page.locator("dialog.search").is_visible()


def test_what_is_found_is_text_and_never_html(visit: Opener) -> None:
    page = visit("pt/index.html")
    ask(page, "kernel")
    top = page.locator("dialog ol > li > a").first
    assert top.locator("strong").inner_text() == "Kernels & <b>"
    assert "em <em> e <mark>, e só." in top.locator("span").inner_text()
    assert page.locator("dialog :is(b, em)").count() == 0


def test_of_a_page_the_sections_that_tell_most_are_shown_in_their_order(visit: Opener) -> None:
    page = visit("pt/index.html")
    ask(page, "kernel")
    assert page.locator("dialog ul a strong").all_inner_texts() == ["Terceira", "Quarta", "Quinta"]


def test_the_button_opens_it_and_gets_the_focus_back(visit: Opener) -> None:
    page = visit("en/posts/digits/index.html")
    page.get_by_role("button", name="Search").press("Enter")
    page.locator("dialog.search input:focus").wait_for()
    page.keyboard.type("and/or")
    assert page.locator("dialog input").input_value() == "and/or", "in a text field a slash is a slash"
    page.keyboard.press("Escape")
    page.locator("dialog.search").wait_for(state="hidden")
    assert 'class="search"' in page.evaluate(FOCUSED)
    page.keyboard.press("/")
    page.keyboard.type("digits")
    page.locator("dialog a").first.focus()
    page.keyboard.type("x")
    assert page.locator("dialog input").input_value() == "digitsx", "what was there is replaced, what is typed comes"
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("Control+k")
    page.mouse.click(2, 800)
    page.locator("dialog.search").wait_for(state="hidden")


def test_without_javascript_there_is_no_dead_button(visit: Opener) -> None:
    page = visit("pt/index.html", java_script_enabled=False)
    assert page.locator("button:visible").count() == 0
    assert page.locator("dialog:visible").count() == 0


def test_no_page_moves_when_the_button_comes(visit: Opener) -> None:
    page = visit("pt/index.html")
    boxes = "[...document.querySelectorAll('.masthead > *')].map((one) => JSON.stringify(one.getBoundingClientRect()))"
    after = page.evaluate(boxes)
    page.evaluate("document.querySelector('button.search').hidden = true")  # as the page comes
    assert page.evaluate(boxes) == after
    assert not page.locator("button.search").is_visible()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_dialog_is_no_wider_than_the_page(visit: Opener, width: int) -> None:
    page = visit("pt/index.html", viewport={"width": width, "height": 500})
    ask(page, "kernel")
    box = page.locator("dialog.search").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 500
    assert page.evaluate(
        "document.querySelector('dialog ol').scrollWidth <= document.querySelector('dialog ol').clientWidth"
    )
    page.locator("dialog a").last.scroll_into_view_if_needed()
    assert page.locator("dialog a").last.is_visible()


def test_an_index_that_cannot_be_loaded_is_told_and_asked_for_again(browser: Browser, served: tuple[str, Path]) -> None:
    page = browser.new_page()
    page.route("**/pagefind-entry.json*", lambda route: route.abort())
    page.goto(f"{served[0]}/pt/index.html")
    page.keyboard.press("/")
    page.keyboard.type("rede")
    page.locator("dialog [role=status]", has_text="Não foi possível carregar a busca.").wait_for()
    page.unroute_all()
    page.keyboard.type("s")
    page.locator("dialog [role=status]", has_text="Resultados: 1").wait_for()
    page.close()


def test_a_page_that_is_opened_as_a_file_says_that_it_needs_a_server(
    browser: Browser, served: tuple[str, Path]
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((served[1] / "en" / "index.html").as_uri())
    page.keyboard.press("/")
    said = "This page was opened as a file; searching needs a server."
    assert page.locator("dialog [role=status]").inner_text() == said
    page.keyboard.type("digits")
    page.wait_for_timeout(300)
    assert page.locator("dialog [role=status]").inner_text() == said
    assert complaints == []
    page.close()


MARKED = """() => [...(CSS.highlights.get("found") ?? [])]
  .map(({ startContainer, startOffset, endOffset }) => startContainer.data.slice(startOffset, endOffset))"""
FIRST = """() => {
  const [one] = CSS.highlights.get("found");
  const range = document.createRange();
  range.setStart(one.startContainer, one.startOffset);
  range.setEnd(one.endContainer, one.endOffset);
  const { top } = range.getBoundingClientRect();
  return top > 0 && top < innerHeight;
}"""


def test_what_was_found_opens_at_the_words_which_are_marked(visit: Opener) -> None:
    page = visit("en/about/index.html", viewport={"width": 390, "height": 500})
    ask(page, "shadow")
    hits = page.locator("dialog ol ul a")
    hit = hits.first if hits.count() else page.locator("dialog a").first
    anchor = hit.evaluate("link => decodeURIComponent(link.hash)")
    hit.click()
    page.wait_for_url(f"**/en/posts/digits/{anchor}")
    words = page.evaluate(MARKED)
    assert {word.lower() for word in words} == {"shadow"}
    assert page.evaluate(FIRST)
    assert page.locator("mark").count() == 0, "the page is what it was"


def test_no_heading_is_said_twice(visit: Opener) -> None:
    page = visit("pt/index.html")
    ask(page, "convolução")
    for hit in page.locator("dialog a").all():
        title, told = hit.locator("strong").inner_text(), hit.locator("span").all_inner_texts()
        assert not any(one.startswith(title) for one in told)
