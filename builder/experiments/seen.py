"""What a run was seen to do that reading its source did not find, as parts of a fingerprint: see `Fingerprint.seen`.

A definition that ran is followed by reading as if the experiment named it: what it reads in turn is found so. A file
of code that was loaded although nothing is seen to import it counts as a whole.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.files import sha256
from builder.results import FILE
from builder.source.canonical import source_digest
from builder.source.closure import Closure
from builder.source.modules import Module

_LEFT = frozenset({"__pycache__", "results"})


def seen_now(post: PostExperiments, name: str, keys: Iterable[str]) -> dict[str, str]:
    """The digests of what was once seen of an experiment, as it stands now; what is gone is left out."""
    keys = list(keys)
    code = [key for key in keys if not key.startswith(FILE)]
    found = code_digests(post, name, code) if code else {}
    for key in keys:
        if key.startswith(FILE):
            with suppress(OSError):
                found[key] = file_digest(post.sources.post / key.removeprefix(FILE))
    return {key: found[key] for key in keys if key in found}


def code_digests(post: PostExperiments, name: str, keys: Iterable[str]) -> dict[str, str]:
    """The digests of the definitions and files `keys`, and of all that an experiment reaches when these run too."""
    closure = Closure(post.sources)
    assert post.module is not None
    closure.reach(post.module, name)
    wholes = {}
    for key in keys:
        file, _, definition = key.partition(":")
        with suppress(SitegenError, OSError, ValueError):
            if not definition:
                wholes[file] = whole_digest(post.sources.file_named(file))
            for module, one in roots(post, file, definition):
                closure.reach(module, one)
    return closure.code | wholes


def roots(post: PostExperiments, file: str, definition: str) -> Iterator[tuple[Module, str]]:
    """What to follow for a key: a definition, or all of a file. Raises ValueError where it is not ours to follow."""
    if file.startswith("../"):
        return
    module = post.sources.module(post.sources.file_named(file))
    for name in [definition] if definition else list(module.definitions):
        if post.sources.statements((module.path, name)):
            yield module, name


def whole_digest(path: Path) -> str:
    """The digest of a whole file of code, comments and formatting left out. Raises OSError or ValueError."""
    try:
        return source_digest(ast.parse(path.read_bytes()).body)
    except SyntaxError as error:
        raise ValueError(str(error)) from None


def file_digest(path: Path) -> str:
    """The digest of a file of data, or of the files of a folder. Raises OSError.

    Line ends count as git keeps them, so that a clone on Windows is fresh too.
    """
    if path.name == "*":  # the names in a folder; hidden ones and what a run leaves there do not count
        names = sorted(one.name for one in path.parent.iterdir() if one.name[0] != "." and one.name not in _LEFT)
        return sha256("\0".join(names).encode())[:16]
    if path.is_dir():
        files = [one for one in sorted(path.iterdir()) if one.name[0] != "." and one.is_file()]
        return sha256("\0".join(f"{one.name}\0{file_digest(one)}" for one in files).encode())[:16]
    data = path.read_bytes()
    return sha256(data if b"\0" in data else data.replace(b"\r\n", b"\n"))[:16]


def relative(path: str, post: Path) -> str:
    """How a file is named: relative to the post's folder."""
    return Path(os.path.relpath(path, os.path.realpath(post))).as_posix()


def added(digests: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The digests that are not known so; of a file that counts as a whole, its definitions are left out."""
    return {
        key: digest
        for key, digest in sorted(digests.items())
        if known.get(key) != digest and (":" not in key or key.partition(":")[0] not in digests)
    }
