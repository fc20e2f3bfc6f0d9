"""Which names a piece of source reads from its module, by Python's rules of scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Read = tuple[str, str | None]
"""A name and, in `name.attribute`, the attribute: ("models", "cnn") or ("train", None)."""


def reads(node: ast.AST, hidden: frozenset[str] = frozenset()) -> Iterator[Read]:
    """The names that `node` takes from the module around it; `hidden` are those that an enclosing function binds."""
    if isinstance(node, ast.Name):
        if node.id not in hidden and not isinstance(node.ctx, ast.Store):
            yield node.id, None
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.value.id not in hidden:
            yield node.value.id, node.attr
    elif isinstance(node, _FUNCTIONS):
        yield from _function_reads(node, hidden)
    elif isinstance(node, _COMPREHENSIONS):
        first = node.generators[0].iter  # evaluated outside, so `[x for x in x]` reads x
        yield from reads(first, hidden)
        inner = hidden | {name for generator in node.generators for name in bound(generator.target)}
        for child in _children(node):
            if child is not node.generators[0]:
                yield from reads(child, inner)
        for condition in node.generators[0].ifs:
            yield from reads(condition, inner)
    else:
        for child in _children(node):
            yield from reads(child, hidden)


def _function_reads(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, hidden: frozenset[str]
) -> Iterator[Read]:
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    outside = [child for child in _children(node) if child not in body]  # decorators, defaults, annotations
    for child in outside:
        yield from reads(child, hidden)
    arguments = node.args
    everywhere = set(chain.from_iterable(bound(part) for part in body))
    everywhere.update(
        argument.arg
        for argument in chain(
            arguments.posonlyargs,
            arguments.args,
            arguments.kwonlyargs,
            [part for part in (arguments.vararg, arguments.kwarg) if part],
        )
    )
    declared = {
        name for part in body for child in ast.walk(part) if isinstance(child, ast.Global) for name in child.names
    }
    inner = (hidden | everywhere) - declared
    for part in body:
        yield from reads(part, inner)


def bound(node: ast.AST) -> Iterator[str]:
    """The names that `node` binds in the scope it stands in."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    for child in _children(node):
        if not (isinstance(node, _COMPREHENSIONS) and isinstance(child, ast.comprehension)):
            yield from bound(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    return ast.iter_child_nodes(node)
