"""What sitegen itself is: whatever it judged, drew or rendered before is worth nothing once it is another."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from builder.files import passing
from builder.ledger import Ledger
from builder.project import THEME

PACKAGE = Path(__file__).parent
DRAWN_WITH = (
    "babel",
    "bibtexparser",
    "jinja2",
    "markdown",
    "matplotlib",
    "merman",
    "mini-racer",
    "numpy",
    "pillow",
    "pyecharts",
    "pygments",
    "pymdown-extensions",
)
"""Packages whose other versions may make other bytes of the same input."""


@functools.cache
def code_digest() -> str:
    """The digest of all of the package's code as it runs, whatever its files have become since.

    Read once in the life of a process, in less time than looking up which files changed would save.
    """
    digest = sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()


@functools.cache
def tool_digest() -> str:
    """The digest of all that makes pages: the code, the theme, and the packages that draw and render.

    Read once; `tool_digest.cache_clear()` lets a change of the theme be seen.
    """
    packages = {name: _version(name) for name in DRAWN_WITH}
    return sha256(json.dumps([code_digest(), files_digest(THEME), packages]).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # merman has no wheel for some machines
        return ""


def files_digest(folder: Path) -> str:
    """The digest of every file below a folder; of none where there is no folder."""
    found = digests(folder, (path for path in folder.rglob("*") if path.is_file()), Ledger())
    return sha256(json.dumps(found).encode()).hexdigest()


def digests(folder: Path, files: Iterable[Path], ledger: Ledger) -> dict[str, str]:
    """The digests of files below a folder, by their names in it; of those that are there to stay."""
    named = {path.relative_to(folder): path for path in sorted(files)}
    return {
        name.as_posix(): ledger.see(path).digest
        for name, path in named.items()
        if not any(passing(part) for part in name.parts)
    }
