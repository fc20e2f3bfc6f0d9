"""What a definition is: code or data, and whether who has it can change it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from builder.source.names import bound, chain, walk
from builder.source.tree import WHOLE

if TYPE_CHECKING:
    from builder.source.effects import Effects
    from builder.source.sources import Sources
    from builder.source.tree import Node

_ITERATORS = frozenset({"iter", "map", "filter", "zip", "enumerate", "reversed"})


def is_code(sources: Sources, node: Node) -> bool:
    """Whether a definition can be called: a function or a class, or a lambda by name."""
    code = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(one, code) or isinstance(_value(one), ast.Lambda) for one in _bindings(sources, node))


def is_iterator(sources: Sources, node: Node) -> bool:
    """Whether a definition may be something that is used up: an iterator, or what an unknown call gave."""
    for value in map(_value, _bindings(sources, node)):
        if isinstance(value, ast.GeneratorExp):
            return True
        if isinstance(value, ast.Call) and _gives_iterator(sources.effects(node[0]), value):
            return True
    return False


def is_held(sources: Sources, node: Node) -> bool:
    """Whether a definition is data that is written out, which nobody can call."""
    held = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Constant, ast.ListComp, ast.DictComp, ast.SetComp)
    return all(isinstance(_value(one), held) for one in _bindings(sources, node))


def is_made(sources: Sources, node: Node) -> bool:
    """Whether a definition may be an object of a class of the author's, which has methods for operators."""
    return any(isinstance(_value(one), ast.Call) for one in _bindings(sources, node))


def bound_with(sources: Sources, node: Node) -> frozenset[Node]:
    """The names that stand for the same thing: A and B in `A = B = []`."""
    together = [one for one in _bindings(sources, node) if len(getattr(one, "targets", ())) > 1]
    return frozenset((node[0], other) for one in together for other in bound(one))


def is_quiet_class(sources: Sources, node: Node, above: frozenset[Node] = frozenset()) -> bool:
    """Whether deriving a class from this one runs nothing; those `above` are being asked already."""
    if node in above:
        return True
    statements = _bindings(sources, node)
    if not statements or not all(isinstance(one, ast.ClassDef) for one in statements):
        return False
    judge = sources.effects(node[0])
    for one in statements:
        assert isinstance(one, ast.ClassDef)
        names = {part.name for part in one.body if isinstance(part, ast.FunctionDef)}
        if one.keywords or "__init_subclass__" in names:
            return False
        if not all(judge.quiet_base(base, above | {node}) for base in one.bases):
            return False
    return True


def is_mutable(sources: Sources, node: Node) -> bool:
    """Whether what a name stands for can be changed by who has it."""
    path, name = node
    if name.startswith("#") or name == WHOLE or "." in name or not path.name:
        return False
    plain = (is_constant, is_plain_function, is_plain_class)
    return not all(any(kind(one) for kind in plain) for one in _bindings(sources, node))


def _bindings(sources: Sources, node: Node) -> list[ast.stmt]:
    """The statements that bind a name."""
    return sources.module(node[0]).definitions.get(node[1], [])


def _value(statement: ast.stmt) -> ast.expr | None:
    """What an assignment binds a name to."""
    return getattr(statement, "value", None)


def _gives_iterator(effects: Effects, call: ast.Call) -> bool:
    """Whether what a call gives may be used up by going over it."""
    name = chain(call.func)[-1:]
    return bool(_ITERATORS.intersection(name)) or not effects.pure(call)


def is_constant(statement: ast.stmt) -> bool:
    """Whether a statement binds names to numbers, words, and tuples of them: nobody can change those."""
    if isinstance(statement, ast.AugAssign):
        value: ast.expr | None = statement.value
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        value = statement.value
    else:
        return False
    return value is None or all(
        isinstance(
            node, ast.Constant | ast.UnaryOp | ast.BinOp | ast.Tuple | ast.operator | ast.unaryop | ast.JoinedStr
        )
        for node in walk(value)
    )


def is_plain_function(statement: ast.stmt) -> bool:
    """Whether a statement defines a function that holds nothing that could be changed."""
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) or statement.decorator_list:
        return False
    defaults = [*statement.args.defaults, *(one for one in statement.args.kw_defaults if one)]
    return all(isinstance(one, ast.Constant | ast.UnaryOp | ast.Name | ast.Attribute | ast.Tuple) for one in defaults)


def is_plain_class(statement: ast.stmt) -> bool:
    """Whether a statement defines a class that holds nothing that could be changed, methods aside."""
    if not isinstance(statement, ast.ClassDef):
        return False
    return all(
        isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Pass)
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        or is_constant(part)
        for part in statement.body
    )
