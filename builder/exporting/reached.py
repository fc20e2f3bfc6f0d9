"""What of a post's folder goes along: what experiments and figures import, read or name; never its author's notes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from builder.files import passing
from builder.project import WORDS


def sources(begin: Iterable[Path], roots: Sequence[Path]) -> list[Path]:
    """Python files and all that they import, of the folders of the post and of what it shares, sorted."""
    found: set[Path] = set()
    waiting = [path for path in begin if path.is_file()]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [one for one in _imported(path, roots) if any(map(one.is_relative_to, roots))]
    return sorted(found)


def named(files: Iterable[Path], code: Sequence[Path], inputs: Sequence[str], folder: Path) -> Iterator[Path]:
    """Those of a post's files that are its words, inputs of its experiments, or named in words in its code."""
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in code)
    for path in files:
        name = path.relative_to(folder).as_posix()
        is_input = any(name == one or name.startswith(f"{one}/") or fnmatch(name, one) for one in inputs)
        if name == WORDS or is_input or re.search(rf"""["'/]{re.escape(path.name)}["']""", text):
            yield path


def _imported(path: Path, roots: Sequence[Path]) -> Iterator[Path]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            begins = [path.parents[node.level - 1]] if 0 < node.level <= len(path.parents) else roots
            parts = (node.module or "").split(".") if node.module else []
            for alias in node.names:
                yield from _files(begins, [*parts, alias.name])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files(roots, alias.name.split("."))


def _files(begins: Sequence[Path], parts: Sequence[str]) -> Iterator[Path]:
    """The files of a dotted name and of the packages that it lies in; its last part may be a name in a file."""
    for begin in begins:
        for length in range(len(parts) + 1):
            place = begin.joinpath(*parts[:length])
            for path in (place / "__init__.py", place.with_name(f"{place.name}.py")):
                if path.is_file() and not passing(path.name):
                    yield path
