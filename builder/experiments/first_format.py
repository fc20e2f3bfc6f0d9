"""How records of format 1 digested what an experiment reaches; kept as it was, for `sitegen upgrade`."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

from builder.source.canonical import is_docstring, source_digest
from builder.source.names import bound
from builder.source.tree import TOP


def digests(path: Path, declared: frozenset[str]) -> dict[str, set[str]]:
    """By definition of a file, the digests that a record may have of it: as it stands, and as settings.

    `declared` are those that are experiments, whose decorator did not count. Raises what `ast.parse` raises, OSError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(path.read_bytes())
    found: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        if not is_docstring(statement) and not _is_main_guard(statement):
            for name in _names(statement, found):
                found.setdefault(name, []).append(statement)
    for name in declared:
        for statement in found.get(name, ()):
            if isinstance(statement, ast.FunctionDef):
                _take_off_decorator(statement)
    return {name: {source_digest(parts), source_digest(_without_literals(parts))} for name, parts in found.items()}


def _names(statement: ast.stmt, known: dict[str, list[ast.stmt]]) -> Iterator[str]:
    """Where a statement of the top level counted: for what it binds or changes, or for the whole file."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return
    names = bound(statement)
    changed = _changed(statement)
    names |= {changed} & known.keys()
    yield from names
    if not names or _acts(statement):
        yield TOP


def _changed(statement: ast.stmt) -> str:
    """`KERNELS` in `KERNELS["blur"] = …`; "" elsewhere."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    node = targets[0]
    if not isinstance(node, ast.Subscript | ast.Attribute):
        return ""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _acts(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If | ast.Try):
        inner = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt | ast.ExceptHandler)]
        return any(_acts(child) if isinstance(child, ast.stmt) else any(map(_acts, child.body)) for child in inner)
    return isinstance(statement, ast.Expr | ast.For | ast.While | ast.With) and not is_docstring(statement)


def _is_main_guard(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Compare)
        and isinstance(statement.test.left, ast.Name)
        and statement.test.left.id == "__name__"
    )


def _take_off_decorator(function: ast.FunctionDef) -> None:
    for decorator in function.decorator_list:
        node = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(node, ast.Name | ast.Attribute):
            function.decorator_list.remove(decorator)
            return


def _without_literals(statements: list[ast.stmt]) -> list[ast.stmt]:
    """Without the fields whose defaults are written out: of settings, those counted by value."""
    kept: list[ast.stmt] = []
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            body = [part for part in statement.body if not _is_literal_field(part)]
            statement = ast.ClassDef(
                name=statement.name, bases=statement.bases, keywords=statement.keywords,
                body=body, decorator_list=statement.decorator_list,
            )  # fmt: skip
        kept.append(statement)
    return kept


def _is_literal_field(statement: ast.stmt) -> bool:
    if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value):
        return False
    try:
        ast.literal_eval(statement.value)
    except (ValueError, TypeError):
        return False
    return "ClassVar" not in ast.unparse(statement.annotation)
