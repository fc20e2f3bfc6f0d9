"""Posts as notebooks: they hold text, code and results, and run from top to bottom in an empty folder."""

from __future__ import annotations

import base64
import copy
import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, Site

from builder.errors import SitegenError
from builder.notebooks import Post

Notebook = dict[str, Any]
TEXT = """---
title: Counting
date: 2024-03-01
author: Ana
---

It counts to {{< value count.last >}}, of $n < 3$.[^1]

{{< code helpers.py#double elide="return" caption="Twice." >}}

## Drawn

{{< figure counted alt="A line." caption="The count." >}}

{{< chart bars alt="Bars." >}}

![A shade](shade.png)

[^1]: And no further.
"""
FIGURES = """
from matplotlib.figure import Figure
from pyecharts.charts import Bar


def counted(words, count):
    figure = Figure()
    figure.subplots().plot(count.series["counted"], label=words.line)
    return figure


def bars(count, shifted):
    return Bar().add_xaxis(["a", "b"]).add_yaxis("", [count.values["last"], shifted.values["shifted"]])
"""


@pytest.fixture
def counting(site: Site) -> Site:
    """A post with text and figures, its experiments run."""
    site.write("index.en.md", TEXT)
    site.write("figures.py", FIGURES)
    site.write("words.toml", '[en]\nline = "count"\n')
    shade = REPOSITORY / "tests" / "sites" / "good" / "content" / "posts" / "digits" / "shade.png"
    (site.post / "shade.png").write_bytes(shade.read_bytes())
    site.sitegen("run")
    return site


def exported(site: Site, name: str = "counting") -> Notebook:
    site.sitegen("export", name, "--notebook")
    found: Notebook = json.loads((site.root / "export" / name / f"{name}.en.ipynb").read_text())
    return found


def sources(notebook: Notebook, kind: str = "code") -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def printed(notebook: Notebook) -> str:
    outputs = [one for cell in notebook["cells"] for one in cell.get("outputs", ())]
    return "".join("".join(one["text"]) for one in outputs if one["output_type"] == "stream")


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Notebook], Notebook]:
    """Runs a notebook in an empty folder, in which it may lie too."""
    if not importlib.util.find_spec("nbclient"):
        pytest.skip("nbclient is not installed")

    def ran(notebook: Notebook) -> Notebook:
        folder = tmp_path / "empty"
        folder.mkdir()
        (folder / "given.ipynb").write_text(json.dumps(notebook))
        program = [sys.executable, str(REPOSITORY / "tests" / "notebook_running.py"), "given.ipynb", "ran.ipynb", "."]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-3000:]
        found: Notebook = json.loads((folder / "ran.ipynb").read_text())
        return found

    return ran


def without_counts(notebook: Notebook) -> list[list[dict[str, Any]]]:
    """What its cells gave, without how often they ran."""
    given = [copy.deepcopy(cell.get("outputs", [])) for cell in notebook["cells"]]
    for output in (one for outputs in given for one in outputs):
        output.pop("execution_count", None)
        output["text"] = "".join(output.get("text", ""))
        output["data"] = {kind: "".join(data) for kind, data in output.get("data", {}).items()}
    return given


def test_a_notebook_runs_from_top_to_bottom_and_gives_what_was_recorded(
    counting: Site, run: Callable[[Notebook], Notebook]
) -> None:
    notebook = exported(counting)
    assert printed(notebook) == ("count (recorded): last = 7, parity = even\nshifted (recorded): shifted = 110\n")
    assert without_counts(run(notebook)) == without_counts(notebook)


def test_with_quick_settings_everything_is_computed_anew_with_the_code_of_the_cells(
    counting: Site, run: Callable[[Notebook], Notebook]
) -> None:
    notebook = exported(counting)
    before = without_counts(notebook)
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        text = text.replace('RUN = ""', 'RUN = "quick"')
        if text.startswith("%%source helpers.py#double"):
            text = text.replace("FACTOR * number", "10 * number")
        cell["source"] = text
    ran = run(notebook)
    said = printed(ran)
    assert "count (quick): last = 16, parity = even" in said, "before the cell that is changed"
    assert "shifted (quick): shifted = 143" in said, "below it"
    assert said.count("count: runs (") == 2
    for then, now in zip(before, without_counts(ran), strict=True):
        if pictures := [one["data"] for one in then if one["data"]]:
            assert pictures != [one["data"] for one in now if one["data"]]


def test_text_code_and_results_stand_where_the_page_has_them(counting: Site) -> None:
    notebook = exported(counting)
    text = "\n\n".join(sources(notebook, "markdown"))
    for words in (
        "# Counting\n\nAna · 2024-03-01\n\n",
        "\n\nThis notebook holds",
        "It counts to 7, of $n < 3$.<sup>1</sup>",
        "Listing\u00a01. Twice.",
        "Figure\u00a01. The count.",
        "![A shade](data:image/png;base64,",
        "<sup>1</sup> And no further.",
    ):
        assert words in text, text
    code = sources(notebook)
    assert [one.partition("\n")[0] for one in code] == [
        "try:",
        "from builder.notebooks import Post",
        "%%source experiments.py",
        "%%source figures.py",
        "%%source helpers.py",
        'post.unpack("""',
        'count = post.record("count")',
        "%%source helpers.py#double",
        'post.draw("counted")',
        'shifted = post.record("shifted")',
        'post.draw("bars")',
    ]
    assert (
        code[7]
        == '%%source helpers.py#double\ndef double(number):\n    """Twice a number."""\n    return FACTOR * number'
    )
    folded = [bool(cell["metadata"].get("jupyter")) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert folded == [True, False, True, True, True, True, False, False, False, False, False]
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_the_same_again_is_the_same_bytes(counting: Site) -> None:
    assert exported(counting) == exported(counting)


def test_a_text_without_experiments_is_a_notebook_of_words(site: Site) -> None:
    page = site.root / "content" / "pages" / "about.en.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: About\n---\n\nWords.\n\n```python\nx = 1\n```\n")
    notebook = exported(site, "about")
    assert sources(notebook) == []
    assert sources(notebook, "markdown") == ["# About\n\nWords.\n\n```python\nx = 1\n```"]


def packed(notebook: Notebook) -> list[str]:
    """The files that a notebook brings along besides code, in the folder of its post."""
    [cell] = [one for one in sources(notebook) if one.startswith("post.unpack")]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(cell.split('"""')[1]))) as files:
        return [name.removeprefix("content/posts/counting/") for name in files.namelist()]


def test_what_experiments_and_figures_reach_goes_along_and_no_note_of_the_author(counting: Site) -> None:
    (counting.post / "huge.bin").write_bytes(os.urandom(200_000))
    for name in ("table.csv", "notes.txt", "secret.toml", "data/one.csv", "data/two.csv"):
        counting.write(name, "1\n")
    for name in ("scratch.py", "marks/__init__.py", "marks/deep.py", "marks/unused.py"):
        counting.write(name, "A = 1\n")
    counting.edit("experiments.py", "@experiment(quick=", '@experiment(inputs=["data"], quick=')
    counting.edit(
        "figures.py", "def counted", 'from .marks.deep import A\n\nREAD = ["table.csv", "huge.bin", A]\n\n\ndef counted'
    )
    counting.sitegen("run")
    notebook = exported(counting)
    results = [f"results/{name}/record.json" for name in ("count", "alone", "shifted")]
    assert packed(notebook) == [
        "content/site.toml",
        "table.csv",
        "words.toml",
        "data/one.csv",
        "data/two.csv",
        *results,
    ]
    written = [one.split()[1] for one in sources(notebook) if one.startswith("%%source") and "#" not in one.split()[1]]
    assert written == ["experiments.py", "figures.py", "helpers.py", "marks/__init__.py", "marks/deep.py"]


def test_what_several_posts_share_goes_along(counting: Site) -> None:
    shared = counting.root / "content" / "shared"
    shared.mkdir()
    (shared / "colours.py").write_text("RED = 'r'\n")
    (shared / "other.py").write_text("BLUE = 'b'\n")
    counting.edit("figures.py", "def counted", "from colours import RED\n\n\ndef counted")
    written = [one.split()[1] for one in sources(exported(counting)) if one.startswith("%%source")]
    assert "../../shared/colours.py" in written
    assert "../../shared/other.py" not in written


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.chdir(tmp_path)
    return Post("counting", "en")


def test_code_that_cannot_be_written_is_told(post: Post, tmp_path: Path) -> None:
    post._source("models.py", "A = 1\n\n\ndef f():\n    return A\n")
    post._source("models.py#f", "def f():\n    return 2")
    assert (post.folder / "models.py").read_text() == "A = 1\n\n\ndef f():\n    return 2\n"
    for line, cell, said in (
        ("models.py", "def", "not Python"),
        ("models.py#g", "g = 1", "defines no 'g'"),
        ("../../../../outside.py", "a = 1", "no Python file of this post"),
        ("words.toml", "a = 1", "no Python file of this post"),
    ):
        with pytest.raises(SitegenError, match=said):
            post._source(line, cell)
    assert not (tmp_path / "outside.py").exists()


def test_what_was_not_recorded_is_told(post: Post) -> None:
    with pytest.raises(SitegenError, match="nothing was recorded of 'cnn'"):
        post.record("cnn")
    with pytest.raises(SitegenError, match="run='fast' is none"):
        Post("counting", "en", run="fast")


def test_a_notebook_that_is_imported_is_a_post_again(counting: Site) -> None:
    """Without what makes it run; what it gave stands there as pasted."""
    exported(counting)
    (counting.root / "export" / "counting" / "counting.en.ipynb").rename(counting.root / "again.ipynb")
    counting.sitegen("import", "again.ipynb")
    text = (counting.root / "content" / "posts" / "again" / "index.en.md").read_text()
    for words in (
        'title: "Counting"',
        "It counts to 7, of $n < 3$.",
        "count (recorded): last = 7, parity = even",
        "## Drawn",
        "def double(number):",
    ):
        assert words in text, text
    for words in ("post.unpack", "%pip", "This notebook holds", "post.draw", "RUN ="):
        assert words not in text, text
    counting.sitegen("build")
    page = (counting.root / "site" / "en" / "posts" / "again" / "index.html").read_text()
    assert page.count("<img") >= 3


@pytest.mark.slow
def test_the_published_post_trains_in_its_notebook(
    mnist_folder: Path, run: Callable[[Notebook], Notebook], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that makes it run, and two of its experiments with quick settings, one of them a training."""
    monkeypatch.setenv("SITEGEN_DATA", str(mnist_folder))
    program = [sys.executable, "-m", "builder", "export", "cnns", "--notebook", "--output", str(tmp_path)]
    subprocess.run(program, cwd=REPOSITORY, check=True, capture_output=True)
    notebook = json.loads((tmp_path / "cnns.en.ipynb").read_text())
    kept = []
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace('RUN = ""', 'RUN = "quick"')
        if "post.record" in cell["source"]:
            wanted = ("fixed_kernels", "cnn =")
            cell["source"] = "\n".join(one for one in cell["source"].split("\n") if one.startswith(wanted))
        drawing = cell["source"].startswith("post.draw") and "kernels" not in cell["source"]
        if cell["source"] and not drawing:
            kept.append(cell)
    notebook["cells"] = kept
    said = printed(run(notebook))
    assert "fixed_kernels (quick): label = 6" in said
    assert "cnn (quick): accuracy = 0." in said
