"""Which file an import in a post's code means: one of the post's package, one of its own by name, or a shared one.

Code as it lies in a repository imports itself by the name of its package (`from mypack.layers import Wide`). The folder
of a post therefore is looked through as Python looks through the folder of a script, and after it the folders that
several posts share. A module that is imported relatively and by its own name is one module, not two.

What runs is what was read: of the site's own files Python takes no bytecode, which it believes where a file has the
size and the second of before. That holds too where the author put a folder of the site on `sys.path`.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
    SourcelessFileLoader,
)
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

PREFIX = "_post_"

RESERVED = sys.stdlib_module_names | frozenset(
    """babel bibtexparser builder click filelock ghp_import jinja2 markdown markdown_it matplotlib numpy PIL
    py_mini_racer pyecharts pygments pymdownx rich safetensors sklearn starlette torch torchvision uvicorn watchfiles
    yaml""".split()
)
"""Names that no file of an author stands for: Python's own, and those of the packages that sitegen needs."""


def module_file(inside: Path) -> Path | None:
    """The file of a module or of a package; the folder itself for a package without `__init__.py`."""
    package, file = inside / "__init__.py", inside.with_name(f"{inside.name}.py")
    if package.is_file():
        return package
    if file.is_file():
        return file
    return inside if inside.is_dir() and next(_sources(inside), None) is not None else None


def _sources(folder: Path) -> Iterator[Path]:
    inner = sorted(folder.iterdir())
    yield from (path for path in inner if path.suffix == ".py" and path.is_file())
    yield from (path for path in inner if path.is_dir() and path.name.isidentifier() and module_file(path) is not None)


class SourceOnly(SourceFileLoader):
    """Neither reads nor writes bytecode: a post's folder holds what its author wrote and nothing else."""

    def path_stats(self, path: str) -> dict[str, float]:
        raise OSError(f"no bytecode for {path}")  # what importlib takes for "cannot be cached"

    def source_to_code(self, data: Any, path: Any, **_: Any) -> CodeType:  # type: ignore[override]
        return _compiled(bytes(data), os.fspath(path))


@functools.lru_cache(maxsize=64)
def _compiled(data: bytes, path: str) -> CodeType:
    """Compiling takes longer than executing what figures.py defines, which is done for each drawing."""
    return compile(data, path, "exec", dont_inherit=True)


class _SameModule(Loader):
    """Gives the module of a post's package for its own name: `mypack.layers` is `_post_cnns.mypack.layers`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self.name)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec  # it was executed under its other name already


_ELSEWHERE = (os.path.dirname(__file__), sys.prefix, sys.base_prefix, sys.exec_prefix)
_INSTALLED = frozenset({"site-packages", "dist-packages"})


class _FolderFinder(FileFinder):
    """Finds the modules in a folder of the site that lies on `sys.path`, and tells their names."""

    def __init__(self, folder: str, names: set[str]) -> None:
        extensions, bytecode = (ExtensionFileLoader, EXTENSION_SUFFIXES), (SourcelessFileLoader, BYTECODE_SUFFIXES)
        super().__init__(folder, extensions, (SourceOnly, SOURCE_SUFFIXES), bytecode)
        self._names = names

    def find_spec(self, name: str, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = super().find_spec(name, target)
        if spec is not None and name.partition(".")[0] not in RESERVED:
            self._names.add(name)
        return spec


class PostFinder:
    """Finds what the code of a post imports; `begin` says of which post."""

    def __init__(self) -> None:
        self.package = ""
        self.folder = Path()
        self.shared: tuple[Path, ...] = ()
        self.root = ""  # of the site
        self.given: set[str] = set()  # names that stand for files of an author

    def begin(self, folder: Path, shared: Sequence[Path]) -> str:
        """Forget what was imported for a post before, and find for this one; returns the name of its package."""
        self.package, self.folder, self.shared = PREFIX + folder.name, folder, tuple(shared)
        for name in [name for name in sys.modules if name == self.package or name.startswith(f"{self.package}.")]:
            del sys.modules[name]
        for name in self.given:
            sys.modules.pop(name, None)
        self.given.clear()
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
            sys.path_hooks.insert(0, self._in_site)
        self._look_anew(os.path.realpath(folder.parents[2] if len(folder.parents) > 2 else folder))
        sys.modules[self.package] = _package(self.package, folder)
        return self.package

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """See importlib.abc.MetaPathFinder."""
        if name.startswith(PREFIX):
            return _in(path or (), name)
        top = name.partition(".")[0]
        if not self.package or top in RESERVED:
            return None
        if module_file(self.folder / top) is not None:
            return self._own(name)
        folder = next((one for one in self.shared if module_file(one / top) is not None), None)
        if folder is None:
            return None
        self.given.add(name)
        return _in([str(folder)] if path is None else path, name)

    def _look_anew(self, root: str) -> None:
        """Let no finder that Python made before look for modules in the folders of this site."""
        if root != self.root:
            self.root = root
            for folder in [folder for folder in sys.path_importer_cache if self._is_of_site(folder)]:
                del sys.path_importer_cache[folder]

    def _in_site(self, folder: str) -> _FolderFinder:
        """See sys.path_hooks."""
        if not self._is_of_site(folder) or not os.path.isdir(folder):
            raise ImportError(f"{folder} is no folder of the site")
        return _FolderFinder(folder, self.given)

    def _is_of_site(self, folder: str) -> bool:
        """Whether the modules in a folder are the author's: neither sitegen's, nor Python's, nor installed."""
        place = os.path.realpath(folder)
        inside = _below(place, self.root) and _INSTALLED.isdisjoint(place.split(os.sep))
        return inside and not any(_below(place, one) and not _below(self.root, one) for one in _ELSEWHERE)

    def _own(self, name: str) -> ModuleSpec | None:
        inside = self.folder.joinpath(*name.split("."))
        if module_file(inside) is None:
            return None
        self.given.add(name)
        return ModuleSpec(name, _SameModule(f"{self.package}.{name}"))


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _in(folders: Sequence[str], name: str) -> ModuleSpec | None:
    specs = (FileFinder(folder, (SourceOnly, SOURCE_SUFFIXES)).find_spec(name) for folder in folders)
    return next((spec for spec in specs if spec is not None), None)


def _package(name: str, folder: Path) -> ModuleType:
    """A package without code whose modules are the files of a folder."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    package.__package__ = name
    package.__spec__ = ModuleSpec(name, None, is_package=True)
    return package
