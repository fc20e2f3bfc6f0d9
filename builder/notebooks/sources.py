"""The code of a post as the cells of a notebook have it."""

from __future__ import annotations

import ast
from pathlib import Path

from builder.errors import SitegenError, nearest
from builder.evidence.definitions import definitions


def write_source(root: Path, folder: Path, what: str, text: str) -> bool:
    """Write a file of a post, `models.py`, or one definition in it, `models.py#CNN`; whether that changed it.

    Raises SitegenError for a file outside the notebook's folder, a definition that is not there, and what is no Python.
    """
    name, _, symbol = what.partition("#")
    path = (folder / name).resolve()
    if not path.is_relative_to(root.resolve()) or path.suffix != ".py":
        raise SitegenError(f"'{name}' is no Python file of this post")
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise SitegenError(f"this is not Python: {error.msg}", line=error.lineno, hint="Nothing was written.") from None
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    if symbol:
        found = definitions(path) if before is not None else {}
        if symbol not in found:
            raise SitegenError(f"{name} defines no '{symbol}'", hint=nearest(symbol, found))
        lines = (before or "").split("\n")
        lines[found[symbol].first - 1 : found[symbol].last] = text.rstrip("\n").split("\n")
        text = "\n".join(lines)
    if text == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return before is not None
