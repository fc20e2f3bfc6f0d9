"""The roll test and the convolution, played with in a real browser: what they show is what the records say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from interactive_site import POST, Opener, build, live, served, visits
from numpy.typing import NDArray
from opening import eventually

from builder.results import Record, Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser
NETWORKS = ("fully_connected_shifts", "cnn_shifts", "cnn_pooling_shifts", "cnn_pooling_augmented_shifts")
KERNELS = ("blur", "edges", "horizontal", "vertical", "sharpen")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def address(played: Path) -> Iterator[str]:
    with served(played) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with visits(browser, address) as visit:
        yield visit


def record(name: str) -> Record:
    return Store(POST / "results").read(name)


def percent(share: float, mark: str) -> str:
    return f"{np.rint(np.float64(share) * 1000) / 10:.1f}%".replace(".", mark)


def choose_seed(place: Locator, seed: str) -> None:
    place.locator(".seeds").get_by_role("button", name=seed, exact=True).click()


def assert_shows(place: Locator, rows: int, columns: int, mark: str = ".") -> None:
    """The figure shows what the first seed of each network made of the digit and of all test images at this shift."""
    found = place.evaluate(
        "place => [...place.querySelectorAll('.network')].map(one => ["
        "[...one.querySelectorAll('li')].map(item => item.textContent), one.querySelector('.accuracy b').textContent])"
    )
    for name, (bars, accuracy) in zip(NETWORKS, found, strict=True):
        probabilities = record(name).arrays()["probabilities"][rows + 8][columns + 8]
        assert bars == [f"{digit}: {percent(share, mark)}" for digit, share in enumerate(probabilities)]
        assert accuracy == percent(record(name).series["accuracy"][rows + 8][columns + 8], mark)


def test_the_digit_is_dragged_and_pushed(visit: Opener) -> None:
    place = live(page := visit("pt"), "moved_digit")
    field = place.locator("[role=slider]")
    choose_seed(place, "0")
    assert_shows(place, 0, 0, ",")
    box = field.bounding_box()
    assert box
    x, y, pixel = box["x"] + 50, box["y"] + 90, box["width"] / 28
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4 * pixel, y + pixel, steps=4)
    page.mouse.up()
    page.mouse.move(x, y)
    assert_shows(place, 1, 4, ",")
    assert field.get_attribute("aria-valuetext") == "1 para baixo, 4 para a direita"
    assert place.get_by_role("button", name="embaixo, à direita").get_attribute("aria-pressed") == "true"
    field.press("Home")
    for key in ["ArrowUp"] * 3 + ["ArrowLeft"] * 10:
        field.press(key)
    assert_shows(place, -3, -8, ",")
    place.locator(".map").last.click(position={"x": 1, "y": 1})
    assert_shows(place, -8, -8, ",")
    shown = place.locator(".field canvas").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 == 0)"
    )
    digit = record("rolling").arrays()["original"]
    assert np.array_equal(np.array(shown).reshape(28, 28), np.roll(digit, (-8, -8), (0, 1)))


@pytest.mark.parametrize("width", [390, 1440])
def test_bars_are_as_high_as_they_say_and_the_place_is_seen_on_the_maps(visit: Opener, width: int) -> None:
    page = visit("en", viewport={"width": width, "height": 900}, reduced_motion="reduce")
    place = live(page, "moved_digit")
    choose_seed(place, "0")
    place.get_by_role("button", name="upper left").click()
    heights = (
        "place => [...place.querySelectorAll('.network li')].map(item => [item.textContent,"
        " item.querySelector('.bar').getBoundingClientRect().height,"
        " item.querySelector('.column').clientHeight])"
    )
    found = place.evaluate(heights)
    assert len(found) == 40
    for text, bar, column in found:
        share = float(text.partition(": ")[2].rstrip("%")) / 100
        assert bar == pytest.approx(max(1, share * column), abs=1), text
    assert all(here.is_visible() for here in place.locator(".map .here").all())
    assert place.locator(".map .here").count() == 4


def test_the_keyboard_is_enough_and_the_result_is_spoken_once(visit: Opener) -> None:
    page = visit("en")
    place = live(page, "moved_digit")
    choose_seed(place, "0")
    page.locator("#interactive-own_kernel").evaluate("figure => figure.remove()")
    page.locator(".skip").focus()
    while page.evaluate("document.activeElement.role") != "slider":
        page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid", "the focus can be seen"
    spoken = place.locator("[aria-live=polite]")
    spoken.evaluate(
        "node => { window.said = []; new MutationObserver(() => said.push(node.textContent))"
        ".observe(node, { childList: true }); }"
    )
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    eventually(page, lambda: page.evaluate("said.length"))
    said = page.evaluate("said")
    assert len(said) == 1
    probabilities = record("cnn_shifts").arrays()["probabilities"][8][3]
    read = int(probabilities.argmax())
    verdict = "right" if read == record("rolling").values["label"] else "wrong"
    assert f"convolutional: reads {read}, {percent(probabilities[read], '.')}, {verdict}" in said[0]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert_shows(place, 0, 0)


READ = """place => [...place.querySelectorAll(".network")].map((one) => [
  one.querySelector(".verdict").textContent,
  [...one.querySelectorAll("li")].map((item) => item.querySelectorAll(".dot").length),
  one.querySelectorAll("li")[3].textContent,
])"""
SHIFTED = {"original": (0, 0), "lower right": (1, 4), "upper left": (-1, -4)}


def test_all_seeds_together_say_what_the_tables_say(visit: Opener) -> None:
    """The tables of the text are of `roll_test`: the class of most seeds, and how many are right."""
    place = live(visit("en"), "moved_digit")
    values = record("roll_test").values
    for position in SHIFTED:
        place.get_by_role("button", name=position, exact=True).click()
        for network, (verdict, dots, three) in zip(NETWORKS, place.evaluate(READ), strict=True):
            key = f"{network.removesuffix('_shifts')}_{position.replace(' ', '_')}"
            seeds = values[f"{network.removesuffix('_shifts')}_seeds"]
            read = f"reads {values[f'{key}_predicted']}, {values[f'{key}_seeds_right']} of {seeds} seeds right"
            assert verdict.startswith(read), "as the table beside it"
            assert dots == [seeds] * 10, "a dot for each"
            share = float(three.removeprefix("3: ").removesuffix("%"))
            assert share == pytest.approx(100 * values[f"{key}_right_probability"], abs=0.1)


def test_each_seed_is_shown_alone_and_one_that_a_network_lacks_is_told(visit: Opener) -> None:
    place = live(visit("en"), "moved_digit")
    series = record("roll_test").series
    for position, key in (("lower right", "lower_right"), ("upper left", "upper_left")):
        place.get_by_role("button", name=position, exact=True).click()
        for seed in range(5):
            choose_seed(place, str(seed))
            for network, (verdict, dots, three) in zip(NETWORKS, place.evaluate(READ), strict=True):
                every = series[f"{network.removesuffix('_shifts')}_{key}_probabilities"]
                assert sum(dots) == 0
                if seed >= len(every):
                    assert verdict == f"was not trained with seed {seed}"
                    continue
                assert three == f"3: {percent(every[seed][3], '.')}"
                read = int(np.argmax(every[seed]))
                assert verdict.startswith(f"reads {read}, {percent(every[seed][read], '.')}")


def ends(text: str) -> Callable[[str], bool]:
    return lambda address: address.endswith(text)


def test_what_a_reader_made_of_a_figure_stands_in_the_address(visit: Opener) -> None:
    page = visit("en")
    place = live(page, "moved_digit")
    reset = place.get_by_role("button", name="Reset")
    assert reset.count() == 0, "there is nothing to set back"
    place.get_by_role("button", name="upper left").click()
    choose_seed(place, "2")
    page.wait_for_url(ends("?moved_digit=at:-1,-4;seed:2#interactive-moved_digit"))
    shown = place.evaluate(READ)
    page.reload()
    place.locator(".live [role=slider]").wait_for()
    assert place.evaluate(READ) == shown
    kernel = live(page, "own_kernel")
    kernel.get_by_role("button", name="blur").click()
    blurred = "_".join(["1/9"] * 9)
    page.wait_for_url(ends(f"?moved_digit=at:-1,-4;seed:2&own_kernel=kernel:{blurred}#interactive-own_kernel"))
    page.goto(page.url.replace("/en/", "/pt/"))
    kernel = live(page, "own_kernel")
    assert kernel.get_by_role("button", name="desfoque").get_attribute("aria-pressed") == "true"
    kernel.get_by_role("button", name="Reiniciar").click()
    page.wait_for_url(ends("?moved_digit=at:-1,-4;seed:2"))
    place = live(page, "moved_digit")
    place.get_by_role("button", name="Reiniciar").click()
    page.wait_for_url(ends("index.html"))
    assert place.locator(".seeds [aria-pressed=true]").inner_text() == "todas"


@pytest.mark.parametrize(
    "asked",
    [
        "moved_digit=at:99,-4;seed:7&own_kernel=kernel:1_2_x;at:900,-5", "moved_digit&own_kernel=", "moved_digit=;:;at",
        "moved_digit=%F0%9F&own_kernel=kernel:__proto__;__proto__:1",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_the_beginning(visit: Opener, asked: str) -> None:
    page = visit("en")
    page.goto(f"{page.url}?{asked}")
    assert live(page, "moved_digit").locator(".place").inner_text() == "in place"
    kernel = live(page, "own_kernel")
    assert kernel.locator(".presets [aria-pressed=true]").count() == 1


def test_the_captions_of_what_is_hidden_stay(visit: Opener) -> None:
    page = visit("en")
    place = live(page, "moved_digit")
    said = place.locator(".live figcaption > p").all_inner_texts()
    assert said[1].startswith("Accuracy on all test images at every shift")
    both = page.locator("figcaption", has_text="Accuracy on all test images at every shift")
    assert [one.is_visible() for one in both.all()] == [False, True], "and nobody reads it twice"


OUTPUT = """place => {
  const output = place.querySelector("[role=slider]");
  const press = (key) => output.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  for (let at = 0; at < 26; at++) press("ArrowUp"), press("ArrowLeft");
  return [...Array(26)].map(() => {
    const row = [...Array(26)].map(() => {
      const value = Number(place.querySelector("data").value);
      press("ArrowRight");
      return value;
    });
    press("ArrowDown");
    for (let at = 0; at < 26; at++) press("ArrowLeft");
    return row;
  });
}"""
"""Every pixel of the output, by its sum, as the arrow keys reach it."""


def convolved(kernel: list[list[float]]) -> NDArray[Any]:
    digit = record("fixed_kernels").arrays()["digit"].astype(float) / 255
    return np.asarray(
        sum(kernel[y][x] * digit[y : y + 26, x : x + 26] for y in range(3) for x in range(3)), dtype=float
    )


def test_the_kernels_give_what_the_experiment_gave(visit: Opener) -> None:
    place = live(visit("en"), "own_kernel")
    presets = place.locator(".presets button")
    assert presets.count() == len(KERNELS)
    for number, name in enumerate(KERNELS):
        presets.nth(number).click()
        assert presets.nth(number).get_attribute("aria-pressed") == "true"
        assert np.abs(np.array(place.evaluate(OUTPUT)) - record("fixed_kernels").arrays()[name]).max() < 1e-6


def test_a_kernel_is_edited_and_the_pixel_below_the_pointer_explained(visit: Opener) -> None:
    page = visit("pt")
    place = live(page, "own_kernel")
    place.get_by_role("button", name="desfoque").click()
    weight = place.get_by_label("peso, linha 1, coluna 2")
    assert weight.input_value() == "1/9"
    weight.fill("−0,5")
    assert place.locator(".presets [aria-pressed=true]").count() == 0
    kernel = [[1 / 9] * 3 for _ in range(3)]
    kernel[0][1] = -0.5
    assert np.abs(np.array(place.evaluate(OUTPUT)) - convolved(kernel)).max() < 1e-12
    weight.fill("meio")
    assert weight.get_attribute("aria-invalid") == "true"
    weight.blur()
    assert weight.input_value() == "−0,5", "what is no number is forgotten"
    canvas = place.locator(".image").last.locator("canvas")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10.5 * box["width"] / 26, box["y"] + 11.5 * box["height"] / 26)
    assert place.locator(".place").inner_text() == "linha 12, coluna 11"
    value = convolved(kernel)[11][10]
    assert float(place.locator("data").get_attribute("value") or "") == pytest.approx(value, abs=1e-12)
    products = place.locator(".sum li b").all_inner_texts()
    pixel = record("fixed_kernels").arrays()["digit"][11][11] / 255
    assert len(products) == 9
    assert products[1] == f"{-0.5 * pixel:.2f}".replace(".", ",").replace("-", "−")


def test_a_finger_moves_the_digit_there_and_the_page_elsewhere(visit: Opener) -> None:
    page = visit("en", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    place = live(page, "moved_digit")
    field = place.locator("[role=slider]")
    field.scroll_into_view_if_needed()
    finger = page.context.new_cdp_session(page)

    def drag(element: Locator, down: float) -> None:
        box = element.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for part in range(1, 5):
            point = {"x": x, "y": y + down * part / 4}
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    before = page.evaluate("scrollY")
    box = field.bounding_box()
    assert box
    drag(field, -3 * box["width"] / 28)
    eventually(page, lambda: place.locator(".place").inner_text() == "3 up")
    assert page.evaluate("scrollY") == pytest.approx(before, abs=1)
    drag(place.locator(".network").first.locator("ol"), -60)
    eventually(page, lambda: page.evaluate("scrollY") > before)
