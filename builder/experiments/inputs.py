"""The files that an experiment declares as its inputs: one by one, by folder, or by pattern; and their digests.

Of a folder or a pattern, what other programs leave behind is no input: names that begin with a dot (`.DS_Store`,
`.git`), `__pycache__`, and what editors put beside a file while it is edited. So are the post's own `results/`. A file
that is named itself counts whatever it is called.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from builder.errors import SitegenError, nearest, shown
from builder.files import canonical_json, passing, sha256
from builder.ledger import Ledger

MANY = 1000
"""Files of one experiment that are told one by one. Of more, a record keeps one digest a folder: it is read in diffs,
and `input pictures/cats/ changed` still says where to look."""
_LEFT = frozenset({"Thumbs.db", "desktop.ini"})
_FORM = "1"

Inputs = Mapping[str, tuple[str, ...]]
"""By what is told of them, such as `curves.csv` or `pictures/cats/`, the files that count, relative to the post."""


def find_inputs(post: Path, declared: Iterable[str]) -> Inputs:
    """All files that some inputs name. Raises SitegenError without a place for one that names none."""
    found: dict[str, list[str]] = {}
    for name in declared:
        found[name] = sorted(set(_named(post, name)))
    every = {file for files in found.values() for file in files}
    grouped: dict[str, set[str]] = {}
    for name, files in found.items():
        for file in files:
            alone = len(every) <= MANY or files == [name]
            grouped.setdefault(file if alone else f"{os.path.dirname(file) or '.'}/", set()).add(file)
    return {key: tuple(sorted(grouped[key])) for key in sorted(grouped)}


def _named(post: Path, name: str) -> list[str]:
    """The files that one input names."""
    _check_inside(post, post / name, name)
    path = post / name
    if path.is_file():
        return [name]
    if path.is_dir():
        files = list(_below(post, path, name, (path.resolve(),)))
        problem = "is a folder without a file"
    elif glob.has_magic(name):
        files = list(_matching(post, name))
        problem = "matches no file"
    else:
        files, problem = [], "does not exist"
    if not files:
        there = () if glob.has_magic(name) else (file for file in os.listdir(post) if not left_out(file))
        close = nearest(name, there)
        looked = f"It is looked for in {shown(post)}/."
        raise SitegenError(f"input '{name}' {problem}", hint=close if close.startswith("Did") else looked)
    return files


def _matching(post: Path, pattern: str) -> Iterator[str]:
    """The files that a pattern such as `pictures/**/*.png` means: those that match, and those in folders that match."""
    parts = pattern.removeprefix("./").split("/")
    fixed = next(place for place, part in enumerate(parts) if glob.has_magic(part))
    name = "/".join(parts[:fixed])
    folder = post / name
    _check_inside(post, folder, name)
    if folder.is_dir():
        for file in _below(post, folder, name, (folder.resolve(),)):
            inner = file.split("/")
            if any(_matches(inner[:end], parts) for end in range(1, len(inner) + 1)):
                yield file


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path is what a pattern says, where `**` stands for any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return _matches(parts, pattern[1:]) or (bool(parts) and _matches(parts[1:], pattern))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


def left_out(name: str) -> bool:
    """Whether what lies under this name in a folder is no input: see the head of this file."""
    return name.startswith(".") or name in _LEFT or passing(name)


def _below(post: Path, folder: Path, name: str, above: tuple[Path, ...]) -> Iterator[str]:
    """The files of a folder and of those in it, links followed; `above` are the folders around it, links resolved."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise SitegenError(f"input '{name}' cannot be read: {error.strerror}") from None
    for entry in entries:
        path = folder / entry.name
        if left_out(entry.name) or _is_results(post, path):
            continue
        inner = path.relative_to(post).as_posix()
        if entry.is_symlink():
            _check_inside(post, path, inner)
        if entry.is_dir():
            if (real := path.resolve() if entry.is_symlink() else above[-1] / entry.name) not in above:
                yield from _below(post, path, inner, (*above, real))
        elif entry.is_file():
            yield inner
        elif entry.is_symlink():
            raise SitegenError(f"input '{inner}' is a link to what is not there")


def _check_inside(post: Path, path: Path, name: str) -> None:
    if not path.resolve().is_relative_to(post.resolve()):
        raise SitegenError(f"input '{name}' lies outside the post's folder")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SitegenError(f"input {name!r} has a name that is no text") from None


def _is_results(post: Path, path: Path) -> bool:
    """An experiment that read what it writes would never be fresh."""
    return path == post / "results"


def input_digests(post: Path, inputs: Inputs, memory: Path) -> dict[str, str]:
    """The digests of inputs. What did not change since it was last read is not read again, see `builder.ledger`.

    Raises SitegenError for a file that cannot be read.
    """
    if not inputs:
        return {}
    ledger = Ledger(memory, _FORM)
    digests = {}
    for name, files in inputs.items():
        found = [(file, _digest(ledger, post / file)) for file in files]
        digests[name] = sha256(canonical_json(found)) if name.endswith("/") else found[0][1]
    ledger.save({})
    return digests


def _digest(ledger: Ledger, path: Path) -> str:
    """The digest of a file; line ends of a text count as git keeps them, so that a clone on Windows is fresh too."""
    try:
        state = ledger.state(path)
        digest = ledger.known(str(path), state)
        if digest is None:
            data = path.read_bytes()
            digest = sha256(data if b"\0" in data else data.replace(b"\r\n", b"\n"))
            ledger.note(str(path), state, digest)
    except OSError as error:
        raise SitegenError(f"cannot be read: {error.strerror}", path=path) from None
    return digest
