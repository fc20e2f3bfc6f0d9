"""A folder as it is, to compare it and to put it back."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER, LINK = "folder", "link to "


@dataclass(frozen=True)
class Entry:
    """A file with its bytes, or what stands for something else; `mark` changes whenever it is written."""

    data: bytes | str
    mark: tuple[int, ...]


Tree = Mapping[str, Entry]


def read(folder: Path) -> dict[str, Entry]:
    """All that lies below a folder, by its path in it."""
    return dict(sorted(_entries(folder, "")))


def _entries(folder: Path, inside: str) -> Iterator[tuple[str, Entry]]:
    for found in os.scandir(folder) if folder.is_dir() else ():
        name = inside + found.name
        if found.is_symlink():
            yield name, Entry(LINK + os.readlink(found.path), ())
        elif found.is_dir():
            yield name, Entry(FOLDER, ())
            yield from _entries(Path(found.path), name + "/")
        else:
            yield name, Entry(Path(found.path).read_bytes(), _mark(found.stat(follow_symlinks=False)))


def _mark(state: os.stat_result) -> tuple[int, ...]:
    return state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def restore(folder: Path, tree: Tree) -> None:
    """Put a folder back; a file that was not touched keeps its inode and its times."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, inside, files in os.walk(folder, topdown=False):
        for name in (*files, *inside):
            path = os.path.join(place, name)
            entry = tree.get(os.path.relpath(path, folder))
            if os.path.islink(path):
                os.unlink(path)
            elif os.path.isdir(path):
                if entry is None or entry.data != FOLDER:
                    shutil.rmtree(path)
            elif entry is None or _mark(os.stat(path)) != entry.mark:
                os.unlink(path)
    for name, entry in tree.items():
        path = folder / name
        if isinstance(entry.data, bytes):
            if not path.exists():
                path.write_bytes(entry.data)
                path.chmod(stat.S_IMODE(0o644))
        elif entry.data == FOLDER:
            path.mkdir(exist_ok=True)
        elif not path.is_symlink():
            os.symlink(entry.data.removeprefix(LINK), path)


def below(tree: Tree, *folders: str) -> dict[str, bytes | str]:
    """What lies in some folders of a tree."""
    return {name: entry.data for name, entry in tree.items() if name.startswith(tuple(one + "/" for one in folders))}


def without(tree: Tree, *folders: str) -> dict[str, bytes | str]:
    """What lies outside some folders of a tree; folders that hold nothing do not count."""
    outside = (*folders, *(one + "/" for one in folders))
    kept = {name: entry.data for name, entry in tree.items() if not (name in folders or name.startswith(outside))}
    return {name: data for name, data in kept.items() if data != FOLDER or not _holds_files(name, kept)}


def _holds_files(name: str, tree: Mapping[str, bytes | str]) -> bool:
    """An empty folder counts, one that holds something is known by that."""
    return any(other.startswith(name + "/") for other in tree)


def differing(one: Mapping[str, bytes | str], other: Mapping[str, bytes | str]) -> list[str]:
    """The names of what is not the same in both, sorted."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def names(found: Iterable[str], most: int = 3) -> str:
    """A few names, in words."""
    listed = list(found)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
