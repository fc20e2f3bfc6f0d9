"""`sitegen import NOTEBOOK`: a notebook that Jupyter ran, as a post; `notebooks/` holds it as it was saved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY, Site
from small_sites import copy_site

from builder.importers.notebook import read_notebook
from builder.project import Project
from builder.site.build import build_site

NOTEBOOKS = REPOSITORY / "tests" / "notebooks"
NAME = "Learning rates.ipynb"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NOTEBOOKS, tmp_path / "notebooks"))


def imported(project: Project, path: Path, code: int = 0) -> list[str]:
    done = Site(project.root).sitegen("import", str(path), code=code)
    return (done.stdout + done.stderr).splitlines()


def test_a_notebook_becomes_a_post(project: Project, source: Path) -> None:
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert imported(project, source / NAME) == [
        "Made a post in content/posts/learning-rates/: 5 files beside its text",
        "Not carried:",
        "  cell 12: an output that a page here cannot show (text/html)",
        "Note: 11 outputs stand here as pasted, and no record bears them out.",
        "  Make experiments of what gave them: docs/experiments.md of sitegen.",
        "Next: sitegen serve",
    ]
    folder = project.post("learning-rates")
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "cell-2-my-line.png", "data.csv", "img/beside.png", "index.pt.md", "output-1.png", "output-2.svg",
    ]  # fmt: skip
    assert before == {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}


def test_the_post_builds_and_shows_all_of_it(project: Project, source: Path) -> None:
    imported(project, source / NAME)
    text = project.post("learning-rates") / "index.pt.md"
    text.write_text(text.read_text().replace(", [gone](gone.csv)", ""))
    report = build_site(project)
    told = [warning.message for warning in report.warnings if warning.path == text]
    assert told == [f"nothing says what is to be seen in 'output-{name}'" for name in ("1.png", "2.svg")]
    page = BeautifulSoup((project.site / "pt" / "posts" / "learning-rates" / "index.html").read_text(), "html.parser")
    assert page.h1.text == 'Learning rates, "compared"'
    assert [heading.text.removesuffix(" #") for heading in page.select("article h2")] == ["Set up", "What was found"]
    assert len(page.select(".katex-display")) == 2
    assert len(page.select("article img")) == 4
    assert [[cell.text for cell in row.select("th, td")] for row in page.select_one("table").select("tbody tr")] == [
        ["0.01", "6.676080e-01"],
        ["0.10", "1.152922e-02"],
        ["0.40", "1.048576e-14"],
    ]
    assert page.select("table")[1].th["colspan"] == "2"
    code = [one.text.strip() for one in page.select("article pre")]
    assert "step 2\ndone in `20` steps, ```fence``` too" in code
    assert "0.011529215046068483" in code
    assert not [one for one in code if "<matplotlib" in one]


def test_the_end_of_its_name_says_the_language(project: Project, source: Path) -> None:
    (source / NAME).rename(source / "Rates.en.ipynb")
    imported(project, source / "Rates.en.ipynb")
    assert [path.name for path in project.post("rates").glob("*.md")] == ["index.en.md"]


def test_nothing_is_overwritten(project: Project, source: Path) -> None:
    imported(project, source / NAME)
    assert imported(project, source / NAME, code=2)[0] == "Error: content/posts/learning-rates: is there already"


def notebook(tmp_path: Path, *cells: dict[str, Any], **more: Any) -> Path:
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}))
    return path


def code(source: str = "", **output: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [output] if output else []}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ({"cell_type": "markdown", "source": ["a\n", "b"]}, "a\nb\n"),
        ({"cell_type": "markdown", "source": "## Not a title\n## Nor this"}, "## Not a title\n## Nor this\n"),
        (code("x\n"), "```python\nx\n```\n"),
        (code("'````'"), "`````python\n'````'\n`````\n"),
        (code(output_type="stream", name="stdout", text=["a\n", "b\n"]), "```text\na\nb\n```\n"),
        (code(output_type="stream", name="stdout", text="10 %\r20 %\r\n"), "```text\n20 %\n```\n"),
        (code(output_type="stream", name="stdout", text="\x1b[31mred\x1b[0m\x07"), "```text\nred\n```\n"),
        (code(output_type="execute_result", data={"text/plain": "<Axes: at 0x7f00>"}), "\n"),
        (code(output_type="display_data", data={"text/plain": "<Figure>", "application/vnd.plotly.v1+json": {}}), "\n"),
        (code(output_type="display_data", data={"image/png": "none!"}), "\n"),
        (code(output_type="display_data", data={}), "\n"),
    ],
)
def test_cells(tmp_path: Path, cell: dict[str, Any], text: str) -> None:
    assert read_notebook(notebook(tmp_path, cell)).text == text


def test_the_language_of_its_code(tmp_path: Path) -> None:
    path = notebook(tmp_path, code("x <- 1"), metadata={"language_info": {"name": "R"}})
    assert read_notebook(path).text == "```R\nx <- 1\n```\n"


def test_only_files_below_its_folder_are_copied(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    folder = tmp_path / "below"
    folder.mkdir()
    (folder / "a b.csv").write_text("x")
    source = "![a](../secret) [b](/etc/passwd) [c](a%20b.csv#row) <img src='none.png'> [d](.)"
    assert list(read_notebook(notebook(folder, {"cell_type": "markdown", "source": source})).beside) == ["a b.csv"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "n.ipynb:1: is no notebook: "),
        ("[]", "n.ipynb: is no notebook of Jupyter"),
        ("{}", "n.ipynb: is no notebook of Jupyter"),
        ('{"nbformat": 3, "worksheets": [1]}', "n.ipynb: is no notebook of Jupyter"),
        ('{"nbformat": 4, "cells": 3}', "n.ipynb: is no notebook of Jupyter"),
        ('{"nbformat": 4, "cells": [1]}', "n.ipynb: is no notebook of Jupyter"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [1]}]}', "n.ipynb: is no notebook of Jupyter"),
        ('{"nbformat": 4, "cells": ' + 9_999 * "[", "n.ipynb: is no notebook"),
    ],
)
def test_what_is_no_notebook(project: Project, content: str, message: str) -> None:
    (project.root / "n.ipynb").write_text(content)
    lines = imported(project, Path("n.ipynb"), code=2)
    assert lines[0].startswith(f"Error: {message}")


def test_a_name_without_letters_and_a_folder_without_a_site(project: Project, source: Path, tmp_path: Path) -> None:
    (source / NAME).rename(source / "---.ipynb")
    assert "no address can be made of '---'" in imported(project, source / "---.ipynb", code=2)[0]
    (source / "---.ipynb").rename(source / NAME)
    (tmp_path / "content").mkdir()
    assert "no site here" in imported(Project(tmp_path), source / NAME, code=2)[0]


def test_in_an_empty_folder_it_begins_a_site(source: Path, tmp_path: Path) -> None:
    project = Project(tmp_path / "my site")
    project.root.mkdir()
    (source / "broken.ipynb").write_text("{")
    imported(project, source / "broken.ipynb", code=2)
    assert list(project.root.iterdir()) == []
    lines = imported(project, source / NAME)
    assert lines[0] == "Made a site: its title and languages stand in content/site.toml"
    assert [path.name for path in project.post("learning-rates").glob("*.md")] == ["index.en.md"]
    assert build_site(project).pages
    assert "my site" in (project.site / "index.html").read_text()
