"""What counts only where something asks for it: docstrings, annotations, the text itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from builder.files import sha256
from builder.source.canonical import source_digest
from builder.source.modules import Module
from builder.source.names import blocks, walk
from builder.source.sources import Sources

_DOCS = frozenset({"__doc__", "getdoc"})
_ANNOTATIONS = frozenset(
    """__annotations__ get_type_hints get_annotations signature getfullargspec singledispatch singledispatchmethod
    script beartype jaxtyped typechecked validate_call""".split()
)
_TEXT = frozenset("""getsource getsourcelines findsource getframeinfo co_firstlineno f_lineno linecache""".split())


def facets(sources: Sources, imported: set[Path], mentioned: set[str]) -> dict[str, str]:
    """The digests of docstrings, annotations or texts of files that are imported, where code that is reached asks."""
    found: dict[str, str] = {}
    for facet, (words, digest) in _FACETS.items():
        for path in imported if words & mentioned else ():
            module = sources.module(path)
            found[f"{module.name}:{facet}"] = sources.remembered((facet, path), partial(digest, module))
    return found


def _docs_digest(module: Module) -> str:
    return sha256("\0".join(_docstrings(module.tree)).encode())[:16]


def _annotations_digest(module: Module) -> str:
    return source_digest(list(_annotations(module.body)))


def _text_digest(module: Module) -> str:
    return sha256(module.text.replace(b"\r\n", b"\n"))[:16]


_FACETS = {
    "(docstrings)": (_DOCS, _docs_digest),
    "(annotations)": (_ANNOTATIONS, _annotations_digest),
    "(text)": (_TEXT, _text_digest),
}
"""By the name of each in a fingerprint, the words that ask for it, and its digest."""


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in blocks([tree]):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield ast.get_docstring(node) or ""


def _annotations(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        for node in blocks([statement]):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hints = [node.returns, *(one.annotation for one in walk(node.args) if isinstance(one, ast.arg))]
                yield from (ast.Expr(hint) for hint in hints if hint is not None)
