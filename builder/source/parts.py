"""The part of a definition that counts: without annotations that nobody asks for, a class without its plain methods."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence

from builder.source.effects import Effects
from builder.source.names import walk

Function = ast.FunctionDef | ast.AsyncFunctionDef

# What `torch.nn.Module` itself calls by name, and so may call in what is derived from it.
_OF_A_MODULE = frozenset(
    """forward train eval apply to cuda cpu type half float double bfloat16 state_dict load_state_dict parameters
    named_parameters buffers named_buffers children named_children modules named_modules add_module register_module
    register_buffer register_parameter get_submodule get_parameter get_extra_state set_extra_state extra_repr
    requires_grad_ zero_grad share_memory compile""".split()
)
_CALLING_NOTHING = frozenset({"object", "abc.ABC", "typing.Protocol", "typing.Generic", "Exception", "ValueError"})


def loose_methods(statements: Sequence[ast.stmt], effects: Effects) -> Mapping[str, list[Function]]:
    """The methods of a class that do nothing until somebody names them; none where the class is bound in several ways.

    Methods that Python calls (`__init__`), and those with a decorator or a default that acts, belong to the class.
    """
    if len(statements) != 1 or not isinstance(statements[0], ast.ClassDef):
        return {}
    outside = effects.foreign_bases(statements[0])
    if outside - _CALLING_NOTHING - {"torch.nn.Module", "torch.nn.Sequential"}:
        return {}  # who knows what such a base calls: `default` of a JSONEncoder, `training_step`
    found: dict[str, list[Function]] = {}
    kept: set[str] = set()
    for part in statements[0].body:
        if isinstance(part, Function):
            found.setdefault(part.name, []).append(part)
            called = part.name.startswith("_" if outside else "__") or part.name in _OF_A_MODULE
            defaults = [*part.args.defaults, *(one for one in part.args.kw_defaults if one)]
            acting = any(isinstance(node, ast.Call) for one in defaults for node in walk(one))
            if called or acting or not all(map(effects.quiet_decorator, part.decorator_list)):
                kept.add(part.name)
        elif not isinstance(part, ast.Expr | ast.Pass):
            kept |= {node.id for node in walk(part) if isinstance(node, ast.Name)}  # `backward = forward`, a table
    return {name: parts for name, parts in found.items() if name not in kept}


def skeleton(statement: ast.stmt, loose: Mapping[str, list[Function]]) -> ast.stmt:
    """A class with the bodies of some methods taken out: that it has them still counts."""
    if not isinstance(statement, ast.ClassDef):
        return statement
    inner = copy.copy(statement)
    inner.body = [_stub(part) if isinstance(part, Function) and part.name in loose else part for part in statement.body]
    return inner


def _stub(method: Function) -> ast.stmt:
    return ast.Global(names=[method.name])


def bare(statement: ast.stmt, effects: Effects) -> ast.stmt:
    """A function or class without the annotations of arguments, unless a decorator might look at them."""
    if isinstance(statement, Function) and all(map(effects.quiet_decorator, statement.decorator_list)):
        inner = copy.copy(statement)
        inner.args, inner.returns = _bare_arguments(statement.args), None
        return inner
    if isinstance(statement, ast.ClassDef):
        changed = copy.copy(statement)
        changed.body = [bare(part, effects) if isinstance(part, Function) else part for part in statement.body]
        return changed
    return statement


def _bare_arguments(arguments: ast.arguments) -> ast.arguments:
    def stripped(one: ast.arg) -> ast.arg:
        acts = one.annotation is not None and any(isinstance(node, ast.Call) for node in walk(one.annotation))
        return one if acts else ast.arg(arg=one.arg, annotation=None)

    inner = copy.copy(arguments)
    inner.posonlyargs = [stripped(one) for one in arguments.posonlyargs]
    inner.args = [stripped(one) for one in arguments.args]
    inner.kwonlyargs = [stripped(one) for one in arguments.kwonlyargs]
    inner.vararg = stripped(arguments.vararg) if arguments.vararg else None
    inner.kwarg = stripped(arguments.kwarg) if arguments.kwarg else None
    return inner
