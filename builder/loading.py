"""Importing a post's Python files, each post as a package of its own.

`content/posts/cnns/figures.py` becomes the module `_post_cnns.figures`: siblings are imported relatively
(`from .models import Net`), two posts may both own a `models.py`, and nothing is executed that is not imported.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

from builder.errors import SitegenError, nearest

PREFIX = "_post_"


def load_post_module(folder: Path, module: str) -> ModuleType:
    """Import `<folder>/<module>.py`, newly read from disk together with the siblings that it imports.

    Raises SitegenError with the author's file and line when the file is missing, does not parse, or raises.
    """
    folder = folder.resolve()
    if not (folder / f"{module}.py").is_file():
        raise SitegenError(f"there is no {module}.py", path=folder)
    package = PREFIX + folder.name
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
    sys.modules[package] = _package(package, folder)
    try:
        return importlib.import_module(f"{package}.{module}")
    except SitegenError:
        raise
    except (Exception, SystemExit) as error:  # whatever the author's file raises while it is imported
        told = author_error(error, folder, f"{module}.py cannot be imported")
        if told.line is None:
            told.path = folder / f"{module}.py"
        raise told from error


def author_error(error: BaseException, folder: Path, what: str) -> SitegenError:
    """An exception from a post's code, told at the last line of the post that was executing."""
    folder = folder.resolve()
    if isinstance(error, SyntaxError) and error.filename:
        return SitegenError(f"{what}: {error.msg}", path=Path(error.filename), line=error.lineno)
    inside = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)
    ]
    path, line = (Path(inside[-1].filename), inside[-1].lineno) if inside else (folder, None)
    text = str(error).replace(f"{PREFIX}{folder.name}.", ".")
    kind = type(error).__name__
    return SitegenError(
        f"{what}: {kind}: {text}" if text else f"{what}: {kind}", path=path, line=line, hint=_hint(error, folder)
    )


def author_line(folder: Path) -> tuple[Path, int] | None:
    """The line of a post that is executing now, the innermost; None where none of its code is."""
    folder = folder.resolve()
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if Path(frame.f_code.co_filename).is_relative_to(folder):
            return Path(frame.f_code.co_filename), frame.f_lineno
        frame = frame.f_back
    return None


def _hint(error: BaseException, folder: Path) -> str:
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    package, _, sibling = error.name.rpartition(".")
    if package.startswith(PREFIX):
        return nearest(sibling, (path.stem for path in folder.glob("*.py")))
    if error.name in ("torch", "torchvision", "sklearn"):
        return "Install what experiments need: pip install 'sitegen[lab]'"
    if (folder / f"{error.name}.py").is_file():
        return f"A file of the same post is imported relatively: from .{error.name} import …"
    return f"Install the package that provides {error.name}."


def _package(name: str, folder: Path) -> ModuleType:
    """A package without code whose modules are the files of a folder."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    package.__package__ = name
    package.__spec__ = ModuleSpec(name, None, is_package=True)
    return package


class _SourceOnly(SourceFileLoader):
    """Neither reads nor writes bytecode: a post's folder holds what its author wrote and nothing else."""

    def path_stats(self, path: str) -> dict[str, float]:
        raise OSError(f"no bytecode for {path}")  # what importlib takes for "cannot be cached"

    def source_to_code(self, data: Any, path: Any, **_: Any) -> CodeType:  # type: ignore[override]
        return _compiled(bytes(data), os.fspath(path))


@functools.lru_cache(maxsize=64)
def _compiled(data: bytes, path: str) -> CodeType:
    """Compiling takes longer than executing what figures.py defines, which is done for each drawing."""
    return compile(data, path, "exec", dont_inherit=True)


class _PostFinder:
    """Finds the modules inside the packages of posts."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if path is None or not name.startswith(PREFIX):
            return None
        specs = (FileFinder(folder, (_SourceOnly, SOURCE_SUFFIXES)).find_spec(name) for folder in path)
        return next((spec for spec in specs if spec is not None), None)


_FINDER = _PostFinder()
