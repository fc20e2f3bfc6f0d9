"""Importing a post's Python files, each post as a package of its own.

`content/posts/cnns/figures.py` becomes the module `_post_cnns.figures`: siblings are imported relatively
(`from .models import Net`), two posts may both own a `models.py`, and nothing is executed that is not imported.
Packages in the post's folder and in those that several posts share are imported by their own names, see `finding`.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from types import FrameType, ModuleType

from builder.errors import SitegenError, nearest
from builder.finding import PREFIX, PostFinder
from builder.project import shared_with


def load_post_module(folder: Path, module: str) -> ModuleType:
    """Import `<folder>/<module>.py`, newly read from disk together with the siblings that it imports.

    Raises SitegenError with the author's file and line when the file is missing, does not parse, or raises.
    """
    folder = folder.resolve()
    if not (folder / f"{module}.py").is_file():
        raise SitegenError(f"there is no {module}.py", path=folder)
    package = _FINDER.begin(folder, shared_with(folder))
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
        return f"{error.name} is a package of another author's too; import the post's file as .{error.name}."
    return f"Install the package that provides {error.name}."


_FINDER = PostFinder()
