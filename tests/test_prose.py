"""What `sitegen check` tells of words beside numbers: comparisons, typed settings and units; the bench of sentences."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from small_sites import copy_site, keep

from builder.checking.number_words import number_of
from builder.checking.prose import prose
from builder.config import read_config
from builder.content.posts import read_posts
from builder.evidence.records import read_records
from builder.project import Project
from builder.results import Trial


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    results = project.results("digits")
    seeds = [Trial(seed, {"accuracy": 0.9 + seed / 100}, {}, 1.0, "", {}) for seed in range(3)]
    training = {"epochs": 20, "batch_size": 32, "learning_rate": 0.001, "seeds": [0, 1, 2]}
    keep(results, "cnn", values={"accuracy": 0.91, "test_images": 10_000}, settings=training, seeds=seeds)
    keep(results, "linear", values={"accuracy": 0.8}, settings={"epochs": 5})
    return project


def told(project: Project, text: str, language: str = "en") -> list[tuple[bool, int | None, str]]:
    for other in project.post("digits").glob("index.*.md"):
        other.unlink()
    (project.post("digits") / f"index.{language}.md").write_text(f"---\ntitle: x\ndate: 2024-01-01\n---\n{text}\n")
    config = read_config(project.config)
    posts = [post for post in read_posts(project, ("pt", "en")).posts if post.slug == "digits"]
    return [(untrue, one.line, one.message) for untrue, one in prose(project, config, posts)]


A = "{{< value cnn.accuracy >}}"
B = "{{< value linear.accuracy >}}"


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", f"It is better than the linear one, at {A}.", "better than"),
        ("en", f"It took {A} and more.", "and more"),
        ("en", f"Text.\n\nAt least\n{A} of them.", "At least"),
        ("en", f"Of all networks it is the best: {A}.", "Of all"),
        ("en", f"That is {A} points more.", "points more"),
        ("en", f"Only {A} are read.", "Only"),
        ("en", f"- One.\n- Twice as good, with {A}.", "Twice"),
        ("pt", f"É melhor do que a linear, com {A}.", "melhor do que"),
        ("pt", f"Com {A}, é o dobro.", "o dobro"),
        ("pt", f"São {A} ou mais.", "ou mais"),
        ("en", f"Pooling trounces it with {A}.", "trounces"),
        (
            "en",
            f'{{{{< claim "cnn.accuracy > 0" >}}}}It reads.{{{{< /claim >}}}} It is better than {B}.',
            "better than",
        ),
        ("en", f'{{{{< claim "cnn.accuracy > 0.5" >}}}}It is good.{{{{< /claim >}}}} At least {A}.', ""),
        ("en", f'{{{{< claim "cnn.accuracy > linear.accuracy" >}}}}Better, with {A}.{{{{< /claim >}}}}', ""),
        ("en", "At most {{< value cnn.settings.epochs >}}, at most {{< value highest(cnn.accuracy) >}}.", ""),
        ("en", f"It is no longer a guess, rather than the opposite; {A}. It is better than before.", ""),
        ("en", f"`better than` $x$ {A}\n\n```\nbetter than {A}\n```", ""),
        ("en", f"<!-- answer comparison: a figure of speech -->\nIt is better than nothing, at {A}.", ""),
        ("en", f"<!-- answer comparison: a figure of speech -->\n\nIt is better than nothing, at {A}.", ""),
        ("pt", f"A maior parte do trabalho é a espera, e o resultado, {A}, a menos que chova.", ""),
        ("pt", f"Mais de uma vez: {A}.", ""),
    ],
)
def test_words_of_comparison(project: Project, language: str, text: str, said: str) -> None:
    config = project.config.read_text().replace("[en]", '[en]\ncomparisons = ["trounces"]')
    project.config.write_text(config)
    found = [message for _, _, message in told(project, text, language)]
    assert [one.partition("“")[2].partition("”")[0] for one in found] == ([said] if said else [])


@pytest.mark.parametrize(
    ("language", "text", "untrue", "message"),
    [
        ("en", f"After 20 epochs it has {A}.", None, ""),
        ("en", f"After twenty epochs it has {A}.", None, ""),
        ("en", f"After 50 epochs it has {A}.", True, "says “50 epochs”, and cnn ran with 20"),
        ("en", "The network `cnn` was trained with batches of 64.", True, "says “batches of 64”, and cnn ran with 32"),
        ("en", f"{A}\n\nWith a learning rate of 0.01.", False, "says “learning rate of 0.01”, and cnn ran with 0.001"),
        ("en", f"{A}\n\n## Next\n\nOthers take batches of 64.", None, ""),
        ("en", f"Five seeds gave {A}.", True, "says “Five seeds”, and cnn ran with 3"),
        ("en", f"Ten thousand images: {A}.", None, ""),
        ("en", f"After 5 epochs it has {B}, after 20 epochs {A}.", None, ""),
        ("en", "After 11 epochs: {{< value cnn.curve[10] >}}.", None, ""),
        ("en", f'{{{{< claim "cnn.settings.epochs < 30" >}}}}Fewer than 30 epochs:{{{{< /claim >}}}} {A}.', None, ""),
        ("en", "It took three hours.", False, "“three hours” was typed, and comes from no record"),
        ("en", "It took an hour, one epoch, in nine steps.", None, ""),
        ("pt", f"Depois de cinquenta épocas ela tem {A}.", True, "says “cinquenta épocas”, and cnn ran with 20"),
        ("pt", f"Com taxa de aprendizado de 0,001: {A}.", None, ""),
        ("pt", "Levou duas horas.", False, "“duas horas” was typed, and comes from no record"),
        ("en", "<!-- answer typed: as everybody knows -->\nIt took three hours.", None, ""),
        ("en", '{{< table cnn caption="After 50 epochs." >}}', False, "says “50 epochs”, and cnn ran with 20"),
        ("en", '{{< table cnn caption="After 20 epochs." >}}', None, ""),
        ("en", '<!-- answer setting: so far -->\n{{< table cnn caption="After 50 epochs." >}}', None, ""),
    ],
)
def test_settings_and_units(project: Project, language: str, text: str, untrue: bool | None, message: str) -> None:
    found = told(project, text, language)
    assert [(one, words) for one, _, words in found] == ([] if untrue is None else [(untrue, message)])


def test_the_head_is_read_and_captions_compare(project: Project) -> None:
    text = f"---\ntitle: After 50 epochs\ndate: 2024-01-01\nsummary: In 20 epochs, three hours.\n---\n{A}\n"
    told(project, A)
    (project.post("digits") / "index.en.md").write_text(text)
    posts = [post for post in read_posts(project, ("pt", "en")).posts if post.slug == "digits"]
    found = [one for _, one in prose(project, read_config(project.config), posts)]
    assert [(one.line, one.message) for one in found] == [(2, "says “50 epochs”, and cnn ran with 20")]
    found = told(project, f"Text.\n\n{{{{< table cnn caption=`Better than chance, with {A}.` >}}}}")
    assert [one[1:] for one in found] == [(7, "nothing checks “Better than” beside cnn.accuracy")]


def test_a_factor_without_a_number_in_its_condition(project: Project) -> None:
    text = '{{{{< claim "cnn.accuracy > {0}linear.accuracy" >}}}}Twice as good.{{{{< /claim >}}}}'
    assert told(project, f"Text.\n\n{text.format('')}") == [
        (False, 7, "a claim says “Twice”, and its condition has no number: cnn.accuracy > linear.accuracy")
    ]
    assert told(project, text.format("2 * ")) == []


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "10,000", 10_000), ("en", "0.001", 0.001), ("en", "3e-4", 0.0003), ("en", "twenty-five", 25),
        ("en", "two hundred and fifty", 250), ("en", "ten thousand", 10_000), ("pt", "10.000", 10_000),
        ("pt", "0,001", 0.001), ("pt", "vinte e cinco mil", 25_000), ("pt", "duzentas e duas", 202),
        ("pt", "mil", 1000), ("en", "many", None),
    ],
)  # fmt: skip
def test_numbers_as_texts_write_them(language: str, text: str, number: float | None) -> None:
    assert number_of(text, language) == number


def test_the_bench_of_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(REPOSITORY / "benchmarks"), *sys.path])
    bench: dict[str, Any] = runpy.run_path(str(REPOSITORY / "benchmarks" / "sentences.py"))
    found = bench["measure"](read_records(Project(REPOSITORY), "cnns"))
    counts, wrong = found["counts"], found["wrong"]
    assert (counts["sentences"], counts["false"]) == (200, 100)
    assert not wrong["passed"]
    assert not wrong["failed"]
    assert counts["told_rightly"] >= 0.9 * counts["told"]
    assert counts["compare_told"] >= 0.9 * counts["compare"]
    assert counts["settings_told"] == counts["settings_untrue"]
    assert counts["settings_true_told"] == 0
