"""What a number was, and what changed since a post was published: from git, and from nothing else."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from blog import Blog
from bs4 import BeautifulSoup, Tag
from conftest import REPOSITORY, Site
from opening import opener
from serving import serving

from builder.commands.history import history
from builder.errors import SitegenError
from builder.project import Project
from builder.results import Store
from builder.site.build import CUT, build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sys.path.append(str(REPOSITORY / "benchmarks"))

from outcome import kept_result
from planted import of_edits

PAGE = "en/posts/digits/index.html"


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path)


def page(project: Project, **wanted: str) -> BeautifulSoup:
    build_site(project, **wanted)  # type: ignore[arg-type]
    return BeautifulSoup((project.site / PAGE).read_text(encoding="utf-8"), "html.parser")


def announced(soup: BeautifulSoup) -> dict[str, Tag]:
    """What a page says has changed since it was published, by commit."""
    return {str(one.code.text): one for one in soup.select("aside.revised details > ul > li")}


def kinds(entry: Tag | None) -> set[str]:
    """As what the changes of a commit are announced."""
    lines = [one.text for one in entry.select("li")] if entry else []
    marks = {"number": "→", "claim": "Holds", "figure": "Drawn"}
    return {kind for kind, mark in marks.items() if any(mark in line for line in lines)}


def renamed(blog: Blog) -> None:
    """What `sitegen rename linear flat` does to records and texts."""
    blog.parts["flat"] = blog.parts.pop("linear")
    before = Store(blog.post / "results").read("linear")
    blog.record("flat")
    shutil.rmtree(before.folder)
    blog.path.write_text(blog.path.read_text().replace("linear", "flat"))
    figures = blog.post / "figures.py"
    figures.write_text(figures.read_text().replace("linear", "flat").replace('"flat", flat', '"linear", flat'))


def merged(blog: Blog) -> None:
    """A number that comes by a merge, after another commit on the same branch."""
    blog.git("checkout", "--quiet", "-b", "again")
    blog.record("cnn", values={"accuracy": 0.985})
    blog.commit("Run it again, on a branch")
    blog.git("checkout", "--quiet", "main")
    blog.text("nearly all digits", "nearly all of the digits")
    blog.commit("Meanwhile")
    blog.git("merge", "--quiet", "--no-ff", "-m", "Merge", "again")


def withdrawn(blog: Blog) -> None:
    blog.record("cnn", values={"loss": 0.9})
    claim = '{{< claim "cnn.loss < flat.loss" >}}Its loss is the *smaller* one.{{< /claim >}}'
    blog.text(claim, "Its loss is what it is.")


def both(blog: Blog) -> None:
    blog.record("cnn", values={"epochs": 4}, environment={"torch": "2.16.0"}, settings={"epochs": 4})
    blog.text("It was trained", "Here it was trained")


EDITS: list[tuple[str, Callable[[Blog], object], set[str]]] = [
    ("typo", lambda blog: blog.text("lineer", "linear"), set()),
    ("prose", lambda blog: blog.text("It was trained", "Nobody was surprised. It was trained"), set()),
    ("number", lambda blog: blog.record("cnn", values={"accuracy": 0.9702}), {"number"}),
    ("rounding", lambda blog: blog.record("cnn", values={"accuracy": 0.97020001}), set()),
    ("claim turns", lambda blog: blog.record("cnn", values={"loss": 0.4}), {"claim"}),
    ("and back", lambda blog: blog.record("cnn", values={"loss": 0.1}), {"claim"}),
    ("curve", lambda blog: blog.record("cnn", series={"test_accuracy": [0.88, 0.9, 0.9702]}), {"figure"}),
    ("array", lambda blog: (blog.shade.fill(1), blog.record("cnn")), {"figure"}),
    ("version", lambda blog: blog.record("cnn", environment={"torch": "2.15.0"}), set()),
    ("curve by a hair", lambda blog: blog.record("cnn", series={"test_accuracy": [0.88000001, 0.9, 0.9702]}), set()),
    ("digits", lambda blog: blog.text("percent digits=2", "percent digits=1"), set()),
    ("caption", lambda blog: blog.text('caption="A digit."', 'caption="One digit."'), set()),
    ("colour", lambda blog: (blog.post / "colours.py").write_text('GREYS = "gray"\n'), set()),
    ("one number more", lambda blog: blog.text("epochs.", "epochs, {{< value cnn.loss >}} at the end."), set()),
    ("one number less", lambda blog: blog.text(", {{< value cnn.loss >}} at the end.", "."), set()),
    ("another number", lambda blog: blog.text("value linear.accuracy", "value cnn.accuracy"), {"number"}),
    ("the first", lambda blog: blog.text("one {{< value cnn.accuracy", "one {{< value linear.accuracy"), {"number"}),
    ("claim reworded", lambda blog: blog.text("It reads most digits.", "It reads nearly all digits."), set()),
    ("claim weaker", lambda blog: blog.text("cnn.accuracy > 0.9", "cnn.accuracy > 0.8"), set()),
    ("title", lambda blog: blog.text("title: Digits", "title: Handwritten digits"), set()),
    ("not shown", lambda blog: blog.record("other", values={"accuracy": 0.5}), set()),
    ("not shown, another", lambda blog: blog.record("other", values={"accuracy": 0.6}), set()),
    ("rename", renamed, set()),
    ("after the rename", lambda blog: blog.record("flat", values={"accuracy": 0.94}), {"number"}),
    ("lastmod", lambda blog: blog.text("date: 2024-03-01", "date: 2024-03-01\nlastmod: 2024-03-02"), set()),
    ("with prose and a version", both, {"number"}),
    ("seconds", lambda blog: blog.record("cnn", seconds=99.0), set()),
    ("seeds", lambda blog: blog.seeds("flat", [0.93, 0.94, 0.98]), {"number"}),
    ("taken back", withdrawn, {"claim"}),
    ("merge", merged, {"number"}),
    ("two", lambda blog: blog.record("flat", values={"accuracy": 0.9}, series={"test_accuracy": [0.1, 0.2]}),
     {"number", "figure"}),
]  # fmt: skip


def told_of_edits(blog: Blog) -> tuple[list[tuple[str, set[str], set[str]]], dict[str, Tag]]:
    """The edits, one commit each, with what should be announced and what is; and what the page says of each."""
    done: dict[str, tuple[str, set[str]]] = {}
    for name, edit, expected in EDITS:
        edit(blog)
        done[blog.git("rev-parse", "HEAD")[:7] if name == "merge" else blog.commit(name)] = name, expected
    told = announced(page(blog.project))
    found = [(name, expected, kinds(told.get(commit))) for commit, (name, expected) in done.items()]
    return found, {done[commit][0]: entry for commit, entry in told.items()}


def test_thirty_edits_are_told_as_what_they_are(blog: Blog) -> None:
    found, told = told_of_edits(blog)
    assert [name for name, expected, as_what in found if expected != as_what] == []
    assert len(found) >= 30
    version = told["with prose and a version"]
    assert "cnn: new setting epochs = 4; cnn: torch 2.15.0 -> 2.16.0" in version.text
    assert set(told) == {name for name, expected, _ in found if expected}
    assert of_edits(found) == kept_result("planted")["edits"], "run python benchmarks/planted.py --keep"


def test_what_a_number_was_stands_with_its_run(blog: Blog) -> None:
    blog.record("cnn", values={"accuracy": 0.97})
    second = blog.commit("Run it again")
    blog.record("cnn", values={"accuracy": 0.96})
    blog.commit("And again")
    config = blog.project.config
    config.write_text('repository = "https://github.com/ana/blog"\n' + config.read_text())
    soup = page(blog.project)
    [former] = [one for one in soup.select("dd > span.former") if one.code.text == "cnn.accuracy"]
    assert former.text == "cnn.accuracy 0.97 (2024-03-02), 0.9651 (2024-03-01)"
    assert former.a["href"].startswith(f"https://github.com/ana/blog/commit/{second}")


def test_the_feed_follows_a_number_and_no_typo(blog: Blog) -> None:
    def updated() -> str:
        build_site(blog.project, base_url="https://ana.example/")
        feed = ElementTree.parse(blog.project.site / "en" / "feed.xml")
        return str(feed.findtext(".//{*}entry/{*}updated"))

    assert updated() == "2024-03-01T00:00:00Z"
    blog.text("lineer", "linear")
    blog.commit("Mend")
    assert updated() == "2024-03-01T00:00:00Z"
    blog.record("cnn", values={"accuracy": 0.97})
    blog.commit("Run it again")
    assert updated() == "2024-03-03T00:00:00Z"


def test_a_number_that_is_not_committed_is_told_too(blog: Blog) -> None:
    blog.day = datetime.date(2024, 5, 1)
    blog.record("cnn", values={"accuracy": 0.97})
    [entry] = page(blog.project).select("aside.revised details > ul > li")
    assert entry.time["datetime"] == "2024-05-01"
    assert "96.51% → 97.00%" in entry.text


def test_what_came_before_it_was_published_is_not_told(blog: Blog) -> None:
    """Nor what changed while it was a draft."""
    blog.text("date: 2024-03-01", "date: 2024-03-05\ndraft: true")
    blog.record("cnn", values={"accuracy": 0.5})
    blog.commit("A draft", datetime.date(2024, 3, 4))
    blog.record("cnn", values={"accuracy": 0.6})
    blog.commit("Later than its day, and still a draft", datetime.date(2024, 3, 6))
    blog.text("draft: true", "draft: false")
    blog.commit("Out", datetime.date(2024, 3, 7))
    assert not announced(page(blog.project))
    blog.record("cnn", values={"accuracy": 0.7})
    commit = blog.commit("Again", datetime.date(2024, 3, 8))
    assert list(announced(page(blog.project))) == [commit]


def test_a_history_that_was_written_anew_keeps_its_authors_days(blog: Blog) -> None:
    """After a rebase every commit came later than the day of the post."""
    blog.text("date: 2024-03-01", "date: 2024-03-03")
    blog.record("cnn", values={"accuracy": 0.95})
    blog.commit("Before it was published")
    blog.record("cnn", values={"accuracy": 0.97})
    blog.commit("Long after", datetime.date(2024, 4, 1))
    blog.git("rebase", "--quiet", "--root", "--force-rebase", day=datetime.date(2025, 1, 1))
    [entry] = announced(page(blog.project)).values()
    assert "95.00% → 97.00%" in entry.text


def test_without_git_nothing_is_told_and_nothing_fails(blog: Blog) -> None:
    shutil.rmtree(blog.root / ".git")
    soup = page(blog.project)
    assert not soup.select("aside.revised, .former")
    assert "not known" not in soup.text
    with pytest.raises(SitegenError, match="git knows nothing of the records"):
        list(history(blog.project, "cnn.accuracy"))


def test_a_shallow_clone_says_so(blog: Blog, tmp_path: Path) -> None:
    blog.record("cnn", values={"accuracy": 0.97})
    blog.commit("Run it again")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", blog.root.as_uri(), clone], check=True, capture_output=True)
    project = Project(clone)
    assert CUT in build_site(project).notes
    soup = BeautifulSoup((project.site / PAGE).read_text(), "html.parser")
    assert not soup.select("aside.revised, .former")
    assert "built from a copy of its sources without their history" in soup.text
    with pytest.raises(SitegenError, match="lacks the history") as told:
        list(history(project, "cnn.accuracy"))
    assert "--unshallow" in told.value.hint


def test_a_damaged_record_of_the_past_is_passed_over(blog: Blog) -> None:
    path = blog.post / "results" / "cnn" / "record.json"
    whole = path.read_text()
    path.write_text(whole.replace("0.9651", "0.9999"))
    blog.commit("By hand")
    path.write_text(whole)
    blog.commit("Put back")
    assert not announced(page(blog.project))
    assert [line.split()[0] for line in list(history(blog.project, "cnn.accuracy"))[1:]] == ["0.9651", "-", "0.9651"]


def test_the_command_tells_each_commit_and_why(site: Site) -> None:
    """Of real runs, through a real rename."""
    subprocess.run(["git", "init", "--quiet", site.root], check=True)

    def commit(subject: str) -> None:
        who = ("-c", "user.name=Ana", "-c", "user.email=a@b.example")
        subprocess.run(["git", "-C", site.root, "add", "-A"], check=True)
        subprocess.run(["git", "-C", site.root, *who, "commit", "--quiet", "-m", subject], check=True)

    site.write("experiments.py", EXPERIMENTS)
    (site.root / ".gitignore").write_text(".sitegen/\n")
    site.sitegen("run")
    commit("Run")
    site.edit("experiments.py", "factor: int = 2", "factor: int = 3")
    site.sitegen("run")
    commit("Three times")
    site.sitegen("rename", "doubled", "times")
    commit("Rename")
    site.edit("experiments.py", "factor: int = 3", "factor: int = 4")
    site.sitegen("run")
    told = site.sitegen("history", "times.number").stdout.splitlines()
    assert told[0] == "counting:times.number"
    assert [line.split()[0] for line in told[1:] if line[2].isdigit()] == ["20", "15", "15", "10"]
    assert "not committed" in told[1]
    assert "factor 3 -> 4" in told[1]
    assert "factor 2 -> 3" in told[-2]
    assert "first record, made with Python 3." in told[-1]
    found = json.loads(site.sitegen("history", "counting:times.number", "--json").stdout)
    assert [one["value"] for one in found] == [20, 15, 15, 10]
    assert [one["subject"] for one in found] == [None, "Rename", "Three times", "Run"]
    assert found[0]["commit"] is None
    assert set(found[1]["versions"]) == {"counting:times"}
    assert "there is no record of 'tims'" in site.sitegen("history", "tims.number", code=2).stderr
    assert "has no value 'numbr'" in site.sitegen("history", "times.numbr", code=2).stderr
    assert "no post 'elsewhere'" in site.sitegen("history", "elsewhere:times.number", code=2).stderr


EXPERIMENTS = """\
from dataclasses import dataclass

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Settings:
    factor: int = 2


@experiment
def doubled(settings: Settings) -> Result:
    return Result(values={"number": 5 * settings.factor})
"""


NUMBER = "doubled[factor=3].number"


def test_a_point_of_a_sweep_and_a_number_of_two_posts_have_histories(site: Site) -> None:
    subprocess.run(["git", "init", "--quiet", site.root], check=True)
    sweep = EXPERIMENTS.replace("@experiment\n", "@experiment(over={'factor': [2, 3]})\n")
    site.write("experiments.py", sweep)
    site.sitegen("run")
    (site.root / ".gitignore").write_text(".sitegen/\n")
    subprocess.run(["git", "-C", site.root, "add", "-A"], check=True)
    who = ("-c", "user.name=Ana", "-c", "user.email=a@b.example")
    subprocess.run(["git", "-C", site.root, *who, "commit", "--quiet", "-m", "x"], check=True)
    site.edit("experiments.py", "5 *", "6 *")
    site.sitegen("run")
    shutil.copytree(site.post, site.post.parent / "second")
    one, two = (
        json.loads(site.sitegen("history", name, "--json").stdout)
        for name in (f"counting:{NUMBER}", f"counting:{NUMBER} - second:{NUMBER}")
    )
    assert [each["value"] for each in one] == [18, 15]
    assert two[0]["value"] == 0
    assert "found in several posts" in site.sitegen("history", NUMBER, code=2).stderr


@pytest.mark.browser
def test_the_card_of_a_number_says_what_it_was(blog: Blog, browser: Browser) -> None:
    blog.record("cnn", values={"accuracy": 0.97})
    blog.commit("Run it again")
    build_site(blog.project)
    with serving(blog.project.site) as address, opener(browser, address) as visit:
        card = visit(PAGE)
        card.locator("a.value").first.hover()
        said = card.locator("#card p.seeds", has_text="Formerly: 0.9651 (2024-03-01)")
        said.wait_for()
        card.emulate_media(media="print")
        assert not card.locator("aside.revised details").is_visible()
