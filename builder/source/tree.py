"""The source files that a post's experiments can reach, and what the names in them stand for; each is read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError, nearest
from builder.source.bindings import Import
from builder.source.imports import LEARNING, Root, python_files, submodule
from builder.source.modules import Module, parse_module
from builder.source.names import Read

Node = tuple[Path, str]
"""A definition of a file, by name; a method ("Net.loss"); a statement of its top level ("#3"); all of it (WHOLE)."""

WHOLE = "*"
TOP = "(top level)"  # what a fingerprint calls what a file does when it is imported
ORDER = "(order) "  # before a name that star imports bring: which of them comes last

_MAKING = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__", "__set_name__"})


@dataclass
class SourceTree:
    """The parsed files of one post, of what it shares with others, and of the toolkit."""

    post: Path
    shared: tuple[Path, ...] = ()
    _modules: dict[Path, Module] = field(default_factory=dict)
    _methods: frozenset[str] | None = None
    _properties: frozenset[str] = frozenset()
    _roots: tuple[Root, ...] | None = None
    _resolved: dict[tuple[Path, Read], frozenset[Node]] = field(default_factory=dict)

    @property
    def roots(self) -> tuple[Root, ...]:
        """Where absolute imports are looked for: in the post, in what is shared, and where `sys.path` may lead."""
        if self._roots is None:
            roots = [Root(self.post), *(Root(folder, f"{folder.name}/") for folder in self.shared)]
            files = python_files(self.post)
            if any(b"sys.path" in file.read_bytes() for file in files):
                folders = {one for file in files for one in file.parents if one.is_relative_to(self.post)}
                inner = sorted(folders - {self.post})
                roots += [Root(folder, f"{folder.relative_to(self.post).as_posix()}/") for folder in inner]
            self._roots = tuple(roots)
        return self._roots

    def module(self, path: Path) -> Module:
        """The module of a file that is followed; one with an `error` where it cannot be read."""
        if path not in self._modules:
            if path.is_relative_to(self.post):
                root = Root(self.post)
            else:
                root = next((one for one in self.roots if path.is_relative_to(one.folder)), Root(LEARNING))
            try:
                self._modules[path] = parse_module(path, root, self.roots)
            except SitegenError as error:
                text = path.read_bytes() if path.is_file() else b""
                self._modules[path] = Module(root.name(path), path, root.folder, text, error=error)
        return self._modules[path]

    def file_named(self, name: str) -> Path:
        """The file that a fingerprint calls "models.py", "shared/colours.py" or "builder.learning.training"."""
        if name.startswith("builder.learning"):
            inside = LEARNING.joinpath(*name.split(".")[2:])
            return inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")
        shared = next((root for root in self.roots if root.prefix and name.startswith(root.prefix)), None)
        return shared.folder / name.removeprefix(shared.prefix) if shared else self.post / name

    @property
    def modules(self) -> list[Module]:
        """The files that were read so far."""
        return list(self._modules.values())

    def check_imports(self, module: Module) -> None:
        """Raise SitegenError when a file, or one that it imports, imports a name that is not there."""
        checked: set[Path] = set()
        queue = [module]
        while queue:
            module = queue.pop()
            if module.path in checked:
                continue
            checked.add(module.path)
            if module.error is not None:
                raise module.error
            for target in module.targets():
                runs = [self.module(path) for path in target.runs]
                queue += [one for one in runs if target.asked or one.error is None]
                if target.path is None or target.name in (None, "*") or not target.asked:
                    continue
                found = self.module(target.path)
                assert target.name is not None
                if not found.offers(target.name):
                    message = f"imports '{target.name}', which {found.name} does not define"
                    hint = nearest(target.name, [*found.definitions, *found.imports])
                    raise SitegenError(message, path=module.path, line=target.line, hint=hint)

    def changed(self) -> list[Path]:
        """The files whose text is no longer what was read."""
        files = ((path, module.text) for path, module in self._modules.items() if not path.is_dir())
        return sorted(path for path, text in files if path.read_bytes() != text)

    def methods(self) -> frozenset[str]:
        """What any class of any file that could be imported calls a function."""
        if self._methods is None:
            self._methods = frozenset()  # while files are read for it, nothing asks
            queue, seen = [*self._modules], set[Path]()
            while queue:
                path = queue.pop()
                if path in seen:
                    continue
                seen.add(path)
                module = self.module(path)
                targets = [*module.targets(), *module.later]
                queue += [one for target in targets for one in (*target.runs, *([target.path] if target.path else []))]
            modules = [self._modules[path] for path in seen & self._modules.keys()]
            self._methods = frozenset(name for module in modules for name in module.methods)
            self._properties = frozenset(name for module in modules for name in module.properties)
        return self._methods

    def implicit(self) -> frozenset[str]:
        """The methods of the author's classes that are called without being named; properties among them."""
        return (
            frozenset(name for name in self.methods() if name.startswith("__") and name not in _MAKING)
            | self._properties
        )

    def resolve(self, module: Module, parts: Read) -> frozenset[Node]:
        """The definitions that `pack.layers.Wide` may stand for in a module; empty for what is not ours."""
        key = (module.path, parts)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(module, parts, set())
        return self._resolved[key]

    def _resolve(self, module: Module, parts: Read, seen: set[tuple[Path, Read]]) -> frozenset[Node]:
        if (module.path, parts) in seen:
            return frozenset()
        seen.add((module.path, parts))
        if not parts:
            return frozenset({(module.path, WHOLE)})
        first, rest = parts[0], parts[1:]
        found: set[Node] = set()
        if first in module.definitions:
            found.add((module.path, first))
        for target in module.imports.get(first, ()):
            found |= self._target(target, rest, seen)
            if target.dotted == "builder" or (first == "builder" and target.path is None):
                found |= self._through_builder(rest, seen)
        for inner in self._starred(module, first):
            found |= self._resolve(inner, parts, seen)
            if inner.exported is None and "__all__" in inner.definitions:
                found.add((inner.path, "__all__"))
        if len(self.order(module, first)) > 1:
            found.add((module.path, f"{ORDER}{first}"))
        return frozenset(found)

    def _starred(self, module: Module, name: str) -> list[Module]:
        """The modules from which a star import may bring a name."""
        inner = [self.module(star.path) for star in module.stars if star.path is not None]
        return [one for one in inner if self._exports(one, name, set())]

    def order(self, module: Module, name: str) -> list[str]:
        """What binds a name in a module, by its lines, where star imports are among it: the last counts."""
        starred = {one.path: one.name for one in self._starred(module, name)}
        if not starred:
            return []
        lines = [(star.line, starred[star.path]) for star in module.stars if star.path in starred]
        lines += [(one.lineno, "here") for one in module.definitions.get(name, ())]
        lines += [(target.line, target.origin) for target in module.imports.get(name, ())]
        return [what for _, what in sorted(lines)]

    def _attribute(self, module: Module, parts: Read, seen: set[tuple[Path, Read]]) -> frozenset[Node]:
        """What `parts` lead to from a module as an object: its names, or the submodules of a package."""
        if parts and parts[0] in ("__name__", "__file__", "__doc__", "__path__", "__package__", "__spec__"):
            return frozenset()
        found = self._resolve(module, parts, seen)
        if found or not parts:
            return found
        inner = submodule(module.path, parts[0])
        if inner is not None:
            return self._attribute(self.module(inner), parts[1:], seen)
        return frozenset({(module.path, WHOLE)})  # from `__getattr__`, or put there by somebody

    def _target(self, target: Import, rest: Read, seen: set[tuple[Path, Read]]) -> frozenset[Node]:
        if target.path is None:
            return frozenset()
        parts = (target.name, *rest) if target.name and target.name != "*" else rest
        return self._attribute(self.module(target.path), parts, seen)

    def _through_builder(self, rest: Read, seen: set[tuple[Path, Read]]) -> frozenset[Node]:
        """What of the toolkit is reached by `sg.learning.mnist` after `import builder as sg`.

        That is all of it where `sg` is handed around.
        """
        toolkit = self.module(LEARNING / "__init__.py")
        if not rest:
            return frozenset({(toolkit.path, WHOLE)})
        return self._attribute(toolkit, rest[1:], seen) if rest[0] == "learning" else frozenset()

    def _exports(self, module: Module, name: str, seen: set[Path]) -> bool:
        """Whether a star import of a module may bring a name."""
        if module.path in seen:
            return False
        seen.add(module.path)
        if module.exported is not None:
            return name in module.exported
        if name in module.definitions or name in module.imports or "__getattr__" in module.definitions:
            return True
        inner = (self.module(star.path) for star in module.stars if star.path is not None)
        return any(self._exports(one, name, seen) for one in inner) or submodule(module.path, name) is not None
