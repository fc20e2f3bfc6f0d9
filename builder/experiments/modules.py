"""Source files as modules, parsed and never executed: what each defines, imports, and does when it is imported."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError, nearest
from builder.experiments.canonical import is_docstring
from builder.experiments.names import bound

_EXPERIMENT = ("builder.experiments.experiment", "builder.experiments.declaration.experiment")
_LEARNING = Path(__file__).resolve().parent.parent / "learning"


@dataclass(frozen=True)
class Import:
    """A name that an import binds: attribute `name` of the file `path`, or the module itself where `name` is None.

    `path` is None for what is not ours (torch, the standard library): recorded, not followed.
    """

    path: Path | None
    name: str | None
    origin: str  # "builder.experiments" as written, for recognizing what is imported
    line: int


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
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, list[Import]] = field(default_factory=dict)  # several after `try: … except ImportError: …`
    stars: list[Import] = field(default_factory=list)
    effects: list[ast.stmt] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)

    def offers(self, name: str) -> bool:
        """Whether `from … import name` can work, as far as the text tells."""
        return name in self.definitions or name in self.imports or bool(self.stars) or "__getattr__" in self.definitions


def parse_module(path: Path, root: Path) -> Module:
    """Read one source file. Raises SitegenError, with the line, when it is not Python or imports a missing file."""
    try:
        text = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape in a string is not ours to report
            tree = ast.parse(text)
    except SyntaxError as error:
        raise SitegenError(f"not valid Python: {error.msg}", path=path, line=error.lineno) from None
    except (ValueError, OSError) as error:
        raise SitegenError(f"cannot be read: {error}", path=path) from None
    if root == _LEARNING:
        parts = path.relative_to(_LEARNING).with_suffix("").parts
        name = ".".join(("builder.learning", *(part for part in parts if part != "__init__")))
    else:
        name = path.relative_to(root).as_posix()
    module = Module(name, path, root, text)
    for statement in tree.body:
        if not is_docstring(statement) and not _is_main_guard(statement):
            _sort_in(statement, module)
    return module


def _sort_in(statement: ast.stmt, module: Module) -> None:
    """Put one statement of the top level where it belongs."""
    for node in _nested(statement):
        for name, target in imports_of(node, module):
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
    mutated = _mutated(statement)
    if mutated in module.definitions:
        names.add(mutated)
    for name in names:
        module.definitions.setdefault(name, []).append(statement)
    binds_only = isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass) or (names and not _acts(statement))
    if not binds_only:
        module.effects.append(statement)


def _mutated(statement: ast.stmt) -> str:
    """`KERNELS` in `KERNELS["blur"] = …` or `KERNELS.blur = …`: part of what the name stands for; "" elsewhere."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    node = targets[0]
    if not isinstance(node, ast.Subscript | ast.Attribute):
        return ""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _acts(statement: ast.stmt) -> bool:
    """Whether importing runs something besides binding names: it may then change what any experiment gives."""
    if isinstance(statement, ast.If | ast.Try):
        inner = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt | ast.ExceptHandler)]
        return any(_acts(child) if isinstance(child, ast.stmt) else any(map(_acts, child.body)) for child in inner)
    return isinstance(statement, ast.Expr | ast.For | ast.While | ast.With) and not is_docstring(statement)


def _is_main_guard(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__":` never runs in an import."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Compare)
        and isinstance(statement.test.left, ast.Name)
        and statement.test.left.id == "__name__"
    )


def _nested(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement and what stands in its blocks, function and class bodies left out."""
    yield statement
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.stmt):
                yield from _nested(child)
            elif isinstance(child, ast.ExceptHandler):
                for inner in child.body:
                    yield from _nested(inner)


def imports_of(node: ast.AST, module: Module) -> Iterator[tuple[str, Import]]:
    """The names that an import statement binds, with what they stand for; nothing for other statements."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            path = _find_absolute(alias.name, node.lineno, module)
            yield alias.asname or alias.name.partition(".")[0], Import(path, None, alias.name, node.lineno)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, _from_import(node, alias.name, module)


def _from_import(node: ast.ImportFrom, name: str, module: Module) -> Import:
    dotted = node.module or ""
    if node.level == 0:
        origin = dotted
        submodule = _find_absolute(f"{dotted}.{name}", None, module)
        path = _find_absolute(dotted, node.lineno, module)
    else:
        folder = module.path.parent
        for _ in range(node.level - 1):
            folder = folder.parent
        if not folder.is_relative_to(module.root):
            raise SitegenError("an import leaves the post's folder", path=module.path, line=node.lineno)
        origin = "." * node.level + dotted
        inside = folder.joinpath(*dotted.split(".")) if dotted else folder
        path = _file(inside)
        submodule = _file(inside / name)
        if path is None and submodule is None:
            _refuse_missing(inside if dotted else inside / name, node.lineno, module)
    if submodule is not None and (path is None or name not in _top_names(path)):
        # `from .layers import pooling`: the file layers/pooling.py, unless layers/__init__.py gives the name.
        return Import(submodule, None, origin, node.lineno)
    return Import(path, name, origin, node.lineno)


def _top_names(path: Path) -> set[str]:
    return {name for statement in ast.parse(path.read_bytes()).body for name in bound(statement)}


def _find_absolute(dotted: str, line: int | None, module: Module) -> Path | None:
    """The file of `builder.learning…`; None for what is not followed. With a line, a missing file is an error."""
    if dotted != "builder.learning" and not dotted.startswith("builder.learning."):
        return None
    inside = _LEARNING.joinpath(*dotted.split(".")[2:])
    path = _file(inside)
    if path is None and line is not None:
        _refuse_missing(inside, line, module)
    return path


def _file(inside: Path) -> Path | None:
    """The file of a module or of a package."""
    return next((path for path in (inside.with_suffix(".py"), inside / "__init__.py") if path.is_file()), None)


def _refuse_missing(inside: Path, line: int, module: Module) -> None:
    siblings = [path.stem for path in inside.parent.glob("*.py")]
    raise SitegenError(
        f"imports '{inside.name}', which does not exist",
        path=module.path,
        line=line,
        hint=nearest(inside.name, siblings),
    )


def is_experiment(decorator: ast.expr, module: Module) -> bool:
    """Whether a decorator declares an experiment."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    written = ast.unparse(node)  # "experiment", "bench.experiment" or "builder.experiments.experiment"
    first, _, rest = written.partition(".")
    for known in module.imports.get(first, []):
        meant = ".".join(part for part in (known.origin, known.name, rest) if part)
        if meant in _EXPERIMENT or written in _EXPERIMENT:
            return True
    return False
