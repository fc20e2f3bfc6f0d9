"""The author's code on the page: definitions in the files of a post, found by parsing and shown as they stand."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.errors import SitegenError
from builder.reading import read_text

Definition_ = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Definition:
    """A function, class or constant of a file."""

    path: Path
    """The file."""
    name: str
    """What it is called there."""
    first: int
    """Its first line, decorators included."""
    last: int
    """Its last line."""
    node: ast.stmt
    """Its syntax tree."""
    lines: tuple[str, ...]
    """Its lines, as the file has them."""

    @property
    def docstring(self) -> str:
        """The first paragraph of its docstring, on one line; "" where it has none."""
        text = ast.get_docstring(self.node) if isinstance(self.node, Definition_) else None
        return " ".join((text or "").split("\n\n")[0].split())

    def text(self, *, elide: Sequence[str] = (), docstring: bool = True) -> str:
        """Its source without the indentation that it has in the file.

        Each statement whose first line contains one of the words in `elide` becomes an ellipsis, and so does none else;
        neighbours share one. Raises SitegenError without a place for words that no statement contains.
        """
        hidden: set[int] = set()
        for words in elide:
            hidden |= self._statement(words)
        if not docstring and (node := _docstring(self.node)):
            dropped = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        else:
            dropped = set()
        indent = self.node.col_offset
        kept: list[str] = []
        for number, line in enumerate(self.lines, self.first):
            if number in dropped:
                continue
            if number not in hidden:
                kept.append(line[indent:] if not line[:indent].strip() else line)  # a text over several lines
            elif number - 1 not in hidden:
                kept.append(line[indent : len(line) - len(line.lstrip())] + "...")
        return "\n".join(kept)

    def _statement(self, words: str) -> set[int]:
        """The lines of the statements inside that begin with a line containing some words."""
        found: set[int] = set()
        for node in ast.walk(self.node):
            if isinstance(node, ast.stmt) and node is not self.node:
                head = self.lines[_first(node) - self.first : node.lineno - self.first + 1]  # decorators too
                if any(words in line for line in head):
                    found |= set(range(_first(node), (node.end_lineno or node.lineno) + 1))
        if not found:
            hint = "elide= takes words of the first line of a statement; several are parted by |."
            raise SitegenError(f"no statement of '{self.name}' begins with a line containing '{words}'", hint=hint)
        return found


def definitions(path: Path) -> dict[str, Definition]:
    """The definitions of a file by name, those inside classes as `Class.method`.

    Raises SitegenError when the file cannot be read or is not Python.
    """
    text = read_text(path)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise SitegenError(f"is not Python: {error.msg}", path=path, line=error.lineno) from None
    except (MemoryError, RecursionError):
        raise SitegenError("is nested too deeply", path=path) from None
    found: dict[str, Definition] = {}
    _collect(tree.body, "", path, text.split("\n"), found)
    return found


def _collect(body: list[ast.stmt], prefix: str, path: Path, lines: list[str], found: dict[str, Definition]) -> None:
    for node in body:
        names: list[str] = []
        if isinstance(node, Definition_):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        first, last = _first(node), node.end_lineno or node.lineno
        for name in names:
            found[prefix + name] = Definition(path, prefix + name, first, last, node, tuple(lines[first - 1 : last]))
        if isinstance(node, ast.ClassDef):
            _collect(node.body, f"{prefix}{node.name}.", path, lines, found)


def _first(node: ast.stmt) -> int:
    """The first line of a statement, that of its first decorator where it has one."""
    decorators = node.decorator_list if isinstance(node, Definition_) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _docstring(node: ast.stmt) -> ast.stmt | None:
    if isinstance(node, Definition_) and ast.get_docstring(node, clean=False) is not None:
        return node.body[0]
    return None
