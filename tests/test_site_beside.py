"""What lies beside a text is at its old addresses, too, under the name that it has there, and hides nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from small_sites import copy_site
from test_site_moved import files

import builder.site.build as build
import builder.site.search as search
from builder.cache import Cache
from builder.drawing.engine import Engine
from builder.project import Project
from builder.site.build import build_site, compose
from builder.site.changes import invalidate
from builder.site.outputs import Output

BASE = "https://ana.example/"


@pytest.fixture(autouse=True)
def without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", ())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A post in a folder, with pictures, that was elsewhere before."""
    project = Project(tmp_path / "blog")
    folder = project.post("trip")
    (folder / "img").mkdir(parents=True)
    (project.root / "content" / "site.toml").write_text(
        'title = "B"\nlanguages = ["en", "pt"]\nfirst_language_at_root = true\n[en]\ntitle = "B"\nname = "English"\n'
        '[pt]\ntitle = "P"\nname = "Português"\n'
    )
    for number, name in enumerate(("sea.png", "img/Big Wave.png", "secret.png"), start=1):
        Image.new("RGB", (number, 3)).save(folder / name)
    (folder / "route.gpx").write_text("<gpx/>")
    (folder / "notes.txt").write_text("nobody shows them")
    write(project, "aliases: [/2020/trip/]")
    return project


def write(project: Project, head: str, body: str = "") -> None:
    body = body or "![the sea](sea.png) ![a wave](<img/Big Wave.png>) [the route](route.gpx)"
    (project.post("trip") / "index.en.md").write_text(f"---\ntitle: Trip\n{head}\n---\n{body}\n")


def built(project: Project) -> set[str]:
    """All files of the site but pages and what pages share; nothing is odd."""
    assert [*map(str, build_site(project, base_url=BASE).warnings)] == []
    named = {path.relative_to(project.site).as_posix() for path in project.site.rglob("*.*") if path.is_file()}
    return {name for name in named if not name.endswith((".html", ".md", ".toml")) and not name.startswith("static/")}


def test_what_a_text_shows_is_at_its_old_address(project: Project) -> None:
    made = built(project)
    assert {"2020/trip/sea.png", "2020/trip/img/Big Wave.png", "2020/trip/route.gpx"} <= made
    assert (project.site / "2020/trip/sea.png").read_bytes() == (project.post("trip") / "sea.png").read_bytes()
    assert not [name for name in made if "secret" in name or "notes" in name]  # published nowhere


@pytest.mark.parametrize(
    ("head", "there"),
    [
        ("url: /essays/trip/", ["essays/trip/sea.png"]),
        ("aliases: [/posts/trip/]", ["posts/trip/sea.png"]),  # its own: only the file is called otherwise
        ("aliases: [/was/trip.html]", ["was/trip/sea.png"]),  # as Hugo has it where pages are files
        ("aliases: [/a/, /b]", ["a/sea.png", "b/sea.png"]),
        ("aliases: [/caf%C3%A9/]", ["café/sea.png"]),
        ("tags: [x]", []),
    ],
)
def test_where_that_is(project: Project, head: str, there: list[str]) -> None:
    write(project, head)
    assert sorted(name for name in built(project) if name.endswith("/sea.png")) == there


def test_what_another_language_shows_counts_too(project: Project) -> None:
    write(project, "aliases: [/2020/trip/]", "Words.")
    (project.post("trip") / "index.pt.md").write_text("---\ntitle: Viagem\n---\n![o mar](sea.png)\n")
    assert "2020/trip/sea.png" in built(project)


def test_of_several_languages_one_has_it(project: Project) -> None:
    text = "---\ntitle: Viagem\naliases: [/pt/2020/viagem/]\n---\n![o mar](sea.png) ![a onda](wave.pt.png)\n"
    (project.post("trip") / "index.pt.md").write_text(text)
    Image.new("RGB", (8, 8)).save(project.post("trip") / "wave.pt.png")
    made = built(project)
    assert {name for name in made if name.startswith("pt/2020/")} == {"pt/2020/viagem/wave.pt.png"}
    assert "2020/trip/sea.png" in made
    assert "2020/trip/wave.pt.png" not in made


def test_it_hides_nothing(project: Project) -> None:
    write(project, "aliases: [/2020/trip/, /tags/x/, /en.d/]\ntags: [x]")
    other = project.static / "2020" / "trip" / "sea.png"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"mine")
    (project.static / "2020" / "trip" / "img").write_bytes(b"a file where a folder would be")
    build_site(project, base_url=BASE)
    assert (project.site / "2020/trip/sea.png").read_bytes() == b"mine"
    assert (project.site / "2020/trip/img").is_file()
    assert (project.site / "2020/trip/route.gpx").is_file()


def test_a_single_file_has_nothing_beside_it_that_is_its_own(project: Project) -> None:
    shutil.copy(project.post("trip") / "sea.png", project.posts / "sea.png")
    (project.posts / "alone.en.md").write_text("---\ntitle: A\naliases: [/alone/]\n---\n![the sea](sea.png)\n")
    assert not [name for name in built(project) if name.startswith("alone/")]


def test_of_a_post_with_experiments_what_its_text_shows(tmp_path: Path) -> None:
    project = copy_site("good", tmp_path)
    path = project.post("digits") / "index.pt.md"
    path.write_text(path.read_text().replace("title:", "aliases: [/digitos/]\ntitle:", 1))
    build_site(project)
    assert sorted(path.name for path in (project.site / "digitos").rglob("*.*")) == ["index.html", "shade.png"]


def test_how_much_it_weighs_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not build_site(project, base_url=BASE).notes
    (project.post("trip") / "route.gpx").write_bytes(b"1" * 1_500_000)
    monkeypatch.setattr(build, "HEAVY", 1_000_000)
    (note,) = build_site(project, base_url=BASE).notes
    assert note.startswith("2 MB of the site are pictures")


def shows_less(project: Project) -> None:
    write(project, "aliases: [/2020/trip/]", "![the sea](sea.png)")


CHANGES = {
    "nothing": lambda project: None,
    "a picture": lambda project: Image.new("RGB", (9, 9)).save(project.post("trip") / "sea.png"),
    "another address": lambda project: write(project, "aliases: [/other/]"),
    "no address": lambda project: write(project, "tags: [x]"),
    "less": shows_less,
    "a file in its place": lambda project: (
        (project.static / "2020/trip").mkdir(parents=True),
        (project.static / "2020/trip/sea.png").write_bytes(b"mine"),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_gives_what_a_first_build_would(change: str, project: Project, tmp_path: Path) -> None:
    cache = Cache(project.scratch / "cache", lasting=True)
    built(project)
    with Engine() as engine:
        compose(project, Output(project.site, project.scratch), engine, base_url=BASE, cache=cache)
        before = files(project.root)
        CHANGES[change](project)
        after = files(project.root)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        invalidate(cache, project.posts, [project.root / name for name in changed])
        output = Output(project.site, project.scratch)
        compose(project, output, engine, base_url=BASE, cache=cache)
    built(project)
    anew = Project(tmp_path / "anew")
    for name in ("content", "static"):
        if (project.root / name).is_dir():
            shutil.copytree(project.root / name, anew.root / name)
    built(anew)
    assert files(project.site) == files(anew.site) == dict(output.files)
