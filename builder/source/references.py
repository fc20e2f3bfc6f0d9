"""Where the Python files of a post name an experiment, by Python's own rules of scope: for renaming it.

An experiment is named where it is defined, in `uses`, where it is called, imported, or taken from its module; and in
the functions that receive its record under its name. All else of that name is something else.
"""

from __future__ import annotations

import ast
import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from builder.errors import SitegenError
from builder.source.names import bound

Place = tuple[int, int]
"""A line, counted from 1, and a column in bytes, as `ast` counts."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class _Scope:
    """A scope of Python: whether it binds the name, and whether what it binds is what is renamed."""

    binds: bool
    renamed: bool
    of_class: bool = False


@dataclass
class References:
    """The places in one file where `name` is to be renamed, and those that may mean it and are left to the author.

    `receives` tells whether a function gets the record by this name. `home` says that the file is the one that defines
    the experiment; from other files it is reached by imports from the module `experiments`.
    """

    name: str
    receives: Callable[[ast.FunctionDef | ast.AsyncFunctionDef], bool]
    home: bool
    places: set[Place] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    receivers: set[str] = field(default_factory=set)  # the functions that get its record by this name
    _modules: set[str] = field(default_factory=set)

    def find(self, text: bytes) -> References:
        """Look through a file. Raises SyntaxError, and SitegenError with a line for what nobody could follow."""
        text = text.removeprefix(codecs.BOM_UTF8)
        tree = ast.parse(text)
        lines = text.splitlines(keepends=True)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is None:
                self._modules |= {one.asname or one.name for one in node.names if one.name == "experiments"}
            elif isinstance(node, ast.Global | ast.Nonlocal) and self.name in node.names:
                raise SitegenError(f"'{self.name}' is declared global or nonlocal here", line=node.lineno)
        functions = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        self.receivers = {one.name for one in functions if self.receives(one)}
        for one in functions:
            if self.home and one.name == self.name:
                self.places.add(_name_of(one, lines))
        module = _Scope(True, self.home or any(map(self._imports, tree.body)))
        for statement in tree.body:
            self._visit(statement, (module,))
        return self

    def _visit(self, node: ast.AST, scopes: tuple[_Scope, ...]) -> None:
        if isinstance(node, ast.Name):
            if node.id == self.name and self._meant(scopes):
                self.places.add((node.lineno, node.col_offset))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            self._function(node, scopes)
        elif isinstance(node, ast.ClassDef):
            for child in (*node.decorator_list, *node.bases, *node.keywords):
                self._visit(child, scopes)
            inner = _Scope(any(self.name in bound(one) for one in node.body), False, of_class=True)
            for statement in node.body:
                self._visit(statement, (*scopes, inner))
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            targets = {name for one in node.generators for name in bound(one.target)}
            self._visit(node.generators[0].iter, scopes)
            inner = _Scope(self.name in targets, False)
            for child in ast.iter_child_nodes(node):
                self._visit(child, (*scopes, inner))
        else:
            self._plain(node)
            for child in ast.iter_child_nodes(node):
                self._visit(child, scopes)

    def _function(self, node: _Function, scopes: tuple[_Scope, ...]) -> None:
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        own = next((one for one in named if one and one.arg == self.name), None)
        record = own is not None and len(scopes) == 1 and not isinstance(node, ast.Lambda) and self.receives(node)
        imported = any(self._imports(part) for part in body)
        inner = _Scope(own is not None or any(self.name in bound(part) for part in body), record or imported)
        if own is not None and record:
            self.places.add((own.lineno, own.col_offset))
        for child in ast.iter_child_nodes(node):
            self._visit(child, (*scopes, inner) if child in body else scopes)

    def _plain(self, node: ast.AST) -> None:
        """What names the experiment by a word that is no name of Python's: imports, attributes, keywords, strings."""
        if isinstance(node, ast.ImportFrom) and node.module == "experiments" and node.level:
            self.places |= {(one.lineno, one.col_offset) for one in node.names if one.name == self.name}
        elif isinstance(node, ast.Attribute) and node.attr == self.name:
            if isinstance(node.value, ast.Name) and node.value.id in self._modules:
                assert node.end_lineno is not None
                assert node.end_col_offset is not None
                self.places.add((node.end_lineno, node.end_col_offset - len(self.name.encode())))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.receivers:
            self.places |= {(one.lineno, one.col_offset) for one in node.keywords if one.arg == self.name}
        elif isinstance(node, ast.Constant) and node.value == self.name:
            self.left.append(node.lineno)

    def _imports(self, node: ast.AST) -> bool:
        """Whether a statement imports the experiment under its own name."""
        return (
            isinstance(node, ast.ImportFrom)
            and node.module == "experiments"
            and node.level > 0
            and any(one.name == self.name and one.asname in (None, self.name) for one in node.names)
        )

    def _meant(self, scopes: tuple[_Scope, ...]) -> bool:
        """Whether the name means the experiment, or its record, where these scopes stand around it."""
        for place, scope in reversed(list(enumerate(scopes))):
            if scope.binds and not (scope.of_class and place != len(scopes) - 1):
                return scope.renamed
        return False


def _name_of(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[bytes]) -> Place:
    """Where the name of a function stands in its definition."""
    found = re.compile(rb"(?:async\s+)?def\s+").match(lines[function.lineno - 1], function.col_offset)
    if found is None or not lines[function.lineno - 1].startswith(function.name.encode(), found.end()):
        raise SitegenError(f"'{function.name}' is not on the line of its 'def'", line=function.lineno)
    return function.lineno, found.end()


def named_in(text: bytes, name: str) -> int | None:
    """The first line on which Python has something of this name; None where it has nothing."""
    lines = [node.lineno for node in ast.walk(ast.parse(text)) if name in _names(node) and isinstance(node, _LINED)]
    return min(lines, default=None)


_LINED = (ast.expr, ast.stmt, ast.arg, ast.alias, ast.ExceptHandler)


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]


def replaced(text: bytes, places: set[Place], old: str, new: str) -> bytes:
    """The file with another name at these places, and every other byte as it was."""
    if text.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + replaced(text[3:], places, old, new)
    lines = text.splitlines(keepends=True)
    before, after = old.encode(), new.encode()
    for line, column in sorted(places, reverse=True):
        whole = lines[line - 1]
        assert whole.startswith(before, column), (line, column)
        lines[line - 1] = whole[:column] + after + whole[column + len(before) :]
    return b"".join(lines)
