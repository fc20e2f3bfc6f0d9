"""The text of a source file as a syntax tree, or in words why there is none."""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.errors import SitegenError
from builder.source.names import children

_DEEPEST = 800  # levels of a syntax tree: every walk over it is recursive, and Python stops at a thousand


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Keep the garbage collector from looking through all syntax trees again and again while more are made."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def parse(path: Path) -> tuple[bytes, ast.Module, list[ast.AST]]:
    """The text of a file, its syntax tree, and the classes and import statements anywhere in it."""
    try:
        text = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape in a string is not ours to report
            tree = ast.parse(text)
    except SyntaxError as error:
        raise SitegenError(f"not valid Python: {error.msg}", path=path, line=error.lineno) from None
    except (ValueError, OSError) as error:
        raise SitegenError(f"cannot be read: {error}", path=path) from None
    except (RecursionError, MemoryError):  # how Python refuses twenty thousand terms
        raise SitegenError("is nested too deeply to be read", path=path) from None
    level: list[ast.AST] = [tree]
    found: list[ast.AST] = []
    for _ in range(_DEEPEST):
        level = [child for node in level for child in children(node)]
        if not level:
            return text, tree, found
        found += [node for node in level if isinstance(node, ast.ClassDef | ast.Import | ast.ImportFrom)]
    line = getattr(level[0], "lineno", None)
    hint = "Write it as a list, or in several statements."
    raise SitegenError("is nested too deeply to be followed", path=path, line=line, hint=hint)
