"""What stands in a notebook as its author wrote it: titles, headings, links, formulas, pictures, front matter."""

from __future__ import annotations

import base64
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from small_sites import copy_site

from builder.commands.notebook import import_notebooks
from builder.importers.notebook import Notebook, read_notebook
from builder.project import Project
from builder.site.build import build_site

PNG = base64.b64encode(b"\x89PNG\r\n").decode()
TODAY = datetime.date(2026, 1, 2)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def text(*lines: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": "\n".join(lines), **more}


def code(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": metadata}


def saved(path: Path, *cells: dict[str, Any], **more: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": list(cells), **more}))
    return path


def read(folder: Path, *cells: dict[str, Any], **more: Any) -> Notebook:
    return read_notebook(saved(folder / "n.ipynb", *cells, **more))


def imported(project: Project, *paths: Path) -> list[str]:
    return list(import_notebooks(paths, project.root, TODAY))


@pytest.mark.parametrize(
    ("cells", "title", "body"),
    [
        ([text("# Rates", "", "a")], "Rates", "a\n"),
        ([code("import x"), text("# Rates"), text("a")], "Rates", "```python\nimport x\n```\n\na\n"),
        ([text("[![badge](b.svg)](https://x.example/)"), text("# **Rates** of `x`")], "Rates of x", None),
        ([text("Rates", "=====", "", "a")], "Rates", "a\n"),
        ([text('<h1 align="center">Rates</h1>', "", "a")], "Rates", "a\n"),
        ([text("###### A licence"), text("# Rates"), text("## One")], "Rates", "###### A licence\n\n## One\n"),
        ([text("### Rates"), text("#### One"), text("#### Two")], "Rates", "## One\n\n## Two\n"),
        ([text("# Rates"), text("# One", "## Two"), text("# Three")], "Rates", "## One\n### Two\n\n## Three\n"),
        (
            [text("# R"), text("One", "===", "", "Two", "---"), text("<h1>T</h1>")],
            "R",
            "## One\n\n### Two\n\n<h2>T</h2>\n",
        ),
        ([text("# R"), text("# C#", "```", "# a comment", "```")], "R", "## C#\n```\n# a comment\n```\n"),
        ([text("## One", "## Two")], "", "## One\n## Two\n"),
        ([text("a", "", "## One"), text("# Two")], "", "a\n\n### One\n\n## Two\n"),
        ([text("#hashtag")], "", "#hashtag\n"),
    ],
)
def test_titles_and_headings(tmp_path: Path, cells: list[dict[str, Any]], title: str, body: str | None) -> None:
    found = read(tmp_path, *cells)
    assert found.title == title
    assert body in (None, found.text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("so $ x^2 $ and $ a $", "so $x^2$ and $a$"),
        ("so $\\alpha=$0.5, $5 and $6", "so \\(\\alpha=\\)0.5, $5 and $6"),
        ("so $ P(X)$ and $ a, b $", "so $P(X)$ and $a, b$"),
        ("from $5 to $ 6, `$ x^2 $`, \\$ y^2 $", "from $5 to $ 6, `$ x^2 $`, \\$ y^2 $"),
        ("$$ x $$", "$$ x $$"),
        ("see {{< figure >}} and {{% raw %}}", "see &#123;{< figure >}} and &#123;{% raw %}}"),
        ("`{{< figure >}}`", "`{{< figure >}}`"),
        ("```\n$ x^2 $ {{< a >}}\n# b", "```\n$ x^2 $ {{< a >}}\n# b\n```"),
    ],
)
def test_what_jupyter_reads_otherwise(tmp_path: Path, source: str, expected: str) -> None:
    assert read(tmp_path, text(source)).text == expected + "\n"


def test_a_block_of_code_that_never_ends_ends_with_its_cell(tmp_path: Path) -> None:
    assert read(tmp_path, text("```", "a"), text("# b")).text == "```\na\n```\n"


def test_pictures_that_are_written_into_the_text_are_files(tmp_path: Path) -> None:
    svg = "data:image/svg+xml;utf8,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E"
    found = read(
        tmp_path,
        text(f"![a](data:image/png;base64,{PNG}) and <img src='data:image/png;base64,{PNG}' alt='b'> ![c]({svg})"),
        text("![d](data:image/png;base64,!)"),
    )
    assert found.text == "![a](cell-1-1.png) and <img src='cell-1-2.png' alt='b'> ![c](cell-1-3.svg)\n\n![d]()\n"
    assert {name: data[:5] for name, data in found.files.items()} == {
        "cell-1-1.png": b"\x89PNG\r",
        "cell-1-2.png": b"\x89PNG\r",
        "cell-1-3.svg": b"<svg ",
    }
    assert "data:" not in found.text
    assert found.left == ["cell 2: a picture in the text that cannot be read"]


def test_pictures_above_the_folder_come_along(tmp_path: Path) -> None:
    for name in ("img/a b.png", "book/img/c.png", "img/c.png", "book/ch/d.png", "secret.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = read(
        tmp_path / "book" / "ch",
        text("![a](../../img/a%20b.png 'A') ![b](<../../img/a b.png>) <img src=../img/c.png> ![c](../../img/c.png)"),
        text("![d](./d.png) ![e](files/d.png) [f][] ![g](../none.png) [h](../../secret.txt)", "", "[f]: ../img/c.png"),
    )
    assert found.text == (
        "![a](img/a%20b.png 'A') ![b](<img/a%20b.png>) <img src=img/c.png> ![c](img/c-2.png)\n\n"
        "![d](d.png) ![e](d.png) [f][] ![g](../none.png) [h](../../secret.txt)\n\n[f]: img/c.png\n"
    )
    assert {name: path.relative_to(tmp_path).as_posix() for name, path in found.beside.items()} == {
        "img/a b.png": "img/a b.png", "img/c.png": "book/img/c.png", "img/c-2.png": "img/c.png",
        "d.png": "book/ch/d.png",
    }  # fmt: skip
    assert found.left == [
        "cell 2: the picture '../none.png', which is not there",
        "cell 2: the file '../../secret.txt', which does not lie beside the notebook",
    ]


def test_a_file_above_the_folder_that_only_ends_like_a_picture_stays(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    (tmp_path / "a.png").symlink_to(tmp_path / "secret")
    assert read(tmp_path / "below", text("![a](../a.png)")).beside == {}


FASTPAGES = ['# "Rates: compared"', "> What they do", "> in short", "", "- toc: true", "- categories: [a, b c]"]


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        (text(*FASTPAGES), {"summary": "What they do in short", "categories": ["a", "b c"]}),
        (text("# Rates: compared", "- author: <a href='x'>Ana</a>", "- draft: true"), {"author": "Ana", "draft": True}),
        (text("---", "title: 'Rates: compared'", "date: 2021-03-04", "---", "", "a"), {"date": "2021-03-04"}),
        (
            {
                "cell_type": "raw",
                "source": "---\ntitle: 'Rates: compared'\nauthor: [Ana, {name: Rui}]\ntags: a, b\n---",
            },
            {"author": "Ana, Rui", "tags": ["a", "b"]},
        ),
        (text("# Rates: compared", "- one: a point"), {}),
        (text("# Rates: compared", "", "Some words", "", "- toc: true"), {}),
    ],
)
def test_front_matter_in_the_first_cell(tmp_path: Path, cell: dict[str, Any], keys: dict[str, Any]) -> None:
    found = read(tmp_path, cell, text("# One"))
    assert (found.title, {**found.head.keys, "title": ""}) == ("Rates: compared", {"title": "", **keys})
    assert found.text.endswith("## One\n")


def test_keys_that_mean_nothing_here_are_told_and_the_picture_is_found(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"x")
    found = read(tmp_path / "_notebooks", text("# A", "- badges: true", "- branch: main", "- image: images/a.png"))
    assert found.left == ["of its front matter: badges, branch"]
    assert found.head.keys["featured_image"] == "images/a.png"
    assert list(found.beside) == ["images/a.png"]


def test_what_the_author_hides_is_hidden(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        code("#hide\nx = 1"),
        code("#| echo: false\n#| label: fig-a\nx = 2"),
        code("#| fig-cap: 'A curve, and more'\n# hide no more\nx = 3"),
        code("x = 4", tags=["remove-cell"]),
        code("x = 5", tags=["hide-output"]),
    )
    assert found.text == "```python\n# hide no more\nx = 3\n```\n\n```python\nx = 5\n```\n"
    assert found.left == ["cell 1: is hidden by its author", "cell 4: is hidden by its author"]


def test_raw_cells(tmp_path: Path) -> None:
    kinds = ("", "text/markdown", "text/html", "text/latex")
    cells = [{"cell_type": "raw", "source": "<b>*a*</b>", "metadata": {"raw_mimetype": kind}} for kind in kinds]
    found = read(tmp_path, *cells)
    assert found.text == "```text\n<b>*a*</b>\n```\n\n<b>*a*</b>\n\n<div>\n<b>*a*</b>\n</div>\n"
    assert found.left == ["cell 4: is neither text nor code (text/latex)"]


def test_links_to_headings_as_jupyter_names_them(project: Project, tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.ipynb",
        text("# Title"),
        text("- [one](#Análise-de-Componentes)", "- [two](#2.-What's-x?)", '- <a href="#Two-Words">three</a>'),
        text("- [four](#here) [five](#Nowhere) [six](#two-words)", '<a id="here"></a>'),
        text("# Análise de Componentes", "## 2. What's `x`?", "## Two *Words*"),
    )
    imported(project, path)
    made = (project.post("a") / "index.pt.md").read_text()
    assert "[one](#análise-de-componentes)" in made
    assert "[two](#2-whats-x)" in made
    assert '<a href="#two-words">three</a>' in made
    assert "[four](#here) [five](#Nowhere) [six](#two-words)" in made


def test_notebooks_of_a_folder_lead_to_each_other(project: Project, tmp_path: Path) -> None:
    first = saved(tmp_path / "2020-02-03-Um início.ipynb", text("[next](b/Second.ipynb#Part) [other](none.ipynb)"))
    second = saved(
        tmp_path / "b" / "Second.ipynb", text("# Second"), text('<a href="../2020-02-03-Um%20início.ipynb">x</a>')
    )
    broken = tmp_path / "c.ipynb"
    broken.write_text("{")
    done = Site(project.root).sitegen("import", str(first), str(broken), str(second), code=1)
    assert [line for line in done.stdout.splitlines() if line.startswith(("Made", "Not made"))] == [
        "Made a post in content/posts/um-inicio/: 0 files beside its text",
        "Made a post in content/posts/second/: 0 files beside its text",
        f"Not made: {broken}:1: is no notebook: Expecting property name enclosed in double quotes",
    ]
    assert "1 notebook of 3 could not be imported" in done.stderr
    made = (project.post("um-inicio") / "index.pt.md").read_text()
    assert made.startswith('---\ntitle: "Um início"\ndate: 2020-02-03\n---\n\n[next](/posts/second/#Part)')
    assert '<a href="/posts/um-inicio/">x</a>' in (project.post("second") / "index.pt.md").read_text()


def test_a_folder_of_notebooks_is_told_how_to_name_them(project: Project, tmp_path: Path) -> None:
    saved(tmp_path / "study" / "a.ipynb", text("a"))
    done = Site(project.root).sitegen("import", str(tmp_path / "study"), code=2)
    assert f"Of the notebooks in it: sitegen import {tmp_path / 'study'}/*.ipynb" in done.stderr


def test_what_cannot_be_shown_is_a_warning_and_pictures_elsewhere_are_offered(project: Project, tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.ipynb",
        text("# A", "$$\\SI{5}{m}$$", "", "![b](https://x.example/b.png)", "", "![c](data:image/tiff;base64,AAAA)"),
        text("$$x \\tag{1} \\label{a}$$", "", "$$y \\label{b}$$", "", "$$z \\label{b}$$"),
    )
    assert imported(project, path)[-1] == ("1 picture lies on other sites. To copy it in: sitegen check --localize")
    made = project.post("a") / "index.pt.md"
    told = [warning.message for warning in build_site(project).warnings if warning.path == made]
    assert [one for one in told if "formula" in one or "label" in one] == [
        "the formula '\\SI{5}{m}': Undefined control sequence: \\SI",
        "the formula labelled 'a' cannot be numbered",
        "the label 'b' is given twice",
    ]
    assert "a picture that is written into the text, as data:, is not shown" in told
    assert "\\SI{5}{m}" in (project.site / "pt" / "posts" / "a" / "index.html").read_text()
