"""The one memory: whatever is known by all that it was made from, and made when it is asked for and not there.

It has two shelves. On that of this process lie things as they are, each under its name with what it was made from:
where that is equal to what it would be made from now, so is the thing. On the disk, in `.sitegen/cache/`, lie bytes
under the digest of the name and of what they were made from, and what is small in one file, that of the ledger. Below
it the ledger knows the states of files. The folder may be deleted at any time.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from builder.files import sealed, sha256, unsealed, write_new
from builder.ledger import Ledger

Made = TypeVar("Made")
Name = tuple[Hashable, ...]
"""Its first part says what kind of a thing it is of: `("body", path)`."""

KEPT_DAYS, DAY = 30, 86_400
_KEPT = re.compile(r"(^|-)[0-9a-f]{64}$")


def key(*parts: object) -> str:
    """The digest of parts that JSON can hold; of another thing, it is its own `digest` that counts."""
    return sha256(_JSON.encode(parts).encode())


def _digest(thing: Any) -> str:
    digest: str = thing.digest
    return digest


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, default=_digest)


@dataclass(frozen=True)
class Codec(Generic[Made]):
    """How things of a kind lie on the disk."""

    write: Callable[[Made], Any]
    """The bytes of a thing; what JSON can hold of a small one."""
    read: Callable[[Any], Made | None]
    """The thing; None where it cannot be had of these bytes any more."""
    small: bool = False
    """Whether it lies in the file of the ledger, which is read at once: the states of files are many, too."""
    alone: bool = False
    """Whether a name has one thing only, the last: it is large."""


BYTES: Codec[bytes] = Codec(lambda data: data, lambda data: data)
TEXT: Codec[str] = Codec(str.encode, lambda data: data.decode())
JSON: Codec[Any] = Codec(lambda data: json.dumps(data).encode(), json.loads)
SMALL: Codec[Any] = Codec(lambda data: data, lambda data: data, small=True)


class Disk:
    """Bytes by their key. Without a folder nothing is kept. `added` counts what was put into it."""

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

    def remove_others(self, kind: str, key: str) -> None:
        """Remove what was kept under `<kind>-…` but for this key. Keys are of one length: another kind may begin so."""
        for path in self.folder.glob(f"{kind}-{'?' * (len(key) - len(kind) - 1)}") if self.folder else ():
            if path.name != key:
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


@dataclass
class _Kept:
    """A thing on the shelf of this process."""

    made_from: object
    thing: Any
    parts: set[Name] = field(default_factory=set)
    """The names of what was asked for while it was made."""


_parts: ContextVar[set[Name] | None] = ContextVar("parts", default=None)
"""Gets the names of what is asked for while something is made."""


class Cache:
    """The two shelves, and the ledger below them.

    One that is not `lasting` serves a single build: what lies on the disk, and parts of what is made, are not kept in
    memory.
    """

    def __init__(self, folder: Path | None = None, ledger: Ledger | None = None, *, lasting: bool = False) -> None:
        self.disk, self.ledger, self.lasting = Disk(folder), ledger or Ledger(), lasting
        self._kept: dict[Name, _Kept] = {}

    def get_or_make(
        self, name: Name, made_from: object, make: Callable[[], Made], codec: Codec[Made] | None = None
    ) -> Made:
        """What was made under a name of the same before, or else is made now: on the disk too, where a codec says how.

        Of what raises nothing is kept.
        """
        if (around := _parts.get()) is not None:
            around.add(name)
        kept = self._kept.get(name)
        if kept is not None and kept.made_from == made_from:
            found: Made = kept.thing
            return found
        parts: set[Name] = set()
        token = _parts.set(parts)
        try:
            thing = self.read_or_make(_key(codec, name, made_from), make, codec) if codec else make()
        except BaseException:
            (kept.parts if kept else around if around is not None else set()).update(parts)
            raise
        finally:
            _parts.reset(token)
        self._keep(name, _Kept(made_from, thing, parts), in_memory=self.lasting or codec is None)
        return thing

    def has(self, name: Name, made_from: object, codec: Codec[Any]) -> bool:
        """Whether something lies on the disk."""
        at = _key(codec, name, made_from)
        return self.ledger.fact(at) is not None if codec.small else self.disk.has(at)

    def known(self, name: Name, made_from: object, still: Callable[[Made], Made | None]) -> Made | None:
        """What was made under a name in this process: of the same, or of what is no other to this thing; else None.

        `still` says what became of a thing that was made of another: None where it must be made again.
        """
        kept = self._kept.get(name)
        if kept is not None and kept.made_from != made_from:
            thing = still(kept.thing)
            if thing is None:
                return None
            kept.made_from, kept.thing = made_from, thing
        return kept.thing if kept else None

    def last(self, name: Name) -> Any:
        """What was made last under a name in this process, of whatever; None where nothing was."""
        kept = self._kept.get(name)
        return kept and kept.thing

    def put(self, name: Name, made_from: object, thing: object) -> None:
        """Put a thing on the shelf of this process."""
        self._keep(name, _Kept(made_from, thing), in_memory=True)

    def _keep(self, name: Name, kept: _Kept, *, in_memory: bool) -> None:
        before = self._kept.pop(name, None)
        for part in before.parts - kept.parts if before else ():
            self.forget(part)
        if not self.lasting:
            for part in kept.parts:
                self.forget(part)
            kept.parts.clear()
        if in_memory:
            self._kept[name] = kept

    def forget(self, name: Name, *, parts: bool = True) -> None:
        """Have a thing made again, and its parts."""
        if (kept := self._kept.pop(name, None)) and parts:
            for part in kept.parts:
                self.forget(part)

    def same(self, name: Name, value: Made, made_from: object = None) -> Made:
        """The value, as the very object that it was before where the two are equal, or what they are made from.

        What is the same object is compared at once.
        """
        return self.get_or_make(name, value if made_from is None else made_from, lambda: value)

    def read_or_make(self, key: str, make: Callable[[], Made], codec: Codec[Made]) -> Made:
        """What lies on the disk under a key, or else is made now, and put there. It does not come into memory."""
        data = self.ledger.fact(key) if codec.small else self.disk.get(key)
        if data is not None and (thing := codec.read(data)) is not None:
            return thing
        thing = make()
        if codec.small:
            self.ledger.tell(key, codec.write(thing))
        else:
            self.disk.put(key, codec.write(thing))
        if codec.alone:
            self.disk.remove_others(key.rpartition("-")[0], key)
        return thing


def _key(codec: Codec[Any], name: Name, made_from: object) -> str:
    """The key of a thing on the disk."""
    digest = key(name, made_from)
    return f"{'-'.join(map(str, name))}-{digest}" if codec.alone else digest
