"""What the code of a notebook had given: words, errors, tables, formulas; other formats and languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builder.importers.bare_html import bare_html, bare_tables
from builder.importers.notebook import read_notebook

PNG = "iVBORw0KGgo="


def given(folder: Path, *outputs: dict[str, Any]) -> tuple[str, list[str]]:
    """The text that the outputs of a cell become, and what of them is left."""
    path = folder / "n.ipynb"
    cell = {"cell_type": "code", "source": "", "outputs": list(outputs)}
    path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}))
    notebook = read_notebook(path)
    return notebook.text.rstrip("\n"), notebook.left


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data: Any) -> dict[str, Any]:
    kinds = {"plain": "text/plain", "html": "text/html", "latex": "text/latex", "markdown": "text/markdown"}
    kinds |= {"png": "image/png", "json": "application/json", "widget": "application/vnd.jupyter.widget-view+json"}
    return {"output_type": "execute_result", "data": {kinds[kind]: value for kind, value in data.items()}}


@pytest.mark.parametrize(
    ("outputs", "text"),
    [
        ([stream("a\n"), stream("b\n")], "```text\na\nb\n```"),
        (
            [stream("a\n"), stream("w\n", "stderr"), stream("b\n")],
            "```text\na\n```\n\n```text\nw\n```\n\n```text\nb\n```",
        ),
        ([stream("10 %\r50 %\rdone\x1b[0m\nab\b\bc\n")], "```text\ndone\nc\n```"),
        ([stream("\x1b]0;title\x07a\n")], "```text\na\n```"),
        ([stream("  two\n    four\n\n\nend\n")], "```text\n  two\n    four\n\n\nend\n```"),
        ([stream("\n")], ""),
        (
            [{"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mTrace\x1b[0m", "E: v"]}],
            "```text\nTrace\nE: v\n```",
        ),
        ([{"output_type": "error", "ename": "E", "evalue": "v"}], "```text\nE: v\n```"),
        ([shown(latex="$\\displaystyle x^2$", png=PNG)], "$$\n\\displaystyle x^2\n$$"),
        ([shown(latex="\\begin{align}x\\end{align}")], "\\begin{align}x\\end{align}"),
        ([shown(latex="so $x$ and $y$", plain="<a object>")], "so $x$ and $y$"),
        ([shown(html="<b>a</b>", latex="\\textbf{a}", markdown="**a**", plain='[1] "a"')], '```text\n[1] "a"\n```'),
        ([shown(html="<b>a</b>", plain="<IPython.core.display.HTML object>")], "<div>\n<b>a</b>\n</div>"),
        ([shown(markdown="*a*", plain="<IPython.core.display.Markdown object>")], "*a*"),
        ([shown(html="<style>a</style><input>", plain="Forest(depth=2)")], "```text\nForest(depth=2)\n```"),
        ([shown(json={"a": [1]})], '```json\n{\n  "a": [\n    1\n  ]\n}\n```'),
        ([shown(plain="<Figure size 640x480 with 1 Axes>")], ""),
    ],
)
def test_outputs(tmp_path: Path, outputs: list[dict[str, Any]], text: str) -> None:
    assert given(tmp_path, *outputs) == (text, [])


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (shown(widget={}, plain="HBox(children=())"), "application/vnd.jupyter.widget-view+json"),
        (shown(html="<script>a</script><p>b</p>"), "text/html"),
        (shown(html="<video src='a.mp4'></video>"), "text/html"),
    ],
)
def test_what_a_page_cannot_show_is_told(tmp_path: Path, output: dict[str, Any], kind: str) -> None:
    assert given(tmp_path, output) == ("", [f"cell 1: an output that a page here cannot show ({kind})"])


def test_of_a_chart_that_a_script_draws_the_words_stand_and_it_is_told(tmp_path: Path) -> None:
    text, left = given(tmp_path, shown(html="<div></div><script>a</script>", plain="alt.Chart(...)"))
    assert text == "```text\nalt.Chart(...)\n```"
    assert left == ["cell 1: an output of which a page here shows the words only (text/html)"]


def test_tables_stand_without_their_looks() -> None:
    html = (
        "<div><style>.a {b: c}</style><table border='1' class='dataframe'><thead>\n<tr><th></th>"
        "<th colspan='2'>a &lt; b</th></tr>\n\n</thead><tbody><tr><td><table><tr><td>in</td>"
        "</tr></table></td></tr></tbody></table><button>x</button><script>y</script></div><table><tr><td>two"
    )
    assert bare_tables(html) == (
        '<table><thead>\n<tr><th></th><th colspan="2">a &lt; b</th></tr>\n</thead><tbody><tr><td><table><tr><td>in</td>'
        "</tr></table></td></tr></tbody></table>\n\n<table><tr><td>two</td></tr></table>"
    )


@pytest.mark.parametrize("text", ["<h1>" * 20_000, "<img src=" * 20_000, "a " * 40_000, "`a" * 20_000, "$" * 20_001])
def test_what_nobody_wrote_is_read_at_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "n.ipynb"
    output = {"output_type": "display_data", "data": {"text/html": text}}
    cells = [{"cell_type": "markdown", "source": text}, {"cell_type": "code", "source": "", "outputs": [output]}]
    path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}))
    assert read_notebook(path)


def test_simple_html_stands_too() -> None:
    assert bare_html('<p style="a">one <a href="b" onclick="c">two</a></p>\n\n<pre>x\n\ny</pre></b>') == (
        '<div>\n<p>one <a href="b">two</a></p>\n<pre>x&#10;&#10;y</pre>\n</div>'
    )
    assert bare_html("<div> </div><!-- a --><style>b</style>") == ""


def test_a_picture_in_an_output_of_html_is_a_file(tmp_path: Path) -> None:
    text, left = given(tmp_path, shown(html=f'<img src="data:image/png;base64,{PNG}" alt="a">'))
    assert (text, left) == ('<div>\n<img src="cell-1-1.png" alt="a">\n</div>', [])


def test_an_svg_says_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    output = {"output_type": "display_data", "data": {"image/svg+xml": '<svg width="1"></svg>'}}
    cell = {"cell_type": "code", "source": "", "outputs": [output]}
    path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="1"></svg>'
    assert read_notebook(path).files == {"output-1.svg": svg}


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"language_info": {"name": "R"}}, "R"),
        ({"kernelspec": {"name": "julia-1.9", "language": "julia"}}, "julia"),
        ({"kernelspec": {"name": "ir"}}, "R"),
        ({"kernelspec": {"name": "python2"}}, "python"),
        ({"language_info": {"name": "Wolfram Language"}}, "Wolfram-Language"),
        ({}, "python"),
    ],
)
def test_the_language_of_its_code(tmp_path: Path, metadata: dict[str, Any], language: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "metadata": metadata, "cells": [{"cell_type": "code", "source": "x"}]}))
    assert read_notebook(path).text == f"```{language}\nx\n```\n"


def test_a_notebook_of_the_third_format(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Rates"]},
        {"cell_type": "heading", "level": 2, "source": ["One"]},
        {
            "cell_type": "code",
            "language": "python",
            "input": ["x = 1\n", "x"],
            "outputs": [
                {"output_type": "stream", "stream": "stdout", "text": ["a\n"]},
                {"output_type": "pyout", "text": ["1"], "prompt_number": 2},
                {"output_type": "display_data", "png": PNG, "text": ["<Figure size 1x1 with 1 Axes>"]},
                {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": ["E: v"]},
            ],
        },
    ]
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}))
    notebook = read_notebook(path)
    assert notebook.title == "Rates"
    assert notebook.text == (
        "## One\n\n```python\nx = 1\nx\n```\n\n```text\na\n```\n\n```text\n1\n```\n\n"
        '{{< figure src="output-1.png" alt="" >}}\n\n```text\nE: v\n```\n'
    )
    assert list(notebook.files) == ["output-1.png"]
