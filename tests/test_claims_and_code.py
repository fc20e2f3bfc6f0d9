"""What ties sentences, numbers and code to records: `value`, `claim`, `code`, and where each says it comes from."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from records import rebind
from small_sites import copy_site, keep

from builder.errors import SitegenError
from builder.project import Project
from builder.results import Fingerprint, Trial
from builder.site.build import build_site
from builder.site.report import Report

KNOWN = {"digits": {"cnn": "", "linear": ""}}
CODE = '''"""Experiments."""


@experiment
def cnn(settings):
    """Accuracy of a network with one convolution.

    At length.
    """
    return train(settings)


def unused():
    return 0
'''


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    folder = project.post("digits")
    (folder / "experiments.py").write_text(CODE)
    keep(
        project.results("digits"),
        "cnn",
        values={"accuracy": 0.9651, "seconds_each": 75.0, "epochs": 3, "trained": True},
        series={"test_accuracy": [0.8798, 0.94, 0.9651], "test_loss": [0.5, 0.3, 0.25], "confusion": [[9, 1], [0, 9]]},
        settings={"epochs": 3, "learning_rate": 0.001, "scale": [0.5, 1.5]},
        fingerprint=Fingerprint(code={"experiments.py:cnn": "0" * 16}, uses={"linear": "0" * 64}),
    )
    return project


def build(project: Project, text: str, language: str = "pt", **more: object) -> tuple[BeautifulSoup, Report]:
    for other in project.post("digits").glob("index.*.md"):
        other.unlink()
    (project.post("digits") / f"index.{language}.md").write_text(f"---\ntitle: x\n---\n{text}\n")
    report = build_site(project, **{"experiments": KNOWN, **more})  # type: ignore[arg-type]
    file = project.site / language / "posts" / "digits" / "index.html"
    return BeautifulSoup(file.read_text(), "html.parser"), report


@pytest.mark.parametrize(
    ("call", "pt", "en"),
    [
        ("cnn.accuracy", "0,9651", "0.9651"),
        ("cnn.accuracy percent", "96,51%", "96.51%"),
        ("cnn.accuracy percent digits=1", "96,5%", "96.5%"),
        ('"cnn.accuracy - linear.accuracy" points', "3,5", "3.5"),
        ('"(cnn.accuracy + linear.accuracy) / 3" digits=4', "0,6317", "0.6317"),
        ("cnn.test_loss[-1]", "0,25", "0.25"),
        ("cnn.settings.learning_rate", "0,001", "0.001"),
        ('"cnn.accuracy * 60000" integer', "57.906", "57,906"),
        ("cnn.seconds_each duration", "1 min 15 s", "1 min 15 s"),
        ("cnn.when date", "29 de fevereiro de 2024", "February 29, 2024"),
    ],
)
def test_values_as_each_language_writes_them(project: Project, call: str, pt: str, en: str) -> None:
    for language, written in (("pt", pt), ("en", en)):
        soup, report = build(project, f"A {{{{< value {call} >}}}} z", language)
        assert soup.article.find("data").text == written
        assert not report.warnings


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("0.9651", "'0.9651' comes from no record"),
        ("cnn.accuracy date", "'cnn.accuracy' is 0.9651, not a date"),
        ("cnn.test_loss", "'cnn.test_loss' is [0.5, 0.3, 0.25], not a number"),
        ("cnn.accuracy percents", "a value cannot be written as 'percents'"),
        ("cnn.accuracy digits=two", "a value cannot be written with 'two' digits"),
        ('"cnn.accuracy +"', "'cnn.accuracy +' cannot be read as an expression: invalid syntax"),
    ],
)
def test_what_cannot_be_shown(project: Project, call: str, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        build(project, f"A\n\nB {{{{< value {call} >}}}}")
    assert (caught.value.message, caught.value.line) == (message, 6)


def test_a_mean_over_seeds_with_its_spread(project: Project) -> None:
    runs = [Trial(seed, {"accuracy": 0.96 + seed / 1000}, {}, 1.0, "", {}) for seed in (0, 1, 2)]
    keep(project.results("digits"), "linear", values={"accuracy": 0.961}, settings={"seeds": [0, 1, 2]}, seeds=runs)
    for language, written in (("pt", "96,1% ± 0,1"), ("en", "96.1% ± 0.1")):
        soup, _ = build(project, "A {{< value linear.accuracy percent digits=1 spread=true >}}", language)
        assert soup.article.find("data").text == written
        assert "seeds 0; 1; 2" in soup.find(id="from:linear").text
    with pytest.raises(SitegenError, match="'cnn' ran with one seed, and has no spread"):
        build(project, "A {{< value cnn.accuracy spread=true >}}")
    keep(project.results("digits"), "linear", values={"accuracy": 0.5}, quick=True)
    soup, _ = build(project, "A {{< value linear.accuracy percent spread=true >}}")
    assert soup.article.find("data").text == "50%", "a quick run has one seed of those that are declared"
    with pytest.raises(SitegenError, match="spread=yes is neither true nor false"):
        build(project, "A {{< value linear.accuracy spread=yes >}}")


def test_a_value_leads_to_its_run_and_the_run_to_all_that_decided_it(project: Project) -> None:
    soup, _ = build(project, "A {{< value cnn.accuracy >}} z", "en")
    entry = soup.find(id=soup.select_one("a.value")["href"].removeprefix("#"))
    assert entry.find("p").text == "Accuracy of a network with one convolution."
    facts = dict(zip((dt.text for dt in entry.find_all("dt")), (dd.text for dd in entry.find_all("dd")), strict=True))
    assert facts == {
        "Settings": "epochs 3, learning_rate 0.001, scale 0.5; 1.5",
        "Starts from": "linear",
        "Computed": "February 29, 2024, in 12 s, on cpu",
        "Code": "content/posts/digits/experiments.py, lines 4 to 10",
        "Made with": "Python 3.11",
        "Examples": "not observed",
        "To repeat it": "sitegen run cnn --force",
        "The data": "record.json",
        "In the text": "↩ Back to its first number",
    }
    assert soup.find(id=entry.select_one("a.back")["href"][1:]).text == "0.9651"
    assert soup.find(id="from:linear")  # what it started from is told too
    data = project.site / "en" / "posts" / "digits" / entry.find("a", download=True)["href"]
    assert json.loads(data.read_text())["values"]["accuracy"] == 0.9651


def test_a_value_inside_a_link_is_only_its_text(project: Project) -> None:
    soup, _ = build(project, "[see {{< value cnn.accuracy >}}](#from:cnn)")
    assert [link.text for link in soup.select(".text > p a")] == ["see 0,9651"]
    assert not soup.select(".text > p data")


def test_commits_and_lines_come_from_git(project: Project) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(project.root), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    git("add", "content")
    git("commit", "-qm", "Results")
    commit = git("rev-parse", "HEAD")
    (project.root / "other.txt").write_text("x")
    git("add", "other.txt")
    git("commit", "-qm", "Something else")
    soup, _ = build(project, "{{< value cnn.accuracy >}} {{< value linear.accuracy >}}", "en")
    assert commit[:7] in soup.find(id="from:cnn").text
    record = project.results("digits") / "linear" / "record.json"
    rebind(record, '"seconds": 12.3', '"seconds": 13.3')  # not what is committed
    soup, _ = build(project, "{{< value cnn.accuracy >}} {{< value linear.accuracy >}}", "en")
    assert [commit[:7] in soup.find(id=f"from:{name}").text for name in ("cnn", "linear")] == [True, False]


def test_a_claim_that_holds_reads_as_a_sentence_with_a_mark(project: Project) -> None:
    text = (
        '{{< claim "cnn.accuracy > linear.accuracy" >}}The *network* wins by {{< value cnn.accuracy >}}.{{< /claim >}}'
    )
    soup, report = build(project, f"First. {text} Last.", "en")
    claim = soup.select_one(".text > p span.claim")
    assert claim.em.text == "network"
    condition = claim.select_one("a.checked")["data-of"]
    assert condition == "cnn.accuracy > linear.accuracy"
    [compared] = soup.select("#claim-1 .one")
    assert compared.text == "cnn.accuracy (0.9651) is greater than linear.accuracy (0.93)"
    assert compared["class"] == ["one"], "it holds"
    assert not report.warnings


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        ("cnn.trained", {"cnn.trained": [True, "cnn"]}),
        (
            "cnn.trained and cnn.accuracy * 1e25 > 0.5",
            {"cnn.trained": [True, "cnn"], "cnn.accuracy": [0.9651, "cnn"]},
        ),
    ],
)
def test_a_claim_of_what_is_true_or_false_by_itself(
    project: Project, condition: str, numbers: dict[str, list[object]]
) -> None:
    soup, _ = build(project, f'{{{{< claim "{condition}" >}}}}It was trained.{{{{< /claim >}}}}', "en")
    assert soup.select_one("a.checked")["data-of"] == condition
    assert json.loads(soup.find(id="cards").string)["read"] == numbers


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("cnn.accuracy > linear.accuracy", "cnn.accuracy (0.9651) is greater than linear.accuracy (0.93)"),
        ("cnn.accuracy * 3 < 2.9", "cnn.accuracy * 3 (2.8953) is less than 2.9"),
        ("0.9 < cnn.accuracy <= 1", "0.9 is less than cnn.accuracy (0.9651); cnn.accuracy (0.9651) is at most 1"),
        (
            "cnn.trained and cnn.accuracy > 0.5",
            "cnn.trained and cnn.accuracy > 0.5: cnn.accuracy (0.9651) is greater than 0.5; cnn.trained = True",
        ),
        ("not cnn.accuracy < 0.5", "not cnn.accuracy < 0.5: cnn.accuracy (0.9651) is less than 0.5"),
    ],
)
def test_a_mark_leads_to_its_condition_in_words_and_numbers(project: Project, condition: str, told: str) -> None:
    soup, _ = build(project, f'{{{{< claim "{condition}" >}}}}It is so.{{{{< /claim >}}}}', "en")
    mark = soup.select_one("a.checked")
    said = soup.find(id=mark["href"].removeprefix("#"))
    assert " ".join(said.text.split()).startswith(told)
    assert f"#{mark['id']}" in [link["href"] for link in said.select("a.back")]
    assert mark["data-claim"] == "1"


def test_the_contents_name_a_heading_without_the_marks_of_its_claims(project: Project) -> None:
    claims = [f'{{{{< claim "cnn.accuracy {sign} 0.5" >}}}}Half{{{{< /claim >}}}}' for sign in "><"]
    soup, _ = build(project, f"## {claims[0]} is passed\n\n## {claims[1]} is not", "en")
    assert [link.text.strip() for link in soup.select(".toc a")][:2] == ["Half is passed", "Half  is not"]


def test_a_claim_that_does_not_hold_is_told_marked_and_stops_a_strict_build(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    text = 'First.\n\n{{< claim "cnn.accuracy < linear.accuracy" >}}A linear\nmodel wins.{{< /claim >}}'
    soup, report = build(project, text, "en")
    (warning,) = report.warnings
    assert str(warning) == (
        "content/posts/digits/index.en.md:6: the records do not bear out “A linear model wins.”: "
        "cnn.accuracy < linear.accuracy is false\n"
        "  cnn.accuracy = 0.9651, linear.accuracy = 0.93. Change the sentence, or find out what changed."
    )
    assert soup.select_one("mark.claim").text == "A linear\nmodel wins."
    assert soup.select_one("a.refuted").text == (
        "The records do not bear this out: cnn.accuracy = 0.9651; linear.accuracy = 0.93"
    )
    with pytest.raises(SitegenError, match="do not bear out"):
        build(project, text, "en", strict=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{{< claim "cnn.accuracy" >}}A.{{< /claim >}}', "'cnn.accuracy' is 0.9651, neither true nor false"),
        ('{{< claim "1 > 0" >}}A.{{< /claim >}}', "'1 > 0' comes from no record"),
        ('{{< claim "cnn.accuracy >" >}}A.{{< /claim >}}', "cannot be read as an expression"),
        ('{{< claim "cnn.accuracy > 0" >}}{{< /claim >}}', "this claim says nothing"),
        ('{{< claim "cnn.accuracy > 0" >}}A.\n\nB.{{< /claim >}}', "a claim holds sentences, not paragraphs"),
        ('{{< claim "cnn.accuracy > 0" >}}A.', "'claim' is never closed"),
        ('{{< claim "cnn.accuracy == 0" tolerance=much >}}A.{{< /claim >}}', "tolerance 'much' is not a number"),
        (
            '{{< claim "exceeds(cnn.accuracy, linear.accuracy)" tolerance=0.01 >}}A.{{< /claim >}}',
            "a tolerance means nothing with exceeds",
        ),
    ],
)
def test_claims_that_cannot_be_checked(project: Project, text: str, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        build(project, f"A\n\n{text}")
    assert message in caught.value.message
    assert caught.value.line == 6


def test_code_as_it_ran(project: Project) -> None:
    soup, report = build(project, '{{< code experiments.py#cnn docstring=false caption="A *run*." >}}', "en")
    listing = soup.select_one("figure.listing")
    assert listing.find("pre").text.strip() == "@experiment\ndef cnn(settings):\n    return train(settings)"
    assert listing.select_one(".place").text == "experiments.py#cnn, lines 4 to 10; ran in cnn"
    assert listing.em.text == "run"
    assert not report.warnings
    assert soup.find(id="from:cnn")


def test_a_change_in_another_file_of_a_like_name_is_none(project: Project) -> None:
    known = {"digits": {"cnn": "old_experiments.py:cnn changed", "linear": ""}}
    _, report = build(project, "{{< code experiments.py#cnn >}}", "en", experiments=known)
    assert not [one for one in report.warnings if "is not what ran" in one.message]


def test_an_experiment_that_was_started_from_and_is_gone_is_named_without_a_link(project: Project) -> None:
    known = {"digits": {"cnn": "no longer uses linear"}}
    soup, _ = build(project, "A {{< value cnn.accuracy >}} z", "en", experiments=known)
    run = soup.find(id="from:cnn")
    assert "linear" in run.text
    assert not run.find("a", href="#from:linear")


def test_a_site_in_a_folder_of_its_repository_links_to_its_lines_there(tmp_path: Path) -> None:
    project = copy_site("good", tmp_path)
    config = project.config.read_text()
    project.config.write_text('repository = "https://github.com/ana/papers"\n' + config)
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    soup, _ = build(project, "{{< figure digit alt=x >}}", "en")
    (link,) = [one["href"] for one in soup.select(".origins a") if "github" in one["href"]]
    assert link.startswith("https://github.com/ana/papers/blob/main/good/content/posts/digits/figures.py#L")


def test_code_that_changed_since_it_ran_is_marked(project: Project) -> None:
    known = {"digits": {"cnn": "experiments.py:cnn changed; epochs 3 -> 4", "linear": ""}}
    soup, report = build(project, "{{< code experiments.py#cnn >}}", "en", experiments=known)
    assert "Not what ran: it changed since the run of cnn." in soup.select_one("figure.listing").text
    assert "experiments.py#cnn is not what ran: it changed since" in [one.message for one in report.warnings]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("experiments.py", "'experiments.py' names no definition"),
        ("experiments.py#cmn", "experiments.py defines no 'cmn'"),
        ("modles.py#cnn", "this post has no file 'modles.py'"),
        ("../../../secret.py#x", "this post has no file '../../../secret.py'"),
        ("/etc/x.py#x", "this post has no file '/etc/x.py'"),
        ('experiments.py#cnn elide="for"', "no statement of 'cnn' begins with a line containing 'for'"),
        ("experiments.py#cnn docstring=no", "docstring=no is neither true nor false"),
    ],
)
def test_code_that_is_not_there(project: Project, call: str, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        build(project, f"A\n\n{{{{< code {call} >}}}}")
    assert (caught.value.message, caught.value.line) == (message, 6)


def test_code_behind_a_link_out_of_the_folder_is_not_shown(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("KEY = 1\n")
    (project.post("digits") / "link.py").symlink_to(tmp_path / "secret.py")
    with pytest.raises(SitegenError, match=r"'link\.py' leads out of the folder of the post"):
        build(project, "{{< code link.py#KEY >}}")


def test_code_that_no_run_reached_is_told(project: Project) -> None:
    _, report = build(project, "{{< code experiments.py#unused >}}")
    assert [warning.message for warning in report.warnings] == ["no run of this post reached experiments.py#unused"]


ROWS = """

def rows(words, language, cnn, linear):
    return [
        [words.epoch, "from", words.accuracy],
        ["cnn", "here", language.number(cnn.values["accuracy"], 2)],
        ["linear", "there", linear.values["accuracy"]],
    ]


def ragged(cnn):
    return [["a", "b"], ["c"]]
"""


def test_a_table_that_a_function_of_the_post_puts_together(project: Project) -> None:
    with (project.post("digits") / "figures.py").open("a") as file:
        file.write(ROWS)
    soup, _ = build(project, '{{< table rows caption="Both." >}}')
    table = soup.select_one("figure.table")
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    assert rows == [["época", "from", "acurácia"], ["cnn", "here", "0,97"], ["linear", "there", "0,93"]]
    assert [cell.text for cell in table.select(".word")] == ["from", "here", "there"]
    assert [link["href"] for link in table.select(".origins a")] == ["#from:cnn", "#from:linear"]
    with pytest.raises(SitegenError, match="'ragged' returned a list, not rows of one length"):
        build(project, "{{< table ragged >}}")
    told = r"unknown experiment 'row', and figures\.py has no function of this name\n  Did you mean 'rows'\?"
    with pytest.raises(SitegenError, match=told):
        build(project, "{{< table row >}}")


def test_a_number_typed_in_text_or_front_matter_is_told_and_stops_a_strict_build(project: Project) -> None:
    for other in project.post("digits").glob("index.*.md"):
        other.unlink()
    (project.post("digits") / "index.en.md").write_text(
        "---\ntitle: 97.5% right\nsummary: It gets {{< value cnn.accuracy >}}.\n---\n\nAfter 60,000 images 96.51%.\n"
    )
    report = build_site(project, experiments=KNOWN)
    told = [(warning.message.split("'")[1], warning.line) for warning in report.warnings]
    assert told == [("97.5%", 2), ("60,000", 6), ("96.51%", 6)]
    with pytest.raises(SitegenError, match="was typed, and comes from no record"):
        build_site(project, experiments=KNOWN, strict=True)
