"""What counts only where something asks for it: docstrings, annotations, the text itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from builder.experiments.canonical import source_digest
from builder.experiments.names import walk
from builder.experiments.sources import Sources
from builder.files import sha256

_DOCS = frozenset({"__doc__", "getdoc"})
_ANNOTATIONS = frozenset(
    """__annotations__ get_type_hints get_annotations signature getfullargspec singledispatch singledispatchmethod
    script beartype jaxtyped typechecked validate_call""".split()
)
_TEXT = frozenset("""getsource getsourcelines findsource getframeinfo co_firstlineno f_lineno linecache""".split())


def facets(sources: Sources, imported: set[Path], mentioned: set[str]) -> dict[str, str]:
    """The digests of docstrings, annotations or texts of files that are imported, where code that is reached asks."""
    found: dict[str, str] = {}
    for path in imported if (_DOCS | _ANNOTATIONS | _TEXT) & mentioned else ():
        module = sources.module(path)
        if _DOCS & mentioned:
            found[f"{module.name}:(docstrings)"] = sha256("\0".join(_docstrings(module.text)).encode())[:16]
        if _ANNOTATIONS & mentioned:
            found[f"{module.name}:(annotations)"] = source_digest(list(_annotations(module.body)))
        if _TEXT & mentioned:
            found[f"{module.name}:(text)"] = sha256(module.text.replace(b"\r\n", b"\n"))[:16]
    return found


def _docstrings(text: bytes) -> Iterator[str]:
    for node in walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield ast.get_docstring(node) or ""


def _annotations(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hints = [node.returns, *(one.annotation for one in walk(node.args) if isinstance(one, ast.arg))]
                yield from (ast.Expr(hint) for hint in hints if hint is not None)
