"""What was drawn or rendered before, kept in `.sitegen/cache/` by all that it was made from.

The folder may be deleted at any time.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from builder.files import canonical_json, passing, sealed, sha256, unsealed, write_new
from builder.ledger import Ledger
from builder.project import THEME
from builder.tool import code_digest

KEPT_DAYS, DAY = 30, 86_400
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


class Cache:
    """Bytes by the digest of all that they were made from. Without a folder nothing is kept.

    `added` counts what was put into it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder, self.added = folder, 0

    def get(self, key: str) -> bytes | None:
        """What was kept under a key, or None."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            data = path.read_bytes()
            path.touch()  # what is still asked for is not pruned
        except OSError:
            return None
        return unsealed(data, key)

    def has(self, key: str) -> bool:
        """Whether something was kept under a key; a crash may have cut it."""
        return self.folder is not None and (self.folder / key).is_file()

    def put(self, key: str, data: bytes) -> None:
        """Keep something, in the place of what was kept under this key.

        Where the disk refuses nothing is kept, and nothing is lost but time.
        """
        self.added += 1
        if self.folder is not None and self.get(key) != data:
            with suppress(OSError):
                write_new(self.folder / key, sealed(data, key))

    def put_alone(self, kind: str, key: str, data: bytes) -> None:
        """Keep something large as `<kind>-<key>`, and no longer what was kept of its kind before.

        Keys are of one length: another kind may begin as this one does.
        """
        self.put(f"{kind}-{key}", data)
        for path in self.folder.glob(f"{kind}-{'?' * len(key)}") if self.folder else ():
            if path.name != f"{kind}-{key}":
                with suppress(OSError):  # another build's file that is gone already, say
                    path.unlink()

    def prune(self) -> None:
        """Remove what no build has asked for in a month. It is looked for once a day."""
        if self.folder is None or not self.folder.is_dir():
            return
        looked = self.folder / "looked"
        with suppress(OSError):
            if 0 <= time.time() - looked.stat().st_mtime < DAY:
                return
        with suppress(OSError):
            looked.touch()
        oldest = time.time() - KEPT_DAYS * DAY
        for path in self.folder.iterdir():
            with suppress(OSError):  # another build's file that is gone already, say
                if _KEPT.search(path.name) and path.lstat().st_mtime < oldest:  # the folder may be a link to others'
                    path.unlink()


_KEPT = re.compile(r"(^|-)[0-9a-f]{64}$")


def key(*parts: object) -> str:
    """The key of something made from these parts, which JSON can hold."""
    return sha256(canonical_json(parts))


@functools.cache
def tool_digest() -> str:
    """The digest of sitegen itself: its code, its theme, and the packages that draw and render.

    Read once; `tool_digest.cache_clear()` lets a change of the theme be seen.
    """
    return key(code_digest(), files_digest(THEME), {name: _version(name) for name in DRAWN_WITH})


def files_digest(folder: Path) -> str:
    """The digest of every file below a folder; of none where there is no folder."""
    return key(digests(folder, (path for path in folder.rglob("*") if path.is_file()), Ledger()))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # merman has no wheel for some machines
        return ""


def digests(folder: Path, files: Iterable[Path], ledger: Ledger) -> dict[str, str]:
    """The digests of files below a folder, by their names in it; of those that are there to stay."""
    named = {path.relative_to(folder): path for path in sorted(files)}
    return {
        name.as_posix(): ledger.see(path).digest
        for name, path in named.items()
        if not any(passing(part) for part in name.parts)
    }
