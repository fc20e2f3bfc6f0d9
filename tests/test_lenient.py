"""Texts without experiments: what Hugo lets pass is a warning, and the page is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Site
from PIL import Image

from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site
from builder.site.report import Report

HEAD = "---\ntitle: Old\n---\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.posts.mkdir(parents=True)
    config = 'title = "Test"\nbase_url = "https://own.test/"\nlanguages = ["en"]\n[en]\ntitle = "T"\nname = "English"\n'
    project.config.write_text(config)
    write(project, "other.md", "## Here\n")
    return project


def write(project: Project, name: str, text: str, head: str = HEAD) -> Path:
    path = project.posts / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + text)
    return path


def warned(report: Report, path: Path) -> list[tuple[int | None, str]]:
    return [(one.line, one.message) for one in report.warnings if one.path == path]


def page(project: Project, slug: str = "old") -> Tag:
    html = (project.site / "en" / "posts" / slug / "index.html").read_text()
    found = BeautifulSoup(html, "html.parser").article
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "message", "shown"),
    [
        ("![a cat](/img/none.png)", "there is no file '/img/none.png' in static/", "a cat"),
        ("![](none.png)", "there is no file 'none.png' in the folder of the post", "none.png"),
        ('<img src="none.png" alt="a dog">', "there is no file 'none.png' in the folder of the post", "a dog"),
        ('{{< figure src="none.png" alt="a cow" >}}', "there is no file 'none.png' in the folder of the post", "a cow"),
        ("{{< image none.png caption=Mice >}}", "there is no file 'none.png' in the folder of the post", "Mice"),
        ('{{< figure src="dot.png" align=center alt=Dot >}}', "'figure' has no argument align=", ""),
        ('{{< figure src="dot.png" height=auto alt=Dot >}}', "'auto' is no height", ""),
        ('<img src="dot.png" alt="Dot" width="wide">', "'wide' is no width", ""),
        ("[q](https://own.test/2020/01/02/q/)", "broken link 'https://own.test/2020/01/02/q/': there is no such", "q"),
        ("[x](CONTRIBUTING.md)", "broken link 'CONTRIBUTING.md': there is no such page or file", "x"),
        ("[p](/posts/gone/)", "broken link '/posts/gone/': there is no such page or file", "p"),
        ("[h](other.md#no)", "broken link 'other.md#no': en/posts/other/index.html has no anchor 'no'", "h"),
        ("before {{< shiny a >}} after", "unknown shortcode 'shiny'", "{{< shiny a >}}"),
        ("{{< box >}}\ninner\n{{< /box >}}", "unknown shortcode 'box'", "inner"),
        ("a {{< oops b", "a shortcode is never closed, or has a quote too many", "{{< oops b"),
        ("{{< /note >}} x {{< /admonition >}}", "'/admonition' closes nothing", "{{< /admonition >}}"),
        ("{{< admonition tip >}}\nnever ends", "'admonition' is never closed", "{{< admonition tip >}}"),
        ("{{< youtube >}}", "'youtube': ", "{{< youtube >}}"),
        ("a {{< admonition tip >}}b{{< /admonition >}}", "nothing may stand before 'admonition'", "b"),
        ("- {{< admonition tip >}}\n- x {{< /admonition >}}", "'admonition' begins and ends in different", "x"),
        ("## A {#x}\n\n## B {#x}", "the id 'x' is given twice", "B"),
        ("```python\nx = 1", "this code is never closed", "x = 1"),
        (r"$\frac{a$ b", r"the formula '\frac{a': ", r"$\frac{a$"),
        ("{{< see nothing >}}", "no figure, table or formula here is called 'nothing'", "nothing"),
        ('{{< ref "gone.md" >}}', "there is no post 'gone' to refer to", "gone"),
    ],
)
def test_the_page_is_made_and_its_author_warned(project: Project, text: str, message: str, shown: str) -> None:
    path = write(project, "old.md", text)
    Image.new("RGB", (4, 3)).save(project.posts / "dot.png")
    report = build_site(project)
    if "dot.png" in text:
        assert page(project).img
    assert [line for line, said in warned(report, path) if said.startswith(message)] == [
        5 if "{#x}" not in text else 7
    ], warned(report, path)
    assert shown in page(project).get_text()
    with pytest.raises(SitegenError, match="|".join([message[:12].replace("(", r"\(")])):
        build_site(project, strict=True)


@pytest.mark.parametrize("made_of", ["experiments.py", "figures.py", "results/x/record.json"])
def test_a_post_with_experiments_stays_strict(project: Project, made_of: str) -> None:
    path = write(project, "new/index.md", "![a](none.png)")
    (path.parent / made_of).parent.mkdir(parents=True, exist_ok=True)
    (path.parent / made_of).write_text("")
    with pytest.raises(SitegenError, match=r"there is no file 'none.png'"):
        build_site(project)
    assert not project.site.exists()


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("---\ntitle: [x\n---\n", ""),
        ("---\ntitle: x\n", ""),
        (HEAD, "{{< value cnn.accuracy >}}"),
        (HEAD, "{{< claim cnn.accuracy > 0.9 >}}x{{< /claim >}}"),
        (HEAD, "[x" * 400),
    ],
)
def test_a_text_that_cannot_be_shown_is_left_out_alone(project: Project, head: str, text: str) -> None:
    path = write(project, "old.md", text, head)
    linking = write(project, "linking.md", "[x](old.md) [y](/posts/old/)")
    report = build_site(project)
    assert [one.path for one in report.left_out] == [path]
    assert warned(report, linking) == []  # of links to it nothing is known
    assert not (project.site / "en" / "posts" / "old").exists()
    assert page(project, "other").h2
    with pytest.raises(SitegenError):
        build_site(project, strict=True)


def test_a_text_in_a_language_that_the_site_has_not_is_a_warning(project: Project) -> None:
    path = write(project, "other.de.md", "## Hier\n")
    assert warned(build_site(project), path) == [(None, "'de' is not among the languages in content/site.toml")]


def test_links_of_pages_that_nobody_wrote_here_are_warnings(project: Project) -> None:
    project.static.mkdir()
    (project.static / "old.html").write_bytes(b'<a href="/nowhere/">caf\xe9</a>')
    report = build_site(project)
    assert "broken link '/nowhere/'" in "".join(one.message for one in report.warnings)
    assert (project.site / "old.html").read_bytes() == (project.static / "old.html").read_bytes()


def test_what_lies_in_static_has_the_address_that_it_has_there(project: Project, tmp_path: Path) -> None:
    (project.static / ".well-known").mkdir(parents=True)
    for name in ("CNAME", "robots.txt", ".well-known/x.txt", "Curriculum Vitæ.pdf", "index.html"):
        (project.static / name).write_text(name)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (project.static / "out.txt").symlink_to(secret)
    report = build_site(project)
    assert {(one.path and one.path.name) for one in report.warnings} == {"index.html", "out.txt"}
    assert (project.site / "Curriculum Vitæ.pdf").read_text() == "Curriculum Vitæ.pdf"
    assert (project.site / "robots.txt").read_text() == "robots.txt"
    assert (project.site / ".well-known" / "x.txt").is_file()
    assert "<html" in (project.site / "index.html").read_text()
    assert not (project.site / "out.txt").exists()
    (project.static / "CNAME").unlink()
    build_site(project)
    assert not (project.site / "CNAME").exists()


def test_warnings_are_told_by_builds_that_find_nothing_changed(project: Project) -> None:
    path = write(project, "old.md", "[p](/posts/gone/) ![a](none.png)")
    first = warned(build_site(project), path)
    assert len(first) == 2
    assert warned(build_site(project), path) == first
    write(project, "other.md", "## There\n")
    assert warned(build_site(project), path) == first
    write(project, "old.md", "[p](/posts/other/)")
    assert warned(build_site(project), path) == []
    assert warned(build_site(project), path) == []


def test_many_of_a_kind_are_told_once_with_their_count(site: Site) -> None:
    for number in range(9):
        (site.post.parent / f"old-{number}.md").write_text(f"{HEAD}[x](/gone-{number}/)\n")
    site.sitegen("run")
    done = site.sitegen("build", "--no-run")
    told = [line for line in done.stdout.splitlines() if line.startswith("Warning:")]
    assert len([line for line in told if "broken link" in line]) == 4
    assert told[-1] == "Warning: and 5 more like this, which `sitegen check` lists"
    assert site.sitegen("check", code=2).stdout.count("broken link") == 9


def test_a_build_that_left_a_text_out_says_so_with_its_exit_code(site: Site) -> None:
    (site.post.parent / "old.md").write_text("---\ntitle: [x\n---\n")
    done = site.sitegen("build", "--no-run", code=1)
    assert "Left out: content/posts/old.md:2: the front matter is not YAML" in done.stdout
    assert (site.root / "site" / "en" / "index.html").is_file()
    assert "content/posts/old.md" in site.sitegen("check", code=2).stdout
