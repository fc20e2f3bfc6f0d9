"""What of a computer belongs to a site, what to sitegen, and what to neither: for telling what a run may open."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_SITEGEN = os.path.realpath(Path(__file__).parent.parent)
_LEARNING = os.path.join(_SITEGEN, "learning")
_INSTALLED = frozenset({"__pycache__", "site-packages", "dist-packages", "node_modules"})
_SYSTEM = ("/usr", "/etc", "/proc", "/sys", "/dev", "/lib", "/lib64", "/bin", "/sbin", "/run", "/var", "/opt", "/nix",
           "/System", "/Library")  # fmt: skip


@dataclass
class Territory:
    """A site of which one post runs. `data` are folders of data sets, whose files their readers check."""

    root: Path
    post: Path
    data: Iterable[Path] = ()
    _owners: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._root, self._post = os.path.realpath(self.root), os.path.realpath(self.post)
        folders = [os.path.realpath(folder) for folder in (*self.data, self.root / "site")]
        self._left = tuple(folder for folder in folders if not is_below(self._post, folder))
        python = [
            sys.prefix,
            sys.base_prefix,
            sys.exec_prefix,
            sysconfig.get_path("stdlib"),
            site.getusersitepackages(),
        ]
        self._python = tuple(map(os.path.realpath, python))

    def owner(self, file: str) -> str:
        """Whose code a file holds: "author", "sitegen", or "" for that of a package or of Python."""
        if file not in self._owners:
            path = os.path.realpath(file) if not file.startswith("<") else ""
            whose = "sitegen" if is_below(path, _SITEGEN) else "author" if path and self.counts(path) else ""
            self._owners[file] = whose
        return self._owners[file]

    def is_code(self, file: str) -> bool:
        """Whether a file of code counts for what an experiment gives."""
        return self.owner(file) == "author" or is_below(os.path.realpath(file), _LEARNING)

    def counts(self, path: str) -> bool:
        """Whether a file is the site's own: not installed, not made by a build, no data set, nothing hidden."""
        return is_below(path, self._root) and not self._foreign(path, self._root) and not is_below(path, *self._left)

    def watched(self, path: str) -> bool:
        """Whether it is worth telling that a file was opened: it counts, or lies where nobody would look."""
        if is_below(path, self._root):
            return not self._foreign(path, self._root)
        return not self._foreign(path, "/") and not is_below(path, *_SYSTEM)

    def _foreign(self, path: str, root: str) -> bool:
        parts = os.path.relpath(path, root).split(os.sep)
        hidden = any(part.startswith(".") for part in parts[:-1]) or not _INSTALLED.isdisjoint(parts)
        return hidden or is_below(path, _SITEGEN, *(one for one in self._python if not is_below(self._post, one)))


def is_below(path: str, *folders: str) -> bool:
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)
