"""What a file does while it is imported, besides binding names, and to what it can do it.

A statement that calls nothing but what is known to be pure binds its names and no more. Any other acts: a decorator
that registers, a call whose result is assigned, an alias that is changed. What it does counts for everyone who uses one
of the things that it can reach and change; where it calls what nobody here can read, for all who import the file.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from builder.source import kinds, purity
from builder.source.bindings import at_home
from builder.source.modules import Module
from builder.source.names import Read, chain, executed

if TYPE_CHECKING:
    from builder.source.sources import Sources
    from builder.source.tree import Node

_CALLING = frozenset({"map", "filter", "reduce", "starmap", "accumulate"})


class Effects:
    """Judges the statements of one module."""

    def __init__(self, sources: Sources, module: Module) -> None:
        self.sources, self.module = sources, module

    def acts(self, statement: ast.stmt) -> bool:
        """Whether importing runs something besides binding names to what is known."""
        return any(self._acts(node) for node in executed(statement))

    def _acts(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return not self.pure(node)
        if isinstance(node, ast.AugAssign):
            return not (isinstance(node.target, ast.Name) and self._is_plain(node.target.id))
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            return True
        if isinstance(node, ast.ClassDef):
            loud = not all(self.quiet_base(base) for base in node.bases) or bool(node.keywords)
            return loud or not all(map(self.quiet_decorator, node.decorator_list))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return not all(map(self.quiet_decorator, node.decorator_list))
        if isinstance(node, ast.For):
            return self._is_used_up(node.iter)
        return isinstance(node, ast.Delete | ast.While | ast.Raise | ast.Assert) or bool(self.operates(node))

    def operates(self, node: ast.AST) -> frozenset[str]:
        """The methods that an expression may call without naming them: `__or__` in `load | train`, properties."""
        if isinstance(node, ast.BinOp):
            operands = [node.left, node.right]
        elif isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
        elif isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.FormattedValue):
            operands = [node.value]
        elif isinstance(node, ast.UnaryOp):
            operands = [node.operand]
        elif isinstance(node, ast.Dict):
            operands = [key for key in node.keys if key]
        elif isinstance(node, ast.Set | ast.BoolOp):
            operands = node.elts if isinstance(node, ast.Set) else node.values
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            operands = [node.test]
        elif isinstance(node, ast.For | ast.comprehension):
            operands = [node.iter]
        elif isinstance(node, ast.With):
            operands = [item.context_expr for item in node.items]
        else:
            return frozenset()
        made = any(kinds.is_made(self.sources, target) for operand in operands for target in self._targets(operand))
        return self.sources.implicit() if made else frozenset()

    def _is_plain(self, name: str) -> bool:
        """Whether all that a name of this module is ever bound to is numbers, words and tuples of them."""
        statements = self.module.definitions.get(name, [])
        return bool(statements) and all(kinds.is_constant(statement) for statement in statements)

    def pure(self, call: ast.Call, hidden: frozenset[str] = frozenset()) -> bool:
        """Whether a call is known to change nothing."""
        arguments = [*call.args, *(word.value for word in call.keywords)]
        parts = chain(call.func)
        if isinstance(call.func, ast.Attribute) and self._is_quiet_method(call.func, parts):
            return not any(self._is_used_up(one) for one in arguments)
        if not parts or parts[0] in hidden:
            return False
        dotted = self.foreign(parts)
        if dotted is None or not (dotted in purity.BUILTINS or purity.is_pure(dotted)):
            return False
        if parts[-1] == "type" and len(arguments) > 1:
            return False
        called = [*(call.args if parts[-1] in _CALLING else ()), *(word.value for word in call.keywords)]
        if not all(self._is_quiet_function(one) for one in called):
            return False
        return not any(self._is_used_up(one) or self._is_own_function(one) for one in arguments)

    def foreign(self, parts: Read) -> str | None:
        """The full name of something that is not the author's: "torch.tensor", "len"; None where it is, or may be."""
        return self.sources.remembered(("foreign", self.module.path, parts), lambda: self._foreign(parts))

    def _foreign(self, parts: Read) -> str | None:
        module = self.module
        targets = module.imports.get(parts[0], [])
        bindings = module.definitions.get(parts[0], [])
        if not all(targets and isinstance(one, ast.If | ast.Try | ast.With) for one in bindings):
            return None
        if not targets:
            if self.sources.resolve(module, parts):
                return None
            unread = any(star.path is None for star in module.stars) and not hasattr(builtins, parts[0])
            return ".".join(("*", *parts) if unread else parts)
        if any(target.path is not None for target in targets):
            return None
        target = targets[0]
        if target.origin.partition(".")[0] == "builder" and self.sources.resolve(module, parts):
            return None  # `sg.learning.train`
        top = target.name is None and target.origin.partition(".")[0] == parts[0]  # `import os.path` binds os
        return at_home(".".join(parts if top else (target.dotted, *parts[1:])).removeprefix("builtins."))

    def foreign_bases(self, node: ast.ClassDef, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """The classes of others that a class derives from, also through the author's; "?" for what cannot be told."""
        found: set[str] = set()
        for base in node.bases:
            parts = chain(base.value if isinstance(base, ast.Subscript) else base)
            dotted = self.foreign(parts) if parts else "?"
            if dotted is not None:
                found.add(dotted)
                continue
            for path, name in self.sources.resolve(self.module, parts):
                inner = self.sources.module(path).definitions.get(name, [])
                classes = [one for one in inner if isinstance(one, ast.ClassDef) and name not in seen]
                found |= {"?"} if not classes else set()
                for one in classes:
                    found |= self.sources.effects(path).foreign_bases(one, seen | {name})
        return frozenset(found)

    def _is_quiet_method(self, func: ast.Attribute, parts: Read) -> bool:
        """`TABLE.get(…)`, `" ".join(…)`: of a known name, on no module, and no class of the author's defines it."""
        if func.attr not in purity.METHODS or func.attr in self.sources.methods():
            return False
        return not parts or parts[0] not in self.module.imports

    def _is_own_function(self, node: ast.expr) -> bool:
        """Whether an argument is a function or class of the author's, which may be called."""
        if isinstance(node, ast.Lambda):
            return False
        return any(kinds.is_code(self.sources, target) for target in self._targets(node))

    def _is_quiet_function(self, node: ast.expr) -> bool:
        """Whether what is handed to `map` and its like, or as a `key=`, may be called without a trace."""
        parts = chain(node)
        if not parts:
            return True
        dotted = self.foreign(parts)
        if dotted is None:  # `TABLE.append`, and a name that may stand for it
            return len(parts) == 1 and all(kinds.is_held(self.sources, target) for target in self._targets(node))
        return "." not in dotted or purity.is_pure(dotted)

    def _is_used_up(self, node: ast.expr) -> bool:
        """Whether going over a named thing may use it up: an iterator, a generator, an open file."""
        if isinstance(node, ast.Starred):
            node = node.value
        return any(kinds.is_iterator(self.sources, target) for target in self._targets(node))

    def _targets(self, node: ast.expr) -> frozenset[Node]:
        parts = chain(node)
        return self.sources.resolve(self.module, parts) if parts else frozenset()

    def quiet_decorator(self, node: ast.expr) -> bool:
        """Whether a decorator only changes what it decorates."""
        parts = chain(node.func if isinstance(node, ast.Call) else node)
        if parts[1:] and parts[-1] in ("setter", "getter", "deleter"):
            return True
        dotted = self.foreign(parts) if parts else None
        known = ("property", "staticmethod", "classmethod", "builder.experiments.experiment")
        return dotted is not None and (dotted in known or purity.is_quiet_decorator(dotted))

    def quiet_base(self, node: ast.expr, above: frozenset[Node] = frozenset()) -> bool:
        """Whether deriving a class from this one runs nothing that could be asked later.

        `above` are the classes that are asked about: `class Net(Net)` names itself.
        """
        if isinstance(node, ast.Subscript):  # Generic[T], Dataset[Tensor]
            node = node.value
        if isinstance(node, ast.Call):  # namedtuple("Point", "x y"): what is called is judged as a call
            return True
        parts = chain(node)
        dotted = self.foreign(parts) if parts else None
        if dotted is not None:
            return "." not in dotted or purity.is_quiet_base(dotted)
        targets = self._targets(node)
        return bool(targets) and all(kinds.is_quiet_class(self.sources, target, above) for target in targets)
