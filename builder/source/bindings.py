"""What import statements bind: a definition of another file, a whole module, or something that is not ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder import PLACES
from builder.errors import SitegenError, nearest
from builder.finding import module_file
from builder.source.imports import LEARNING, Found, below, find, folder_of, is_package, submodule
from builder.source.names import bound
from builder.source.parsing import parse

if TYPE_CHECKING:
    from builder.source.modules import Module


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


_BENCH = ("builder.experiments", "builder.results")
"""Where what experiments use was imported from before `builder` itself lent its name."""


def at_home(dotted: str) -> str:
    """The full name of what the bench lends to `builder`: "builder.experiments.Result" for "builder.Result".

    So a result stays fresh when its file takes the shorter import; names of the page half are no part of a result.
    """
    top, _, name = dotted.partition(".")
    first, dot, rest = name.partition(".")
    place = PLACES.get(first) if top == "builder" else None
    return f"{place}.{first}{dot}{rest}" if place in _BENCH else dotted


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
    runs = (*found.packages, found.path)
    bound_to = top.path if top else None  # `import builder.learning` binds builder, see `SourceTree`
    return Import(found.path if alias.asname else bound_to, None, alias.name, line, runs, asked)


def _from_import(node: ast.ImportFrom, name: str, module: Module, asked: bool) -> Import:
    dotted = node.module or ""
    if dotted == "builder" and not node.level:
        if name == "learning":
            return _import(ast.alias("builder.learning", name), node.lineno, module, asked)
        if asked:
            _check_face(name, node.lineno, module)
        dotted = at_home(f"builder.{name}").rpartition(".")[0]
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


def _check_face(name: str, line: int, module: Module) -> None:
    """Raise SitegenError for a name that `builder` does not have."""
    if name not in PLACES and name not in ("*", "__version__") and module_file(LEARNING.parent / name) is None:
        message = f"imports '{name}', which builder does not have"
        raise SitegenError(message, path=module.path, line=line, hint=nearest(name, PLACES))


def _top_names(path: Path) -> set[str]:
    try:
        return {name for statement in parse(path)[1].body for name in bound(statement)}
    except SitegenError:
        return set()


def _refuse_missing(dotted: str, line: int, module: Module, folder: Path | None = None) -> None:
    if any(b"__path__" in file.read_bytes() for file in module.root.rglob("__init__.py")):
        return  # a package that says where else to look
    siblings = [path.stem for path in (folder or module.path.parent).glob("*.py")]
    name = dotted.rpartition(".")[2]
    message = f"imports '{name}', which does not exist"
    raise SitegenError(message, path=module.path, line=line, hint=nearest(name, siblings))
