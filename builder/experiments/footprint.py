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
    walker.run_statement(module, statement)
    walker.finish()
    changed = walker.forced | {node for node in walker.met if walker.reflecting or is_mutable(sources, node)}
    everywhere = walker.unseen or IMPORTED in walker.met or POST in walker.met
    return Footprint(everywhere, frozenset(changed | binds), frozenset(binds), frozenset(walker.runs))


@dataclass
class _Walker:
    """Goes through what an import runs: the functions that are called, and the data that they are given."""

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
                self._meet_all(module, part, called=False)
        self._changes(module, list(executed(statement)))
        self._imports((module.path, f"#{module.body.index(statement)}"))

    def meet(self, node: Node, *, called: bool = False) -> None:
        """Come to a definition; `called` follows what its body does too."""
        if node in self.met and (self.met[node] or not called):
            return
        first = node not in self.met
        self.met[node] = called
        path, name = node
        if node in (IMPORTED, POST):
            return
        if name == WHOLE or not is_code(self.sources, path, name):
            if first:
                for inner in self.sources.edges(node) | bound_with(self.sources, node):
                    self.meet(inner)
            for inner in self.sources.edges(node) if called else ():  # `put = partial(store, TABLE)`
                self.meet(inner, called=True)
        elif called:
            self._run(node)
        elif first:
            module = self.sources.module(path)
            for part in self.sources.statements(node):
                for held in executed(part) if isinstance(part, ast.ClassDef) else ():
                    if isinstance(held, ast.Name | ast.Attribute):
                        self._meet_all(module, held, called=False)

    def finish(self) -> None:
        """Call what was handed to something that calls what it is given, and the methods that something names."""
        while True:
            idle = [node for node, called in self.met.items() if not called and node[0].name]
            code = [one for one in idle if is_code(self.sources, *one)]
            due = [one for one in code if self.calls_what_it_is_given or self.methods & self._methods(one)]
            if not due:
                return
            for one in due:
                self.meet(one, called=True)

    def _methods(self, node: Node) -> set[str]:
        statements = self.sources.module(node[0]).definitions.get(node[1], [])
        bodies = [one.body for one in statements if isinstance(one, ast.ClassDef)]
        return {part.name for body in bodies for part in body if isinstance(part, ast.FunctionDef)}

    def _run(self, node: Node) -> None:
        """A function or class that is called, all of it."""
        path, name = node
        module = self.sources.module(path)
        effects = self.sources.effects(path)
        for part in module.definitions[name]:
            self.unseen |= unseen_calls(effects, part, inside=True)
            for inner in walk(part):
                self._calls(module, inner)
            for parts in reads(part):
                for target in self.sources.resolve(module, parts):
                    self.meet(target)
            self._changes(module, list(walk(part)))
            self.forced |= {(path, one) for one in declared_global(part)}
        for target in self.sources.edges(node) & {IMPORTED, POST, (path, WHOLE)}:
            self.meet(target)
        self._imports(node)

    def _calls(self, module: Module, node: ast.AST) -> None:
        """Follow what a call calls."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if not isinstance(decorator, ast.Call):
                    self._meet_all(module, decorator, called=True)
                    self._name_method(decorator)
        if isinstance(node, ast.ClassDef):
            loud = [base for base in node.bases if not self.sources.effects(module.path).quiet_base(base)]
            for made_by in (*loud, *(word.value for word in node.keywords)):  # metaclass=Meta
                self._meet_all(module, made_by, called=True)
        if not isinstance(node, ast.Call):
            return
        parts = chain(node.func)
        targets = self.sources.resolve(module, parts) if parts else frozenset[Node]()
        if parts[:1] and parts[0] in purity.BUILTINS:
            self.methods |= self.sources.implicit()  # `len(TABLE)`, `list(TABLE)`
        for target in targets:
            self.meet(target, called=True)
        for handed in (*node.args, *(word.value for word in node.keywords)) if not targets else ():
            self._meet_all(module, handed, called=True)  # `sorted(names, key=put)`
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

    def _meet_all(self, module: Module, node: ast.expr, *, called: bool) -> None:
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
