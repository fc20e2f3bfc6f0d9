"""Drafts, and texts whose day has not come or is over: what is shown of them, where, and what is told."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import Site
from small_sites import copy_site

from builder.commands.check import check
from builder.content.frontmatter import split
from builder.content.withheld import Showing, today
from builder.errors import SitegenError, collect
from builder.project import Project
from builder.site.build import build_site
from builder.site.report import Report
from tests.test_site_kept import anew, files

DAY = datetime.date(2025, 6, 15)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("", ""),
        ("draft: true", "draft"),
        ("draft: true\ndate: 2030-01-01", "draft"),
        ("draft: 'yes'", "draft"),
        ("date: 2025-06-15", ""),
        ("date: 2025-06-16", "early"),
        ("date: 2025-06-15T23:59:00+02:00", ""),
        ("date: 2030-01-01\npublishDate: 2025-06-01", ""),
        ("date: 2020-01-01\npublish_date: 2025-07-01", "early"),
        ("publishDate: 2025-06-16T08:00:00Z", "early"),
        ("expiryDate: 2025-06-15", "expired"),
        ("expiry_date: 2025-06-16", ""),
        ("expiryDate: 2020-01-01\ndate: 2030-01-01", "early"),
    ],
)
def test_why_a_text_is_withheld(head: str, reason: str) -> None:
    front, _, _ = split(Path("x.md"), f"---\ntitle: x\n{head}\n---\n")
    assert Showing(DAY).reason(front) == Showing(DAY, withheld=True).reason(front) == reason


def test_a_day_that_is_none_is_a_mistake_with_its_line() -> None:
    front, _, _ = split(Path("x.md"), "---\ntitle: x\npublishDate: soon\n---\n")
    assert [(one.line, one.message) for one in front.mistakes] == [
        (3, "publish_date must be a date such as 2024-03-01, not 'soon'")
    ]


def test_the_day_of_a_build_that_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    assert today() == datetime.date(2025, 6, 15)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert today() == datetime.date.today()


def write(project: Project, name: str, head: str, text: str = "Words.") -> Path:
    path = project.posts / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\ntitle: T {name.partition('/')[0]}\n{head}\n---\n\n{text}\n")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path / "one")
    write(project, "draft/index.en.md", "draft: true\ndate: 2024-01-01\ntags: [secret]")
    write(project, "early/index.en.md", "date: 2025-07-01")
    write(project, "early/index.pt.md", "date: 2025-07-01")
    write(project, "single.en.md", "expiryDate: 2025-01-01\ndate: 2024-01-01")
    (project.pages).mkdir(exist_ok=True)
    (project.pages / "me.en.md").write_text("---\ntitle: Me\ndraft: true\n---\n\nI.\n")
    return project


def built(project: Project, *, withheld: bool = False, day: datetime.date = DAY) -> Report:
    return build_site(project, base_url="https://example.org/x", showing=Showing(day, withheld=withheld))


def test_the_published_site_has_nothing_of_them(project: Project) -> None:
    report = built(project)
    everything = " ".join(path.read_text("utf-8", "ignore") for path in project.site.rglob("*") if path.is_file())
    for name in ("draft", "early", "single"):
        assert f"posts/{name}/" not in everything
        assert not (project.site / "en" / "posts" / name).exists()
    assert not (project.site / "en" / "me").exists()
    assert "secret" not in everything
    assert report.notes == (
        "5 texts are not published on 2025-06-15 (2 a draft, 2 of a later day, 1 of a time that is over);"
        " `sitegen build --drafts` shows them, marked.",
    )


def test_the_day_brings_what_is_due_and_the_warm_site_is_the_cold_one(project: Project, tmp_path: Path) -> None:
    built(project)
    built(project, day=datetime.date(2025, 7, 1))
    assert (project.site / "en" / "posts" / "early" / "index.html").exists()
    warm = files(project.site)
    cold = Project(tmp_path / "cold")
    anew(project, cold.root)
    built(cold, day=datetime.date(2025, 7, 1))
    assert files(cold.site) == warm
    built(project)
    assert not (project.site / "en" / "posts" / "early").exists()


@pytest.mark.parametrize(
    ("name", "line", "linha"),
    [
        ("draft", "A draft:", "Um rascunho:"),
        ("early", "Of a later day:", "De um dia futuro:"),
        ("single", "Its time is over:", "Seu tempo acabou:"),
    ],
)
def test_a_preview_marks_them(project: Project, name: str, line: str, linha: str) -> None:
    report = built(project, withheld=True)
    assert report.notes == (
        "shows what readers are not to see (2 a draft, 2 of a later day, 1 of a time that is over), marked:"
        " not for publishing.",
    )
    for code, words in (("en", line), ("pt", linha)):
        page = BeautifulSoup((project.site / code / "posts" / name / "index.html").read_text(), "html.parser")
        assert page.select_one(".banner").text.startswith(words)  # type: ignore[union-attr]
        assert page.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
        for listing in ("", "archive/"):
            listed = BeautifulSoup((project.site / code / listing / "index.html").read_text(), "html.parser")
            marked = [one.parent.find("a")["href"] for one in listed.select(".withheld")]  # type: ignore[index, union-attr]
            assert any(f"posts/{name}/" in str(address) for address in marked)
            assert len(marked) == 3
    for file in ("sitemap.xml", "en/feed.xml", "pt/feed.xml"):
        assert f"posts/{name}/" not in (project.site / file).read_text()
    public = BeautifulSoup((project.site / "en/posts/digits/index.html").read_text(), "html.parser")
    assert not public.select(".banner, .withheld, meta[name=robots]")


def test_a_translation_may_be_a_draft(project: Project) -> None:
    text = project.post("digits") / "index.pt.md"
    text.write_text(text.read_text().replace("title:", "draft: true\ntitle:", 1))
    built(project)
    page = (project.site / "pt/posts/digits/index.html").read_text()
    assert 'lang="en"' in page.partition("<article")[2].partition(">")[0]
    built(project, withheld=True)
    page = (project.site / "pt/posts/digits/index.html").read_text()
    assert "Um rascunho:" in page
    assert "Um rascunho:" not in (project.site / "en/posts/digits/index.html").read_text()


@pytest.mark.parametrize("link", ["[x](../draft/)", "[x](post:draft)", "[x](../draft/index.md)"])
def test_a_link_to_one_is_told(project: Project, link: str) -> None:
    path = write(project, "linking/index.en.md", "date: 2024-01-01", link)
    found = [one for one in built(project).warnings if one.path == path]
    assert [one.line for one in found] == [6]
    assert not [one for one in built(project, withheld=True).warnings if one.path == path]
    (project.post("linking") / "figures.py").touch()  # now it is strict
    errors: list[SitegenError] = []
    with collect(errors):
        built(project)
    assert len(errors) == 1
    if link == "[x](../draft/)":  # by its address, not its name: it may be misspelt
        assert errors[0].hint == "Did you mean 'en/posts/digits/'?"
    else:
        assert errors[0].hint == "It is a draft, or not published on this day."


def test_check_notes_them_and_what_is_wrong_with_them(project: Project) -> None:
    write(project, "draft/index.en.md", "draft: true", "{{< valu cnn.accuracy >}} [x](none.md)")
    write(project, "measured/index.en.md", "draft: true", "{{< value cnn.accuracy >}}")
    (project.post("measured") / "figures.py").touch()
    before = check(project)
    notes = {(one.path.parent.name, one.line): one.message for one in before.notes if one.path}
    assert notes["draft", None] == "is not published: it is a draft"
    assert notes["draft", 6] == "broken link 'none.md': there is no such page or file (in a draft)"
    assert [one for one in before.notes if one.message == "unknown shortcode 'valu' (in a draft)"]
    assert "unknown experiment 'cnn'" in notes["measured", 6]
    for name in ("draft", "measured"):
        assert not [one for one in (*before.errors, *before.warnings) if one.path and one.path.parent.name == name]


def test_the_command_takes_a_day(site: Site) -> None:
    site.sitegen("run")
    site.write("../later/index.en.md", "---\ntitle: Later\ndate: 2030-02-01\n---\n\nWords.\n")
    page = site.root / "site" / "en" / "posts" / "later" / "index.html"
    assert "1 text is not published on 2030-01-31" in site.sitegen("build", "--date", "2030-01-31").stdout
    assert not page.exists()
    site.sitegen("build", "--date", "2030-02-01")
    assert page.exists()
    site.sitegen("build")
    assert not page.exists()
    site.sitegen("build", SOURCE_DATE_EPOCH="1896134400")  # 2030-02-01
    assert page.exists()
    assert "marked" in site.sitegen("build", "--drafts").stdout
    assert "Invalid value" in site.sitegen("build", "--date", "tomorrow", code=2).stderr
