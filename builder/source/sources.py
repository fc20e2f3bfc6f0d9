"""The source files of a post as a graph: what each definition of them reads, and what importing each file runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from builder.source.bindings import Import, imports_of
from builder.source.canonical import source_digest
from builder.source.effects import Effects
from builder.source.modules import Module
from builder.source.names import Read, chain, executed, mentions, reads, walk
from builder.source.parts import Function, bare, loose_methods, skeleton
from builder.source.tree import ORDER, WHOLE, Node, SourceTree

Made = TypeVar("Made")

IMPORTED: Node = (Path(), "imported")  # every file that was imported
POST: Node = (Path(), "post")  # every file of the post

_COMPUTED = frozenset({"globals", "locals", "vars", "eval", "exec", "dir"})
_LOADED = ("importlib", "runpy", "pkgutil", "imp", "zipimport", "__import__")
_NOT_LOADED = ("importlib.metadata", "importlib.resources")
_FRAMES = ("gc", "inspect.stack", "inspect.currentframe", "inspect.getmodule", "sys._getframe")
_REACHING = frozenset({"__globals__", "f_globals", "f_back", "__subclasses__", "f_locals"})


@dataclass
class Sources(SourceTree):
    """The source files of a post, and what each definition of them consists of and reads.

    With `coarse`, more counts, as it did for records of format 1: annotations of functions, what a file does when it is
    imported for all that import it, a star import as a whole.
    """

    coarse: bool = False
    _memory: dict[Any, Any] = field(default_factory=dict)

    def statements(self, node: Node) -> list[ast.stmt]:
        """The statements that a definition consists of; of a class, without the methods that stand for themselves."""
        return self.remembered(("statements", node), lambda: self._statements(node))

    def _statements(self, node: Node) -> list[ast.stmt]:
        path, name = node
        module = self.module(path)
        if name.startswith(ORDER):
            return [ast.Global(names=self.order(module, name.removeprefix(ORDER)))]
        if name.startswith("#"):
            return [module.body[int(name[1:])]]
        owner, _, method = name.partition(".")
        statements = module.definitions.get(owner, [])
        loose = self._loose((path, owner))
        if method:
            return list(loose.get(method, []))
        return [skeleton(statement, loose) for statement in statements] if loose else statements

    def methods_of(self, node: Node) -> list[str]:
        """The methods of a class that count only where something names them."""
        name = node[1]
        if "." in name or name.startswith("#") or name == WHOLE:
            return []
        return list(self._loose(node))

    def _loose(self, node: Node) -> Mapping[str, list[Function]]:
        path, name = node
        statements = self.module(path).definitions.get(name, [])
        return self.remembered(("loose", node), lambda: loose_methods(statements, self.effects(path)))

    def nodes(self, node: Node) -> list[ast.AST]:
        """All that a definition consists of, down to each name."""
        return self.remembered(("nodes", node), lambda: [one for part in self.statements(node) for one in walk(part)])

    def reads(self, node: Node) -> list[tuple[ast.stmt, list[Read]]]:
        """The statements of a definition as they count, each with what it reads."""
        return self.remembered(("reads", node), lambda: [(part, reads(part)) for part in self.counted(node)])

    def digest(self, module: Module, name: str) -> str:
        """The digest of a definition, or of a method ("Net.loss"). Raises KeyError where there is none of this name."""
        node = (module.path, name)
        if not self.statements(node):
            raise KeyError(name)
        return self.remembered(("digest", node), lambda: source_digest([*self.counted(node), *self._meanings(node)]))

    def _meanings(self, node: Node) -> Iterator[ast.stmt]:
        """What the names in a definition stand for, where its own text does not say: which `floor`, which `A`."""
        path, _ = node
        module, effects = self.module(path), self.effects(path)
        foreign = {one[0] for _, read in self.reads(node) for one in read if one[0] in module.imports}
        for name in sorted(foreign):
            dotted = effects.foreign((name,))
            if dotted and dotted != name:
                yield ast.Global(names=[name, dotted])
        for part, _ in self.reads(node):
            if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._order(module, part)

    def _order(self, module: Module, part: ast.stmt) -> Iterator[ast.stmt]:
        """Which of several bindings of a name a statement reads."""
        names = {
            inner.id for inner in executed(part) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)
        }
        for name in sorted(names):
            bindings = module.definitions.get(name, [])
            if len(bindings) > 1 and part not in bindings:
                before = sum(one.lineno < getattr(part, "lineno", 0) for one in bindings)
                yield ast.Global(names=["binding", name, str(before)])

    def counted(self, node: Node) -> list[ast.stmt]:
        """The statements of a definition as they count: without annotations that nobody asks for."""
        parts = self.statements(node)
        return parts if self.coarse else [bare(part, self.effects(node[0])) for part in parts]

    def mentions(self, node: Node) -> frozenset[str]:
        """What could name a method in the code of a definition."""
        return self.remembered(("words", node), lambda: frozenset(mentions(self.nodes(node))))

    def effects(self, path: Path) -> Effects:
        """What judges the statements of a file."""
        return self.remembered(("effects", path), lambda: Effects(self, self.module(path)))

    def acting(self, path: Path) -> list[int]:
        """Which statements of a file do something besides binding names, by their place."""
        body, acts = self.module(path).body, self.effects(path).acts
        return self.remembered(("acting", path), lambda: [place for place, part in enumerate(body) if acts(part)])

    def remembered(self, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once: it is the same for every experiment of the post."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]  # type: ignore[no-any-return]

    def computes_names(self, node: Node) -> bool:
        """Whether a definition asks for attributes by names that it computes: `getattr(net, which)`."""
        return self.remembered(("computes", node), lambda: any(map(_computes_name, self.nodes(node))))

    # What a name stands for

    def edges(self, node: Node) -> frozenset[Node]:
        """What a definition, a statement or a whole file reads."""
        inner = self._whole(node[0]) if node[1] == WHOLE else self._read(node)
        return self.remembered(("edges", node), lambda: frozenset(inner))

    def _whole(self, path: Path) -> Iterator[Node]:
        module = self.module(path)
        for name in module.definitions:
            yield path, name
            yield from ((path, f"{name}.{method}") for method in self.methods_of((path, name)))
        for place in self.acting(path):
            yield path, f"#{place}"
        for target in module.targets():
            yield from self._target(target, (), set())

    def _read(self, node: Node) -> Iterator[Node]:
        path, _ = node
        module = self.module(path)
        for part, read in self.reads(node):
            for parts in set(read):
                yield from self.resolve(module, parts)
                yield from self.computed(module, parts, part)
        if _REACHING & self.mentions(node):
            yield IMPORTED
        for target in self.later(node):
            yield from self._target(target, (), set())
            if target.path is None and _is_loaded(target.dotted):
                yield POST

    def later(self, node: Node) -> tuple[Import, ...]:
        """What import statements inside a definition import."""
        return self.remembered(("later", node), lambda: tuple(self._later(node)))

    def _later(self, node: Node) -> Iterator[Import]:
        module = self.module(node[0])
        if not any(isinstance(part, ast.Import | ast.ImportFrom) for part in self.statements(node)):
            for inner in self.nodes(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield from (target for _, target in imports_of(inner, module))

    def computed(self, module: Module, parts: Read, part: ast.stmt) -> Iterator[Node]:
        """What is reached by names that only running could tell."""
        dotted = self.effects(module.path).foreign(parts)
        if dotted is None:
            return
        if dotted in _COMPUTED:
            yield module.path, WHOLE
        elif dotted.startswith("sys.modules"):
            yield (module.path, WHOLE) if _only_itself(part) else IMPORTED
        elif dotted.startswith(_FRAMES):
            yield IMPORTED
        elif _is_loaded(dotted):
            yield POST

    def key(self, node: Node) -> str:
        """How a fingerprint names a definition: "models.py:cnn"."""
        return f"{self.module(node[0]).name}:{node[1]}"


def _is_loaded(dotted: str) -> bool:
    """Whether this imports files by names that are computed."""
    return dotted.startswith(_LOADED) and not dotted.startswith(_NOT_LOADED)


def _only_itself(part: ast.stmt) -> bool:
    """Whether `sys.modules` is asked for the file itself, by `__name__`, and for nothing else."""
    asked = [node for node in walk(part) if isinstance(node, ast.Subscript) and _is_modules(node.value)]
    all_of = [node for node in walk(part) if _is_modules(node)]
    named = [node for node in asked if isinstance(node.slice, ast.Name) and node.slice.id == "__name__"]
    return len(named) == len(all_of)


def _computes_name(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and chain(node.func) == ("getattr",)):
        return False
    return not any(isinstance(one, ast.Constant) for one in node.args[1:2])


def _is_modules(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "modules"
