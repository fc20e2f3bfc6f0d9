"""Whatever changes, a build that takes what is kept gives the same bytes as one that begins with nothing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from functools import partial
from pathlib import Path

import pytest

from builder.cache import Cache
from builder.drawing.engine import Engine
from builder.errors import SitegenError
from builder.project import Project
from builder.shortcodes.context import Context
from builder.site.build import build_site, compose
from builder.site.changes import invalidate
from builder.site.outputs import Output
from builder.site.pages import Page
from builder.site.render import Renderer, Values
from builder.site.replaceable import LIST
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
    "the day of the last change": lambda project: replace(
        project.post("digits") / "index.en.md", "lastmod: 2024-03-02", "lastmod: 2024-03-03"
    ),
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
    "a file that pages share": lambda project: write(project.templates / "static" / "favicon.svg", "<svg/>"),
    "a word of the interface": lambda project: write(
        project.templates / "locale" / "pt.po",
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Posts"\nmsgstr "Textos"\n',
    ),
    "a record": lambda project: keep(
        project.results("digits"), "linear", values={"accuracy": 0.5}, series={"test_accuracy": [0.4, 0.5, 0.5]}
    ),
    "a file of a post": lambda project: replace(project.post("digits") / "words.toml", "=", "= "),
    "a text with figures": lambda project: replace(project.post("digits") / "index.en.md", "The network", "A network"),
    "a figure that is shown twice": lambda project: replace(
        project.post("digits") / "index.en.md", "## A conv", '{{< figure digit alt="First." >}}\n\n## A conv'
    ),
    "a value in another language": lambda project: replace(
        project.post("digits") / "index.pt.md", "{{< value cnn.accuracy >}}", "{{< value linear.accuracy >}}"
    ),
    "the code of a figure": lambda project: replace(project.post("digits") / "figures.py", "(5, 2.6)", "(5, 2.7)"),
    "a word of a figure": lambda project: replace(project.post("digits") / "words.toml", '"the digit"', '"a digit"'),
    "a template that shows all of each post": lambda project: write(
        project.templates / "home.html", "{% for post in posts %}{{ post.body.striptags() }}{{ post }}{% endfor %}"
    ),
    "a text of the documentation": lambda project: replace(project.root / "docs" / "README.md", "Words", "More words"),
    "a picture of the documentation": lambda project: shutil.copy(
        project.post("digits") / "shade.png", project.root / "docs" / "dot.png"
    ),
    "a post that others refer to": lambda project: replace(
        project.post("a") / "index.en.md", "title:", "slug: aa\ntitle:"
    ),
    "a picture": lambda project: shutil.copy(project.post("digits") / "shade.png", project.post("b") / "b.png"),
}


UNSEEN = ("nothing", "a picture", "a file of a post", "a picture of the documentation")


def known_site(folder: Path) -> Project:
    """A site with four posts and documentation, in which all that `CHANGES` does can be done."""
    project = copy_site("good", folder)
    for day, slug in enumerate("abc", start=1):
        post(project, slug, day, "\n[the first](post:a)\n" if slug == "b" else "")
    replace(project.config, "[en]", '[en]\ndocs = "docs"')
    write(project.root / "docs" / "README.md", "# Docs\n\nWords, and [more](more.md). ![A dot](dot.png)\n")
    write(project.root / "docs" / "more.md", "# More\n\nMore words.\n")
    shutil.copy(project.post("digits") / "shade.png", project.root / "docs" / "dot.png")
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return known_site(tmp_path / "one")


def files(folder: Path) -> dict[str, bytes]:
    """The files of a site, without what lists them, which comes with writing it."""
    made = (path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in made}


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
    assert (first != second) == (change not in UNSEEN)


def lasting(project: Project) -> Cache:
    """A cache that several builds of one process share."""
    return Cache(project.scratch / "cache", lasting=True)


def save(project: Project, cache: Cache, change: Callable[[Project], None]) -> None:
    """Change something, and let it be forgotten as the server does."""
    before = files(project.root)
    change(project)
    after = files(project.root)
    invalidate(
        cache, project.posts, [project.root / name for name in before | after if before.get(name) != after.get(name)]
    )


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_of_the_same_process_gives_what_a_first_would(change: str, project: Project, tmp_path: Path) -> None:
    cache = lasting(project)

    def built() -> dict[str, bytes]:
        output = Output(project.site, project.scratch)
        compose(project, output, engine, base_url=BASE, searchable=True, cache=cache)
        return dict(output.files)

    with Engine() as engine:
        built()
        save(
            project, cache, lambda project: replace(project.post("digits") / "index.en.md", "and what", "and all that")
        )
        built()
        save(project, cache, CHANGES[change])
        assert built() == anew(project, tmp_path / "two")
        save(project, cache, lambda project: replace(project.post("c") / "index.en.md", "Text of", "More of"))
        assert built() == anew(project, tmp_path / "three")


def test_what_was_not_touched_is_neither_read_nor_rendered_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = lasting(project)
    with Engine() as engine:
        compose(project, Output(project.site, project.scratch), engine, cache=cache)
        text = project.post("b") / "index.en.md"
        replace(text, "Text of", "Words of")
        invalidate(cache, project.posts, {text})
        read: list[Path] = []
        read_text = Path.read_text
        monkeypatch.setattr(Path, "read_text", lambda path, *a, **k: (read.append(path), read_text(path, *a, **k))[1])
        read_bytes = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path), read_bytes(path))[1])
        compose(project, Output(project.site, project.scratch), engine, cache=cache)
    inside = {path.relative_to(project.posts).parts[0] for path in read if path.is_relative_to(project.posts)}
    assert inside == {"b"}


def test_only_what_asked_for_what_changed_is_rendered_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, rendered = lasting(project), list[str]()
    html = Renderer.html
    monkeypatch.setattr(
        Renderer,
        "html",
        lambda self, values, dependencies: (
            rendered.append(values.own["page"].url),
            html(self, values, dependencies),
        )[1],
    )
    with Engine() as engine:

        def build(old: str, new: str) -> set[str]:
            rendered.clear()
            save(project, cache, lambda project: replace(project.post("b") / "index.en.md", old, new))
            compose(project, Output(project.site, project.scratch), engine, cache=cache)
            return set(rendered)

        build("Text of", "Words of")
        assert build("Words of", "Each of") == {"en/posts/b/"}
        assert build("Each of", "Words of") == set()  # it is in the cache
        assert build("Words of", "All of") == {"en/posts/b/"}
        assert build("title: b en", "title: Better") == {
            "en/posts/b/", "en/posts/a/", "en/posts/c/", "en/", "en/archive/", "en/tags/one/", "en/tags/b/",
        }  # fmt: skip


def test_a_figure_is_not_made_again_for_a_word_beside_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, made = lasting(project), list[str]()
    render = Context.render
    monkeypatch.setattr(
        Context, "render", lambda self, template, **values: (made.append(template), render(self, template, **values))[1]
    )
    with Engine() as engine:

        def build(old: str, new: str) -> set[str]:
            made.clear()
            save(project, cache, lambda project: replace(project.post("digits") / "index.en.md", old, new))
            compose(project, Output(project.site, project.scratch), engine, cache=cache)
            return {*made} - {"runs.html", "number.html"}  # both are of the whole text

        assert {"figure.html", "chart.html", "value.html"} <= build("The network", "A network")
        assert build("A network", "Some network") == set()
        assert build("rising", "falling") == {"chart.html", "said.html"}


def test_a_warning_keeps_its_line(project: Project) -> None:
    cache = lasting(project)
    text = project.post("digits") / "index.en.md"
    replace(text, "## A conv", '{{< claim "cnn.accuracy < 0" >}}None.{{< /claim >}}\n\n## A conv')
    with Engine() as engine:
        lines = []
        for _ in range(3):
            save(project, cache, lambda project: replace(text, "The network", "One more line.\n\nThe network"))
            report = compose(project, Output(project.site, project.scratch), engine, cache=cache)
            lines.append([one.line for one in report.warnings if "bear out" in one.message])
        assert lines == [[lines[0][0]], [lines[0][0] + 2], [lines[0][0] + 4]]


def test_a_commit_is_seen(project: Project) -> None:
    cache = lasting(project)
    git = partial(subprocess.run, cwd=project.root, check=True, capture_output=True)
    git(["git", "init"])
    with Engine() as engine:

        def page() -> str:
            save(
                project,
                cache,
                lambda project: replace(project.post("digits") / "index.en.md", "network", "network of nets"),
            )
            output = Output(project.site, project.scratch)
            compose(project, output, engine, cache=cache)
            return output.files["en/posts/digits/index.html"].decode()

        assert '<dt class="commit">' not in page()
        git(["git", "add", "-A"])
        git(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-m", "x"])
        head = git(["git", "rev-parse", "--short=7", "HEAD"]).stdout.decode().strip()
        assert head in page()


def test_a_link_from_a_page_that_did_not_change_is_checked(project: Project) -> None:
    cache = lasting(project)
    replace(project.post("c") / "index.en.md", "Text of c.", "[Text](post:a#a-heading) of c.")
    with Engine() as engine:

        def build() -> None:
            compose(project, Output(project.site, project.scratch), engine, cache=cache, strict=True)

        build()
        save(project, cache, lambda project: replace(project.post("a") / "index.en.md", "A heading", "Another"))
        for _ in range(2):
            with pytest.raises(SitegenError, match="has no anchor 'a-heading'"):
                build()
        save(project, cache, lambda project: replace(project.post("a") / "index.en.md", "Another", "A heading"))
        build()
        save(project, cache, lambda project: shutil.rmtree(project.post("a")))
        with pytest.raises(SitegenError, match="there is no post 'a' to refer to"):
            build()


def test_a_mistake_is_told_until_it_is_mended(project: Project) -> None:
    cache = lasting(project)
    text = project.post("b") / "index.en.md"
    with Engine() as engine:

        def build() -> None:
            compose(project, Output(project.site, project.scratch), engine, cache=cache, strict=True)

        build()
        replace(text, "Text of b.", "{{< wrong >}}")
        invalidate(cache, project.posts, {text})
        for _ in range(2):
            with pytest.raises(SitegenError, match="unknown shortcode 'wrong'"):
                build()
            invalidate(cache, project.posts, {project.post("a") / "index.en.md"})
        replace(text, "{{< wrong >}}", "Text.")
        invalidate(cache, project.posts, {text})
        build()


@pytest.mark.parametrize("build", ["of the same process", "of another"])
def test_one_more_value_for_a_template_makes_its_page_anew(
    build: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    values, cache, engine = Renderer.values, lasting(project), Engine()
    write(project.templates / "page.html", "{{ weather }} {{ season }}")

    def page(weather: str, season: str) -> bytes:
        def more(renderer: Renderer, page: Page) -> Values:
            all_ = values(renderer, page)
            return replace_fields(all_, own={**all_.own, "weather": weather, "season": Season(season)})

        monkeypatch.setattr(Renderer, "values", more)
        if build == "of another":
            build_site(project)
            return (project.site / "en" / "about" / "index.html").read_bytes()
        output = Output(project.site, project.scratch)
        compose(project, output, engine, cache=cache)
        return output.files["en/about/index.html"]

    with engine:
        assert page("rain", "May") == b"rain MAY"
        assert page("sun", "May") == b"sun MAY"
        assert page("sun", "June") == b"sun JUNE"


@dataclass(frozen=True)
class Season:
    """A value that says something of its own of what it is made from."""

    month: str

    def __str__(self) -> str:
        return self.month.upper()
