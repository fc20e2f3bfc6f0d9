"""Source files as modules, parsed and never executed: what each defines, imports, and does when it is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError
from builder.source.bindings import Import, at_home, imports_of
from builder.source.canonical import is_docstring
from builder.source.imports import Root, submodule
from builder.source.names import bound, chain, children, declared_global, walk
from builder.source.parsing import parse

_EXPERIMENT = ("builder.experiments.experiment", "builder.experiments.declaration.experiment")
_OTHER = ("builder.results.other", "builder.results.elsewhere.other")
_MAKING = (b"globals(", b"exec(", b"setattr(", b"vars(", b"__dict__", b"sys.modules")  # makes names while it runs
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Bound = ast.Assign | ast.AnnAssign


@dataclass(frozen=True)
class Declared:
    """A function with `@experiment`, and the decorator, taken off: a new `quick=` must not repeat a training."""

    function: ast.FunctionDef
    decorator: ast.expr


@dataclass
class Module:
    """A parsed file. `definitions` maps each name to the statements that bind it, in order."""

    name: str  # "models.py" in a post, "builder.learning.training" in the toolkit
    path: Path
    root: Path  # the folder that relative imports may not leave
    text: bytes = field(repr=False)
    roots: tuple[Root, ...] = field(default=(), repr=False)  # where absolute imports are looked for
    tree: ast.Module = field(default_factory=lambda: ast.Module([], []), repr=False)
    body: list[ast.stmt] = field(default_factory=list, repr=False)  # what of it runs when it is imported
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, list[Import]] = field(default_factory=dict)  # several after `try: … except ImportError: …`
    stars: list[Import] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)
    exported: frozenset[str] | None = None  # what a star import takes, where `__all__` is written out
    methods: frozenset[str] = frozenset()  # what any class in it calls a function
    properties: frozenset[str] = frozenset()  # those of them that a decorator changes
    error: SitegenError | None = None  # why it cannot be followed; then it has nothing but its text
    later: list[Import] = field(default_factory=list, repr=False)  # what functions of it import when they are called

    def offers(self, name: str) -> bool:
        """Whether `from … import name` can work, as far as the text tells."""
        computed = bool(self.stars) or "__getattr__" in self.definitions or any(one in self.text for one in _MAKING)
        known = name in self.definitions or name in self.imports
        return known or computed or submodule(self.path, name) is not None

    def targets(self) -> Iterator[Import]:
        """All that its import statements bind."""
        for targets in (*self.imports.values(), self.stars):
            yield from targets


def parse_module(path: Path, root: Root, roots: Sequence[Root] = ()) -> Module:
    """Read one source file. Raises SitegenError, with the line, when it is not Python or imports a missing file."""
    if path.is_dir():  # a package without __init__.py
        return Module(root.name(path), path, root.folder, b"", tuple(roots))
    text, tree, nodes = parse(path)
    module = Module(root.name(path), path, root.folder, text, tuple(roots), tree)
    bodies = [node.body for node in nodes if isinstance(node, ast.ClassDef)]
    methods = [part for body in bodies for part in body if isinstance(part, _Function)]
    module.methods = frozenset(one.name for one in methods)
    module.properties = frozenset(one.name for one in methods if one.decorator_list)
    for statement in _unguarded(tree.body):
        if not is_docstring(statement):
            module.body.append(statement)
            _sort_in(statement, module)
    module.exported = _exported(module)
    module.later = [target for node in nodes for _, target in imports_of(node, module)]
    return module


def _unguarded(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that an import runs: `if __name__ == "__main__":` never does, its `else:` always."""
    for statement in statements:
        guard = _main_guard(statement)
        if guard is None:
            yield statement
        else:
            assert isinstance(statement, ast.If)
            yield from _unguarded(statement.orelse if guard else statement.body)


def _main_guard(statement: ast.stmt) -> bool | None:
    """True for `if __name__ == "__main__":`, False for `!=`, None for all else."""
    if not isinstance(statement, ast.If) or not isinstance(statement.test, ast.Compare):
        return None
    test = statement.test
    sides = [test.left, *test.comparators]
    names = [one.id for one in sides if isinstance(one, ast.Name)]
    words = [one.value for one in sides if isinstance(one, ast.Constant)]
    if names != ["__name__"] or words != ["__main__"] or not isinstance(test.ops[0], ast.Eq | ast.NotEq):
        return None
    return isinstance(test.ops[0], ast.Eq)


def _sort_in(statement: ast.stmt, module: Module) -> None:
    """Put one statement of the top level where it belongs."""
    for node, asked in _nested(statement):
        for name, target in imports_of(node, module, asked):
            if name == "*":
                module.stars.append(target)
            else:
                module.imports.setdefault(name, []).append(target)
    if isinstance(statement, ast.FunctionDef):
        for decorator in statement.decorator_list:
            if is_experiment(decorator, module):
                statement.decorator_list.remove(decorator)
                module.declared.append(Declared(statement, decorator))
                break
    names = set() if isinstance(statement, ast.Import | ast.ImportFrom) else bound(statement)
    if b"global" in module.text:  # few files do it, and looking for it takes time
        names |= declared_global(walk(statement))
    mutated = _mutated(statement)
    if mutated in module.definitions:
        names.add(mutated)
    for name in names:
        module.definitions.setdefault(name, []).append(statement)


def _mutated(statement: ast.stmt) -> str:
    """`KERNELS` in `KERNELS["blur"] = …` or `KERNELS.blur = …`: part of what the name stands for; "" elsewhere."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    node = targets[0]
    if not isinstance(node, ast.Subscript | ast.Attribute):
        return ""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _exported(module: Module) -> frozenset[str] | None:
    bindings = module.definitions.get("__all__", [])
    if len(bindings) != 1 or not isinstance(bindings[0], ast.Assign | ast.AnnAssign) or bindings[0].value is None:
        return None
    try:
        return frozenset(ast.literal_eval(bindings[0].value))
    except (ValueError, TypeError):
        return None


def _nested(statement: ast.stmt, asked: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """The statement and what stands in its blocks, function and class bodies left out; whether each surely runs."""
    yield statement, asked
    if isinstance(statement, ast.If) and chain(statement.test)[-1:] == ("TYPE_CHECKING",):
        for inner in statement.orelse:
            yield from _nested(inner, asked)
    elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        sure = asked and isinstance(statement, ast.With | ast.ClassDef)
        for child in children(statement):
            if isinstance(child, ast.stmt):
                yield from _nested(child, sure)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                for inner in child.body:
                    yield from _nested(inner, False)


def is_experiment(decorator: ast.expr, module: Module) -> bool:
    """Whether a decorator declares an experiment."""
    return _is_called(decorator, module, _EXPERIMENT)


def others(module: Module) -> dict[str, ast.Call]:
    """What stands in a file for experiments of other posts, by name: `earlier = other("cnns:cnn")`."""
    found = {}
    for name, statements in module.definitions.items():
        value = statements[0].value if len(statements) == 1 and isinstance(statements[0], _Bound) else None
        if isinstance(value, ast.Call) and _is_called(value, module, _OTHER):
            found[name] = value
    return found


def _is_called(decorator: ast.expr, module: Module, homes: Sequence[str]) -> bool:
    """Whether a decorator, or a call, names what is at home at one of these places."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    first, *rest = chain(node) or ("",)  # "experiment", "bench.experiment" or "builder.experiments.experiment"
    written = ".".join((first, *rest))
    known = module.imports.get(first, [])
    meant = [written, *(".".join((one.dotted, *rest)) for one in known)] if known else []
    if not known and first not in module.definitions:
        meant = [f"{star.origin}.{written}" for star in module.stars]
    return any(at_home(one) in homes for one in meant)
