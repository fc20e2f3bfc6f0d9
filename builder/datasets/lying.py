"""What lies in the folders of data under the name of a data set, and whether it is the one that is declared."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from builder.datasets.declared import DataSet
from builder.errors import SitegenError, reason
from builder.files import canonical_json, passing, sha256
from builder.ledger import Ledger, state_of

UNPACKED = ".unpacked.json"
"""Beside what was unpacked: the digest of the archive that it was in, and those of the files that were in it."""
_LEFT = frozenset({"Thumbs.db", "desktop.ini"})
_FORM = "1"

Digests = Mapping[str, str]
"""By the path of a file in the folder of a data set, its SHA-256."""


def place_of(data: DataSet, folders: Sequence[Path]) -> Path | None:
    """The folder in which a data set lies, the first that holds files of it, else the first of its name; or None."""
    roots = [folder / data.name for folder in folders if (folder / data.name).is_dir()]
    for root in roots:
        if all((root / file).is_file() for file in data.expected) if data.expected else any(_files(root)):
            return root
    return roots[0] if roots else None


def lacks(data: DataSet, root: Path | None) -> bool:
    """Whether something of a data set is still to be downloaded to its place."""
    if not data.url or root is None:
        return bool(data.url)
    return any(not (root / file).is_file() for file in data.expected) if data.expected else not any(_files(root))


def verified(data: DataSet, root: Path, scratch: Path) -> Path:
    """The path that experiments get: that of the only file, or else the folder.

    What did not change since it was last read is not read again, see `builder.ledger`. Raises SitegenError where it is
    not what is declared, is empty, or changed while it was digested.
    """
    ledger = Ledger(scratch / "data" / f"{data.name}.ledger", _FORM)
    found = digests(root, ledger, data.expected)
    ledger.save({})
    if not found:
        hint = "Put its files there, or delete the folder, so that it is looked for elsewhere."
        raise SitegenError(f"data set '{data.name}' is empty: there is no file in its folder", path=root, hint=hint)
    if data.unpack:
        _compare_unpacked(data, root, found)
    elif data.files:
        for file in data.files:
            _compare(data, root / file, found[file], data.files[file], f'"{file}" = ')
    else:
        single = next(iter(found)) if len(found) == 1 else ""
        digest = found[single] if single else digest_of_all(found)
        _compare(data, root / single, digest, data.sha256, "sha256 = ")
        return root / single
    return root


def digest_of_all(found: Digests) -> str:
    """The digest of a folder: of the names of all its files and their digests."""
    return sha256(canonical_json(sorted(found.items())))


def digests(root: Path, ledger: Ledger, names: Iterable[str] = ()) -> Digests:
    """The digests of some files of a folder, or of all. Raises SitegenError where one is missing or changes meanwhile.

    Of all files, what other programs leave behind is none: names that begin with a dot, `Thumbs.db` and the like.
    """
    named = sorted(names)
    before = named or sorted(_files(root))
    found = {name: _digest(root / name, ledger) for name in before}
    if not named and sorted(_files(root)) != before:
        raise _changed(root)
    return found


def every_digest(root: Path) -> Digests:
    """The digests of all files of a folder, and of what is known of how they were unpacked: what has to travel."""
    ledger = Ledger()
    known = [UNPACKED] if (root / UNPACKED).is_file() else []
    return {**digests(root, ledger), **(digests(root, ledger, known) if known else {})}


def _files(root: Path) -> Iterator[str]:
    """The files of a folder and of those in it, relative to it; links are followed, once."""
    been = set[str]()
    for folder, inner, names in os.walk(root, followlinks=True):
        inner[:] = sorted(name for name in inner if not _left_out(name))
        if (real := os.path.realpath(folder)) in been:
            inner.clear()
            continue
        been.add(real)
        for name in names:
            if not _left_out(name) and os.path.isfile(path := os.path.join(folder, name)):
                yield os.path.relpath(path, root).replace(os.sep, "/")


def _left_out(name: str) -> bool:
    return name.startswith(".") or name in _LEFT or passing(name)


def _digest(path: Path, ledger: Ledger) -> str:
    try:
        state = ledger.state(path)
        digest = ledger.known(str(path), state)
        if digest is None:
            before = os.stat(path)
            digest = digest_of_file(path)
            if state_of(os.stat(path)) != state_of(before):
                raise _changed(path)
            ledger.note(str(path), state, digest)
    except OSError as error:
        raise SitegenError(f"cannot be read: {reason(error)}", path=path) from None
    return digest


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, which may be larger than memory. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(path: Path) -> SitegenError:
    hint = "Wait until nothing writes there any more, then run again."
    return SitegenError("changed while it was digested", path=path, hint=hint)


def _compare(data: DataSet, path: Path, found: str, expected: str, line: str) -> None:
    where = f"[data.{data.name}{'.files' if data.files else ''}]"
    if not expected:
        hint = f'Write {line}"{found}" below {where} in content/site.toml, if this is the one.'
        raise SitegenError(f"data set '{data.name}' has no digest", path=path, hint=hint)
    if found != expected:
        hint = f'Put the declared one there. Where this one is meant, write {line}"{found}" below {where}: what uses it runs again.'  # noqa: E501
        message = f"is not the data set '{data.name}' that is declared: its SHA-256 is {found}, expected {expected}"
        raise SitegenError(message, path=path, hint=hint)


def _compare_unpacked(data: DataSet, root: Path, found: Digests) -> None:
    """Compare with what was unpacked, and that with the archive that is declared."""
    archive, files = "", {}
    with suppress(OSError, ValueError, TypeError, KeyError):
        known = json.loads((root / UNPACKED).read_bytes())
        archive, files = str(known["archive"]), dict(known["files"])
    hint = f"Delete the folder, so that {data.url} is unpacked anew."
    if archive != data.sha256 or not archive:
        what = f"it was unpacked from one whose SHA-256 is {archive}" if archive else "nobody knows from what it came"
        message = f"is not from the archive that is declared for the data set '{data.name}': {what}"
        raise SitegenError(message, path=root, hint=hint)
    for name in sorted({*files, *found}):
        if files.get(name) != found.get(name):
            how = "is gone" if name not in found else "was changed" if name in files else "is new"
            message = f"{how} since the data set '{data.name}' was unpacked"
            raise SitegenError(message, path=root / name, hint=hint)
