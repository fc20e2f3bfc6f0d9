""" "Check this page": the reader's browser computes every claim and number again, from the records beside the page."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import REPOSITORY
from opening import Opener, eventually, opener
from small_sites import keep

from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.evidence.significance import UNDECIDED
from builder.results import Store, Trial
from builder.results.point import SEEDS
from builder.results.trials import mean_series, mean_values

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
STILL = {"reduced_motion": "reduce"}


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    with opener(browser, address, **STILL) as visit:
        yield visit


def checked(page: Page) -> tuple[str, list[str]]:
    """What is said of a page that was checked, and what its links are marked with."""
    button = page.locator("button.check")
    button.focus()
    page.keyboard.press("Enter")
    status = page.locator("[role=status].checking")
    eventually(page, lambda: status.inner_text() != "" and button.is_enabled())
    links = page.locator("a:is(.value, .checked, .refuted)[data-of]")
    return page.locator(".checking").inner_text(), links.evaluate_all("all => all.map((one) => one.dataset.again)")


@pytest.mark.parametrize("path", ["en/posts/cnns/", "pt/posts/cnns/", "en/docs/numbers/", "pt/docs/shortcodes/"])
def test_every_claim_and_number_holds(path: str, visit: Opener) -> None:
    page = visit(f"{path}index.html")
    said, marked = checked(page)
    assert marked
    assert set(marked) == {"yes"}
    holding, claims, equal, numbers = map(int, re.findall(r"(\d+) (?:of|de) (\d+).*?(\d+) (?:of|de) (\d+)", said)[0])
    assert (holding, equal) == (claims, numbers)
    assert claims + numbers == len(marked)
    assert claims


def test_a_number_that_is_not_that_of_the_record_is_told(visit: Opener) -> None:
    page = visit("en/posts/cnns/index.html")
    numbers = page.locator("a.value > data")
    numbers.nth(3).evaluate("one => one.textContent = one.textContent.replace(/\\d/, (digit) => (+digit + 1) % 10)")
    numbers.nth(4).evaluate("one => { one.value = 3; one.textContent = '3'; }")
    page.locator("a.checked").first.evaluate("one => one.dataset.of = `not (${one.dataset.of})`")
    said, marked = checked(page)
    assert marked.count("no") == 3
    ways = page.locator(".checking a")
    assert ways.count() == 3
    ways.nth(1).click()
    assert page.locator(":target").evaluate("one => one.dataset.again") == "no"
    assert "23 of 24" in said or re.search(r"(\d+) of (?!\1)\d+", said)


def test_a_record_that_was_changed_is_no_evidence(browser: Browser, address: str) -> None:
    page = browser.new_page(**STILL)

    def changed(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"accuracy": 0.9', '"accuracy": 0.8'))

    page.route("**/cnn.record.*.json", changed)
    page.goto(f"{address}/en/posts/cnns/index.html")
    said, marked = checked(page)
    assert said == "The records could not be loaded."
    assert set(marked) == {None}
    page.context.close()


def test_there_is_no_button_without_a_script_nor_for_a_file(browser: Browser, address: str, published: Path) -> None:
    for place, scripts in (
        (f"{address}/en/posts/cnns/index.html", False),
        ((published / "en/posts/cnns/index.html").as_uri(), True),
    ):
        page = browser.new_page(java_script_enabled=scripts)
        page.goto(place)
        assert page.locator("button.check").count() == 1
        assert not page.locator("button.check").is_visible()
        page.context.close()


NAMES = """cnn.accuracy;cnn.steps;cnn.seeds;cnn.seconds;one.loss;one.settings.rate;one.curve[-1];cnn.curve[1]
cnn.curve[0];sweep[width=16].accuracy;sweep[highest=accuracy].settings.width;sweep[width=64, lowest=accuracy].accuracy;2
3;0.5;.25;sweep[name=w16, rate=1.0].seeds;one.curve[::-2][0];len(one.curve[-3::2])
spread(cnn.accuracy);highest(cnn.accuracy);lowest(cnn.curve)[1];max(cnn.curve);min(one.curve[1:]);len(one.curve);argmax(one.curve);mean(one.curve[:2])
1e-3;1_000;sum(one.curve[-2:]);abs(-one.loss);round(one.loss, 1);round(2.5)
max(1, one.loss);mean(sweep[width=64].accuracy)"""
GIVEN = """one.word == 'Adam';one.word != "SGD";one.settings.rate == 0.1;sweep[name=w16, rate=0.1].accuracy > 1;-2 ** 2
not cnn.accuracy < 0.5;0.1 <= cnn.accuracy <= 0.99;one.curve == one.curve;2 ** -1;7 // -2;-7 % 3;1 + 2 * 3 - 4 / 5
exceeds(cnn.accuracy, one.loss);exceeds(far.accuracy, near.accuracy);exceeds(near.accuracy, far.accuracy)
exceeds(far.accuracy, cnn.accuracy);exceeds(far.curve[-1], near.curve[0]) and not exceeds(cnn.accuracy, one.loss)
not exceeds(cnn.accuracy, far.accuracy) or False;undecided(exceeds(cnn.accuracy, one.loss))
exceeds(far.accuracy, far.half)
exceeds(far.accuracy, many.accuracy);exceeds(many.accuracy, most.accuracy);exceeds(most.half, many.half)
(1 + 2) * 3;sweep[width=16, rate=1.0].accuracy;one.curve[len(one.curve) - 1];True and one.flag;one.table[1][0]"""
NAMES, GIVEN = (re.split("[;\n]", text) for text in (NAMES, GIVEN))


def invented(chance: random.Random, depth: int = 3) -> str:
    """An expression of the kind that authors write."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(NAMES)
    left, right = invented(chance, depth - 1), invented(chance, depth - 1)
    kind = chance.randrange(6)
    if kind < 3:
        return f"{left} {chance.choice(['+', '-', '*', '/', '//', '%'])} {right}"
    if kind == 3:
        return f"({left} {chance.choice(['<', '<=', '==', '!=', '>', '>='])} {right})"
    return f"abs({left})" if kind == 4 else f"({left} - {right})"


KNOWN = ["one", "cnn", "sweep", "far", "near", "many", "most"]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    seeds = [
        Trial(seed, {"accuracy": value, "steps": 7}, {"curve": [value / 3, value]}, 1.5, "", {})
        for seed, value in enumerate((0.91, 0.9301, 0.95))
    ]
    points = [
        Trial(seed, {"accuracy": width * rate + seed / 7}, {"curve": [rate, seed / 3]}, 1.0, "", {}, "", settings)
        for width in (16, 64)
        for rate in (0.1, 1.0)
        for seed in (0, 1)
        for settings in [{"width": width, "rate": rate, "name": f"w{width}"}]
    ]
    curve = {"curve": [0.1, 0.7, 0.2, 0.7], "table": [[1, 2], [3, 4]]}
    keep(tmp_path, "one", values={"loss": 0.337, "word": "Adam", "flag": True}, series=curve, settings={"rate": 0.1})
    keep(
        tmp_path, "cnn", settings={SEEDS: [0, 1, 2]}, values=mean_values(seeds), series=mean_series(seeds), seeds=seeds
    )
    keep(tmp_path, "sweep", settings={SEEDS: [0, 1], "batch": 32}, points=points)
    for name, shift, several in (("far", 0.9, range(6)), ("near", 0.89, range(5, -1, -1)), ("many", 0.9, range(20)),
                                 ("most", 0.895, range(20))):  # fmt: skip
        runs = [
            Trial(
                seed,
                {"accuracy": (at := shift + seed * 37 % 11 / 1000), "half": at / 2},
                {"curve": [at / 3, at]},
                1.0,
                "",
                {},
            )
            for seed in several
        ]
        keep(
            tmp_path, name, settings={SEEDS: [*several]}, values=mean_values(runs), series=mean_series(runs), seeds=runs
        )
    return Records(Store(tmp_path), dict.fromkeys(KNOWN, ""))


def in_browser(page: Page, cases: list[tuple[str, float]], records: Records, names: list[str]) -> list[Any]:
    """What the page's own evaluator makes of expressions, each with a tolerance; a word for one that it refuses."""
    told = {name: json.loads(records.json(name)) for name in names}
    script = """async ([cases, records]) => {
      const { evaluate } = await import(new URL("expressions.js", document.querySelector("script[src*=page]").src));
      return cases.map(([text, tolerance]) => {
        try { return evaluate(text, records, tolerance); } catch (error) { return `refused: ${error.message}`; }
      });
    }"""
    found: list[Any] = page.evaluate(script, [cases, told])
    return found


def test_it_computes_what_the_build_computes(records: Records, visit: Opener) -> None:
    chance = random.Random(7)
    cases, expected = [], []
    for text in [*NAMES, *GIVEN, *(invented(chance) for _ in range(400))]:
        try:
            value = evaluate(text, records).value
        except SitegenError:  # of two that are divided by zero, say
            continue
        cases.append((text, 0.0))
        expected.append(value)
    assert len(cases) > 250
    cases += [("cnn.accuracy == 0.93", 0.001), ("cnn.accuracy != 0.93", 0.001), ("cnn.accuracy <= 0.93", 0.001)]
    expected += [evaluate(text, records, tolerance).value for text, tolerance in cases[-3:]]
    found = in_browser(visit("en/index.html"), cases, records, KNOWN)
    for (text, _), value, mine in zip(cases, expected, found, strict=True):
        value = str(value) if value is UNDECIDED else value
        assert mine == (pytest.approx(value, rel=1e-9) if isinstance(value, int | float) else value), text


@pytest.mark.parametrize(
    "text",
    """nope.accuracy;cnn.nope;sweep[width=3].accuracy;eval(1);cnn.accuracy +;1 / 0;cnn.accuracy.x;cnn.curve[9]
sweep.accuracy;one.word + 1;constructor.x;cnn.__proto__;max.constructor('x')();cnn $ 1""".replace("\n", ";").split(";"),
)
def test_what_the_build_refuses_it_refuses(text: str, records: Records, visit: Opener) -> None:
    with pytest.raises(SitegenError):
        evaluate(text, records)
    [found] = in_browser(visit("en/index.html"), [(text, 0.0)], records, KNOWN)
    assert str(found).startswith("refused: ")


def test_it_reads_all_that_our_own_texts_say(published: Path, visit: Opener) -> None:
    folder = REPOSITORY / "content" / "posts" / "cnns"
    store = Store(folder / "results")
    names = sorted(path.parent.name for path in store.folder.glob("*/record.json"))
    records = Records(store, dict.fromkeys(names, ""))
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("index.*.md")))
    said = sorted(set(re.findall(r'\{\{< (?:claim|value) (?:"([^"]+)"|(\S+))', texts)))
    cases = [(quoted or bare, 0.0) for quoted, bare in said]
    found = in_browser(visit("en/index.html"), cases, records, names)
    assert len(cases) > 90
    for (text, _), mine in zip(cases, found, strict=True):
        value = evaluate(text, records).value
        assert mine == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value), text
