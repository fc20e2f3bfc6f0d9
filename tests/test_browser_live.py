"""Live charts that are pointed at, by pointer, finger and keyboard: what is drawn stays, and what is told is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from conftest import REPOSITORY
from live_site import CHARTS, IN_TEXT, at, build, live, painted
from opening import Opener, eventually, opener, pause
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Locator, Page

pytestmark = pytest.mark.browser
POST = "en/posts/cnns/index.html"
OTHERS = "en/posts/digits/index.html"
POSTS_OWN = ("accuracy", "accuracy_pooling", "accuracy_by_shift")
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
BROAD = {"width": 2560, "height": 1300}


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages of the published site on a desk; see `opener`."""
    with opener(browser, address, viewport=DESK) as visit:
        yield visit


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(build(tmp_path_factory.mktemp("others"))) as address:
        yield address


@pytest.fixture
def visit_others(browser: Browser, others: str) -> Iterator[Opener]:
    """Opens a page with charts of many kinds; see `opener`."""
    with opener(browser, others, viewport=DESK) as visit:
        yield visit


def assert_all_stays(page: Page, name: str, *, finger: bool = False) -> None:
    """Nothing that a chart draws is gone while it is pointed at, in several places and ways."""
    drawing = live(page, name)
    lines, areas = painted(drawing)
    assert lines + areas > 5
    for place in ((0.3, 0.5), (0.55, 0.85), (0.7, 0.7)):
        (page.touchscreen.tap if finger else page.mouse.move)(*at(drawing, *place))
        pause(page, 40)
        now = painted(drawing)
        assert now[0] >= lines, f"lines of {name}"
        assert now[1] >= areas, f"areas of {name}"
    drawing.focus()
    for key in ("ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(key)
        assert painted(drawing)[0] >= lines, f"lines of {name} after {key}"
    page.mouse.move(1, 1)
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("pt", "dark")])
def test_the_curves_of_the_post_stay_while_they_are_pointed_at(visit: Opener, language: str, scheme: str) -> None:
    page = visit(f"{language}/posts/cnns/index.html", color_scheme=scheme)
    for name in POSTS_OWN:
        assert_all_stays(page, name)


def test_what_others_draw_stays_while_it_is_pointed_at(visit_others: Opener) -> None:
    page = visit_others(OTHERS)
    for name in CHARTS:
        assert_all_stays(page, name)


def test_what_is_drawn_stays_under_a_finger(visit_others: Opener) -> None:
    page = visit_others(OTHERS, viewport=PHONE, has_touch=True, is_mobile=True)
    for name in CHARTS:
        assert_all_stays(page, name, finger=True)


def test_a_curve_stays_while_its_name_in_the_legend_is_pointed_at(visit: Opener) -> None:
    page = visit(POST, color_scheme="dark")
    drawing = live(page, "accuracy")
    before = painted(drawing)
    drawing.get_by_text("convolutional", exact=True).hover()
    pause(page, 100)
    assert painted(drawing) == before


def test_areas_that_an_author_marks_are_to_be_seen(visit_others: Opener) -> None:
    drawing = live(visit_others(OTHERS), "areas")
    marked = (
        "one => [...one.querySelectorAll('path')].filter((path) => getComputedStyle(path).fillOpacity === '0.4').length"
    )
    assert drawing.evaluate(marked) == 2


# What is told.


def told(drawing: Locator) -> list[str]:
    """The lines of the tooltip, place first; none where it is hidden."""
    tip = drawing.locator(".tip .place")
    pause(drawing.page, 150)  # it hides a moment later
    return re.split(r"\n+", drawing.locator(".tip").inner_text()) if tip.count() and tip.first.is_visible() else []


def assert_true(drawing: Locator) -> str:
    """What the tooltip tells of the post's first chart is what the records hold there. Returns the epoch, or ""."""
    lines = told(drawing)
    if not lines:
        return ""
    epoch = int(lines[0].removeprefix("epoch "))
    curves = {"convolutional": "cnn", "fully connected": "fully_connected"}
    for name, experiment in curves.items():
        text = (REPOSITORY / f"content/posts/cnns/results/{experiment}/record.json").read_text()
        assert lines[lines.index(name) + 1] == f"{json.loads(text)['series']['test_accuracy'][epoch - 1]:.4f}"
    return lines[0]


def test_what_is_told_is_true_after_a_zoom_by_the_wheel(visit: Opener) -> None:
    page = visit(POST)
    drawing = live(page, "accuracy")
    page.mouse.move(*at(drawing, 0.45, 0.6))
    before = assert_true(drawing)
    assert before
    page.keyboard.down("Control")
    for turn in (-200, -200, 150, -300):
        page.mouse.wheel(0, turn)
        pause(page, 100)
        assert assert_true(drawing), "what lies below the pointer is told, though it does not move"
    page.keyboard.up("Control")
    whole = page.locator("#chart-accuracy .whole")
    whole.wait_for()
    page.mouse.down()
    page.mouse.move(*at(drawing, 0.6, 0.6), steps=4)
    assert assert_true(drawing)
    page.mouse.up()
    before = page.locator("#chart-accuracy").bounding_box()
    whole.click()
    whole.wait_for(state="hidden")
    assert page.locator("#chart-accuracy").bounding_box() == before
    assert "6080100" in (drawing.locator("svg").text_content() or "")


def test_what_is_told_is_true_after_every_key(visit: Opener) -> None:
    page = visit(POST)
    drawing = live(page, "accuracy")
    drawing.focus()
    for _ in range(13):
        page.keyboard.press("ArrowRight")
    assert assert_true(drawing) == "epoch 13"
    for key in "++-+0-+":
        page.keyboard.press(key)
        assert assert_true(drawing) == "epoch 13", f"after {key}"
    page.keyboard.press("3")
    assert "fully connected, in the article" not in told(drawing)
    page.set_viewport_size({"width": 500, "height": 900})
    eventually(page, lambda: drawing.locator("svg").bounding_box()["width"] < 500)  # type: ignore[index]
    assert assert_true(drawing) in ("epoch 13", "")


def test_what_is_told_is_true_after_two_fingers(visit: Opener) -> None:
    page = visit(POST, viewport=PHONE, has_touch=True, is_mobile=True)
    drawing = live(page, "accuracy")
    page.touchscreen.tap(*at(drawing, 0.5, 0.7))
    assert assert_true(drawing)
    spread = """([x, y]) => {
      const target = document.elementFromPoint(x, y);
      const touches = (apart) => [-1, 1].map((side, identifier) =>
        new Touch({ identifier, target, clientX: x + side * apart, clientY: y }));
      const send = (kind, apart) => {
        const list = touches(apart);
        const event = { touches: list, targetTouches: list, changedTouches: list, bubbles: true, cancelable: true };
        target.dispatchEvent(new TouchEvent(kind, event));
      };
      send("touchstart", 20);
      for (const apart of [30, 40, 50, 60]) send("touchmove", apart);
    }"""
    page.evaluate(spread, at(drawing, 0.5, 0.7))
    eventually(page, lambda: "100" not in (drawing.locator("svg").text_content() or ""))  # it was zoomed
    assert_true(drawing)


def test_a_place_without_points_is_told_by_nothing(visit_others: Opener) -> None:
    page = visit_others(OTHERS)
    drawing = live(page, "many")
    page.mouse.move(*at(drawing, 0.7, 0.85))
    pause(page, 300)
    assert drawing.locator(".tip:visible").count() == 0


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_of_forty_series_those_at_the_pointer_are_told(visit_others: Opener, viewport: dict[str, int]) -> None:
    page = visit_others(OTHERS, viewport=viewport)
    drawing = live(page, "many")
    page.mouse.move(*at(drawing, 0.2, 0.85))
    lines = told(drawing)
    assert lines[0] == "1"
    assert lines[-1] == "and 28 more"
    assert len(drawing.locator(".tip .name").all()) == 12
    edge = box_of(drawing)["x"] + box_of(drawing)["width"]
    ends = [box_of(one) for one in drawing.locator("svg text", has_text="series").all()]
    assert max(one["x"] + one["width"] for one in ends) <= edge + 1, "no name of the legend is cut"


def test_the_keyboard_tells_every_kind_of_chart(visit_others: Opener) -> None:
    page = visit_others(OTHERS)
    drawing = live(page, "points")
    drawing.focus()
    page.keyboard.press("End")
    assert told(drawing)[:3] == ["x 9.5", "first", "1.00"]
    page.keyboard.press("+")
    assert told(drawing)[0] == "x 9.5"
    page.keyboard.press("Home")
    assert told(drawing)[0] == "x 3", "1.5 is out of sight"
    assert told(drawing)[3:] == ["second", "–"]
    drawing = live(page, "areas")
    drawing.focus()
    page.keyboard.press("End")
    assert told(drawing) == ["Jun", "rain", "70.7", "sun", "52.50"]


@pytest.mark.parametrize("language", ["en", "pt"])
def test_what_is_told_stays_within_its_chart(visit: Opener, language: str) -> None:
    page = visit(f"{language}/posts/cnns/index.html")
    for name in POSTS_OWN:
        drawing = live(page, name)
        for x in (0.3, 0.75):
            page.mouse.move(*at(drawing, x, 0.8))
            pause(page, 450)  # it glides there
            tip, box = box_of(drawing.locator(".tip")), box_of(drawing)
            assert box["x"] - 2 <= tip["x"]
            assert tip["x"] + tip["width"] <= box["x"] + box["width"] + 2
            assert box["y"] - 2 <= tip["y"]
            assert_one_row_a_name(drawing)


def test_names_of_a_legend_stand_in_one_line_or_each_in_its_own(visit: Opener) -> None:
    drawing = live(visit(POST, viewport={"width": 660, "height": 900}), "accuracy_by_shift")
    names = ("fully connected", "convolutional", "with pooling", "with augmentation")
    lines = {round(box_of(drawing.get_by_text(name, exact=True))["y"]) for name in names}
    assert len(lines) in (1, len(names))


# What is told at any place, after any zoom.

RANDOM = """async ({ seed, times, rows }) => {
  const frame = () => new Promise((done) => setTimeout(done, 0));
  let state = seed;
  const random = () => ((state = (1103515245 * state + 12345) % 2147483648) / 2147483648);
  const drawing = document.querySelector("#chart-accuracy .drawing");
  const surface = drawing.querySelector("svg").parentNode;
  const send = (kind, x, y, more = {}) => {
    const box = surface.getBoundingClientRect();
    const [clientX, clientY] = [box.left + x * box.width, box.top + y * box.height];
    const Kind = kind === "wheel" ? WheelEvent : MouseEvent;
    surface.dispatchEvent(new Kind(kind, { clientX, clientY, bubbles: true, cancelable: true, ...more }));
  };
  const lines = () =>
    [...drawing.querySelectorAll("svg path")].filter((path) => {
      const { stroke, strokeWidth } = getComputedStyle(path);
      return stroke !== "none" && parseFloat(strokeWidth) >= 1.5;
    }).length;
  const before = lines();
  const wrong = [];
  const told = new Set();
  for (let time = 0; time < times; time++) {
    const [x, y] = [0.13 + 0.72 * random(), 0.45 + 0.4 * random()];
    send("mousemove", x, y);
    if (random() < 0.6) send("wheel", x, y, { ctrlKey: true, deltaY: random() < 0.55 ? -120 : 120 });
    await frame();
    const tip = drawing.querySelector(".tip");
    const place = tip?.querySelector(".place")?.textContent ?? "";
    const epoch = place.replace(/^\\D+ /, "");
    const names = [...tip.querySelectorAll(".name")].map((name) => {
      const [number, range] = [name.nextSibling, name.nextSibling.nextSibling];
      return [name.textContent, `${number.textContent} ${range.textContent}`.trim()];
    });
    const expected = rows[epoch];
    if (!expected || JSON.stringify(Object.fromEntries(names)) !== JSON.stringify(expected)) wrong.push([place, names]);
    told.add(place);
    if (lines() < before) wrong.push(["lines", before, lines()]);
  }
  send("mouseout", 2, 2);
  return { wrong: wrong.slice(0, 3), places: told.size };
}"""


def expected_rows(mark: str, names: dict[str, str], in_print: str) -> dict[str, dict[str, str]]:
    """What the tooltip of the post's first chart says of each epoch, from the records alone."""

    def written(number: float) -> str:
        return str(Decimal(str(number)).quantize(Decimal("0.0001"))).replace(".", mark)

    results = REPOSITORY / "content/posts/cnns/results"
    found: dict[str, dict[str, str]] = {str(epoch): {} for epoch in range(1, 101)}
    printed = json.loads((results / "printed" / "record.json").read_text())["series"]
    for experiment, name in names.items():
        record = json.loads((results / experiment / "record.json").read_text())
        mean = record["series"]["test_accuracy"]
        seeds = list(zip(*(run["series"]["test_accuracy"] for run in record["seeds"]), strict=True))
        for epoch in range(100):
            low, high = written(min(seeds[epoch])), written(max(seeds[epoch]))
            found[str(epoch + 1)][name] = f"{written(mean[epoch])} ({low}–{high})"
    for experiment, name in names.items():
        for epoch in range(100):
            found[str(epoch + 1)][f"{name}, {in_print}"] = written(printed[experiment][epoch])
    return found


@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_number_that_is_told_is_that_of_the_record(visit: Opener, language: str) -> None:
    page = visit(f"{language}/posts/cnns/index.html")
    live(page, "accuracy")
    if language == "en":
        rows = expected_rows(".", {"fully_connected": "fully connected", "cnn": "convolutional"}, "in the article")
    else:
        rows = expected_rows(",", {"fully_connected": "totalmente conectada", "cnn": "convolucional"}, "no artigo")
    found = page.evaluate(RANDOM, {"seed": 7, "times": 100, "rows": rows})
    assert found["wrong"] == []
    assert found["places"] > 40


def test_what_is_told_stands_beside_the_pointer_and_not_on_it(visit: Opener) -> None:
    page = visit(POST)
    for name in POSTS_OWN:
        drawing = live(page, name)
        for x in (0.2, 0.5, 0.8):
            page.mouse.move(*(at(drawing, x, 0.6)))
            pause(page, 450)
            tip, (across, down) = box_of(drawing.locator(".tip")), at(drawing, x, 0.6)
            beside = not tip["x"] - 2 <= across <= tip["x"] + tip["width"] + 2
            assert beside or not tip["y"] - 2 <= down <= tip["y"] + tip["height"] + 2


def test_on_a_broad_screen_a_chart_is_larger_as_a_whole_and_tells_the_same(visit: Opener) -> None:
    seen = []
    for viewport in (DESK, BROAD):
        page = visit(POST, viewport=viewport)
        drawing = live(page, "accuracy")
        places = []
        for x in (0.25, 0.5, 0.75):
            page.mouse.move(*at(drawing, x, 0.6))
            pause(page, 450)
            places.append(told(drawing)[0])
            tip, box = box_of(drawing.locator(".tip")), box_of(drawing)
            assert box["x"] - 2 <= tip["x"]
            assert tip["x"] + tip["width"] <= box["x"] + box["width"] + 2
        letters = box_of(drawing.locator("svg text", has_text="0.75").first)
        seen.append((places, box_of(drawing.locator("svg"))["width"], letters["height"]))
    epochs = [[int(place.removeprefix("epoch ")) for place in places] for places, *_ in seen]
    assert epochs[0] == pytest.approx(epochs[1], abs=1)
    assert [seen[1][part] / seen[0][part] > 1.4 for part in (1, 2)] == [True, True]
    assert page.evaluate("document.documentElement.scrollWidth") <= BROAD["width"]
    page.set_viewport_size(DESK)
    pause(page, 300)
    assert box_of(drawing.locator("svg"))["width"] == pytest.approx(seen[0][1], abs=2)


@pytest.mark.parametrize("viewport", [DESK, PHONE, BROAD], ids=["desk", "phone", "broad"])
def test_the_bar_below_a_chart_moves_nothing_when_the_chart_wakes(visit: Opener, viewport: dict[str, int]) -> None:
    def places(page: Page) -> list[tuple[float, float]]:
        figure = page.locator("#chart-accuracy")
        top = box_of(figure)["y"]
        tools = figure.locator(".tools > :not(.about), .data > summary").all()
        return [(box_of(one)["x"], round(box_of(one)["y"] - top, 1)) for one in tools]

    page = visit("pt/posts/cnns/index.html", viewport=viewport, java_script_enabled=False)
    assert page.locator("#chart-accuracy .tools > *:visible").all_inner_texts() == ["CSV", "JSON", "SVG"]
    page.evaluate("document.documentElement.classList.add('scripted')")  # the slider has its room from the start
    sleeping = places(page)
    page = visit("pt/posts/cnns/index.html", viewport=viewport)
    drawing = live(page, "accuracy")
    assert places(page) == [pytest.approx(one, abs=0.2) for one in sleeping]
    drawing.focus()
    page.keyboard.press("+")
    page.locator("#chart-accuracy .whole").wait_for()
    assert places(page) == [pytest.approx(one, abs=0.2) for one in sleeping]
    tops = {y for x, y in sleeping[:-1]}
    assert max(tops) - min(tops) < 4, "in one line"


# What is told on a phone.

CURVES = """drawing => [...drawing.querySelectorAll("svg path")].filter((path) => {
  const { stroke, strokeWidth, fill } = getComputedStyle(path);
  const line = stroke !== "none" && parseFloat(strokeWidth) > 0 && fill === "none";
  return line && path.getBoundingClientRect().height > 40;
}).map((path) => path.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"""


@pytest.mark.parametrize(("language", "scheme", "how"), [("en", "light", "finger"), ("pt", "dark", "mouse")])
def test_on_a_phone_what_is_told_covers_no_curve(visit: Opener, language: str, scheme: str, how: str) -> None:
    finger = {"has_touch": True, "is_mobile": True} if how == "finger" else {}
    page = visit(f"{language}/posts/cnns/index.html", viewport=PHONE, color_scheme=scheme, **finger)
    for name in POSTS_OWN:
        drawing = live(page, name)
        for x in (0.3, 0.7):
            (page.touchscreen.tap if how == "finger" else page.mouse.move)(*at(drawing, x, 0.7))
            assert_uncovered(drawing)
        drawing.focus()
        page.keyboard.press("End")
        assert_uncovered(drawing)
        assert_one_row_a_name(drawing)
        middle, size = "one => scrollBy(0, one.getBoundingClientRect().top + 120)", box_of(drawing)["height"]
        drawing.evaluate(middle)  # what is above the curves is out of sight
        page.keyboard.press("Home")
        assert_uncovered(drawing)
        assert box_of(drawing.locator(".tip"))["y"] > box_of(drawing)["y"] + size - 2


def test_a_tap_on_what_is_told_closes_it_and_reaches_nothing_below(visit: Opener) -> None:
    page = visit(POST, viewport=PHONE, has_touch=True, is_mobile=True)
    drawing = live(page, "accuracy")
    curves = len(drawing.evaluate(CURVES))
    name = box_of(drawing.get_by_text("convolutional", exact=True))
    page.touchscreen.tap(*at(drawing, 0.5, 0.7))
    assert told(drawing)
    page.touchscreen.tap(name["x"] + 10, name["y"] + 5)
    assert told(drawing) == []
    assert len(drawing.evaluate(CURVES)) >= curves, "no curve was hidden"
    page.touchscreen.tap(name["x"] + 10, name["y"] + 5)
    eventually(page, lambda: len(drawing.evaluate(CURVES)) < curves)


def assert_uncovered(drawing: Locator) -> None:
    """The tooltip stands within the width of its chart, in sight, and above or below all curves and numbers of axes."""
    pause(drawing.page, 50)
    tip, box = box_of(drawing.locator(".tip")), box_of(drawing)
    curves = drawing.evaluate(CURVES)
    assert curves
    end = tip["y"] + tip["height"]
    assert all(end <= top or bottom <= tip["y"] for top, bottom in curves)
    assert box["x"] - 2 <= tip["x"] < tip["x"] + tip["width"] <= box["x"] + box["width"] + 2
    assert 0 <= tip["y"] < end <= PHONE["height"]


def assert_one_row_a_name(drawing: Locator) -> None:
    names = drawing.locator(".tip .name").all_inner_texts()
    assert len(set(names)) == len(names) > 3, "one row a name, with its range"


def box_of(one: Locator) -> FloatRect:
    box = one.bounding_box()
    assert box
    return box


def test_months_are_named_in_the_language_of_the_page(visit_others: Opener) -> None:
    page = visit_others(OTHERS.replace("en/", "pt/"))
    drawing = live(page, "dated")
    assert "fev." in (drawing.locator("svg").text_content() or "")
    drawing.focus()
    page.keyboard.press("Home")
    assert drawing.locator(".tip .words").inner_text() == "1 jan.\n2024-01-01,2.6"


# Pies, which have no axis.


def words_at(page: Page, name: str, place: tuple[float, float], word: str) -> list[str]:
    """The words of the tip at a place of a drawing, once it has one of them."""
    drawing = live(page, name)
    page.mouse.move(*at(drawing, *place))
    tip = drawing.locator(".tip")
    eventually(page, lambda: tip.count() and word in tip.inner_text())
    return re.split(r"\s+", tip.inner_text().strip())


@pytest.mark.parametrize("name", IN_TEXT)
def test_a_slice_tells_of_itself(visit_others: Opener, name: str) -> None:
    assert words_at(visit_others(OTHERS), name, (0.54, 0.5), "weather") == ["weather", "rain", "3"]


def test_what_stands_beside_a_pie_tells_of_its_place(visit_others: Opener) -> None:
    assert words_at(visit_others(OTHERS), "echarts-2", (0.2, 0.75), "Jan") == ["Jan", "dew", "7"]


def test_digits_hide_what_the_legend_names(visit_others: Opener) -> None:
    page = visit_others(OTHERS)
    drawing = live(page, "echarts")
    said = ("rain", "sun")

    def shown() -> list[int]:
        return [(drawing.locator("svg").text_content() or "").count(name) for name in said]

    assert shown() == [2, 2], "in the legend, and at its slice"
    drawing.focus()
    page.keyboard.press("1")
    eventually(page, lambda: shown() == [1, 2])
    page.keyboard.press("1")
    eventually(page, lambda: shown() == [2, 2])


# What authors have tooltips say.


def test_a_tooltip_of_an_author_is_text_and_runs_nothing(visit_others: Opener) -> None:
    page = visit_others(OTHERS)
    drawing = live(page, "worded")
    drawing.focus()
    page.keyboard.press("Home")
    words = drawing.locator(".tip .words")
    assert words.inner_text() == "<b>Jan</b>\nr<i>a</i>in: 2.6 mm < 1 & more"
    page.keyboard.press("1")
    page.keyboard.press("Home")
    assert words.inner_text() == "only sun"
    drawing = live(page, "dated")
    drawing.focus()
    page.keyboard.press("Home")
    assert drawing.locator(".tip .words").inner_text() == "1 Jan\n2024-01-01,2.6"
    assert page.locator(".tip :is(b, i, u, p, img, script)").count() == 0
    assert page.evaluate("window.ran") is None
