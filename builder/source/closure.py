"""Everything of ours that an experiment reaches, followed through the text of its files, nothing executed.

What is followed: functions, classes, methods and constants by name, across the files of the post, of what several posts
share, and of `builder.learning`. What a file does when it is imported counts for everyone who uses what it can change,
and where that cannot be told for everyone who imports it. What cannot be followed makes more count, never less: a
module handed around as an object the whole of that module; `globals()`, `eval` and the like the whole of the file they
stand in; `sys.modules` every file that was imported; `importlib` every file of the post.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from builder.files import sha256
from builder.source.canonical import source_digest
from builder.source.facets import facets
from builder.source.footprint import Footprint, footprint
from builder.source.imports import folder_of, is_package, python_files
from builder.source.modules import Module
from builder.source.names import walk
from builder.source.sources import IMPORTED, POST, Sources
from builder.source.tree import TOP, WHOLE, Node

_COMPUTING = frozenset({"attrgetter", "methodcaller", "__getattribute__", "getmembers", "dir", "vars", "__dict__"})


@dataclass
class Closure:
    """What one experiment reaches."""

    sources: Sources
    reached: set[Node] = field(default_factory=set)
    _queue: list[Node] = field(default_factory=list)
    imported: set[Path] = field(default_factory=set)
    _waiting: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))  # what acts on a definition
    _mentioned: set[str] = field(default_factory=set)
    _methods: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))  # not named so far
    _code: dict[str, str] | None = None

    def reach(self, module: Module, name: str) -> None:
        """Follow a definition of a module, what that reaches in turn, and what acts on any of it."""
        self._import(module.path)
        self._add((module.path, name))
        while self._queue:
            self._visit(self._queue.pop())
        self._code = None

    @property
    def code(self) -> dict[str, str]:
        """By "models.py:cnn", the digest of each definition that is reached."""
        if self._code is None:
            self._code = self._digests()
        return self._code

    @property
    def left_out(self) -> dict[str, str]:
        """The methods of classes that are reached which nothing names, by the digest of each."""
        nodes = [node for nodes in self._methods.values() for node in nodes if node not in self.reached]
        return {self.sources.key(node): self.sources.digest(self.sources.module(node[0]), node[1]) for node in nodes}

    def _add(self, node: Node) -> None:
        if node not in self.reached:
            self.reached.add(node)
            self._queue.append(node)

    def _visit(self, node: Node) -> None:
        for acting in self._waiting.pop(node, ()):
            self._add(acting)
        if node == POST:
            for path in python_files(self.sources.post):
                self._import(path)
                self._add((path, WHOLE))
            return
        if node == IMPORTED:
            for path in list(self.imported):
                self._add((path, WHOLE))
            return
        path, name = node
        self._import(path)
        for inner in self.sources.edges(node):
            self._add(inner)
        if name.startswith("#"):
            for bound in self._footprint(path, int(name[1:])).binds:
                self._add(bound)
        if name == WHOLE:
            if is_package(path):  # its submodules are attributes of it, once something imported them
                for other in [one for one in self.imported if one.is_relative_to(folder_of(path))]:
                    self._add((other, WHOLE))
            return
        for target in self.sources.later(node):
            for run in target.runs:
                self._import(run)
        for star in self.sources.module(path).stars if self.sources.coarse else ():
            if star.path is not None:
                self._add((star.path, WHOLE))
        self._meet_methods(node)

    def _meet_methods(self, node: Node) -> None:
        """Count the methods that something which is reached could name."""
        words = self.sources.mentions(node)
        everything = bool(words & _COMPUTING) or self.sources.computes_names(node)
        for word in list(self._methods) if everything else words - self._mentioned:
            for method in self._methods.get(word, ()):
                self._add(method)
        self._mentioned |= words | ({""} if everything else set())
        for name in self.sources.methods_of(node):
            self._methods[name].append((node[0], f"{node[1]}.{name}"))
            if name in self._mentioned or "" in self._mentioned:
                self._add((node[0], f"{node[1]}.{name}"))

    def _import(self, path: Path) -> None:
        """What importing a file does: its statements that act, and the same of the files it imports."""
        queue = [path]
        while queue:
            path = queue.pop()
            if path in self.imported:
                continue
            self.imported.add(path)
            if IMPORTED in self.reached:
                self._add((path, WHOLE))
            for other in self.imported - {path}:
                if (other, WHOLE) in self.reached and is_package(other) and path.is_relative_to(folder_of(other)):
                    self._add((path, WHOLE))
            module = self.sources.module(path)
            for target in module.targets():
                queue += target.runs
            for place in self.sources.acting(path):
                mark = self._footprint(path, place)
                queue += mark.runs
                self._attach((path, f"#{place}"), mark)

    def _footprint(self, path: Path, place: int) -> Footprint:
        return self.sources.remembered((path, place), lambda: footprint(self.sources, self.sources.module(path), place))

    def _attach(self, statement: Node, mark: Footprint) -> None:
        if mark.everywhere or self.sources.coarse or mark.touched & self.reached:
            self._add(statement)
        else:
            for node in mark.touched:
                self._waiting[node].append(statement)

    def _digests(self) -> dict[str, str]:
        code = {}
        for path, name in self.reached:
            if path.name and name != WHOLE and not name.startswith("#"):
                module = self.sources.module(path)
                code[f"{module.name}:{name}"] = self.sources.digest(module, name)
        acting = {path for path, name in self.reached if name.startswith("#")}
        for path in self.imported if acting else ():
            module = self.sources.module(path)
            if (digest := self._top_level(module, acting)) is not None:
                code[f"{module.name}:{TOP}"] = digest
        for path in self.imported:
            module = self.sources.module(path)
            if module.error is not None:
                code[f"{module.name}:(text)"] = sha256(module.text)[:16]
        code |= facets(self.sources, self.imported, self._mentioned)
        return dict(sorted(code.items()))

    def _top_level(self, module: Module, acting: set[Path]) -> str | None:
        """The digest of what a file does when it is imported, in its order; None where a definition says it all.

        `acting` are the files that do something to what is reached.
        """
        entries: list[ast.stmt] = []
        plain = False
        for place, statement in enumerate(module.body):
            if (module.path, f"#{place}") in self.reached:
                mark = self._footprint(module.path, place)
                names = sorted(name for _, name in mark.binds)
                plain |= not names
                plain |= bool(mark.later)
                entries += [_named([*names, "before", *mark.later])] if names else [statement, _named([*mark.later])]
            elif isinstance(statement, ast.Import | ast.ImportFrom):
                entries += [_named(["import", run]) for run in _acting_imports(self.sources, module, statement, acting)]
        return source_digest(entries) if plain or len(entries) > 1 else None


def _acting_imports(sources: Sources, module: Module, statement: ast.stmt, acting: set[Path]) -> list[str]:
    """The files that an import runs and that act on what is reached: the order of such imports counts."""
    lines = {node.lineno for node in walk(statement) if isinstance(node, ast.Import | ast.ImportFrom)}
    paths = [run for target in module.targets() if target.line in lines for run in target.runs]
    return [sources.module(path).name for path in dict.fromkeys(paths) if path in acting]


def _named(names: list[str]) -> ast.stmt:
    return ast.Global(names=names)
