"""Whether a mean over seeds lies above another: `exceeds` in claims, its tests, and its third answer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site, keep

from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.evidence.significance import UNDECIDED, exceeds
from builder.project import Project
from builder.results import Store, Trial
from builder.results.trials import mean_series, mean_values
from builder.site.build import build_site
from builder.site.report import Report

FAR = [0.97, 0.972, 0.971, 0.974, 0.973]
NEAR = [0.961, 0.964, 0.962, 0.96, 0.963]


@pytest.mark.parametrize(
    ("first", "second", "paired", "answer", "chance"),
    [
        (FAR, NEAR, True, True, 1 / 32),
        (NEAR, FAR, True, False, 1.0),
        (FAR[:4], NEAR[:4], True, UNDECIDED, 1 / 16),
        (FAR[:3], NEAR[:3], True, UNDECIDED, 1 / 8),
        (FAR[:3], NEAR[:3], False, True, 1 / 20),
        (FAR[:2], NEAR[:3], False, UNDECIDED, 1 / 10),
        (FAR, NEAR[:3], False, True, 1 / 56),
        (FAR, NEAR[:1], False, UNDECIDED, 1.0),
        (FAR, FAR, True, False, 1.0),
        ([0.5] * 5, [0.5] * 5, False, False, 1.0),
        ([0.6] * 5, [0.5] * 5, False, True, 1 / 252),
    ],
)
def test_an_answer_and_its_chance(
    first: list[float], second: list[float], paired: bool, answer: object, chance: float
) -> None:
    found = exceeds(first, second, paired=paired)
    assert found.answer is answer
    assert found.chance == pytest.approx(chance)


@pytest.mark.parametrize(("runs", "others"), [(5, 5), (6, 3), (8, 8), (25, 25), (40, 12), (300, 200)])
def test_chances_are_those_of_scipy(runs: int, others: int) -> None:
    stats, np = pytest.importorskip("scipy.stats"), pytest.importorskip("numpy")
    dealt = random.Random(runs)
    first = [dealt.gauss(0.1, 1) for _ in range(runs)]
    second = [dealt.gauss(0, 2) for _ in range(others)]
    found = exceeds(first, second, paired=False)
    if found.exact:

        def welch(one: object, other: object, axis: int) -> object:
            return stats.ttest_ind(one, other, axis=axis, equal_var=False).statistic

        told = stats.permutation_test(
            (first, second), welch, n_resamples=np.inf, alternative="greater", vectorized=True
        )
    else:
        told = stats.ttest_ind(first, second, equal_var=False, alternative="greater")
    assert found.chance == pytest.approx(told.pvalue, rel=1e-9)
    if runs == others:
        pairs = exceeds(first, second, paired=True)
        told = stats.ttest_rel(first, second, alternative="greater")
        if pairs.exact:
            told = stats.permutation_test(
                (first, second), lambda one, other, axis: np.mean(one - other, axis=axis),
                permutation_type="samples", n_resamples=np.inf, alternative="greater", vectorized=True,
            )  # fmt: skip
        assert pairs.chance == pytest.approx(told.pvalue, rel=1e-9)


def test_chance_alone_convinces_in_one_of_twenty_at_most() -> None:
    dealt = random.Random(3)
    for runs, others, paired in ((5, 5, True), (6, 6, False), (3, 8, False)):
        convinced = 0
        for _ in range(400):
            first = [dealt.gauss(0, 1) for _ in range(runs)]
            convinced += exceeds(first, [dealt.gauss(0, 1) for _ in range(others)], paired=paired).answer is True
        assert convinced / 400 < 0.075  # 0.05 and two and a half of its deviations


def seeded(results: Path, name: str, numbers: list[float], first: int = 0) -> None:
    runs = [
        Trial(seed, {"accuracy": one}, {"curve": [one / 2, one]}, 1.0, "", {})
        for seed, one in enumerate(numbers, first)
    ]
    settings = {"seeds": [one.seed for one in runs]}
    keep(results, name, values=mean_values(runs), series=mean_series(runs), settings=settings, seeds=runs)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    results = project.results("digits")
    for name, numbers in (("far", FAR), ("near", NEAR[::-1]), ("few", FAR[:3]), ("lows", NEAR[:3])):
        seeded(results, name, numbers)
    seeded(results, "later", NEAR, first=10)
    keep(results, "once", values={"accuracy": 0.5})
    return project


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("exceeds(far.accuracy, near.accuracy)", True),
        ("exceeds(far.curve[-1], near.curve[-1])", True),
        ("exceeds(far.accuracy, later.accuracy)", True),
        ("exceeds(near.accuracy, far.accuracy)", False),
        ("not exceeds(near.accuracy, far.accuracy)", True),
        ("exceeds(few.accuracy, lows.accuracy)", UNDECIDED),
        ("not exceeds(few.accuracy, lows.accuracy)", UNDECIDED),
        ("exceeds(few.accuracy, lows.accuracy) and far.accuracy > 0", UNDECIDED),
        ("exceeds(few.accuracy, lows.accuracy) and far.accuracy > 1", False),
        ("exceeds(few.accuracy, lows.accuracy) or far.accuracy > 0", True),
        ("exceeds(few.accuracy, once.accuracy)", UNDECIDED),
        ("undecided(exceeds(few.accuracy, lows.accuracy))", True),
        ("undecided(exceeds(far.accuracy, near.accuracy))", False),
    ],
)
def test_three_answers(project: Project, text: str, value: object) -> None:
    names = dict.fromkeys(("far", "near", "few", "lows", "later", "once"), "")
    assert evaluate(text, Records(Store(project.results("digits")), names)).value is value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exceeds(far.accuracy, 0.9)", "'0.9' is no value that each seed gives"),
        ("exceeds(far.accuracy, near.settings.seeds[0])", "'near.settings.seeds[0]' is no value that each seed gives"),
        ("exceeds(far.accuracy, near.seeds)", "'near.seeds' is no value that each seed gives"),
        ("exceeds(far.curve, near.curve)", "'far.curve' is "),
        ("exceeds(few.accuracy, lows.accuracy) != True", "compares with an answer that there is not"),
        ("exceeds(few.accuracy, lows.accuracy) + 1 > 0", "is too few seeds to tell, not a number"),
        ("exceed(far.accuracy, near.accuracy)", "there is no function 'exceed'"),
    ],
)
def test_what_is_no_question_of_seeds(project: Project, text: str, message: str) -> None:
    names = dict.fromkeys(("far", "near", "few", "lows"), "")
    with pytest.raises(SitegenError) as caught:
        evaluate(text, Records(Store(project.results("digits")), names))
    assert message in str(caught.value)


def build(project: Project, text: str, language: str) -> tuple[BeautifulSoup, Report]:
    for other in project.post("digits").glob("index.*.md"):
        other.unlink()
    (project.post("digits") / f"index.{language}.md").write_text(f"---\ntitle: x\n---\n{text}\n")
    known = dict.fromkeys(("far", "near", "few", "lows", "later", "once"), "")
    report = build_site(project, experiments={"digits": known})
    file = project.site / language / "posts" / "digits" / "index.html"
    return BeautifulSoup(file.read_text(), "html.parser"), report


def test_a_page_tells_the_test_in_words(project: Project) -> None:
    text = '{{< claim "exceeds(far.accuracy, near.accuracy)" >}}It is better.{{< /claim >}}'
    soup, report = build(project, text, "en")
    assert not report.warnings
    assert " ".join(soup.select_one("#claim-1 .one").text.split()) == (
        "far.accuracy (0.972) over all seeds, against near.accuracy (0.962): more than chance explains; "
        "difference 0.01, p = 0.031; exact test over all signs of the differences, 5 pairs of seeds"
    )
    soup, _ = build(project, text.replace("near", "later"), "pt")
    assert " ".join(soup.select_one("#claim-1 .one").text.split()) == (
        "far.accuracy (0,972) em todas as sementes, contra later.accuracy (0,962): mais do que o acaso explica; "
        "diferença 0,01, p = 0,004; teste exato com todas as divisões das execuções, 5 e 5 sementes"
    )


def test_too_few_seeds_bear_nothing_out(project: Project) -> None:
    text = '{{< claim "exceeds(few.accuracy, lows.accuracy)" >}}It is better.{{< /claim >}}'
    soup, report = build(project, text, "en")
    [warning] = report.warnings
    assert warning.message == (
        "there are too few seeds to tell whether “It is better.” holds: exceeds(few.accuracy, lows.accuracy)"
    )
    assert warning.hint.startswith(
        "With 3 pairs of seeds p cannot be below 0.12, and 0.05 is asked for. Run more seeds"
    )
    assert soup.select_one("a.refuted").text.startswith("Too few seeds to tell:")
    with pytest.raises(SitegenError, match="too few seeds"):
        build_site(project, experiments={"digits": {"few": "", "lows": ""}}, strict=True)
    asked = "undecided(exceeds(few.accuracy, lows.accuracy))"
    _, report = build(project, f'{{{{< claim "{asked}" >}}}}Nobody can tell.{{{{< /claim >}}}}', "en")
    assert not report.warnings


@pytest.mark.parametrize(
    ("text", "en", "pt", "value"),
    [
        ("exceeds(few.accuracy, lows.accuracy)", "too few seeds to tell", "sementes de menos para saber",
         "too few seeds to tell"),
        ("exceeds(far.accuracy, near.accuracy)", "yes", "sim", "True"),
        ("exceeds(near.accuracy, far.accuracy)", "no", "não", "False"),
    ],
)  # fmt: skip
def test_a_page_can_show_the_answer(project: Project, text: str, en: str, pt: str, value: str) -> None:
    for language, words in (("en", en), ("pt", pt)):
        soup, report = build(project, f'A: {{{{< value "{text}" >}}}}.', language)
        assert not report.warnings
        link = soup.select_one(".text > p a.value")
        assert (link.text, link.data["value"], link["href"]) == (words, value, "#claim-1")
        assert soup.select_one("#claim-1 .one")
