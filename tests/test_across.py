"""Records of other posts: in experiments, texts and figures; what runs first, what becomes stale, what is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site
from records import rebind

from builder.commands.build import build
from builder.commands.check import check
from builder.commands.rename import rename
from builder.commands.run import run
from builder.commands.serve import _Rebuild
from builder.drawing.engine import Engine
from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.experiments.discovery import discover, discover_post
from builder.experiments.status import judge, judge_all
from builder.project import Project
from builder.results import Store

FIRST = """\
from dataclasses import dataclass

import numpy as np

from builder import Record, Result, experiment


@dataclass(frozen=True)
class Settings:
    width: int = 1
    seed: int = 0


@experiment
def base(settings: Settings) -> Result:
    return Result(values={"n": settings.width})


@experiment(uses=[base])
def cnn(settings: Settings, base: Record) -> Result:
    \"\"\"A network.\"\"\"
    print("done")
    image = np.full((2, 2), base.values["n"], dtype="float32")
    return Result(values={"accuracy": base.values["n"] / 10}, series={"loss": [3, 2]}, arrays={"image": image})


@experiment(over={"width": [1, 2]}, seeds=[0, 1])
def capacity(settings: Settings) -> Result:
    return Result(values={"accuracy": settings.width / 10 + settings.seed / 100}, series={"loss": [1, settings.width]})
"""
SECOND = """\
from builder import Record, Result, experiment, other

earlier = other("first-nets:cnn")


@experiment
def cnn() -> Result:
    return Result(values={"accuracy": 0.9})


@experiment(uses=[cnn, earlier])
def gain(cnn: Record, earlier: Record) -> Result:
    gain = cnn.values["accuracy"] - earlier.values["accuracy"]
    return Result(values={"gain": gain, "pixels": float(earlier.arrays()["image"].sum())})
"""
FIGURES = """\
from builder import other

earlier = other("first-nets:cnn")
sweep = other("first-nets:capacity")


def rows(earlier, cnn, sweep):
    points = [point.values["accuracy"] for point in sweep.where()]
    return [["of", "accuracy"], [earlier.name, earlier.arrays()["image"].mean()], ["here", cnn.values["accuracy"]],
            ["points", sum(points)]]
"""
TEXT = """\
---
title: "After {{< value first-nets:cnn.accuracy >}}"
date: 2024-02-01
---

Then {{< value first-nets:cnn.accuracy percent >}}, now {{< value cnn.accuracy percent >}}, {{< value gain.gain >}}
more; with width 2 {{< value "first-nets:capacity[width=2].accuracy" spread=true >}}.

{{< claim "cnn.accuracy > first-nets:cnn.accuracy" >}}More than {{< value first-nets:cnn.accuracy >}}.{{< /claim >}}

{{< table first-nets:cnn series="loss" caption="Then." >}}

{{< table "first-nets:capacity[width=2]" caption="By width." >}}

{{< table rows caption="Both." >}}

{{< output first-nets:cnn caption="Said." >}}
"""
CONFIG = (
    'title = "T"\nlanguages = ["en", "pt"]\n'
    '[en]\ntitle = "T"\nname = "English"\n[pt]\ntitle = "T"\nname = "Português"\n'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two posts, the second of which uses the first; all has run."""
    root = tmp_path_factory.mktemp("across") / "site"
    files = {
        "site.toml": CONFIG,
        "posts/first-nets/experiments.py": FIRST,
        "posts/first-nets/index.en.md": '---\ntitle: First\ndate: 2024-01-01\n---\n\n{{< value cnn.accuracy >}}\n',
        "posts/second/experiments.py": SECOND,
        "posts/second/figures.py": FIGURES,
        "posts/second/index.en.md": TEXT,
        "posts/second/index.pt.md": TEXT,
    }  # fmt: skip
    for name, text in files.items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    run(Project(root))
    return root


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Project:
    shutil.copytree(made, tmp_path / "site")
    return Project(tmp_path / "site")


def edit(project: Project, name: str, old: str, new: str) -> None:
    path = project.posts / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def reasons(project: Project) -> dict[str, list[str]]:
    """What is told of each experiment, by its name."""
    statuses = judge_all(project, discover(project))
    return {f"{slug}:{name}": one.row().notes() for slug, known in statuses.items() for name, one in known.items()}


def page(project: Project, **options: bool) -> str:
    list(build(project, run=None, **{"strict": True, "quick": False, **options}))
    return (project.site / "en" / "posts" / "second" / "index.html").read_text()


def told(project: Project) -> SitegenError:
    with pytest.raises(SitegenError) as caught:
        discover(project)
    return caught.value


def test_an_experiment_starts_from_a_record_of_another_post(project: Project) -> None:
    assert not any(reasons(project).values())
    record = Store(project.results("second")).read("gain")
    assert record.values == {"gain": pytest.approx(0.8), "pixels": 4}
    assert record.fingerprint.uses.keys() == {"cnn", "first-nets:cnn"}
    assert record.fingerprint.code.keys() == {"experiments.py:gain"}
    assert not record.fingerprint.seen


def test_what_is_asked_for_runs_after_what_it_uses_and_nothing_else_does(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    for slug in ("first-nets", "second"):
        shutil.rmtree(project.results(slug))
    run(project, ["second:gain"])
    ran = [line.partition(": runs")[0] for line in capfd.readouterr().err.splitlines() if ": runs" in line]
    assert ran == ["base", "first-nets:cnn", "second:cnn", "gain"]
    assert reasons(project)["first-nets:capacity"][0] == "never ran"


def test_what_the_other_gives_decides(project: Project) -> None:
    edit(project, "first-nets/experiments.py", '["n"] / 10', '["n"] / 10 + 0')
    found = reasons(project)
    assert found["first-nets:cnn"] == ["experiments.py:cnn changed"]
    assert found["second:gain"] == ["may change: uses first-nets:cnn"]
    before = Store(project.results("second")).read("gain")
    run(project)
    assert Store(project.results("second")).read("gain") == before, "it came out the same"
    edit(project, "first-nets/experiments.py", "/ 10 + 0", "/ 5")
    run(project, ["first-nets:cnn"])
    assert reasons(project)["second:gain"] == ["output of first-nets:cnn changed"]
    run(project)
    assert Store(project.results("second")).read("gain").values["gain"] == pytest.approx(0.7)


def test_status_looks_at_both_posts_again(project: Project) -> None:
    site = Site(project.root)
    assert all(row["status"] == "fresh" for row in site.status().values())
    assert all(row["status"] == "fresh" for row in site.status().values())
    edit(project, "first-nets/experiments.py", "width: int = 1", "width: int = 2")
    assert site.status()["gain"]["after"] == ["first-nets:cnn"]
    shutil.rmtree(project.results("first-nets"))
    assert "first-nets:cnn is missing" in site.sitegen("status", "--why").stdout


def test_what_uses_a_failed_one_is_left_out(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    edit(project, "first-nets/experiments.py", 'print("done")', "raise ValueError")
    with pytest.raises(SitegenError, match="raised ValueError"):
        run(project)
    assert "gain left out: it uses first-nets:cnn" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "message", "hint", "line"),
    [
        ('"first-nets:cnn"', '"fist-nets:cnn"', "there is no post 'fist-nets'", "'first-nets'", 12),
        ('"first-nets:cnn"', '"first-nets:cmn"', "the post 'first-nets' has no experiment 'cmn'", "'cnn'", 12),
        ('"first-nets:cnn"', '"second:cnn"', "'second:cnn' is an experiment of this post", "uses=[cnn]", 3),
        ('"first-nets:cnn"', '"cnn"', "'cnn' names no experiment of another post", "cnns:cnn", 3),
        ('"first-nets:cnn"', '"first" "-nets" + ":cnn"', "must be written out", "without running", 3),
        ("[cnn, earlier]", '[cnn, other("first-nets:cnn")]', "`uses` must be a list", "earlier = other", 11),
        ("[cnn, earlier]", "[cnn]", "has a parameter 'earlier'", "uses=[earlier]", 12),
        ("earlier: Record)", "past: Record)", "has a parameter 'past'", "", 12),
    ],
)
def test_mistakes_have_a_place(project: Project, old: str, new: str, message: str, hint: str, line: int) -> None:
    edit(project, "second/experiments.py", old, new)
    error = told(project)
    assert message in error.message
    assert hint in error.hint
    assert (error.path, error.line) == (project.posts / "second" / "experiments.py", line)
    with pytest.raises(SitegenError, match=re.escape(error.message)):
        discover_post(project, "second")


def test_a_circle_of_posts_is_named(project: Project) -> None:
    path = project.posts / "first-nets" / "experiments.py"
    late = '\nfrom builder import other\nlater = other("second:cnn")\n'
    late += "\n\n@experiment(uses=[later])\ndef ring(later):\n    ...\n"
    path.write_text(FIRST + late)
    error = told(project)
    assert "posts use each other in a circle" in error.message
    assert "first-nets:ring uses second:cnn" in error.message
    assert "second:gain uses first-nets:cnn" in error.message


def test_texts_tables_and_figures_name_it(project: Project) -> None:
    html = page(project)
    assert "<title>After 0.1" in html
    for shown in ("10%", "0.205 ± 0.007", "first-nets:cnn", "done"):
        assert shown in html
    assert 'href="#from:first-nets:cnn" data-of="first-nets:cnn.accuracy"' in html
    assert '<dd><a href="../first-nets/">First</a></dd>' in html
    assert "sitegen run first-nets:cnn --force" in html
    assert '<div id="from:first-nets:base">' in html, "what it started from"
    record = (project.site / "en" / "posts" / "second").glob("first-nets.cnn.record.*.json")
    assert next(record).read_bytes() == (project.results("first-nets") / "cnn" / "record.json").read_bytes()
    assert "De outro artigo" in (project.site / "pt" / "posts" / "second" / "index.html").read_text()


def test_texts_may_name_each_other(project: Project) -> None:
    with (project.posts / "first-nets" / "index.en.md").open("a") as file:
        file.write("\nLater {{< value second:gain.gain >}}.\n")
    page(project)
    html = (project.site / "en" / "posts" / "first-nets" / "index.html").read_text()
    assert "0.8" in html
    assert 'href="#from:second:gain"' in html


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("fist-nets:cnn.accuracy", "there is no post 'fist-nets'", "Did you mean 'first-nets'?"),
        ("first-nets:cmn.accuracy", "unknown experiment 'first-nets:cmn'", "Did you mean 'cnn'?"),
        ("first-nets:cnn.acuracy", "'first-nets:cnn' has no value 'acuracy'", "Did you mean 'accuracy'?"),
        ("first-nets:capacity.accuracy", "'first-nets:capacity' has no value", "write first-nets:capacity[width=1]"),
        ("second/gain.gain", "unknown experiment 'second'", "'second' is a post: write second:cnn."),
        ("capacity[width=1].accuracy", "unknown experiment 'capacity'", "first-nets:capacity"),
    ],
)
def test_mistakes_of_texts(project: Project, written: str, message: str, hint: str) -> None:
    (project.posts / "second" / "index.en.md").write_text(f'---\ntitle: x\n---\n\n{{{{< value "{written}" >}}}}\n')
    with pytest.raises(SitegenError) as caught:
        page(project)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.line == 5


def test_a_drawing_that_names_what_is_not_there(project: Project) -> None:
    edit(project, "second/figures.py", "first-nets:capacity", "first-nets:capacty")
    with pytest.raises(SitegenError) as caught:
        page(project)
    assert caught.value.message == "unknown experiment 'first-nets:capacty'"
    assert (caught.value.path, caught.value.line) == (project.posts / "second" / "figures.py", 7)


def test_results_of_a_draft_are_told(project: Project) -> None:
    edit(project, "first-nets/index.en.md", "title: First", "title: First\ndraft: true")
    found = [str(one) for one in check(project).warnings]
    message = "shows results of 'first-nets:cnn', a post that is not published: it is a draft"
    assert sum(message in one for one in found) == 2, "in each language"
    assert '<a href="../first-nets/">' not in page(project, strict=False)
    assert '<a href="../first-nets/">' in page(project, drafts=True)


def test_a_stale_record_is_marked_where_it_is_shown(project: Project) -> None:
    edit(project, "first-nets/experiments.py", '["n"] / 10', '["n"] / 9')
    found = [str(one) for one in check(project).warnings]
    told = [one for one in found if "shows results of 'first-nets:cnn' that are out of date" in one]
    assert len(told) == 1
    assert "Run `sitegen run first-nets:cnn`." in told[0]
    assert "experiments.py:cnn changed" in page(project, strict=False)


def test_while_it_is_served_a_page_follows_the_other_post(project: Project) -> None:
    """Each time it is what a build from the beginning gives."""
    lines: list[str] = []
    record, text = project.results("first-nets") / "cnn" / "record.json", project.posts / "first-nets" / "index.en.md"
    code = project.posts / "first-nets" / "experiments.py"

    def change(path: Path, old: str, new: str) -> None:
        path.write_text(path.read_text().replace(old, new))

    def again() -> dict[str, bytes]:
        shutil.rmtree(project.scratch, ignore_errors=True)
        return dict(_Rebuild(project, engine, lines.append, [], False)(set()).files)

    with Engine() as engine:
        served = _Rebuild(project, engine, lines.append, [], False)
        name = "en/posts/second/index.html"
        first = dict(served(set()).files)
        for path, old, new, shown in (
            (record, '"accuracy": 0.1', '"accuracy": 0.3', b"30%"),
            (text, "title: First", "title: Before", b">Before</a>"),
            (code, '"""A network."""', '"""A small network."""', b"A small network."),
        ):
            (rebind if path == record else change)(path, old, new)
            now = dict(served({path}).files)
            assert now[name] != first[name]
            assert shown in now[name]
            assert now == again()
            first = now


def test_a_page_without_experiments_names_records_too(project: Project) -> None:
    about = project.pages / "about.en.md"
    about.parent.mkdir()
    about.write_text("---\ntitle: About\n---\n\nBest: {{< value first-nets:cnn.accuracy percent >}}.\n")
    page(project)
    assert "10%" in (project.site / "en" / "about" / "index.html").read_text()


def test_expressions(project: Project) -> None:
    others = {"first-nets": {"cnn": "", "base": ""}, "2024-01-x": {"cnn": ""}}

    def of(slug: str) -> Records:
        return Records(Store(project.results("first-nets"), slug), others[slug])

    records = Records(Store(project.results("second")), {"cnn": "", "gain": ""}, of)
    for text, value in (
        ("first-nets:cnn.loss[-1]", 2),
        ("first-nets:cnn.loss[0:first-nets:base.n]", [3]),
        ("cnn.accuracy - first-nets:cnn.accuracy", 0.8),
        ("cnn.accuracy-first-nets:cnn.accuracy", 0.8),
        ("2024-01-x:cnn.accuracy", 0.1),
        ("first-nets:cnn.settings.width", 1),
        ("first-nets:cnn.loss[1:len(first-nets:cnn.loss)]", [2]),
        ("cnn.accuracy > first-nets:cnn.accuracy", True),
        ('"a:b.c" == "a:b.c" and cnn.accuracy > 0', True),
    ):
        assert evaluate(text, records).value == (pytest.approx(value) if isinstance(value, float) else value), text
    read = evaluate("abs(2024-01-x:cnn.accuracy - first-nets:cnn.loss[0])", records)
    assert list(read.read) == ["2024-01-x:cnn.accuracy", "first-nets:cnn.loss[0]"]
    assert read.run_of["2024-01-x:cnn.accuracy"] == "2024-01-x:cnn"


def test_quick_runs_start_from_quick_ones(project: Project) -> None:
    edit(project, "first-nets/experiments.py", "@experiment\ndef base", '@experiment(quick={"width": 5})\ndef base')
    run(project, ["second:gain"], quick=True)
    assert Store(project.results("second", quick=True)).read("gain").values["pixels"] == 20
    statuses = judge(discover_post(project, "second"), Store(project.results("second")))
    assert {one.status for one in statuses.values()} == {"fresh"}


def test_another_name_is_followed_in_other_posts(project: Project) -> None:
    with (project.posts / "second" / "index.en.md").open("a") as file:
        file.write('\n{{< value "first-nets:capacity[highest=accuracy].settings.width" >}}: cnn, `first-nets:cnn.x`\n')
    lines = list(rename(project, "first-nets:cnn", "net"))
    assert "content/posts/second/index.en.md: names it" in "".join(lines)
    list(rename(project, "first-nets:capacity", "widths"))
    assert not any(reasons(project).values())
    code, figures, text = (
        (project.posts / "second" / name).read_text() for name in ("experiments.py", "figures.py", "index.en.md")
    )
    assert 'earlier = other("first-nets:net")' in code
    assert code.count("cnn") == SECOND.count("cnn") - 1, "its own is another"
    assert 'sweep = other("first-nets:widths")' in figures
    assert "cnn.accuracy > first-nets:net.accuracy" in text
    assert "first-nets:widths[highest=accuracy].settings.width" in text
    assert "`first-nets:cnn.x`" in text, "code is as it is written"
    assert "{{< table first-nets:net series" in text
    assert '{{< table "first-nets:widths[width=2]"' in text
    page(project)
    list(rename(project, "first-nets/", "earlier-nets"))
    assert not any(reasons(project).values())
    assert 'other("earlier-nets:net")' in (project.posts / "second" / "experiments.py").read_text()
    assert 'href="#from:earlier-nets:net"' in page(project)


def test_another_name_of_ones_own_leaves_those_of_other_posts(project: Project) -> None:
    list(rename(project, "second:cnn", "deep"))
    text = (project.posts / "second" / "index.en.md").read_text()
    assert '"deep.accuracy > first-nets:cnn.accuracy"' in text
    assert not any(reasons(project).values())
    page(project)


@pytest.mark.parametrize("how", ["", "quick"])
def test_a_notebook_takes_the_records_of_the_other_post_along(how: str, project: Project, tmp_path: Path) -> None:
    drawing = "\n\ndef drawn(earlier):\n    from matplotlib.figure import Figure\n    figure = Figure()\n"
    drawing += '    figure.subplots().imshow(earlier.arrays()["image"])\n    return figure\n'
    with (project.posts / "second" / "figures.py").open("a") as file:
        file.write(drawing)
    with (project.posts / "second" / "index.en.md").open("a") as file:
        file.write('\n{{< figure drawn alt="A square." >}}\n')
    Site(project.root).sitegen("export", "second", "--notebook")
    cells = json.loads((project.root / "export" / "second" / "second.en.ipynb").read_text())["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    program = [f"exec(compile({_python(cell, how)!r}, 'cell', 'exec'))" for cell in code]
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "cells.py").write_text("if __name__ == '__main__':\n    " + "\n    ".join(program) + "\n")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "cells.py"]
    done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "<drawn>" in done.stdout
    assert f"gain ({'quick' if how else 'recorded'})" in done.stdout
    assert (empty / "second" / "content" / "posts" / "first-nets" / "results" / "cnn" / "record.json").is_file()


def _python(cell: str, how: str) -> str:
    """A cell as Python without a shell."""
    if cell.startswith("%%source "):
        line, _, text = cell.removeprefix("%%source ").partition("\n")
        return f"post._source({line!r}, {text!r})"
    if "%pip" in cell:
        return "pass"
    return cell.replace('RUN = ""', f'RUN = "{how}"').replace('post.draw("drawn")', 'print(post.draw("drawn"))')
