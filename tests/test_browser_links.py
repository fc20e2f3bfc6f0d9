"""Links into a page end where they lead, though what wakes on the way may grow; and what wakes need not grow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from conftest import REPOSITORY
from opening import FRAME, MOVED, STILL, Opener, opener, read_through
from serving import serving
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SIZES = [(1440, 900), (390, 844)]
AIMS = ("from:cnn", "table-trainings", "chart-accuracy_by_shift")
# How far a target is from where it should be; nothing where the page ends before.
OFF = """id => {
  const target = document.getElementById(id);
  const { scrollHeight, clientHeight } = document.documentElement;
  const off = target.getBoundingClientRect().top - parseFloat(getComputedStyle(target).scrollMarginTop);
  return off > 0 && scrollY >= scrollHeight - clientHeight - 2 ? 0 : Math.abs(Math.round(off));
}"""
# Until every figure that has begun to grow is as high as it becomes.
GROWN = """() => [...document.querySelectorAll('.live')]
  .every((one) => [0, 3].includes(one.querySelectorAll('p').length))"""
# Something above all grows in every frame and between frames, where the browser keeps nothing in its place by itself.
RESTLESS = """() => new Promise((done) => {
  document.documentElement.style.overflowAnchor = "none";
  const box = document.createElement("div");
  document.querySelector("main").prepend(box);
  const { port1, port2 } = new MessageChannel();
  let height = 0;
  const grow = () => (box.style.height = `${(height += 25)}px`);
  port2.onmessage = grow;
  const frame = () => {
    grow();
    port1.postMessage("between frames");
    if (height < 1500) requestAnimationFrame(frame);
    else done();
  };
  requestAnimationFrame(frame);
})"""
ALL = """() => [...new Set([...document.querySelectorAll('main a[href^="#"]')]
  .filter((link) => link.checkVisibility()).map(({ hash }) => hash))]"""
# Follows a link, and tells how far its target is from where it should be, given some frames to come there.
FOLLOW = f"""async (hash) => {{
  {FRAME}
  [...document.querySelectorAll('main a[href^="#"]')].find((link) => link.hash === hash).click();
  const off = () => ({OFF})(decodeURIComponent(location.hash.slice(1)));
  for (let number = 0; number < 20 && (location.hash !== hash || off() > 3); number++) await frame();
  return off();
}}"""


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site; see `opener`."""
    with opener(browser, address) as visit:
        yield visit


def opened(visit: Opener, language: str, size: tuple[int, int], anchor: str = "", **options: object) -> Page:
    viewport = {"width": size[0], "height": size[1]}
    return visit(f"{language}/posts/cnns/index.html{anchor}", viewport=viewport, **options)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_link_into_the_post_ends_where_it_leads(visit: Opener, language: str, size: tuple[int, int]) -> None:
    page = opened(visit, language, size, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('.toc details').forEach((one) => { one.open = true })")
    links = page.evaluate(ALL)
    assert len(links) > 30
    far = {}
    for link in links:
        if off := page.evaluate(FOLLOW, link):
            far[link] = off
    assert {link: off for link, off in far.items() if off > 4} == {}, "the letters of a line of code begin 3 below it"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_page_where_all_still_sleeps_glides_to_where_a_link_leads(
    visit: Opener, language: str, size: tuple[int, int]
) -> None:
    page = opened(visit, language, size)
    for aim in AIMS:
        page.evaluate(
            "id => document.querySelector('main').append(Object.assign(document.createElement('a'), {href: `#${id}`}))",
            aim,
        )
        page.evaluate("() => [...document.querySelectorAll('main a')].at(-1).click()")
        page.evaluate(STILL)
        assert page.evaluate(OFF, aim) <= 3, aim


@pytest.mark.parametrize("size", SIZES)
def test_a_page_that_is_opened_at_a_place_is_there(visit: Opener, size: tuple[int, int]) -> None:
    for aim in ("what-if-the-object-moves", "from:cnn"):
        page = opened(visit, "en", size, f"#{aim}")
        page.evaluate(STILL)
        assert page.evaluate(OFF, aim) <= 3, aim


def test_back_leads_to_where_the_reader_was(visit: Opener) -> None:
    page = opened(visit, "en", SIZES[0])
    page.evaluate("scrollTo({top: 735, behavior: 'instant'})")
    page.locator('a.value[href^="#from:"]').first.evaluate("link => link.click()")
    page.evaluate(STILL)
    assert page.evaluate("scrollY") > 10_000
    page.go_back()
    page.evaluate(STILL)
    assert page.evaluate("scrollY") == pytest.approx(735, abs=1)  # lines may end between two pixels


@pytest.mark.parametrize(
    ("language", "width"), [("en", 320), ("pt", 390), ("en", 560), ("pt", 768), ("en", 1440), ("pt", 2560)]
)
def test_the_post_is_as_high_before_as_after_all_is_awake(visit: Opener, language: str, width: int) -> None:
    page = opened(visit, language, (width, 900), script=MOVED, reduced_motion="reduce")
    height = "Math.round(document.querySelector('article').getBoundingClientRect().height)"
    before = page.evaluate(height)
    read_through(page)
    page.locator("#interactive-moved_digit").scroll_into_view_if_needed()
    page.locator("#interactive-moved_digit .live [role=slider]").first.wait_for()
    assert abs(page.evaluate(height) - before) <= 2
    assert sum(value for value, *_ in page.evaluate("moved")) < 0.001, "the icons of the bar, as it becomes the head"


# What an author's own script does, the room for which is told nowhere.

GROWING = """export async function mount(element) {
  const grow = (height) => {
    const box = document.createElement("p");
    box.style.height = `${height}px`;
    element.append(box);
  };
  grow(700);
  setTimeout(() => grow(300), 600);
  await new Promise((done) => setTimeout(done, 300));
  grow(400);
}
"""


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A post with figures that grow when they wake, and later."""
    project = copy_site("good", tmp_path_factory.mktemp("growing"))
    post = project.posts / "digits"
    with (post / "figures.py").open("a") as figures:
        figures.write("\n\ndef wave():\n    return {}\n\n\ndef told():\n    return {}\n")
    for name in ("wave", "told"):
        (post / f"{name}.js").write_text(GROWING)
    far = "\n\n".join(["Some words that are far from others."] * 60)
    height = {"wave": "", "told": ' height="1500px"'}
    one = '{{{{< interactive {0} alt="x"{1} >}}}}\n\nA wave.\n\n{{{{< /interactive >}}}}'
    shown = "\n\n".join(one.format(name, height[name]) for name in height)
    parts = ("---\ntitle: x\ndate: 2024-01-01\n---", "[down](#end)", far, shown, far, "## End", far, far)
    text = "\n\n".join(parts)
    for language in ("en", "pt"):
        (post / f"index.{language}.md").write_text(text)
    build_site(project)
    shutil.rmtree(project.site / "pt")
    with serving(project.site) as address:
        yield address


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("how", ["clicked", "opened"])
def test_what_grows_without_a_word_keeps_no_link_from_its_end(
    browser: Browser, growing: str, how: str, motion: str
) -> None:
    with opener(browser, growing, viewport={"width": 1000, "height": 800}, reduced_motion=motion) as visit:
        page = visit(f"en/posts/digits/index.html{'#end' if how == 'opened' else ''}")
        if how == "clicked":
            page.get_by_role("link", name="down").click()
        assert_arrives(page, "end")
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # past them: they wake now, if they have not
        page.evaluate(STILL)
        assert page.evaluate("scrollY") == 0, "whatever else scrolls is not held back"
        read_through(page)
        for name in ("wave", "told"):
            page.locator(f"#interactive-{name} .live p").nth(2).wait_for()
        page.get_by_role("link", name="down").evaluate("link => link.click()")
        assert_arrives(page, "end")
        page.mouse.wheel(0, -300)
        page.wait_for_function(f"id => ({OFF})(id) > 200", arg="end")
        page.evaluate(STILL)
        here = page.evaluate("scrollY")
        page.evaluate("document.querySelector('main').append(document.createElement('hr'))")
        page.evaluate(STILL)
        assert page.evaluate("scrollY") == pytest.approx(here, abs=1), "whoever scrolls is not held back"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_what_grows_at_any_moment_keeps_no_link_from_its_end(browser: Browser, growing: str, motion: str) -> None:
    with opener(browser, growing, viewport={"width": 1000, "height": 800}, reduced_motion=motion) as visit:
        page = visit("en/posts/digits/index.html#end")
        assert_arrives(page, "end")
        page.evaluate(RESTLESS)
        assert_arrives(page, "end")


def assert_arrives(page: Page, aim: str) -> None:
    """The page comes to where a link leads, and stays there when all has grown."""
    page.wait_for_function(f"id => ({OFF})(id) <= 3", arg=aim)
    page.wait_for_function(GROWN)
    page.evaluate(STILL)
    assert page.evaluate(OFF, aim) <= 3


def test_what_an_author_keeps_free_is_kept_before_and_after(browser: Browser, growing: str) -> None:
    with opener(browser, growing, viewport={"width": 1000, "height": 800}) as visit:
        page = visit("en/posts/digits/index.html")
        box = page.locator("#interactive-told")
        before = (box.bounding_box() or {})["height"]
        assert before >= 1500
        box.scroll_into_view_if_needed()
        box.locator(".live p").nth(2).wait_for()
        assert (box.bounding_box() or {})["height"] == before
        without = visit("en/posts/digits/index.html", java_script_enabled=False).locator("#interactive-told")
        assert (without.bounding_box() or {})["height"] < 200, "where nothing wakes nothing is kept free"


def test_the_post_keeps_room_in_both_languages() -> None:
    for language in ("en", "pt"):
        text = (REPOSITORY / "content" / "posts" / "cnns" / f"index.{language}.md").read_text()
        assert text.count(' height="') == text.count(' height_on_phones="') == text.count("{{< interactive ")
