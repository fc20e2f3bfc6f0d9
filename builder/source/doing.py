"""What a piece of code does by itself when it runs: what it names, calls, changes and imports."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from builder.source import purity
from builder.source.kinds import bound_with, is_code
from builder.source.modules import Module
from builder.source.names import Read, bound, chain, declared_global, executed, reads, walk
from builder.source.sources import IMPORTED, POST, Sources
from builder.source.tree import WHOLE, Node

_REFLECTING = frozenset({"setattr", "delattr", "vars", "globals", "exec", "eval", "__dict__", "__setattr__"})
_UNSEEN = frozenset({"open", "input", "print", "breakpoint", "compile", "__import__"})


@dataclass
class Doing:
    """What a piece of code does, and the definitions that it comes to."""

    met: dict[Node, bool] = field(default_factory=dict)  # whether it is also called
    forced: set[Node] = field(default_factory=set)  # what it assigns to by name: `base.f = g`
    runs: set[Path] = field(default_factory=set)  # files that it imports
    methods: set[str] = field(default_factory=set)  # that it calls on something: `MODELS.add(…)`
    unseen: bool = False  # it calls what nobody here can read
    reflecting: bool = False  # it changes things by names that it computes, or attributes of what it is given
    calls_what_it_is_given: bool = False

    def meet(self, node: Node, *, called: bool = False) -> None:
        """Come to a definition."""
        self.met[node] = called or self.met.get(node, False)

    def add(self, other: Doing) -> None:
        """Do what another piece of code does too, whatever it comes to."""
        self.forced |= other.forced
        self.runs |= other.runs
        self.methods |= other.methods
        self.unseen |= other.unseen
        self.reflecting |= other.reflecting
        self.calls_what_it_is_given |= other.calls_what_it_is_given


def of_statement(sources: Sources, module: Module, place: int) -> Doing:
    """What the statement at a place of a module's top level evaluates."""
    look = _Look(sources, module, inside=False)
    nodes = list(executed(module.body[place]))
    for node in nodes:
        look.doing.methods |= look.effects.operates(node)
        if isinstance(node, ast.Name | ast.Attribute):
            look.name(node, called=False)
    look.go_over(nodes)
    look.imports((module.path, f"#{place}"))
    return look.doing


def of_definition(sources: Sources, node: Node, called: bool) -> Doing:
    """What a function or class does when it is called; what data leads to, or a class that is only handed around."""
    if node in (IMPORTED, POST):
        return Doing()
    module = sources.module(node[0])
    look = _Look(sources, module, inside=True)
    if node[1] == WHOLE or not is_code(sources, node):
        for inner in bound_with(sources, node):
            look.doing.meet(inner)
        for inner in sources.edges(node):  # `put = partial(store, TABLE)` calls what it holds
            look.doing.meet(inner, called=called)
        return look.doing
    for part in sources.statements(node):
        for held in executed(part) if isinstance(part, ast.ClassDef) else ():
            if isinstance(held, ast.Name | ast.Attribute):
                look.name(held, called=False)
    if called:
        _run(look, node)
    return look.doing


def _run(look: _Look, node: Node) -> None:
    """All of a function or class that is called."""
    path, name = node
    for part in look.module.definitions[name]:
        nodes = list(walk(part))
        look.local = cache(partial(_inner_names, nodes))
        look.go_over(nodes)
        for parts in set(reads(part)):
            for target in look.sources.resolve(look.module, parts):
                look.doing.meet(target)
        look.doing.forced |= {(path, one) for one in declared_global(nodes)}
    for target in look.sources.edges(node) & {IMPORTED, POST, (path, WHOLE)}:
        look.doing.meet(target)
    look.imports(node)


class _Look:
    """Goes over the nodes of a piece of code; `inside` a function that an import calls, or at the top level."""

    def __init__(self, sources: Sources, module: Module, *, inside: bool) -> None:
        self.sources, self.module, self.inside = sources, module, inside
        self.effects = sources.effects(module.path)
        self.local: Callable[[], frozenset[str]] = frozenset  # names that it binds for itself
        self.doing = Doing()

    def go_over(self, nodes: Iterable[ast.AST]) -> None:
        """Note what each node calls, and what it changes."""
        doing = self.doing
        for node in nodes:
            doing.unseen = doing.unseen or self._is_unseen(node)
            if isinstance(node, ast.Call):
                self._call(node)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self._define(node)
            doing.reflecting = doing.reflecting or _reflects(node)
            if parts := _stored(node):
                doing.forced |= self.sources.resolve(self.module, parts)

    def name(self, node: ast.expr, *, called: bool) -> None:
        """Come to what a name stands for."""
        if parts := chain(node):
            for target in self.sources.resolve(self.module, parts):
                self.doing.meet(target, called=called)
            for target in self.sources.computed(self.module, parts, ast.Expr(node)):
                self.doing.meet(target)

    def imports(self, node: Node) -> None:
        """Note the files that a definition imports when it runs."""
        for target in self.sources.later(node):
            self.doing.runs.update(target.runs)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """A definition calls its decorators, a class what its bases and its metaclass define for it."""
        for decorator in node.decorator_list:
            if not isinstance(decorator, ast.Call):
                self.name(decorator, called=True)
                self._name_method(decorator)
        if isinstance(node, ast.ClassDef):
            loud = [base for base in node.bases if not self.effects.quiet_base(base)]
            for made_by in (*loud, *(word.value for word in node.keywords)):  # metaclass=Meta
                self.name(made_by, called=True)

    def _call(self, node: ast.Call) -> None:
        parts = chain(node.func)
        targets = self.sources.resolve(self.module, parts) if parts else frozenset[Node]()
        if parts[:1] and parts[0] in purity.BUILTINS:
            self.doing.methods |= self.sources.implicit()  # `len(TABLE)`, `list(TABLE)`
        for target in targets:
            self.doing.meet(target, called=True)
        for handed in (*node.args, *(word.value for word in node.keywords)) if not targets else ():
            self.name(handed, called=True)  # `sorted(names, key=put)`
        if parts[:1] in (("super",), ("self",), ("cls",)) or (not targets and len(parts) == 1 and _is_known(parts[0])):
            return
        self._name_method(node.func)
        if not targets and not isinstance(node.func, ast.Attribute):
            foreign = self.effects.foreign(parts) if parts else None
            # `f(x)` of an argument, `TABLE[name]()`: whatever was handed in may be called
            self.doing.calls_what_it_is_given |= foreign is None or "." not in foreign

    def _name_method(self, func: ast.expr) -> None:
        if isinstance(func, ast.Attribute):
            self.doing.methods.add(func.attr)

    def _is_unseen(self, node: ast.AST) -> bool:
        """Whether a node calls what nobody here can read, and what is not known to be pure."""
        if isinstance(node, ast.Call):
            return self._calls_unseen(node.func)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if isinstance(node, ast.ClassDef) and not self.inside:
                bases = [self.effects.foreign(chain(base)) for base in node.bases if chain(base)]
                if any(one and "." in one and not purity.is_quiet_base(one) for one in bases):
                    return True
            plain = (one for one in node.decorator_list if not isinstance(one, ast.Call))
            return any(self._calls_unseen(one) for one in plain if not self.effects.quiet_decorator(one))
        if isinstance(node, ast.Raise):
            return not self.inside
        holder = _stored(node)  # `torch.backends.cudnn.benchmark = True`
        return bool(holder) and self.effects.foreign(holder) is not None and holder[0] not in self.local()

    def _calls_unseen(self, func: ast.expr) -> bool:
        parts = chain(func)
        dotted = self.effects.foreign(parts) if parts else None
        if dotted is None or dotted in purity.BUILTINS or purity.is_pure(dotted):
            return False
        if purity.is_quiet_decorator(dotted) or dotted in _REFLECTING:
            return False
        if self.inside and purity.is_telling(dotted):  # telling somebody something is no effect there
            return False
        unseen = "." in dotted or dotted in _UNSEEN or not hasattr(builtins, dotted)
        return unseen and parts[0] not in self.local()


def _is_known(name: str) -> bool:
    return name in purity.BUILTINS or purity.is_telling(name)


def _reflects(node: ast.AST) -> bool:
    """Whether a node changes things by names that it computes, or an attribute of what it is given."""
    if isinstance(node, ast.Name):
        return node.id in _REFLECTING
    if not isinstance(node, ast.Attribute):
        return False
    stored = isinstance(node.ctx, ast.Store | ast.Del) and chain(node)[:1] not in ((), ("self",))
    return stored or node.attr in _REFLECTING


def _stored(node: ast.AST) -> Read:
    """What a node changes by name: ("base", "f") for `base.f = g`, ("TABLE",) for `TABLE["a"] = 1`; () elsewhere."""
    if not isinstance(node, ast.Attribute | ast.Subscript) or not isinstance(node.ctx, ast.Store | ast.Del):
        return ()
    holder: ast.expr = node
    while isinstance(holder, ast.Subscript):
        holder = holder.value
    return chain(holder)


def _inner_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that functions bind for themselves: arguments and local variables."""
    return frozenset(name for node in nodes for name in _bound_by(node))


def _bound_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for part in node.body:
            if not isinstance(part, ast.Import | ast.ImportFrom):
                yield from bound(part)
