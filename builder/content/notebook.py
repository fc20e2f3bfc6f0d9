"""A notebook of Jupyter as the text of a post: its cells, and what they had given when it was saved."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from builder.errors import SitegenError
from builder.reading import FORBIDDEN, read_text

PICTURES = {
    "image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif",
}  # fmt: skip
"""The pictures that an output may hold, the best first."""
LIVE = ("application/vnd.", "application/javascript", "text/html")
"""What an output holds for a page that runs its scripts."""
_SAVE = "Open it with Jupyter and save it."
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # colours of a terminal
_OBJECT = re.compile(r"\[?<.* at 0x[0-9a-f]+>\]?", re.DOTALL)  # what matplotlib returns besides drawing
_TITLE = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_NAMED = re.compile(r"""\]\(<?([^\s()<>]+)|\s(?:src|href)=["']([^"']+)["']""")
_SPAN = re.compile(r'\s(?:col|row)span="\d+"')
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


@dataclass
class Notebook:
    """What there is of a notebook."""

    path: Path
    """Its file."""
    title: str = ""
    """Its first heading; "" where it does not begin with one."""
    parts: list[str] = field(default_factory=list)
    """Its text in Markdown, cell by cell and output by output."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures that are in it, by the names that they get."""
    pasted: int = 0
    """How many outputs stand in the text."""
    left: list[str] = field(default_factory=list)
    """What of it does not stand in the text, in words."""

    @property
    def text(self) -> str:
        return "\n\n".join(filter(None, (part.strip("\n") for part in self.parts))) + "\n"

    @property
    def beside(self) -> list[Path]:
        """Paths relative to the notebook's folder."""
        folder = self.path.parent.resolve()
        named = (Path(unquote(one or other).partition("#")[0]) for one, other in _NAMED.findall(self.text))
        return sorted({path for path in named if _lies_in(folder, path) and path.as_posix() not in self.files})


def read_notebook(path: Path) -> Notebook:
    """Read a notebook of format 4. Raises SitegenError where the file is none."""
    try:
        return _read(path)
    except json.JSONDecodeError as error:
        raise SitegenError(f"is no notebook: {error.msg}", path=path, line=error.lineno, hint=_SAVE) from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):  # whatever else JSON may hold
        raise SitegenError("is no notebook of Jupyter", path=path, hint=_SAVE) from None


def _read(path: Path) -> Notebook:
    data = json.loads(read_text(path))
    if data["nbformat"] < 4:
        raise SitegenError("is a notebook of an old format", path=path, hint=_SAVE)
    language = data.get("metadata", {}).get("language_info", {}).get("name", "python")
    notebook = Notebook(path)
    for number, cell in enumerate(data["cells"], start=1):
        source = _joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            _add_text(notebook, source, cell.get("attachments") or {}, number)
        elif cell.get("cell_type") == "code":
            if source.strip():
                notebook.parts.append(_fenced(source, language))
            for output in cell.get("outputs") or []:
                _add_output(notebook, output, number)
        elif source.strip():
            notebook.left.append(f"cell {number}: is neither text nor code")
    return notebook


def _add_text(notebook: Notebook, source: str, attachments: Mapping[str, Any], number: int) -> None:
    """Add a cell of Markdown with the pictures attached to it; the first heading of all is the title."""
    if not notebook.parts and (title := _TITLE.match(source)):
        notebook.title = title[1]
        source = source[title.end() :]
    for name, data in attachments.items():
        kind = next((kind for kind in PICTURES if kind in data), "")
        if kind and (content := _bytes(kind, data[kind])):
            file = f"cell-{number}-{re.sub(r'[^a-zA-Z0-9._-]+', '-', name)}"
            notebook.files[file] = content
            for written in {name, name.replace(" ", "%20")}:
                source = source.replace(f"attachment:{written}", file)
    notebook.parts.append(source)


def _add_output(notebook: Notebook, output: Mapping[str, Any], number: int) -> None:
    """Add what a cell of code gave: a picture, a table, or words."""
    kind, data = output.get("output_type"), output.get("data") or {}
    if kind == "error":
        notebook.left.append(f"cell {number}: the error {output.get('ename')}")
        return
    if kind == "stream":
        if output.get("name") == "stderr":
            notebook.left.append(f"cell {number}: what it wrote to standard error")
            return
        data = {"text/plain": output.get("text")}
    shown = next((picture for picture in PICTURES if picture in data), "")
    plain = _plain(_joined(data.get("text/plain")))
    table = _TABLE.search(_joined(data.get("text/html")))
    if shown and (content := _bytes(shown, data[shown])):
        name = f"output-{1 + sum(file.startswith('output-') for file in notebook.files)}.{PICTURES[shown]}"
        notebook.files[name] = content
        given = f'{{{{< figure src="{name}" alt="" >}}}}'
    elif table:
        given = _bare(table[0])
    elif live := next((one for one in data if one.startswith(LIVE)), ""):
        notebook.left.append(f"cell {number}: an output that a script of its own shows ({live})")
        return
    elif "text/markdown" in data:
        given = _joined(data["text/markdown"])
    elif "text/latex" in data:
        given = f"$$\n{_joined(data['text/latex']).strip().strip('$')}\n$$"
    else:
        given = _fenced(plain, "text") if plain and not _OBJECT.fullmatch(plain) else ""
    if given:
        notebook.parts.append(given)
        notebook.pasted += 1


def _joined(text: object) -> str:
    """A text of a notebook, which may be a list of its lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")


def _bytes(kind: str, data: object) -> bytes:
    """A picture; b"" where it is none."""
    if kind == "image/svg+xml":
        return _joined(data).encode()
    try:
        return base64.b64decode("".join(_joined(data).split()), validate=True)
    except binascii.Error:
        return b""


def _plain(text: str) -> str:
    """What stands on a terminal in the end: without colours, and of a line that is written again the last."""
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    return FORBIDDEN.sub("", "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)).strip("\n")


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


def _bare(table: str) -> str:
    """A table of pandas without its looks, on lines of which none is empty: one would end it in Markdown."""
    table = re.sub(r"<(\w+)((?:\s[^<>]*)?)>", lambda tag: f"<{tag[1]}{''.join(_SPAN.findall(tag[2]))}>", table)
    return "\n".join(filter(None, map(str.strip, table.split("\n"))))


def _lies_in(folder: Path, path: Path) -> bool:
    """Whether there is such a file in a folder."""
    try:
        place = (folder / path).resolve()
        return not path.is_absolute() and place.is_relative_to(folder) and place.is_file()
    except (OSError, ValueError):
        return False
