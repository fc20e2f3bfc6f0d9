"""What did not change is not rendered again; what decides a page is in the key that it is kept under."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from records import rebind
from small_sites import copy_site

import builder.cache as cache
import builder.text.cached as bodies
import builder.tool as tool
from builder.drawing.engine import Engine
from builder.ledger import Ledger
from builder.project import Project
from builder.site.build import build_site

KNOWN = {"digits": {"cnn": "", "linear": ""}}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the texts that were rendered since the list was last cleared."""
    names: list[str] = []
    render = bodies.render_body

    def told(translation, shared, env):  # type: ignore[no-untyped-def]
        names.append(f"{translation.path.parent.name}/{translation.path.name}")
        return render(translation, shared, env)

    monkeypatch.setattr(bodies, "render_body", told)
    return names


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_changed_nothing_rendered_and_the_same_bytes(project: Project, rendered: list[str]) -> None:
    first = build_site(project, experiments=KNOWN)
    before = files(project.site)
    assert "digits/index.pt.md" in rendered
    rendered.clear()
    second = build_site(project, experiments=KNOWN)
    assert rendered == []
    assert files(project.site) == before
    assert [str(one) for one in second.warnings] == [str(one) for one in first.warnings]


def test_warnings_are_told_again(project: Project) -> None:
    append(project.post("digits") / "index.pt.md", '\n{{< claim "cnn.accuracy < 0.5" >}}Ruim.{{< /claim >}}\n')
    told = [[str(one) for one in build_site(project, experiments=KNOWN).warnings] for _ in range(2)]
    assert told[0] == told[1]
    assert "do not bear out “Ruim.”" in "".join(told[0])


def test_a_moved_site_still_finds_its_texts_and_tells_its_new_place(project: Project, rendered: list[str]) -> None:
    append(project.post("digits") / "index.pt.md", '\n{{< claim "cnn.accuracy < 0.5" >}}Ruim.{{< /claim >}}\n')
    build_site(project, experiments=KNOWN)
    rendered.clear()
    moved = Project(project.root.rename(project.root.with_name("moved")))
    (warning,) = (one for one in build_site(moved, experiments=KNOWN).warnings if "Ruim" in one.message)
    assert rendered == []
    assert warning.path == moved.post("digits") / "index.pt.md"


def _figures(project: Project) -> None:
    append(project.post("digits") / "figures.py", "\n# another colour\n")


def _record(project: Project) -> None:
    rebind(project.results("digits") / "cnn" / "record.json", "0.9651", "0.9661")


def _template(project: Project) -> None:
    (project.templates).mkdir()
    (project.templates / "value.html").write_text("<b>{{ text }}</b>")


@pytest.mark.parametrize("change", [_figures, _record, _template], ids=lambda change: change.__name__)
def test_what_both_texts_are_made_from_renders_both(
    project: Project, rendered: list[str], change: Callable[[Project], None]
) -> None:
    build_site(project, experiments=KNOWN)
    rendered.clear()
    change(project)
    build_site(project, experiments=KNOWN)
    assert {"digits/index.en.md", "digits/index.pt.md"} <= set(rendered)


def test_one_text_edited_one_text_rendered(project: Project, rendered: list[str]) -> None:
    build_site(project, experiments=KNOWN)
    rendered.clear()
    append(project.post("digits") / "index.en.md", "\nOne more line.\n")
    build_site(project, experiments=KNOWN)
    assert rendered == ["digits/index.en.md"]
    assert "One more line." in (project.site / "en" / "posts" / "digits" / "index.html").read_text()


def test_a_record_that_went_out_of_date_is_marked_at_once(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    build_site(project, experiments={"digits": {"cnn": "epochs 3 -> 4", "linear": ""}})
    assert "epochs 3 -&gt; 4" in (project.site / "pt" / "posts" / "digits" / "index.html").read_text()


def test_a_renamed_folder_is_told_under_its_new_name(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    project.post("digits").rename(project.post("renamed"))
    (project.post("so-em-portugues") / "index.pt.md").unlink()  # it links to the other
    build_site(project, experiments={"renamed": KNOWN["digits"]})
    html = (project.site / "en" / "posts" / "renamed" / "index.html").read_text()
    assert "content/posts/renamed/figures.py" in html
    assert "content/posts/digits" not in html


def test_a_picture_among_the_results_is_looked_at(project: Project) -> None:
    picture = project.results("digits") / "shade.png"
    picture.write_bytes((project.post("digits") / "shade.png").read_bytes())
    append(project.post("digits") / "index.en.md", '\n{{< image results/shade.png "A shade." >}}\n')
    build_site(project, experiments=KNOWN)
    Image.new("RGB", (7, 5)).save(picture)
    build_site(project, experiments=KNOWN)
    assert 'width="7" height="5"' in (project.site / "en" / "posts" / "digits" / "index.html").read_text()


def test_another_repository_is_linked_to_at_once(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    project.config.write_text('repository = "https://github.com/ana/x"\n' + project.config.read_text())
    build_site(project, experiments=KNOWN)
    html = (project.site / "en" / "posts" / "digits" / "index.html").read_text()
    assert "https://github.com/ana/x/blob/main/" in html


def test_a_new_commit_is_told_at_once(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    git = ["git", "-C", str(project.root), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "content"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    build_site(project, experiments=KNOWN)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout
    assert commit[:7] in (project.site / "en" / "posts" / "digits" / "index.html").read_text()


def test_another_sitegen_renders_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = tool.tool_digest()
    (tmp_path / "post.html").write_text("x")
    monkeypatch.setattr(tool, "THEME", tmp_path)
    tool.tool_digest.cache_clear()
    try:
        assert tool.tool_digest() != before
    finally:
        tool.tool_digest.cache_clear()


def test_a_picture_is_kept_once_however_often_its_text_is_edited(project: Project) -> None:
    build_site(project, experiments=KNOWN)
    size = sum(path.stat().st_size for path in (project.scratch / "cache").iterdir())
    append(project.post("digits") / "index.en.md", "\nOne more line.\n")
    build_site(project, experiments=KNOWN)
    html = (project.site / "en" / "posts" / "digits" / "index.html").stat().st_size
    assert sum(path.stat().st_size for path in (project.scratch / "cache").iterdir()) < size + 3 * html


def test_what_nobody_asked_for_in_a_month_is_removed_and_nothing_else(tmp_path: Path) -> None:
    kept, old, new = cache.Disk(tmp_path), cache.key("old"), cache.key("new")
    kept.put(old, b"x")
    kept.put(new, b"y")
    (tmp_path / "folder").mkdir()
    (tmp_path / "thesis.pdf").write_text("mine")  # where `.sitegen/cache` is a link, say
    month = time.time() - 31 * 86_400
    for name in (old, "folder", "thesis.pdf"):
        os.utime(tmp_path / name, (month, month))
    kept.prune()
    assert (kept.get(old), kept.get(new)) == (None, b"y")
    assert {"folder", "thesis.pdf"} < {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_nothing_is_kept_in_a_file_that_has_another_name(tmp_path: Path, link: Callable[[Path, Path], None]) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "kept").mkdir()
    for name in ("a", "ledger"):
        link(tmp_path / "kept" / name, tmp_path / "mine")
    cache.Disk(tmp_path / "kept").put("a", b"x")
    ledger = Ledger(tmp_path / "kept" / "ledger")
    ledger.tell("fact", 1)
    ledger.save({})
    assert (tmp_path / "mine").read_text() == "mine"
    assert (cache.Disk(tmp_path / "kept").get("a"), Ledger(tmp_path / "kept" / "ledger").fact("fact")) == (b"x", 1)


def test_what_was_kept_under_another_key_is_not_taken(tmp_path: Path) -> None:
    cache.Disk(tmp_path).put("a", b"x")
    (tmp_path / "a").rename(tmp_path / "b")
    assert cache.Disk(tmp_path).get("b") is None


def test_what_was_kept_and_cut_is_rendered_again(project: Project, rendered: list[str]) -> None:
    build_site(project, experiments=KNOWN)
    before = files(project.site)
    rendered.clear()
    (project.scratch / "ledger").unlink()
    for path in (project.scratch / "cache").iterdir():
        os.truncate(path, path.stat().st_size // 2)
    build_site(project, experiments=KNOWN)
    assert "digits/index.pt.md" in rendered
    assert files(project.site) == before


def test_an_edited_text_shows_its_charts_without_drawing_them_again(
    project: Project, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_site(project, experiments=KNOWN)
    chart = (project.site / "pt" / "posts" / "digits" / "index.html").read_text().partition('<div class="drawing')[2]
    rendered.clear()
    append(project.post("digits") / "index.pt.md", "\nMais uma linha.\n")
    monkeypatch.setattr(Engine, "call", None)
    build_site(project, experiments=KNOWN)
    assert rendered == ["digits/index.pt.md"]
    page = (project.site / "pt" / "posts" / "digits" / "index.html").read_text()
    assert page.partition('<div class="drawing')[2].partition("</picture>")[0] == chart.partition("</picture>")[0] != ""


@pytest.mark.parametrize("name", [".index.pt.md.swp", "index.pt.md~", "4913", ".#figures.py", "__pycache__/x.pyc"])
def test_what_an_editor_leaves_for_a_while_is_no_part_of_a_post(
    project: Project, rendered: list[str], name: str
) -> None:
    build_site(project, experiments=KNOWN)
    rendered.clear()
    left = project.post("digits") / name
    left.parent.mkdir(exist_ok=True)
    left.write_text("something")
    (project.templates / "static").mkdir(parents=True)
    (project.templates / "static" / left.name).write_text("something")
    build_site(project, experiments=KNOWN)
    assert rendered == []
    assert not (project.site / "static" / left.name).exists()
    (project.post("digits") / ".data.csv").write_text("1,2")
    build_site(project, experiments=KNOWN)
    assert rendered != [], "a hidden file may be read by a figure"
