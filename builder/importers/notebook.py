"""A notebook of Jupyter as the text of a post: its cells, and what they had given when it was saved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.importers.bare_html import bare_html
from builder.importers.ipynb import Cell, read_cells
from builder.importers.notebook_files import Files
from builder.importers.notebook_head import Head, head_of
from builder.importers.notebook_output import fenced, given_by
from builder.importers.notebook_text import take_title, tidied

_HIDDEN = {
    "cell": ("remove_cell", "remove-cell", "hide", "hide_cell", "hide-cell"),
    "input": ("remove_input", "remove-input", "hide_input", "hide-input", "collapse_input"),
    "output": ("remove_output", "remove-output", "hide_output", "hide-output"),
}
"""How authors mark, by a tag or by a comment, what readers shall not see."""
_MARK = re.compile(r"#\|?[ \t]*([\w-]+)[ \t]*(?::[ \t]*(\w+))?[ \t]*(?:\n|\Z)|#\|()[^\n]*(?:\n|\Z)")
_SAID = {("include", "false"): "cell", ("echo", "false"): "input", ("output", "false"): "output"}
"""The same as Quarto has it."""


@dataclass
class Notebook:
    """What there is of a notebook."""

    path: Path
    """Its file."""
    head: Head = field(default_factory=Head)
    """What it says of itself."""
    title: str = ""
    """What it is called; "" where nothing in it says so."""
    text: str = ""
    """Its text in Markdown, cell by cell and output by output."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures that are in it, by the names that they get."""
    beside: dict[str, Path] = field(default_factory=dict)
    """Files that it names, by the names that they get."""
    pasted: int = 0
    """How many outputs stand in the text."""
    left: list[str] = field(default_factory=list)
    """What of it does not stand in the text, in words."""


def read_notebook(path: Path) -> Notebook:
    """Read a notebook of any format. Raises SitegenError where the file is none."""
    cells, metadata = read_cells(path)
    head, cells = _headed(cells)
    reading = _Reading(Files(path.parent))
    for cell in cells:
        reading.add(cell)
    texts = [part for part, prose in reading.parts if prose]
    title, texts = take_title(texts, str(head.keys.pop("title", "") or metadata.get("title") or ""))
    waiting = iter(texts)
    parts = [(next(waiting) if prose else part).strip("\n") for part, prose in reading.parts]
    if head.picture:
        if name := reading.files.picture(head.picture):
            head.keys["featured_image"] = name
        else:
            head.left.append("image")
    if authors := _authors(metadata):
        head.keys.setdefault("author", authors)
    if head.left:
        reading.left.append(f"of its front matter: {', '.join(head.left)}")
    return Notebook(
        path,
        head,
        title,
        "\n\n".join(filter(str.strip, parts)) + "\n",
        reading.files.held,
        reading.files.beside,
        reading.pasted,
        [*reading.left, *reading.files.left],
    )


def _headed(cells: Sequence[Cell]) -> tuple[Head, list[Cell]]:
    """What a notebook says of itself in its first cell, and its cells without that."""
    if not cells or cells[0].kind not in ("markdown", "raw"):
        return Head(), list(cells)
    first = cells[0]
    head, rest = head_of(first.source, raw=first.kind == "raw")
    if not head.keys:
        return Head(), list(cells)
    left = [Cell(first.number, "markdown", rest, attachments=first.attachments)] if rest.strip() else []
    return head, [*left, *cells[1:]]


def _authors(metadata: Mapping[str, Any]) -> str:
    authors = metadata.get("authors")
    named = [one.get("name") for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []
    return ", ".join(name for name in named if isinstance(name, str))


class _Reading:
    """A notebook while it is read, cell by cell."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.parts: list[tuple[str, bool]] = []
        """Its text so far, and of each part whether it was written as Markdown."""
        self.pasted = 0
        self.left: list[str] = []

    def add(self, cell: Cell) -> None:
        """Add a cell, with what it had given."""
        if cell.kind == "markdown" and "cell" in (_means(tag, "") for tag in cell.tags):
            self.left.append(f"cell {cell.number}: is hidden by its author")
        elif cell.kind == "markdown" or (cell.kind, cell.form) == ("raw", "text/markdown"):
            source = self.files.attached(cell.source, cell.attachments or {}, cell.number)
            self.parts.append((self.files.named(tidied(source), cell.number), True))
        elif cell.kind == "code":
            hidden, source = _hidden(cell)
            if hidden == {"cell"}:
                self.left.append(f"cell {cell.number}: is hidden by its author")
                return
            if source.strip() and "input" not in hidden:
                self.parts.append((fenced(source, cell.language), False))
            if "output" not in hidden:
                self._outputs(cell)
        elif cell.source.strip():
            self._raw(cell)

    def _raw(self, cell: Cell) -> None:
        """Add a cell that Jupyter shows as it is written, or hands to what makes pages of a notebook."""
        if cell.kind == "raw" and not cell.form:
            self.parts.append((fenced(cell.source, "text"), False))
        elif cell.form == "text/html" and (html := bare_html(cell.source)):
            self.parts.append((self.files.named(tidied(html), cell.number), False))
        else:
            self.left.append(f"cell {cell.number}: is neither text nor code ({cell.form or cell.kind})")

    def _outputs(self, cell: Cell) -> None:
        for given in given_by(cell.outputs):
            text = given.text
            if given.left:
                self.left.append(f"cell {cell.number}: {given.left}")
            if given.picture:
                text = f'{{{{< figure src="{self.files.add("output", given.ending, given.picture)}" alt="" >}}}}'
            elif text and not text.startswith("```"):
                text = self.files.named(tidied(text), cell.number)
            if text:
                self.parts.append((text, False))
                self.pasted += 1


def _hidden(cell: Cell) -> tuple[set[str], str]:
    """What of a cell its author hides, and its code without what says so."""
    marks, source = {(tag.lower(), "") for tag in cell.tags}, cell.source
    while (found := _MARK.match(source)) and (found[0].startswith("#|") or _means(found[1], found[2] or "")):
        marks.add(((found[1] or "").lower(), (found[2] or "").lower()))
        source = source[found.end() :]
    hidden = {what for name, value in marks if (what := _means(name, value))}
    return ({"cell"} if "cell" in hidden else hidden), source


def _means(name: str, value: str) -> str:
    """What a mark hides; "" where it hides nothing."""
    if value:
        return _SAID.get((name.lower(), value.lower()), "")
    return next((what for what, names in _HIDDEN.items() if name.lower() in names), "")
