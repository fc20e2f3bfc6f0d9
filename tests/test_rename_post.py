"""`sitegen rename old-post new-post`: folder, files and address follow, the old one leads on, nothing runs again."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site
from test_site_moved import leads, project, redirects, text  # noqa: F401

import builder.site.search as search
from builder.commands.rename import recover, rename
from builder.errors import SitegenError
from builder.journal import Journal
from builder.project import Project
from builder.site.build import build_site


@pytest.fixture(autouse=True)
def without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", ())


def renamed(project: Project, old: str, new: str) -> list[str]:  # noqa: F811
    """What is told, and the site after it."""
    lines = list(rename(project, old, new))
    assert build_site(project, strict=True).warnings == ()
    return lines


def test_the_results_stay_fresh_and_the_old_address_leads_on(site: Site) -> None:
    site.write("index.en.md", "---\ntitle: Counting\n---\n{{< value count.last >}}\n")
    other = site.root / "content" / "posts" / "other.md"
    other.write_text("---\ntitle: Other\n---\n[a](/posts/counting/), [b](counting/index.en.md#top)\n")
    site.sitegen("run")
    said = site.sitegen("rename", "counting", "to-count").stdout
    assert said.splitlines() == [
        "content/posts/counting -> to-count",
        "/en/posts/counting/ leads to /en/posts/to-count/",
        "Renamed counting to to-count; nothing has to run again for it",
    ]
    assert site.stale() == {}
    assert not site.post.exists()
    assert not (site.root / ".sitegen" / "rename").exists()
    site.sitegen("build", "--strict")
    project = Project(site.root)  # noqa: F811
    assert leads(project, "en/posts/counting/index.html") == "en/posts/to-count/index.html"
    assert '<a href="../to-count/">a</a>' in (project.site / "en/posts/other/index.html").read_text()


def test_each_language_has_its_old_address(project: Project) -> None:  # noqa: F811
    (project.posts / "q.en.md").unlink()
    text(project, "q/index.pt.md", "title: P\naliases:\n- /antes/")
    text(project, "q/index.en.md", "title: Q\nslug: question")
    (project.post("q") / "index.en.followed").write_text("# index.en.md follows index.pt.md; written\n")
    renamed(project, "question", "asked")
    assert (
        (project.post("asked") / "index.pt.md")
        .read_text()
        .startswith("---\ntitle: P\naliases:\n- /pt/posts/question/\n- /antes/\n---\n")
    )
    assert "slug: asked\naliases: [/en/posts/question/]\n" in (project.post("asked") / "index.en.md").read_text()
    for code in ("pt", "en"):
        assert leads(project, f"{code}/posts/question/index.html") == f"{code}/posts/asked/index.html"
    assert leads(project, "antes/index.html") == "pt/posts/asked/index.html"


def test_a_single_file_and_what_lies_beside_it(project: Project) -> None:  # noqa: F811
    (project.posts / "q.en.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: Q\r\n---\r\nWords.\r\n")
    text(project, "q.pt.md", "title: P")
    (project.posts / "q.en.followed").write_text("# q.en.md follows q.pt.md; written by sitegen check --translated\n")
    (project.post("q")).mkdir()
    (project.post("q") / "dot.txt").write_text("A file.")
    renamed(project, "q/", "r")
    assert sorted(path.name for path in project.posts.iterdir()) == ["r", "r.en.followed", "r.en.md", "r.pt.md"]
    assert (project.posts / "r.en.followed").read_text().startswith("# r.en.md follows r.pt.md; ")
    assert (project.posts / "r.en.md").read_bytes() == (
        b"\xef\xbb\xbf---\r\ntitle: Q\r\naliases: [/en/posts/q/]\r\n---\r\nWords.\r\n"
    )


def test_a_text_that_stands_in_has_the_addresses_of_the_other_language_too(project: Project) -> None:  # noqa: F811
    renamed(project, "q", "r")
    assert leads(project, "pt/posts/q/index.html") == "en/posts/r/index.html"
    assert leads(project, "en/posts/q/index.html") == "en/posts/r/index.html"


def test_there_and_back_again(project: Project) -> None:  # noqa: F811
    renamed(project, "q", "r")
    renamed(project, "r", "q")
    assert leads(project, "en/posts/r/index.html") == "en/posts/q/index.html"
    assert "The question" in (project.site / "en/posts/q/index.html").read_text()


def test_a_draft_leaves_no_old_address(project: Project) -> None:  # noqa: F811
    text(project, "q.en.md", "title: Q\ndraft: true")
    assert renamed(project, "q", "r")[-1].startswith("Renamed q to r")
    assert "aliases" not in (project.posts / "r.en.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("q", "Not an address", "a post cannot be called 'Not an address'"),
        ("q", "p", "'p' is another post"),
        ("q", "pp", "'pp' is another post"),
        ("x/", "y", "no post is called 'x'"),
    ],
)
def test_what_cannot_be(old: str, new: str, message: str, project: Project) -> None:  # noqa: F811
    text(project, "p.en.md", "title: P\nslug: pp")
    before = {path: path.read_bytes() for path in project.posts.rglob("*.md")}
    with pytest.raises(SitegenError, match=message):
        list(rename(project, old, new))
    assert {path: path.read_bytes() for path in project.posts.rglob("*.md")} == before


def test_where_it_fails_all_is_as_it_was(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    (project.posts / "q.en.md").unlink()
    text(project, "q/index.en.md", "title: Q")

    def fail(self: Journal) -> None:
        raise OSError(28, "No space left on device", str(self.folder))

    monkeypatch.setattr(Journal, "end", fail)
    with pytest.raises(SitegenError, match="No space"):
        list(rename(project, "q", "r"))
    monkeypatch.undo()
    assert "a renaming had been cut off" in recover(project)
    assert (project.post("q") / "index.en.md").read_text().startswith("---\ntitle: Q\n---")
    assert not project.post("r").exists()


def test_an_experiment_of_the_name_goes_before_a_post(site: Site) -> None:
    site.write("index.en.md", "---\ntitle: Counting\n---\n")
    post = site.root / "content" / "posts" / "count.md"
    post.write_text("---\ntitle: Count\n---\n")
    assert "Renamed count to counted" in site.sitegen("rename", "count", "counted").stdout
    assert post.is_file()
    assert "leads to /en/posts/sum/" in site.sitegen("rename", "count/", "sum").stdout
    assert Path(post.parent / "sum.md").is_file()
