"""The published pages as readers have them: what they cost, who can read them, and what can be done with them."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import REPOSITORY
from npm_tools import install
from opening import MOVED, Opener, opener, read_through

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
POST = "en/posts/cnns/index.html"
BODY_GROUND = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(23, 25, 28)", "rgb(251, 250, 246)"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site on a desk; see `opener`."""
    with opener(browser, address, locale="en-US", viewport={"width": 1280, "height": 900}) as visit:
        yield visit


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that finds what some readers cannot read."""
    required = bool(os.environ.get("SITEGEN_REQUIRE_BROWSER"))
    packages = install(tmp_path_factory.mktemp("axe") / "tools", required=required)
    return (packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit: Opener, published: Path, address: str, axe: str, scheme: str) -> None:
    page = visit("404.html", color_scheme=scheme, reduced_motion="reduce")
    found = {}
    names = [path.relative_to(published).as_posix() for path in published.rglob("*/index.html")]
    for name in ["404.html", *sorted(name for name in names if "/tags/" not in name or "mnist" in name)]:
        page.goto(f"{address}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        page.evaluate(axe)
        violations = page.evaluate("axe.run().then(({violations}) => violations)")
        for one in violations:
            found[name, one["id"]] = [node["html"][:120] + node["failureSummary"][:300] for node in one["nodes"]][:3]
    assert found == {}


@pytest.mark.parametrize(
    ("scheme", "width", "colours"), [("light", 1440, "none"), ("dark", 390, "none"), ("dark", 1440, "active")]
)
def test_axe_finds_nothing_once_all_is_awake(visit: Opener, axe: str, scheme: str, width: int, colours: str) -> None:
    viewport = {"width": width, "height": 900}
    page = visit(POST, color_scheme=scheme, viewport=viewport, reduced_motion="reduce", forced_colors=colours)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    read_through(page)
    drawing = page.locator("#chart-accuracy .drawing")
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    drawing.focus()
    for key in ("ArrowRight", "+"):
        page.keyboard.press(key)
    page.locator("#interactive-moved_digit .live [role=slider]").first.wait_for()
    page.locator("#chart-accuracy .help").click()
    page.locator("#chart-accuracy .several input").press("Home")
    page.locator("#chart-accuracy_pooling .drawing").hover()
    page.evaluate(axe)
    assert violations(page) == {}
    for asked in ("a.value", "a.checked", "a.citation", "pre [data-note]"):
        page.locator(f".text {asked}").first.hover()
        page.locator("#card:popover-open").wait_for()
        assert violations(page, "#card") == {}, asked
        page.keyboard.press("Escape")
    page.locator("a.enlarge").first.press("Enter")
    page.locator("dialog.large").wait_for()
    assert violations(page, "dialog.large") == {}
    page.goto(page.url.replace(POST, "en/docs/shortcodes/"))
    for part in (".chart:has(.guess)", ".explore"):
        page.locator(part).first.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.locator(".chart:has(.guess)").scroll_into_view_if_needed()
    page.locator(".sketch").press("ArrowRight")
    page.evaluate(axe)
    assert violations(page) == {}


def violations(page: Page, within: str = "") -> dict[str, list[str]]:
    """What axe finds on a page, or in a part of it."""
    found = page.evaluate("(part) => axe.run(part || document).then(({violations}) => violations)", within)
    return {one["id"]: [node["html"][:200] for node in one["nodes"]][:3] for one in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "words"), [("pt", "convolucao"), ("en", "accuracy")])
def test_axe_finds_nothing_in_the_open_search(visit: Opener, axe: str, scheme: str, language: str, words: str) -> None:
    pytest.importorskip("pagefind_bin")
    page = visit(f"{language}/index.html", color_scheme=scheme)
    page.keyboard.press("/")
    page.keyboard.insert_text(words)
    page.locator("dialog mark").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(({violations}) => violations)") == []


def test_scripts_come_from_the_site_and_none_stands_in_a_page(browser: Browser, published: Path, address: str) -> None:
    for path in published.rglob("*.html"):
        inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", path.read_text(encoding="utf-8"))
        data = {'<script type="application/ld+json">', '<script type="application/json" id="cards">'}
        assert set(inline) <= data, "which no browser runs"
    page = browser.new_page()
    page.goto(f"{address}/{POST}")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.ran = 1\">')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {textContent: 'ran = 2'}))")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    page.close()


def test_a_theme_is_chosen_by_the_keyboard_stays_and_never_flashes(visit: Opener) -> None:
    seen = "new MutationObserver((_, observer) => { if (document.body) { observer.disconnect();"
    seen += " window.atFirst = document.documentElement.dataset.theme } })"
    seen += ".observe(document, {childList: true, subtree: true})"
    page = visit(POST, script=seen)
    assert (page.evaluate(BODY_GROUND), page.evaluate("atFirst")) == (LIGHT, None)
    page.locator(".theme input:checked").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "dark"
    assert page.evaluate(BODY_GROUND) == DARK
    page.reload()
    assert (page.evaluate(BODY_GROUND), page.evaluate("atFirst")) == (DARK, "dark")
    page.locator(".theme input[value=system]").check(force=True)
    assert page.evaluate(BODY_GROUND) == LIGHT


def test_each_theme_fetches_its_own_drawings_only(visit: Opener) -> None:
    for scheme, other in (("light", "-dark."), ("dark", None)):
        page = visit(POST, color_scheme=scheme)
        read_through(page)
        names = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
        assert any("sliding-dark." in name for name in names) == (scheme == "dark")
        assert any(re.search(r"/sliding\.\w+\.svg", name) for name in names) == (scheme == "light")
        assert other is None or not [name for name in names if other in name]


def test_code_is_copied_as_it_stands(visit: Opener) -> None:
    page = visit(POST, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".highlight", has_text="class FullyConnected").first
    block.hover()
    block.get_by_role("button", name="Copy").click()
    block.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("class FullyConnected(nn.Sequential):\n")


def test_a_heading_links_to_itself_and_the_outline_follows(visit: Opener) -> None:
    page = visit(POST)
    heading = page.locator("#what-a-convolution-is")
    heading.hover()
    heading.get_by_role("link", name="Link to this section").click()
    page.wait_for_url("**#what-a-convolution-is")
    page.locator(".toc [aria-current]", has_text="What a convolution is").wait_for()
    assert page.locator(".toc [aria-current]").count() == 1
    box = page.locator(".toc").bounding_box()
    assert box
    assert 0 <= box["y"] < 200, "it stands beside the text"


def test_a_figure_opens_large_and_closes_by_the_keyboard(visit: Opener) -> None:
    page = visit(POST)
    link = page.locator("#figure-shuffle a.enlarge")
    small = link.locator("img:visible").bounding_box()
    link.focus()
    page.keyboard.press("Enter")
    large = page.locator("dialog.large img").bounding_box()
    assert small
    assert large
    assert large["width"] > 1.5 * small["width"]
    page.keyboard.press("Escape")
    page.locator("dialog.large").wait_for(state="detached")
    assert page.evaluate("document.activeElement.className") == "enlarge"


@pytest.mark.parametrize("width", [320, 390, 768, 1216, 1280, 1920, 2560])
def test_a_line_is_as_long_as_one_can_read_and_nothing_sticks_out(visit: Opener, width: int) -> None:
    page = visit(POST, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    letters = page.evaluate(
        "() => { const p = document.querySelector('.text > p'); const r = document.createRange();"
        " r.selectNodeContents(p); const lines = new Set([...r.getClientRects()].map((one) => Math.round(one.bottom)));"
        " return p.textContent.length / lines.size }"
    )
    assert letters <= 75
    assert width < 768 or letters > 50


@pytest.mark.parametrize("width", [320, 390, 768, 1216, 1440])
def test_no_page_of_the_documentation_sticks_out(visit: Opener, published: Path, address: str, width: int) -> None:
    page = visit("en/docs/index.html", viewport={"width": width, "height": 900})
    for path in sorted((published / "en" / "docs").rglob("index.html")):
        page.goto(f"{address}/{path.relative_to(published).as_posix()}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        unreachable = "[...document.querySelectorAll('pre, .text > table')].filter((one) =>"
        unreachable += " one.scrollWidth > one.clientWidth && one.tabIndex < 0).length"
        assert any(page.evaluate(unreachable) == 0 or page.wait_for_timeout(50) for _ in range(100)), path


def test_the_outline_of_documentation_follows_among_its_pages(visit: Opener) -> None:
    page = visit("en/docs/index.html")
    page.locator(".toc a", has_text="Writing an experiment").click()
    page.wait_for_url("**/docs/experiments/")
    assert page.locator(".toc [aria-current=page]").inner_text() == "Writing an experiment"
    page.locator(".toc a", has_text="Several seeds").click()
    page.locator(".toc [aria-current=location]", has_text="Several seeds").wait_for()
    assert page.locator(".toc [aria-current]").count() == 2


@pytest.mark.parametrize("width", [320, 2560])
def test_nothing_sticks_out_of_any_page_unfolded(visit: Opener, published: Path, address: str, width: int) -> None:
    page = visit("404.html", viewport={"width": width, "height": 900})
    for path in sorted(published.rglob("*/index.html")):
        page.goto(f"{address}/{path.relative_to(published).as_posix()}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def compressed(path: Path) -> int:
    """What a server sends for a file: text is compressed."""
    data = path.read_bytes()
    return len(data) if path.suffix in (".woff2", ".webp", ".png") else len(gzip.compress(data, mtime=0))


@pytest.mark.parametrize("language", ["pt", "en"])
def test_what_a_post_costs(visit: Opener, published: Path, address: str, language: str) -> None:
    page = visit(f"{language}/posts/cnns/index.html", viewport={"width": 390, "height": 844})
    page.wait_for_load_state("networkidle")

    def fetched() -> set[Path]:
        names = page.evaluate("[location.href, ...performance.getEntriesByType('resource').map((one) => one.name)]")
        return {published / name.removeprefix(f"{address}/") for name in names if name.startswith(address)}

    code = [path for path in fetched() if path.suffix in (".html", ".css", ".js")]
    assert sum(map(compressed, code)) <= 80_000
    read_through(page)
    everything = {path.name: compressed(path) for path in fetched()}
    assert "live.js" in everything
    assert sum(everything.values()) - everything["live.js"] <= 500_000, everything


@pytest.mark.parametrize(("width", "fonts"), [(390, 0), (1280, 2)])
def test_a_phone_loads_no_fonts_for_its_text(visit: Opener, width: int, fonts: int) -> None:
    page = visit("en/index.html", viewport={"width": width, "height": 844})
    page.wait_for_load_state("networkidle")
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert len([name for name in names if "/source-serif-" in name]) == fonts


def test_the_first_paint_needs_the_page_and_its_theme(browser: Browser, address: str) -> None:
    page, held = browser.new_page(), []

    def answer(route: Route) -> None:
        if route.request.url.endswith((POST, "theme.js")):
            route.continue_()
        else:
            held.append(route)

    page.route("**/*", answer)
    page.goto(f"{address}/{POST}", wait_until="commit")
    page.evaluate(
        "new Promise((done, fail) => { new PerformanceObserver(done).observe({type: 'paint', buffered: true});"
        " setTimeout(() => fail('nothing is painted'), 10_000) })"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600", "in its styles"
    for route in held:  # one that is never answered is a warning, which any later test may be blamed for
        route.abort()
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_it_is_read(visit: Opener, width: int) -> None:
    page = visit(POST, script=MOVED, viewport={"width": width, "height": 844})
    read_through(page)
    assert page.locator(".drawing > [_echarts_instance_]").count() > 1
    assert page.evaluate("moved") == []


def test_live_charts_are_printed_too(visit: Opener) -> None:
    page = visit(POST)
    read_through(page)
    page.emulate_media(media="print")
    boxes = [one.bounding_box() for one in page.locator("figure.chart svg:visible").all()]
    assert len(boxes) == page.locator("figure.chart .drawing > [_echarts_instance_]").count() > 1
    assert all(box and box["width"] > 200 for box in boxes)


def test_a_chart_is_described_from_its_records_in_the_language_of_the_page(visit: Opener) -> None:
    record = json.loads((REPOSITORY / "content/posts/cnns/results/cnn/record.json").read_text())
    curve = [f"{one:.4f}".replace(".", ",") for one in record["series"]["test_accuracy"]]
    for scripts in (True, False):
        page = visit("pt/posts/cnns/index.html", java_script_enabled=scripts)
        drawing = page.locator("#chart-accuracy .drawing")
        if scripts:
            drawing.scroll_into_view_if_needed()
            drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        kinds = ("application", "img", "image")
        said = [one["description"]["value"] for one in tree if one["role"]["value"] in kinds and "description" in one]
        [own] = [text for text in said if text.startswith("4 curvas ao longo de época, de 1 a 100.")]
        assert f"“convolucional” sobe de {curve[0]} a {curve[-1]}" in own
        assert not re.search(r"\d\.\d", own)


def test_what_unfolds_below_a_figure_says_of_which(visit: Opener) -> None:
    for language in ("en", "pt"):
        page = visit(f"{language}/posts/cnns/index.html")
        for box in ("origins", "data"):
            seen = "(all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true }))"
            names = page.locator(f"details.{box} > summary").evaluate_all(f"{seen}.map((one) => one.textContent)")
            assert len(names) == len(set(names)) > 2


def test_reduced_motion_and_more_contrast_are_respected(visit: Opener) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert visit("en/index.html").evaluate(behaviour) == "smooth"
    calm = visit("en/index.html", reduced_motion="reduce", contrast="more")
    assert calm.evaluate(behaviour) == "auto"
    assert calm.evaluate(BODY_GROUND) == "rgb(255, 255, 255)"


CARDS = (
    "a.value[href='#from:cnn']",
    "a.value[data-of*='cnn.accuracy - fully']",
    "a.checked",
    "a.citation",
    "article p a[href='#chart-accuracy_by_shift']",
    "article p a[href='#table-trainings']",
)


@pytest.mark.parametrize(
    ("scheme", "width", "colours"), [("light", 1440, "none"), ("dark", 390, "none"), ("dark", 1440, "active")]
)
def test_axe_finds_nothing_in_cards(visit: Opener, axe: str, scheme: str, width: int, colours: str) -> None:
    viewport = {"width": width, "height": 900}
    page = visit(POST, color_scheme=scheme, viewport=viewport, reduced_motion="reduce", forced_colors=colours)
    page.evaluate(axe)
    found = {}
    for selector in CARDS:
        page.mouse.move(1, 1)
        page.locator(".card").wait_for(state="detached")
        link = page.locator(selector).first
        link.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
        link.hover()
        page.locator(".card").wait_for()
        violations = page.evaluate("axe.run('.card').then(({violations}) => violations)")
        found |= {(selector, one["id"]): one["nodes"][0]["html"][:200] for one in violations}
    assert found == {}
