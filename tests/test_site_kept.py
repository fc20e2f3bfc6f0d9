"""Whatever changes, a build that takes what is kept gives the same bytes as one that begins with nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.project import Project
from builder.rendering.engine import Engine
from builder.site.build import build_site, compose
from builder.site.kept import Kept
from builder.site.outputs import Output
from tests.small_sites import copy_site, keep

BASE = "https://example.org/digits/"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def post(project: Project, slug: str, day: int, more: str = "") -> None:
    for code in ("pt", "en"):
        head = f"title: {slug} {code}\ndate: 2023-01-{day:02}\ntags: [one, {slug}]\n"
        write(project.post(slug) / f"index.{code}.md", f"---\n{head}---\n\n## A heading\n\nText of {slug}.\n{more}")


CHANGES: dict[str, Callable[[Project], None]] = {
    "nothing": lambda project: None,
    "a word of a text": lambda project: replace(project.post("b") / "index.en.md", "Text of", "Words of"),
    "a title, which its neighbours show": lambda project: replace(
        project.post("b") / "index.en.md", "title: b en", "title: Better"
    ),
    "a heading, which the other language leads to": lambda project: replace(
        project.post("b") / "index.pt.md", "A heading", "Um título"
    ),
    "a date": lambda project: replace(project.post("b") / "index.en.md", "2023-01-02", "2024-01-02"),
    "a tag": lambda project: replace(project.post("b") / "index.en.md", "[one, b]", "[two]"),
    "a slug": lambda project: replace(project.post("b") / "index.en.md", "title:", "slug: bee\ntitle:"),
    "a draft": lambda project: replace(project.post("b") / "index.en.md", "title:", "draft: true\ntitle:"),
    "a text more": lambda project: post(project, "d", 4, "\n[c](post:c)\n"),
    "a text less": lambda project: (project.post("b") / "index.pt.md").unlink(),
    "a post less": lambda project: shutil.rmtree(project.post("b")),
    "a single file": lambda project: write(project.posts / "single.en.md", "---\ntitle: Single\n---\nText.\n"),
    "a plain page, which all pages name": lambda project: replace(
        project.pages / "about.en.md", "title:", "title: All"
    ),
    "the config": lambda project: write(project.config, "author = 'Bea'\n" + project.config.read_text()),
    "the title of a language": lambda project: replace(project.config, 'name = "English"', 'name = "English!"'),
    "a template": lambda project: write(project.templates / "title.html", "Another\n"),
    "the stylesheet": lambda project: write(project.templates / "static" / "style.css", "p { color: red }"),
    "a word of the interface": lambda project: write(
        project.templates / "locale" / "pt.po",
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Posts"\nmsgstr "Artigos"\n',
    ),
    "a record": lambda project: keep(
        project.results("digits"), "linear", values={"accuracy": 0.5}, series={"test_accuracy": [0.4, 0.5, 0.5]}
    ),
    "a file of a post": lambda project: replace(project.post("digits") / "words.toml", "=", "= "),
    "a picture": lambda project: shutil.copy(project.post("digits") / "shade.png", project.post("b") / "b.png"),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path / "one")
    for day, slug in enumerate("abc", start=1):
        post(project, slug, day, "\n[the first](post:a)\n" if slug == "b" else "")
    return project


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def anew(project: Project, folder: Path) -> dict[str, bytes]:
    """The files of the same site, built with nothing kept."""
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns(".sitegen", "site"))
    build_site(Project(folder), base_url=BASE)
    return files(folder / "site")


@pytest.mark.parametrize("change", CHANGES)
def test_a_second_build_gives_what_a_first_would(change: str, project: Project, tmp_path: Path) -> None:
    build_site(project, base_url=BASE)
    first = files(project.site)
    CHANGES[change](project)
    build_site(project, base_url=BASE)
    second = files(project.site)
    assert second == anew(project, tmp_path / "two")
    assert (first != second) == (change not in ("nothing", "a picture", "a file of a post"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_of_the_same_process_gives_what_a_first_would(change: str, project: Project, tmp_path: Path) -> None:
    kept = Kept()

    def built() -> dict[str, bytes]:
        output = Output(project.site, project.scratch)
        compose(project, output, engine, base_url=BASE, searchable=True, kept=kept)
        return dict(output.files)

    with Engine() as engine:
        built()
        before = files(project.root)
        CHANGES[change](project)
        after = files(project.root)
        kept.forget(
            project.posts, [project.root / name for name in before | after if before.get(name) != after.get(name)]
        )
        assert built() == anew(project, tmp_path / "two")


def test_what_was_not_touched_is_neither_read_nor_rendered_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    with Engine() as engine:
        compose(project, Output(project.site, project.scratch), engine, kept=kept)
        text = project.post("b") / "index.en.md"
        replace(text, "Text of", "Words of")
        kept.forget(project.posts, {text})
        read: list[Path] = []
        read_text = Path.read_text
        monkeypatch.setattr(Path, "read_text", lambda path, *a, **k: (read.append(path), read_text(path, *a, **k))[1])
        read_bytes = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path), read_bytes(path))[1])
        compose(project, Output(project.site, project.scratch), engine, kept=kept)
    inside = {path.relative_to(project.posts).parts[0] for path in read if path.is_relative_to(project.posts)}
    assert inside == {"b"}


def test_a_mistake_is_told_until_it_is_mended(project: Project) -> None:
    kept = Kept()
    text = project.post("b") / "index.en.md"
    with Engine() as engine:

        def build() -> None:
            compose(project, Output(project.site, project.scratch), engine, kept=kept)

        build()
        replace(text, "Text of b.", "{{< wrong >}}")
        kept.forget(project.posts, {text})
        for _ in range(2):
            with pytest.raises(SitegenError, match="unknown shortcode 'wrong'"):
                build()
            kept.forget(project.posts, {project.post("a") / "index.en.md"})
        replace(text, "{{< wrong >}}", "Text.")
        kept.forget(project.posts, {text})
        build()
