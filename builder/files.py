"""Bytes on disk: atomic writing, digests, JSON that reads well in a diff, and the files that nobody wrote to stay."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_PASSING = re.compile(
    r""" .*~ | \#.*\# | \.\#.* | \..*\.(sw[a-z]|kate-swp) | 4913  # Emacs, Vim, Kate
    | .*___jb_(tmp|old)___ | \.goutputstream-.* | \.~lock\..* | .*\.tmp  # IDEA, GNOME, LibreOffice
    | \..*\.\d+\.\d+(\.sitegen)?  # `temporary`
    | __pycache__ | .*\.py[cod] | node_modules | \.ipynb_checkpoints | \.DS_Store | \.(nfs|fuse_hidden).*""",
    re.VERBOSE | re.DOTALL,
)


def passing(name: str) -> bool:
    """Whether a file or folder of this name is no part of a site: editors and other programs leave it for a while."""
    return _PASSING.fullmatch(name) is not None


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none that can be read."""
    try:
        return sha256(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""


def sealed(data: bytes, key: str) -> bytes:
    """Some bytes below a digest of them and of what they are kept as: half of them, or others, do not match it."""
    return _seal(data, key) + b"\n" + data


def unsealed(kept: bytes, key: str) -> bytes | None:
    """What was sealed; None where that is cut or spoilt, or was sealed as something else."""
    seal, _, data = kept.partition(b"\n")
    return data if seal == _seal(data, key) else None


def _seal(data: bytes, key: str) -> bytes:
    return sha256(key.encode() + b"\n" + data).encode()


def write_atomic(path: Path, data: bytes, *, flush: bool = True) -> None:
    """Write a file so that a reader, or a crash at any moment, sees the old bytes or the new ones and nothing between.

    Without `flush` that holds but for a power cut, after which the new file may be cut: for what carries a digest, and
    of which there are thousands. Raises OSError when the folder cannot be written or the disk is full; the old file is
    then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path.parent)
    put(path, data, flush=flush)


def put(path: Path, data: bytes, *, flush: bool) -> None:
    """The same in a folder that is there, in which nothing is looked for that was left over. Raises OSError."""
    place = temporary(path)
    try:
        with place.open("wb") as file:
            file.write(data)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        os.replace(place, path)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what is told
            place.unlink()
        raise


def temporary(path: Path) -> Path:
    """What a file or a folder is called until it is whole. Names may have 255 bytes."""
    return path.with_name(f".{path.name[:40]}.{os.getpid()}.{threading.get_ident()}.sitegen")


_LEFT = re.compile(r"\..*\.(\d+)\.\d+\.sitegen", re.DOTALL)


def is_left_over(name: str) -> bool:
    """Whether a process that is no more left this file or folder: one that was killed."""
    found = _LEFT.fullmatch(name)
    return found is not None and is_gone(int(found[1]))


def is_gone(process: int) -> bool:
    """Whether there is no process of this number, as far as can be told: Windows would send it a signal."""
    try:
        if os.name != "nt":
            os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:  # somebody else's
        return False
    return False


_SWEPT: set[Path] = set()


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder, once in the life of this one."""
    if folder in _SWEPT:
        return
    _SWEPT.add(folder)
    with suppress(OSError):
        for path in [path for path in folder.iterdir() if is_left_over(path.name)]:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def write_new(path: Path, data: bytes) -> None:
    """Write a file, quickly and not atomically, as a new one: never through a link, nor into a file with a second name,
    as a copy of the folder by hard links has it. Raises OSError.
    """
    with suppress(FileNotFoundError):
        os.unlink(path)
    try:
        file = open(path, "xb")  # noqa: SIM115 - it is closed below, and its folder is there for all but the first
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "xb")  # noqa: SIM115
    with file:
        file.write(data)


def canonical_json(data: Any) -> bytes:
    """The same bytes for the same data, whatever the order of its keys. For digests."""
    return _CANONICAL.encode(data).encode()


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable_json(data: Any) -> str:
    """JSON for diffs: sorted keys, one line for each list of plain items, a newline at the end.

    Raises ValueError for NaN and infinities, which are not JSON.
    """
    return _readable(data, "") + "\n"


def _readable(data: Any, indent: str) -> str:
    inner = indent + "  "
    if isinstance(data, Mapping) and data:
        rows = [f"{inner}{json.dumps(key)}: {_readable(data[key], inner)}" for key in sorted(data)]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(data, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in data):
        return "[\n" + ",\n".join(inner + _readable(item, inner) for item in data) + f"\n{indent}]"
    return json.dumps(data, ensure_ascii=False, allow_nan=False)
