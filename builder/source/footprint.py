"""What a statement of the top level can change when its file is imported: the registry, the table, the alias."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder.source import doing
from builder.source.doing import Doing
from builder.source.kinds import is_code, is_mutable
from builder.source.modules import Module
from builder.source.names import bound
from builder.source.sources import IMPORTED, POST, Sources
from builder.source.tree import Node


@dataclass(frozen=True)
class Footprint:
    """`everywhere`: what it does cannot be told, so it counts for all that import the file. Else for who
    uses one of `touched`.

    `binds` are the names that it gives, `later` those that it can change and that are bound again below it. `runs` are
    the files that it imports on the way; not those of one that counts for all, which is followed itself.
    """

    everywhere: bool
    touched: frozenset[Node]
    binds: frozenset[Node]
    later: tuple[str, ...]
    runs: frozenset[Path]


def footprint(sources: Sources, module: Module, place: int) -> Footprint:
    """The footprint of the statement at a place of a module's top level."""
    statement = module.body[place]
    names = bound(statement) if not isinstance(statement, ast.Import | ast.ImportFrom) else set()
    binds = frozenset((module.path, name) for name in names if name in module.definitions)
    own = doing.of_statement(sources, module, place)
    for node in binds:
        own.meet(node)
    total, steps = _all_of(sources, own)
    everywhere = total.unseen or any(step.node in (IMPORTED, POST) for step in steps)
    touched = binds | total.forced | {step.node for step in steps if total.reflecting or step.is_mutable}
    later = sorted(name for name in _bound_below(module, place) if (module.path, name) in touched)
    return Footprint(everywhere, touched, binds, tuple(later), frozenset(total.runs))


def _bound_below(module: Module, place: int) -> list[str]:
    """The names of a module that statements below a place bind."""
    here = _position(module.body[place])
    return [name for name, statements in module.definitions.items() if _position(statements[-1]) > here]


def _position(statement: ast.stmt) -> tuple[int, int]:
    return statement.lineno, statement.col_offset


def _all_of(sources: Sources, own: Doing) -> tuple[Doing, set[_Step]]:
    """What a piece of code does with all that it leads to, and the steps on the way.

    What was handed to a caller is called too, and whatever has a method that something names.
    """
    total, due = Doing(), [_step(sources, node, called) for node, called in own.met.items()]
    total.add(own)
    steps: set[_Step] = set()
    idle: set[_Step] = set()
    while due:
        while due:
            step = due.pop()
            if step not in steps:
                steps.add(step)
                due += step.following
                if step.acts:
                    total.add(step.doing)
                if step.is_idle:
                    idle.add(step)
        idle = {step for step in idle if step.when_called not in steps}
        given, methods = total.calls_what_it_is_given, total.methods
        due = [step.when_called for step in idle if given or not methods.isdisjoint(step.own_methods)]
    return total, steps


@dataclass(eq=False)
class _Step:
    """A definition that running code comes to, to call it or not; the same for all that come to it."""

    sources: Sources
    node: Node
    called: bool

    @cached_property
    def doing(self) -> Doing:
        """What it does by itself."""
        return doing.of_definition(self.sources, self.node, self.called)

    @cached_property
    def following(self) -> list[_Step]:
        """The steps that it leads to."""
        return [_step(self.sources, node, called) for node, called in self.doing.met.items()]

    @cached_property
    def acts(self) -> bool:
        """Whether it does more than lead to others."""
        return self.doing != Doing(self.doing.met)

    @cached_property
    def is_mutable(self) -> bool:
        return is_mutable(self.sources, self.node)

    @cached_property
    def is_idle(self) -> bool:
        """Whether it is code that nobody calls so far."""
        return not self.called and bool(self.node[0].name) and is_code(self.sources, self.node)

    @cached_property
    def when_called(self) -> _Step:
        return _step(self.sources, self.node, True)

    @cached_property
    def own_methods(self) -> frozenset[str]:
        """Of a class, its methods: something that calls one of them by name may call this one."""
        statements = self.sources.module(self.node[0]).definitions.get(self.node[1], [])
        bodies = [one.body for one in statements if isinstance(one, ast.ClassDef)]
        return frozenset(part.name for body in bodies for part in body if isinstance(part, ast.FunctionDef))


def _step(sources: Sources, node: Node, called: bool) -> _Step:
    return sources.remembered(("step", node, called), lambda: _Step(sources, node, called))
