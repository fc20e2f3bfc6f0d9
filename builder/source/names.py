"""Which names a piece of source reads from its module, by Python's rules of scope, and what it does at once."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LEAVES = frozenset({"id", "ctx", "attr", "arg", "kind", "type_comment", "module", "level", "conversion", "is_async"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CALLING = (ast.Call, ast.BinOp, ast.Subscript)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Read = tuple[str, ...]
"""A name and the attributes asked of it: ("pack", "layers", "Wide") in `pack.layers.Wide`, ("train",) alone."""


def chain(node: ast.AST | None) -> Read:
    """`pack.layers.Wide` as its parts; () for what does not begin with a name."""
    attributes = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return (node.id, *reversed(attributes)) if isinstance(node, ast.Name) else ()


def reads(node: ast.AST) -> list[Read]:
    """The names that `node` takes from the module around it."""
    found: list[Read] = []
    _read(node, frozenset(), found)
    return found


def _read(node: ast.AST, hidden: frozenset[str], found: list[Read]) -> None:
    """Add what `node` reads; `hidden` are the names that a function around it binds."""
    if isinstance(node, ast.Name):
        if node.id not in hidden and not isinstance(node.ctx, ast.Store):
            found.append((node.id,))
    elif isinstance(node, ast.Attribute) and (parts := chain(node)):
        if parts[0] not in hidden:
            found.append(parts)
    elif isinstance(node, _FUNCTIONS):
        _read_function(node, hidden, found)
    elif isinstance(node, _COMPREHENSIONS):
        first = node.generators[0].iter  # evaluated outside, so `[x for x in x]` reads x
        _read(first, hidden, found)
        inner = hidden | {name for generator in node.generators for name in bound(generator.target)}
        for child in children(node):
            if child is not node.generators[0]:
                _read(child, inner, found)
        for condition in node.generators[0].ifs:
            _read(condition, inner, found)
    else:
        for child in children(node):
            _read(child, hidden, found)


def _read_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, hidden: frozenset[str], found: list[Read]
) -> None:
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    outside = [child for child in children(node) if child not in body]  # decorators, defaults, annotations
    for child in outside:
        _read(child, hidden, found)
    local, declared = _scope(body)
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    local |= {argument.arg for argument in named if argument}
    inner = (hidden | local) - declared
    for part in body:
        _read(part, inner, found)


def bound(node: ast.AST) -> set[str]:
    """The names that `node` binds in the scope it stands in."""
    return _scope([node])[0]


def declared_global(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that functions bind in the module (`global calls`)."""
    return {name for node in nodes if isinstance(node, ast.Global) for name in node.names}


def _scope(nodes: Sequence[ast.AST]) -> tuple[set[str], set[str]]:
    """The names that some nodes bind in the scope they stand in, and those that they declare global."""
    names: set[str] = set()
    declared: set[str] = set()
    queue = list(nodes)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                names.add(node.id)
        elif isinstance(node, _DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, _COMPREHENSIONS):  # its targets are its own; an assignment expression in it is not
            queue += [child for child in children(node) if not isinstance(child, ast.comprehension)]
        elif not isinstance(node, ast.Lambda):
            if not isinstance(node, ast.expr):
                _bind(node, names, declared)
            queue += children(node)
    return names, declared


def _bind(node: ast.AST, names: set[str], declared: set[str]) -> None:
    """Add what a node binds besides by the names in it."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        names.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        names.add(node.rest)
    elif isinstance(node, ast.Global):
        declared.update(node.names)


def mentions(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What could name a method or an attribute: `loss` in `net.loss`, in `getattr(net, "loss")`, in `net(loss=1)`."""
    for inner in nodes:
        if isinstance(inner, ast.Attribute):
            yield inner.attr
        elif isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.keyword) and inner.arg:
            yield inner.arg
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str) and len(inner.value) < 200:
            yield from inner.value.replace(".", " ").split()


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """What a statement evaluates at once: all of it but the bodies of functions that nothing calls at once.

    Functions without a name that stand anywhere in what may call them count as called.
    """
    queue = [(node, False)]
    while queue:
        node, handed = queue.pop()
        yield node
        handed = handed or isinstance(node, _CALLING)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            queue += [(one, True) for one in node.decorator_list]
            queue += [(one, handed) for one in (node.args, node.returns) if one is not None]
        elif isinstance(node, ast.Lambda) and not handed:
            queue.append((node.args, handed))
        else:
            queue += [(one, handed) for one in children(node)]


def blocks(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and all below them that hold statements, and the statements: no expression is looked at."""
    queue = list(nodes)
    while queue:
        node = queue.pop()
        yield node
        queue += [one for one in children(node) if isinstance(one, ast.stmt | ast.ExceptHandler | ast.match_case)]


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it."""
    queue = [node]
    while queue:
        node = queue.pop()
        yield node
        queue += children(node)


def children(node: ast.AST) -> list[ast.AST]:
    """What `ast.iter_child_nodes` gives, in a third of the time: status looks at every node of every file."""
    found: list[ast.AST] = []
    for name in _BRANCHES[type(node)]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def _branches(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold others."""
    return () if kind in (ast.Constant, ast.alias) else tuple(name for name in kind._fields if name not in _LEAVES)


_BRANCHES = {
    kind: _branches(kind) for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)
}
