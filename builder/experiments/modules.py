"""Source files as modules, parsed and never executed: what each defines, imports, and does when it is imported."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError, nearest
from builder.experiments.canonical import is_docstring
from builder.experiments.imports import LEARNING, Found, Root, below, find, folder_of, is_package, submodule
from builder.experiments.names import bound, chain, children, declared_global

_EXPERIMENT = ("builder.experiments.experiment", "builder.experiments.declaration.experiment")
_MAKING = (b"globals(", b"exec(", b"setattr(", b"vars(", b"__dict__", b"sys.modules")  # makes names while it runs
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DEEPEST = 800  # levels of a syntax tree: every walk over it is recursive, and Python stops at a thousand


@dataclass(frozen=True)
class Import:
    """A name that an import binds: attribute `name` of the file `path`, or the module itself where `name` is None.

    `path` is None for what is not ours (torch, the standard library): recorded, not followed. `runs` are the files that
    the import runs besides, `packages` around it first.
    """

    path: Path | None
    name: str | None
    origin: str  # "builder.experiments" as written, for recognizing what is imported
    line: int
    runs: tuple[Path, ...] = ()
    asked: bool = True  # False where the text provides for its absence: in `try`, in `if`

    @property
    def dotted(self) -> str:
        """The full name of what it binds: "torch.nn.functional"."""
        return ".".join(part for part in (self.origin, self.name) if part)


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
    body: list[ast.stmt] = field(default_factory=list, repr=False)  # what runs when it is imported
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
    text, tree, nodes = _parse(path)
    module = Module(root.name(path), path, root.folder, text, tuple(roots))
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


def _parse(path: Path) -> tuple[bytes, ast.Module, list[ast.AST]]:
    """The text of a file, its syntax tree, and the classes and import statements anywhere in it."""
    try:
        text = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape in a string is not ours to report
            tree = ast.parse(text)
    except SyntaxError as error:
        raise SitegenError(f"not valid Python: {error.msg}", path=path, line=error.lineno) from None
    except (ValueError, OSError) as error:
        raise SitegenError(f"cannot be read: {error}", path=path) from None
    except (RecursionError, MemoryError):  # how Python refuses twenty thousand terms
        raise SitegenError("is nested too deeply to be read", path=path) from None
    level: list[ast.AST] = [tree]
    found: list[ast.AST] = []
    for _ in range(_DEEPEST):
        level = [child for node in level for child in children(node)]
        if not level:
            return text, tree, found
        found += [node for node in level if isinstance(node, ast.ClassDef | ast.Import | ast.ImportFrom)]
    line = getattr(level[0], "lineno", None)
    hint = "Write it as a list, or in several statements."
    raise SitegenError("is nested too deeply to be followed", path=path, line=line, hint=hint)


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
    names = (
        set() if isinstance(statement, ast.Import | ast.ImportFrom) else bound(statement) | declared_global(statement)
    )
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


def imports_of(node: ast.AST, module: Module, asked: bool = False) -> Iterator[tuple[str, Import]]:
    """The names that an import statement binds, with what they stand for; nothing for other statements."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0], _import(alias, node.lineno, module, asked)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, _from_import(node, alias.name, module, asked)


def _import(alias: ast.alias, line: int, module: Module, asked: bool) -> Import:
    """`import pack.layers` binds pack, and runs both; `import pack.layers as layers` binds the inner one."""
    found = find(alias.name, module.roots)
    top = find(alias.name.partition(".")[0], module.roots)
    if found is None:
        if asked and (top is not None or _ours(alias.name)):
            _refuse_missing(alias.name, line, module)
        first = (top.path,) if top is not None else ()
        return Import(top.path if top and not alias.asname else None, None, alias.name, line, first, asked)
    assert top is not None
    runs = (*found.packages, found.path)
    return Import(found.path if alias.asname else top.path, None, alias.name, line, runs, asked)


def _from_import(node: ast.ImportFrom, name: str, module: Module, asked: bool) -> Import:
    dotted = node.module or ""
    origin = "." * node.level + dotted
    found = _relative(node, module, asked) if node.level else find(dotted, module.roots)
    if found is None:
        if asked and (node.level or _ours(dotted) or find(dotted.partition(".")[0], module.roots) is not None):
            _refuse_missing(dotted or name, node.lineno, module)
        return Import(None, name, origin, node.lineno, (), asked)
    inner = submodule(found.path, name) if name != "*" else None
    runs = (*found.packages, *((found.path,) if found.path.is_file() else ()))
    if inner is None:
        if asked and name != "*" and not found.path.is_file():  # a package without code has submodules only
            _refuse_missing(name, node.lineno, module, folder_of(found.path))
        return Import(found.path, name, origin, node.lineno, runs, asked)
    # A package that takes its own submodule means the file, whatever else it calls by that name.
    if found.path == module.path or found.path.is_dir() or name not in _top_names(found.path):
        return Import(inner, None, origin, node.lineno, (*runs, inner), asked)
    return Import(found.path, name, origin, node.lineno, (*runs, inner), asked)


def _relative(node: ast.ImportFrom, module: Module, asked: bool) -> Found | None:
    """Where `from ..pack import …` leads: the packages between the folder of the post and it run before it."""
    folder = folder_of(module.path) if is_package(module.path) else module.path.parent
    for _ in range(node.level - 1):
        folder = folder.parent
    if not folder.is_relative_to(module.root):
        if not asked:
            return None
        hint = "What several posts need belongs into content/shared/, and is imported by its name."
        raise SitegenError("an import leaves the post's folder", path=module.path, line=node.lineno, hint=hint)
    parts = [*folder.relative_to(module.root).parts, *(node.module.split(".") if node.module else ())]
    if parts:
        return below(module.root, parts)
    return Found(LEARNING / "__init__.py" if module.root == LEARNING else module.root)


def _ours(dotted: str) -> bool:
    return dotted == "builder.learning" or dotted.startswith("builder.learning.")


def _top_names(path: Path) -> set[str]:
    try:
        return {name for statement in _parse(path)[1].body for name in bound(statement)}
    except SitegenError:
        return set()


def _refuse_missing(dotted: str, line: int, module: Module, folder: Path | None = None) -> None:
    if any(b"__path__" in file.read_bytes() for file in module.root.rglob("__init__.py")):
        return  # a package that says where else to look
    siblings = [path.stem for path in (folder or module.path.parent).glob("*.py")]
    name = dotted.rpartition(".")[2]
    message = f"imports '{name}', which does not exist"
    raise SitegenError(message, path=module.path, line=line, hint=nearest(name, siblings))


def is_experiment(decorator: ast.expr, module: Module) -> bool:
    """Whether a decorator declares an experiment."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    first, *rest = chain(node) or ("",)  # "experiment", "bench.experiment" or "builder.experiments.experiment"
    written = ".".join((first, *rest))
    for known in module.imports.get(first, []):
        meant = ".".join((known.dotted, *rest))
        if meant in _EXPERIMENT or written in _EXPERIMENT:
            return True
    return False
