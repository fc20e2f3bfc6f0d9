"""A notebook to work a post out in: its cells write into the files of the post, run its experiment, draw its figure."""

from __future__ import annotations

import ast

from builder.exporting.cells import Cells

HEAD = """\
# {title}

A place to try things. What counts stands in the files of this folder: a cell that begins with `%%source` writes there,
and `post.record` runs what it wrote, as `sitegen run --quick` does, in a process of its own. Nothing of this notebook
is published, and what it computes is kept apart from the results of the post."""
BEGIN = """\
from builder.notebooks import Post

post = Post.here({language}run="quick")  # "whole": with the settings that are published; "": as recorded"""
EXPERIMENT = """\
## The experiment

Change it, and run the two cells. What else it needs, settings and imports, stands in `experiments.py`."""
FIGURE = """\
## The figure

One function of `figures.py`, drawn from the record."""
END = """\
## In the text

`index.….md` shows the figure and the numbers. `sitegen run` computes them for readers, `sitegen serve` shows the
page."""


def bench(title: str, name: str, experiments: str, figures: str, language: str) -> str:
    """The notebook of a post with an experiment of this name, whose code and figures these are."""
    cells = Cells()
    cells.text(HEAD.format(title=title))
    cells.code(BEGIN.format(language=f'"{language}", '))
    cells.text(EXPERIMENT)
    cells.code(f"%%source experiments.py#{name}\n{_function(experiments, name)}")
    cells.code(f'record = post.record("{name}")\nrecord.series["loss"][-5:]')
    cells.text(FIGURE)
    cells.code(f"%%source figures.py#loss\n{_function(figures, 'loss')}")
    cells.code('post.draw("loss")')
    cells.text(END)
    return cells.to_json().decode()


def _function(code: str, name: str) -> str:
    """A function as it is written, with what stands above it."""
    [found] = [one for one in ast.parse(code).body if isinstance(one, ast.FunctionDef) and one.name == name]
    first = min([found.lineno, *(above.lineno for above in found.decorator_list)])
    return "\n".join(code.split("\n")[first - 1 : found.end_lineno])
