"""What browsers make of a page that they are asked to clear for reading: its text, and nothing of what serves it.

Firefox uses Mozilla's Readability, and others have it built in; it is asked as Firefox asks it, in the open page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from npm_tools import install
from opening import Opener, opener, read_through
from serving import serving
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
BEGINNINGS = {
    "en/posts/cnns/": "This text accompanies a Portuguese article of July 2023",
    "pt/posts/cnns/": "Este texto acompanha um artigo",
    "en/docs/addresses/": "Where each page is, and how an address that a page had before still leads to it",
    "en/docs/quick-start/": "From an empty folder to a site with one post",
    "en/docs/shortcodes/": '{{< name argument key="value" >}}, in Hugo’s syntax',
}
SERVICE = re.compile(
    r"Contents|Conteúdo|Where this comes from|De onde vem isto|Where the numbers|De onde vêm|To repeat it|Para repetir|"
    r"sitegen run \w+ --force|Drawn by|posts/\w+/figures\.py|; ran in|executado em|BibTeX|Cite this|Como citar|"
    r"Report a mistake|min read|min de leitura|↩|JSON|Troubleshooting|"
    r"https?://\S*/(?:en|pt)/(?:posts|docs)/\w+/$| #$",
    re.MULTILINE,
)
HIDDEN_WORDS = re.compile(r"\S(?=checked against the records|conferido com os registros)")
PARTS = "figure, table, pre, math, .claim"
CLEARED = """parts => {
  const { title, content, textContent } = new Readability(document.cloneNode(true), { keepClasses: true }).parse();
  const cleared = new DOMParser().parseFromString(content, "text/html");
  const here = document.querySelector(".text").cloneNode(true);
  for (const one of here.querySelectorAll("[hidden], .runs, .origins")) one.remove();
  const count = (root) => parts.map((part) => root.querySelectorAll(part).length);
  return { title, text: textContent.trim(), kept: count(cleared), there: count(here),
    pictures: [...cleared.querySelectorAll("img")].map((one) => one.getAttribute("src")) };
}"""


@pytest.fixture(scope="module")
def readability(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that clears a page for reading."""
    required = bool(os.environ.get("SITEGEN_REQUIRE_BROWSER"))
    packages = install(tmp_path_factory.mktemp("readability") / "tools", required=required)
    return (packages / "@mozilla" / "readability" / "Readability.js").read_text(encoding="utf-8")


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site; see `opener`."""
    with opener(browser, address, reduced_motion="reduce") as visit:
        yield visit


def cleared(page: Page, readability: str) -> dict[str, Any]:
    """What is shown of a page: its title, its text, its pictures, and of how many PARTS how many are left."""
    page.evaluate(f"{readability}; window.Readability = Readability; null")
    found: dict[str, Any] = page.evaluate(CLEARED, PARTS.split(", "))
    return found


@pytest.mark.parametrize("path", BEGINNINGS)
def test_a_page_that_is_cleared_for_reading_is_its_text_and_all_of_it(
    visit: Opener, readability: str, path: str
) -> None:
    page = visit(path)
    title = page.locator("h1").inner_text()
    found = cleared(page, readability)
    text = found["text"]
    assert text.startswith(BEGINNINGS[path])
    assert SERVICE.findall(text) == []
    assert HIDDEN_WORDS.findall(text) == []
    assert found["title"].startswith(title)
    assert found["kept"] == found["there"]
    assert not [one for one in found["pictures"] if "-dark" in one]
    assert len(set(found["pictures"])) == len(found["pictures"])


def test_so_it_is_once_all_is_awake(visit: Opener, readability: str) -> None:
    page = visit("en/posts/cnns/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    read_through(page)
    page.locator("#chart-accuracy .drawing [_echarts_instance_] svg path").first.wait_for(state="attached")
    text = cleared(page, readability)["text"]
    assert text.startswith(BEGINNINGS["en/posts/cnns/"])
    assert SERVICE.findall(text) == []
    assert len(re.findall(r"\bCopy\b|Wrap lines|Show all", text)) == 0


def test_so_is_a_short_text_of_another_hand(browser: Browser, readability: str, tmp_path: Path) -> None:
    project = copy_site("good", tmp_path)
    build_site(project, base_url="https://ana.example")
    with serving(project.site) as address, opener(browser, address) as visit:
        for language, beginning in {"en": "The network gets 0.9651", "pt": "A rede"}.items():
            text = cleared(visit(f"{language}/posts/digits/"), readability)["text"]
            assert (text.startswith(beginning), SERVICE.findall(text)) == (True, []), text
