"""Parts of pages that have an id, evenly chosen where there are many: who opens or follows their address sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from opening import FRAME, read_through
from serving import serving
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SIZES = [(1440, 900), (390, 844)]
NEAR = 40  # pixels
# The ids of what is seen, each with how far from its place it is once a link to it was followed and the page is still:
# the last first, so that all above it sleeps still. What is closed opens when it is pointed at, as a run does.
LANDINGS = f"""async (sample) => {{
  {FRAME}
  const link = document.body.appendChild(document.createElement("a"));
  const found = [...document.querySelectorAll("main [id]:not(svg *, script)")].reverse();
  const every = Math.max(1, Math.ceil(found.length / sample));
  const far = {{}};
  for (const one of found.filter((_, number) => number % every === 0)) {{
    link.href = `#${{encodeURIComponent(one.id)}}`;
    link.click();
    const off = () => {{
      const {{ scrollHeight }} = document.documentElement;
      const [ends, y] = [scrollY + innerHeight >= scrollHeight - 2, one.getBoundingClientRect().top];
      const margin = parseFloat(getComputedStyle(one).scrollMarginTop);
      return y > 0 && ends && y < innerHeight ? 0 : Math.abs(y - margin);
    }};
    for (let [number, last] = [0, 0]; number < 300 && (off() > {NEAR} || last !== scrollY); number++) {{
      last = scrollY;
      await frame();
    }}
    if (!one.checkVisibility() || off() > {NEAR}) far[one.id] = Math.round(off());
  }}
  return far;
}}"""


def far(page: Page, sample: int) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(LANDINGS, sample)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("awake", [False, True], ids=["asleep", "awake"])
def test_parts_of_every_page_of_the_published_site(
    browser: Browser, address: str, published: Path, size: tuple[int, int], awake: bool
) -> None:
    check(browser, address, published, size, awake, sample=3)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("awake", [False, True], ids=["asleep", "awake"])
def test_every_part_of_the_article_and_of_a_page_of_docs(
    browser: Browser, address: str, published: Path, size: tuple[int, int], awake: bool
) -> None:
    check(browser, address, published, size, awake, only=("en/docs/shortcodes", "en/posts/cnns"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["good", "loveit"])
def test_every_part_of_small_sites(browser: Browser, tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    project = copy_site(name, tmp_path)
    build_site(project)
    with serving(project.site) as address:
        check(browser, address, project.site, size, awake=False)


def check(
    browser: Browser,
    address: str,
    site: Path,
    size: tuple[int, int],
    awake: bool,
    sample: int = 1000,
    only: tuple[str, ...] = (),
) -> None:
    """Follow a link to parts of every page of a site, from where the last one led: to so many, and six times of posts.

    A page glides to each, which takes most of a second. To all parts of some pages it jumps.
    """
    motion: Literal["reduce", "no-preference"] = "reduce" if only else "no-preference"
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion=motion)
    page = context.new_page()
    missed = {}
    for path in sorted(site.rglob("index.html")):
        file = path.parent.relative_to(site).as_posix()
        if file == "." or (only and file not in only):
            continue
        page.goto(f"{address}/{file}/")
        if awake:
            read_through(page)
        if found := far(page, sample * 6 if "/posts/" in f"/{file}/" else sample):
            missed[file] = found
    context.close()
    assert missed == {}
