"""Where an import leads, by Python's own rules: packages in packages, relative ones of every depth, own names first.

A post imports its own files relatively or, as the code of a repository imports itself, by the name of the package or
module in its folder; then come the folders that several posts share. Nothing of these may hide a module of Python or a
package that sitegen itself needs: `builder.finding` finds the same files in the same order when they are run.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builder.finding import RESERVED, module_file

LEARNING = Path(__file__).resolve().parent.parent / "learning"


@dataclass(frozen=True)
class Root:
    """A folder whose files are followed; `prefix` stands before their names: "shared/colours.py"."""

    folder: Path
    prefix: str = ""

    def name(self, path: Path) -> str:
        """What a file is called in a fingerprint: "models.py", "pack/__init__.py", "builder.learning.training"."""
        if self.folder == LEARNING:
            parts = path.relative_to(LEARNING).with_suffix("").parts
            return ".".join(("builder.learning", *(part for part in parts if part != "__init__")))
        return self.prefix + path.relative_to(self.folder).as_posix()


@dataclass(frozen=True)
class Found:
    """The file of a module, and the files that run before it: the `__init__.py` of each package around it."""

    path: Path
    packages: tuple[Path, ...] = ()


def find(dotted: str, roots: Sequence[Root]) -> Found | None:
    """The file of a module that is imported by its full name; None where no folder that is followed has it."""
    parts = dotted.split(".")
    if parts[:2] == ["builder", "learning"]:
        return below(LEARNING, parts[2:]) if parts[2:] else Found(LEARNING / "__init__.py")
    if parts[0] in RESERVED:
        return None
    for root in roots:
        if module_file(root.folder / parts[0]) is not None:
            return below(root.folder, parts)
    return None


def below(folder: Path, parts: Sequence[str]) -> Found | None:
    """The file of the module that `parts` lead to from a folder; None where there is none."""
    packages: list[Path] = []
    path: Path | None = None
    for part in parts:
        if path is not None:
            if not is_package(path):
                return None
            packages.append(path)
        path = module_file(folder / part)
        if path is None:
            return None
        folder = folder / part
    return Found(path, tuple(packages)) if path is not None else None


def is_package(path: Path) -> bool:
    """Whether the file of a module is that of a package."""
    return path.name == "__init__.py" or path.suffix != ".py"


def folder_of(path: Path) -> Path:
    """Where the submodules of a package lie, given its file."""
    return path.parent if path.name == "__init__.py" else path


def submodule(path: Path, name: str) -> Path | None:
    """The file of a package's submodule; None where it has none of this name, or is no package."""
    return module_file(folder_of(path) / name) if is_package(path) else None


def python_files(folder: Path) -> list[Path]:
    """Every source file below a folder; folders that are links are gone through once, as imports go through them."""
    found: list[Path] = []
    been: set[str] = set()
    for inside, inner, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(inside)
        if real in been:
            inner.clear()
            continue
        been.add(real)
        found += [Path(inside, name) for name in names if name.endswith(".py") and Path(inside, name).is_file()]
    return sorted(found)


@cache
def outside(top: str) -> Path | None:
    """Where a package lies that is neither Python's nor installed: on PYTHONPATH, say, or installed to be edited.

    None for all others, and for what cannot be found here.
    """
    if top in RESERVED:
        return None
    try:
        spec = importlib.util.find_spec(top)  # of a top-level name: nothing is imported
    except (ImportError, ValueError, AttributeError):
        return None
    if spec is None:
        return None
    places = [spec.origin] if spec.origin else list(spec.submodule_search_locations or [])
    paths = [Path(place) for place in places if place not in ("built-in", "frozen", "namespace")]
    if not paths or any(part in ("site-packages", "dist-packages") for part in paths[0].parts):
        return None
    standard = Path(sys.base_prefix) / "lib"
    return None if paths[0].is_relative_to(standard) else paths[0]
