"""What a statement of the top level can change when its file is imported: the registry, the table, the alias."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from builder.experiments import purity
from builder.experiments.effects import reflects, stores, unseen_calls
from builder.experiments.kinds import bound_with, is_code, is_mutable
from builder.experiments.modules import Module
from builder.experiments.names import bound, chain, declared_global, executed, reads, walk
from builder.experiments.sources import IMPORTED, POST, Sources
from builder.experiments.tree import WHOLE, Node


@dataclass(frozen=True)
class Footprint:
    """`everywhere`: what it does cannot be told, so it counts for all that import the file. Else for who
    uses one of `touched`.

    `binds` are the names that it gives, `runs` the files that it imports on the way.
    """

    everywhere: bool
    touched: frozenset[Node]
    binds: frozenset[Node]
    runs: frozenset[Path]


def footprint(sources: Sources, module: Module, place: int) -> Footprint:
    """The footprint of the statement at a place of a module's top level."""
    walker = _Walker(sources)
    statement = module.body[place]
    names = bound(statement) if not isinstance(statement, ast.Import | ast.ImportFrom) else set()
    binds = {(module.path, name) for name in names if name in module.definitions}
    for node in binds:
        walker.meet(node)
    doing = _Doing(sources)
    doing.run_statement(module, statement)
    walker.take(doing)
    walker.finish()
    total = walker.total
    changed = total.forced | {node for node in walker.met if total.reflecting or is_mutable(sources, node)}
    everywhere = total.unseen or IMPORTED in walker.met or POST in walker.met
    return Footprint(everywhere, frozenset(changed | binds), frozenset(binds), frozenset(total.runs))


@dataclass
class _Walker:
    """Goes through what an import runs: the functions that are called, and the data that they are given.

    What a function does itself is the same for all that call it, and read once; the way through them is not.
    """

    sources: Sources
    met: dict[Node, bool] = field(default_factory=dict)  # whether it is also called
    _due: list[tuple[Node, bool, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.total = _Doing(self.sources)

    def meet(self, node: Node, *, called: bool = False) -> None:
        """Come to a definition; `called` follows what its body does too."""
        if node in self.met and (self.met[node] or not called):
            return
        self._due.append((node, node not in self.met, called))
        self.met[node] = called

    def take(self, doing: _Doing) -> None:
        """Add what a piece of code does to the whole, and come to what it names."""
        total = self.total
        total.forced |= doing.forced
        total.runs |= doing.runs
        total.methods |= doing.methods
        total.unseen |= doing.unseen
        total.reflecting |= doing.reflecting
        total.calls_what_it_is_given |= doing.calls_what_it_is_given
        for node, called in doing.met.items():
            self.meet(node, called=called)

    def finish(self) -> None:
        """Go on until nothing is new; call what was handed to a caller, and the methods that something names."""
        idle: set[Node] = set()
        while True:
            while self._due:
                node, first, called = self._due.pop()
                self._follow(node, first, called)
                if not called and node[0].name and is_code(self.sources, *node):
                    idle.add(node)
            idle = {node for node in idle if not self.met[node]}
            given, methods = self.total.calls_what_it_is_given, self.total.methods
            for node in [one for one in idle if given or methods & self._methods(one)]:
                self.meet(node, called=True)
            if not self._due:
                return

    def _follow(self, node: Node, first: bool, called: bool) -> None:
        path, name = node
        if node in (IMPORTED, POST):
            return
        if name == WHOLE or not is_code(self.sources, path, name):
            if first:
                for inner in self.sources.edges(node) | bound_with(self.sources, node):
                    self.meet(inner)
            for inner in self.sources.edges(node) if called else ():  # `put = partial(store, TABLE)`
                self.meet(inner, called=True)
        elif called or first:
            self.take(self.sources.remembered(("does", node, called), lambda: _doing(self.sources, node, called)))

    def _methods(self, node: Node) -> frozenset[str]:
        return self.sources.remembered(("own methods", node), lambda: _methods(self.sources, node))


def _methods(sources: Sources, node: Node) -> frozenset[str]:
    statements = sources.module(node[0]).definitions.get(node[1], [])
    bodies = [one.body for one in statements if isinstance(one, ast.ClassDef)]
    return frozenset(part.name for body in bodies for part in body if isinstance(part, ast.FunctionDef))


def _doing(sources: Sources, node: Node, called: bool) -> _Doing:
    """What a function or class does when it is called, or what a class holds that is only handed around."""
    doing = _Doing(sources)
    if called:
        doing.run(node)
        return doing
    module = sources.module(node[0])
    for part in sources.statements(node):
        for held in executed(part) if isinstance(part, ast.ClassDef) else ():
            if isinstance(held, ast.Name | ast.Attribute):
                doing.meet_all(module, held, called=False)
    return doing


@dataclass
class _Doing:
    """What a piece of code does by itself: what it changes, imports and calls, and the definitions that it names."""

    sources: Sources
    met: dict[Node, bool] = field(default_factory=dict)  # whether it is also called
    forced: set[Node] = field(default_factory=set)
    runs: set[Path] = field(default_factory=set)
    unseen: bool = False
    reflecting: bool = False
    calls_what_it_is_given: bool = False
    methods: set[str] = field(default_factory=set)  # that something calls: `MODELS.add(…)`

    def run_statement(self, module: Module, statement: ast.stmt) -> None:
        """What the statement itself evaluates."""
        effects = self.sources.effects(module.path)
        self.unseen |= unseen_calls(effects, statement, inside=False)
        for part in executed(statement):
            self._calls(module, part)
            self.methods |= effects.operates(part)
            if isinstance(part, ast.Name | ast.Attribute):
                self.meet_all(module, part, called=False)
        self._changes(module, list(executed(statement)))
        self._imports((module.path, f"#{module.body.index(statement)}"))

    def run(self, node: Node) -> None:
        """A function or class that is called, all of it."""
        path, name = node
        module = self.sources.module(path)
        effects = self.sources.effects(path)
        for part in module.definitions[name]:
            self.unseen |= unseen_calls(effects, part, inside=True)
            inside = list(walk(part))
            for inner in inside:
                self._calls(module, inner)
            for parts in reads(part):
                for target in self.sources.resolve(module, parts):
                    self.meet(target)
            self._changes(module, inside)
            self.forced |= {(path, one) for one in declared_global(part)}
        for target in self.sources.edges(node) & {IMPORTED, POST, (path, WHOLE)}:
            self.meet(target)
        self._imports(node)

    def meet(self, node: Node, *, called: bool = False) -> None:
        """Name a definition."""
        self.met[node] = called or self.met.get(node, False)

    def _calls(self, module: Module, node: ast.AST) -> None:
        """Follow what a call calls."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if not isinstance(decorator, ast.Call):
                    self.meet_all(module, decorator, called=True)
                    self._name_method(decorator)
        if isinstance(node, ast.ClassDef):
            loud = [base for base in node.bases if not self.sources.effects(module.path).quiet_base(base)]
            for made_by in (*loud, *(word.value for word in node.keywords)):  # metaclass=Meta
                self.meet_all(module, made_by, called=True)
        if not isinstance(node, ast.Call):
            return
        parts = chain(node.func)
        targets = self.sources.resolve(module, parts) if parts else frozenset[Node]()
        if parts[:1] and parts[0] in purity.BUILTINS:
            self.methods |= self.sources.implicit()  # `len(TABLE)`, `list(TABLE)`
        for target in targets:
            self.meet(target, called=True)
        for handed in (*node.args, *(word.value for word in node.keywords)) if not targets else ():
            self.meet_all(module, handed, called=True)  # `sorted(names, key=put)`
        if parts[:1] in (("super",), ("self",), ("cls",)) or (not targets and len(parts) == 1 and _is_known(parts[0])):
            return
        self._name_method(node.func)
        if not targets and not isinstance(node.func, ast.Attribute):
            foreign = self.sources.effects(module.path).foreign(parts) if parts else None
            # `f(x)` of an argument, `TABLE[name]()`: whatever was handed in may be called
            self.calls_what_it_is_given |= foreign is None or "." not in foreign

    def _name_method(self, func: ast.expr) -> None:
        if isinstance(func, ast.Attribute):
            self.methods.add(func.attr)

    def meet_all(self, module: Module, node: ast.expr, *, called: bool) -> None:
        if parts := chain(node):
            for target in self.sources.resolve(module, parts):
                self.meet(target, called=called)
            for target in self.sources.computed(module, parts, ast.Expr(node)):
                self.meet(target)

    def _changes(self, module: Module, nodes: list[ast.AST]) -> None:
        """What is assigned to by name: `base.f = g`."""
        for node in nodes:
            if isinstance(node, ast.Attribute | ast.Subscript):
                for parts in stores(node):
                    self.forced |= self.sources.resolve(module, parts)
            self.reflecting |= isinstance(node, ast.Name | ast.Attribute) and reflects(node)

    def _imports(self, node: Node) -> None:
        for target in self.sources.later(node):
            self.runs.update(target.runs)


def _is_known(name: str) -> bool:
    return name in purity.BUILTINS or purity.is_telling(name)
