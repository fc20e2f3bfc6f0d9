"""The cells of a file of Jupyter, `.ipynb`, of whatever format it was saved in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.errors import SitegenError
from builder.reading import FORBIDDEN, read_text

_SAVE = "Open it with Jupyter and save it."
_MEDIA = {
    "text": "text/plain", "html": "text/html", "markdown": "text/markdown", "latex": "text/latex",
    "svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg", "javascript": "application/javascript",
    "json": "application/json", "pdf": "application/pdf",
}  # fmt: skip
"""What formats before the fourth call the media types of an output."""
_KERNELS = {"ir": "R", "python": "python", "julia": "julia", "xcpp": "c++", "bash": "bash", "octave": "octave"}
"""Languages by how the names of kernels begin."""


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook."""

    number: int
    """Its place, counted from 1."""
    kind: str
    """`markdown`, `code` or `raw`."""
    source: str
    """What its author wrote."""
    language: str = ""
    """The language of its code."""
    outputs: tuple[Mapping[str, Any], ...] = ()
    """What its code had given, as format 4 has it."""
    attachments: Mapping[str, Any] | None = None
    """Pictures in it, by name and media type."""
    tags: frozenset[str] = frozenset()
    """What its author marked it with."""
    form: str = ""
    """Of a `raw` cell, the media type for which it is meant; "" where it is shown as it is."""


def read_cells(path: Path) -> tuple[list[Cell], Mapping[str, Any]]:
    """The cells of a notebook, and what it says of itself. Raises SitegenError where the file is none."""
    try:
        data = json.loads(read_text(path))
        metadata = data.get("metadata") or {}
        found = list(_cells(data, _language(metadata)))
        if "nbformat" not in data:
            raise KeyError("nbformat")
        return found, metadata
    except json.JSONDecodeError as error:
        raise SitegenError(f"is no notebook: {error.msg}", path=path, line=error.lineno, hint=_SAVE) from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):  # whatever else JSON may hold
        raise SitegenError("is no notebook of Jupyter", path=path, hint=_SAVE) from None


def joined(text: object) -> str:
    """A text of a notebook, which may be a list of its lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")


def written(text: object) -> str:
    """The same, with LF line ends and no character that a page cannot hold."""
    return FORBIDDEN.sub("", joined(text).replace("\r\n", "\n").replace("\r", "\n"))


def _cells(data: Mapping[str, Any], language: str) -> Iterator[Cell]:
    cells = (
        data["cells"] if "worksheets" not in data else [one for sheet in data["worksheets"] for one in sheet["cells"]]
    )
    for number, cell in enumerate(cells, start=1):
        kind, source = str(cell.get("cell_type")), written(cell.get("source"))
        outputs: tuple[Mapping[str, Any], ...] = ()
        if kind == "heading":  # of formats before the fourth
            kind, source = "markdown", f"{'#' * int(cell.get('level') or 1)} {' '.join(source.split())}"
        elif kind == "code":
            source = source or written(cell.get("input"))
            outputs = tuple(_output(one) for one in cell.get("outputs") or ())
        metadata = cell.get("metadata") or {}
        yield Cell(
            number,
            kind,
            source,
            str(cell.get("language") or language),
            outputs,
            cell.get("attachments") or {},
            frozenset(map(str, metadata.get("tags") or ())),
            str(metadata.get("raw_mimetype") or metadata.get("format") or ""),
        )


def _output(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """An output as format 4 has it."""
    kind = output.get("output_type")
    if kind == "pyerr":
        return {**output, "output_type": "error"}
    if kind == "stream":
        return {"name": output.get("stream"), **output}
    if "data" not in output and kind in ("pyout", "display_data"):
        return {**output, "data": {full: output[short] for short, full in _MEDIA.items() if short in output}}
    return {**output}


def _language(metadata: Mapping[str, Any]) -> str:
    """The language of the code, as a fence names it."""
    kernel = metadata.get("kernelspec") or {}
    named = (metadata.get("language_info") or {}).get("name") or kernel.get("language")
    begins = re.match(r"[a-z]*", str(kernel.get("name") or "").lower())
    named = named or _KERNELS.get(begins[0] if begins else "", "python")
    return re.sub(r"[^\w+#.-]+", "-", str(named)).strip("-")
