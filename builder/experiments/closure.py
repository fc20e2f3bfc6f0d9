"""Everything of ours that an experiment reaches, followed through the text of its files, nothing executed.

What is followed: functions, classes and constants by name, across the files of the post and `builder.learning`. What
a file does when it is imported counts for everyone that imports it. What cannot be followed makes more count, never
less: a star import or a module handed around as an object (`getattr(models, name)`) the whole of that module;
`globals()`, `eval` and the like the whole of the file they stand in; `importlib` every file of the post.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError, nearest
from builder.experiments.canonical import source_digest
from builder.experiments.modules import Import, Module, imports_of, parse_module
from builder.experiments.names import Read, reads, walk

_COMPUTED = frozenset({"globals", "locals", "vars", "eval", "exec", "dir"})
_LOADED = frozenset({"importlib", "runpy", "__import__"})
_TOP = "(top level)"


@dataclass
class Sources:
    """The parsed files of one post and of the toolkit, each read once."""

    post: Path
    _modules: dict[Path, Module] = field(default_factory=dict)
    _digests: dict[tuple[Path, str], str] = field(default_factory=dict)
    _reads: dict[tuple[Path, str], frozenset[Read]] = field(default_factory=dict)
    _inner: dict[tuple[Path, str], tuple[Import, ...]] = field(default_factory=dict)

    def module(self, path: Path) -> Module:
        """The module of a file of the post or of the toolkit."""
        if path not in self._modules:
            learning = Path(__file__).resolve().parent.parent / "learning"
            root = self.post if path.is_relative_to(self.post) else learning
            self._modules[path] = parse_module(path, root)
        return self._modules[path]

    @property
    def modules(self) -> list[Module]:
        """The files that were read so far."""
        return list(self._modules.values())

    def check_imports(self, module: Module) -> None:
        """Raise SitegenError when a file, or one that it imports, imports a name that is not there."""
        checked = {module.path}
        queue = [module]
        while queue:
            module = queue.pop()
            for target in [target for targets in module.imports.values() for target in targets]:
                if target.path is None:
                    continue
                found = self.module(target.path)
                if target.name is not None and not found.offers(target.name):
                    message = f"imports '{target.name}', which {found.name} does not define"
                    hint = nearest(target.name, [*found.definitions, *found.imports])
                    raise SitegenError(message, path=module.path, line=target.line, hint=hint)
                if found.path not in checked:
                    checked.add(found.path)
                    queue.append(found)

    def changed(self) -> list[Path]:
        """The files whose text is no longer what was read."""
        return sorted(path for path, module in self._modules.items() if path.read_bytes() != module.text)

    def digest(self, module: Module, name: str) -> str:
        """The digest of a definition, or of what the module does when imported."""
        key = (module.path, name)
        if key not in self._digests:
            self._digests[key] = source_digest(self.statements(module, name))
        return self._digests[key]

    def inner_imports(self, module: Module, name: str) -> tuple[Import, ...]:
        """What the import statements inside a definition import."""
        key = (module.path, name)
        if key not in self._inner:
            nodes = (node for part in self.statements(module, name) for node in walk(part))
            self._inner[key] = tuple(target for node in nodes for _, target in imports_of(node, module))
        return self._inner[key]

    def reads(self, module: Module, name: str) -> frozenset[Read]:
        """The names that a definition takes from its module."""
        key = (module.path, name)
        if key not in self._reads:
            self._reads[key] = frozenset(read for part in self.statements(module, name) for read in reads(part))
        return self._reads[key]

    @staticmethod
    def statements(module: Module, name: str) -> list[ast.stmt]:
        return module.effects if name == _TOP else module.definitions[name]


@dataclass
class Closure:
    """What one experiment reaches; `code` maps "models.py:cnn" to the digest of that definition."""

    sources: Sources
    code: dict[str, str] = field(default_factory=dict)
    _imported: set[Path] = field(default_factory=set)
    _counted: set[Path] = field(default_factory=set)

    def reach(self, module: Module, name: str) -> None:
        """Follow a definition of a module, and what that reaches in turn."""
        self._import(module)
        key = f"{module.name}:{name}"
        if key in self.code:
            return
        self.code[key] = self.sources.digest(module, name)
        for target in module.stars:
            if target.path is not None:
                self._whole(self.sources.module(target.path))
        for target in self.sources.inner_imports(module, name):
            self._target(module, target, None)
        self._follow(module, self.sources.reads(module, name))

    def _follow(self, module: Module, names: frozenset[Read]) -> None:
        """Follow the names that a definition reads from its module."""
        for name, attribute in sorted(names, key=str):
            if name in module.definitions:
                self.reach(module, name)
            for target in module.imports.get(name, ()):
                self._target(module, target, attribute, bare=name == target.origin.partition(".")[0])
            if name in _LOADED:
                for path in sorted(self.sources.post.rglob("*.py")):
                    self._whole(self.sources.module(path))
            elif name in _COMPUTED and name not in module.definitions:
                self._whole(module)

    def _target(self, module: Module, target: Import, attribute: str | None, bare: bool = False) -> None:
        """Follow what an imported name stands for."""
        if target.path is None:
            return
        found = self.sources.module(target.path)
        name = target.name or attribute
        dotted = bare and "." in target.origin  # `import builder.learning.training`: which part is used is not followed
        if name is None or name == "*" or dotted:
            self._whole(found)
        elif name in found.definitions:
            self.reach(found, name)
        elif name in found.imports:
            self._import(found)
            for inner in found.imports[name]:
                self._target(found, inner, attribute if target.name else None)
        else:  # it comes from a star import or `__getattr__`, or is the file of a package
            self._whole(found)

    def _whole(self, module: Module) -> None:
        """Count every definition of a module, and what it imports by name."""
        if module.path in self._counted:
            return
        self._counted.add(module.path)
        self._import(module)
        for name in module.definitions:
            self.reach(module, name)
        for targets in module.imports.values():
            for target in targets:
                self._target(module, target, None)

    def _import(self, module: Module) -> None:
        """What importing a file does: its statements that are no definitions, and the same of the files it imports."""
        if module.path in self._imported:
            return
        self._imported.add(module.path)
        if module.effects:
            self.reach(module, _TOP)
        for targets in module.imports.values():
            for target in targets:
                if target.path is not None:
                    self._import(self.sources.module(target.path))
