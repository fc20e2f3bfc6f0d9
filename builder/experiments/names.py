"""Which names a piece of source reads from its module, by Python's rules of scope, and what it does at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
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


def reads(node: ast.AST, hidden: frozenset[str] = frozenset()) -> Iterator[Read]:
    """The names that `node` takes from the module around it; `hidden` are those that an enclosing function binds."""
    if isinstance(node, ast.Name):
        if node.id not in hidden and not isinstance(node.ctx, ast.Store):
            yield (node.id,)
    elif isinstance(node, ast.Attribute) and (parts := chain(node)):
        if parts[0] not in hidden:
            yield parts
    elif isinstance(node, _FUNCTIONS):
        yield from _function_reads(node, hidden)
    elif isinstance(node, _COMPREHENSIONS):
        first = node.generators[0].iter  # evaluated outside, so `[x for x in x]` reads x
        yield from reads(first, hidden)
        inner = hidden | {name for generator in node.generators for name in bound(generator.target)}
        for child in children(node):
            if child is not node.generators[0]:
                yield from reads(child, inner)
        for condition in node.generators[0].ifs:
            yield from reads(condition, inner)
    else:
        for child in children(node):
            yield from reads(child, hidden)


def _function_reads(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, hidden: frozenset[str]
) -> Iterator[Read]:
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    outside = [child for child in children(node) if child not in body]  # decorators, defaults, annotations
    for child in outside:
        yield from reads(child, hidden)
    local, declared = _scope(body)
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    local |= {argument.arg for argument in named if argument}
    inner = (hidden | local) - declared
    for part in body:
        yield from reads(part, inner)


def bound(node: ast.AST) -> set[str]:
    """The names that `node` binds in the scope it stands in."""
    return _scope([node])[0]


def declared_global(node: ast.AST) -> set[str]:
    """The names that functions in `node` bind in the module (`global calls`)."""
    return {name for inner in walk(node) if isinstance(inner, ast.Global) for name in inner.names}


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
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        elif isinstance(node, ast.Global):
            declared.update(node.names)
        # The targets of a comprehension are its own; an assignment expression in it is not.
        comprehension = isinstance(node, _COMPREHENSIONS)
        queue += [child for child in children(node) if not (comprehension and isinstance(child, ast.comprehension))]
    return names, declared


def mentions(node: ast.AST) -> Iterator[str]:
    """What could name a method or an attribute: `loss` in `net.loss`, in `getattr(net, "loss")`, in `net(loss=1)`."""
    for inner in walk(node):
        if isinstance(inner, ast.Attribute):
            yield inner.attr
        elif isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.keyword) and inner.arg:
            yield inner.arg
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str) and len(inner.value) < 200:
            yield from inner.value.replace(".", " ").split()


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """What a statement evaluates at once: all of it but the bodies of functions that nothing calls at once."""
    queue = [node]
    while queue:
        node = queue.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            queue += [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
        elif isinstance(node, ast.Lambda):
            queue.append(node.args)
        else:
            queue += children(node)
        if isinstance(node, ast.Call):  # what is handed to a call may be called by it
            handed = [node.func, *node.args, *(word.value for word in node.keywords)]
            queue += [one.body for one in handed if isinstance(one, ast.Lambda)]


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it."""
    queue = [node]
    while queue:
        node = queue.pop()
        yield node
        queue += children(node)


def children(node: ast.AST) -> list[ast.AST]:
    """What `ast.iter_child_nodes` gives, in half the time: status looks at every node of every file."""
    children: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            if not isinstance(value, ast.expr_context):
                children.append(value)
        elif isinstance(value, list):
            children += [item for item in value if isinstance(item, ast.AST)]
    return children
