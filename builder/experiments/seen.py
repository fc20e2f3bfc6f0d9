"""What a run was seen to do that reading its source did not find, as parts of a fingerprint: see `Fingerprint.seen`."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.canonical import source_digest
from builder.experiments.closure import Sources
from builder.experiments.modules import Module
from builder.files import sha256
from builder.results import FILE

TOP = "(top level)"
_LEARNING = "builder.learning"


def seen_now(sources: Sources, keys: Iterable[str]) -> dict[str, str]:
    """The digests of what was once seen, as it stands now; what is not there any more is left out."""
    found = {}
    for key in keys:
        with suppress(SitegenError, OSError, KeyError):
            found[key] = _digest(sources, key)
    return found


def _digest(sources: Sources, key: str) -> str:
    """Raises KeyError, OSError or SitegenError where there is nothing that can be read."""
    if key.startswith(FILE):
        return file_digest(sources.post / key.removeprefix(FILE))
    name, _, definition = key.partition(":")
    module = sources.module(_path(sources, name))
    return sources.digest(module, definition) if definition else whole_digest(module)


def _path(sources: Sources, name: str) -> Path:
    """The file of a module that is named as `Module.name` does."""
    if name != _LEARNING and not name.startswith(f"{_LEARNING}."):
        return sources.post / name
    inside = Path(__file__).resolve().parent.parent.joinpath(*name.split(".")[1:])
    return inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")


def whole_digest(module: Module) -> str:
    """The digest of a whole file of code, comments and formatting left out."""
    return source_digest(ast.parse(module.text).body)


def file_digest(path: Path) -> str:
    """The digest of a file of data; line ends count as git keeps them, so that a clone on Windows is fresh too."""
    data = path.read_bytes()
    return sha256(data if b"\0" in data else data.replace(b"\r\n", b"\n"))[:16]


def relative(path: str, post: Path) -> str:
    """How `file:` names a file: relative to the post's folder."""
    return Path(os.path.relpath(path, os.path.realpath(post))).as_posix()
