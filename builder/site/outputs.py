"""The one place that writes `site/`: everything is gathered first, and the finished site is swapped in."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from filelock import FileLock

from builder.errors import SitegenError, reason, shown
from builder.files import sha256, write_new
from builder.ledger import Ledger
from builder.site.lazy import Lazy
from builder.site.replaceable import LIST, check_written, listed, replaceable


class Output:
    """The files of a site that is being built. Nothing is written before `swap_in`.

    The site before the last is kept apart, as a spare: it becomes the next one by writing what differs, since to make
    and to remove thousands of folders takes longer than to read their files. Of those that the ledger knows it is known
    without reading them. `digests` are those of the files.
    """

    def __init__(self, folder: Path, scratch: Path, ledger: Ledger | None = None) -> None:
        self.folder, self.ledger = folder, ledger or Ledger()
        self.spare, self.old = scratch / "site.spare", scratch / "site.old"
        self._lock = scratch / "site.lock"
        self._files: Lazy[bytes] = Lazy()
        self.digests: dict[str, str] = {}
        self._owners: dict[str, tuple[str, Path | None]] = {}

    def add(self, path: str, content: str | bytes, owner: Path | None = None) -> None:
        """Put a file into the site; `owner` is what it is made from, for messages. Raises as `promise` does."""
        data = content.encode() if isinstance(content, str) else content
        self.promise(path, sha256(data), lambda: data, owner)

    def promise(
        self, path: str, digest: str, way: Callable[[], bytes], owner: Path | None = None, *, alike: bool = False
    ) -> None:
        """Put a file into the site that is made only if it must be; `digest` tells it from any other.

        Raises SitegenError when it would lie outside the site, or where another file lies: where they are not to be
        `alike` also one of other capital letters, in whose place it lies on some disks.
        """
        if not path.strip("./") or path.startswith("/") or ".." in path.split("/") or "\\" in path:
            raise SitegenError(f"'{path}' would be written outside the site", path=owner)
        taken = self._owners.setdefault(path.casefold(), (path, owner))
        if path in self._files or (taken[0] != path and not alike):
            other = f", made from {shown(taken[1])}" if owner and taken[1] else ""
            place = owner or taken[1]  # what the site makes by itself cannot be mended
            hint = "Another slug or name gives it another address."
            raise SitegenError(f"'{path}' would be written over '{taken[0]}'{other}", path=place, hint=hint)
        self._files.add(path, way)
        self.digests[path] = digest

    @property
    def files(self) -> Mapping[str, bytes]:
        """What has been added, by path."""
        return self._files

    @cached_property
    def tells_capitals(self) -> bool:
        """Whether two files may differ in capital letters only where the site is written."""
        one, other = self.folder.parent / "content", self.folder.parent / "CONTENT"
        return not (other.exists() and one.exists() and other.samefile(one))

    def taken(self, path: str) -> str:
        """The file in the place of this one, on a disk that does not tell capital letters from small ones; or ""."""
        return self._owners.get(path.casefold(), ("", None))[0]

    def owner(self, path: str) -> Path | None:
        """What a file was made from."""
        return self._owners[path.casefold()][1]

    def swap_in(self) -> None:
        """Write the files, and put them in the place of the site that was there. Raises SitegenError when it cannot."""
        self.add(LIST, listed(self.digests))
        with self._locked():
            check_written(self.folder, self.ledger.site, self.digests)
            self._write()
            self._swap()

    def recover(self) -> None:
        """Put the old site back if a build was killed between its two renames.

        Raises SitegenError, before anything is rendered, where `swap_in` would have to.
        """
        with self._locked():
            self._restore()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let no other build write meanwhile. Raises SitegenError where the disk refuses, or the place is no folder."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._lock):
                replaceable(self.folder, self._lock.parent)
                yield
        except OSError as error:
            name = error.filename if isinstance(error.filename, str) else ""
            place = Path(name) if name.startswith(str(self._lock.parent)) else self.folder
            message = f"the site cannot be written: {reason(error)}"
            raise SitegenError(message, path=place, hint="The site that was there is untouched.") from None

    def _write(self) -> None:
        try:
            self._remove_others()
            written = [path for path in sorted(self.digests) if not self._lies_there(path)]
            for path in written:
                write_new(self.spare / path, self._files.once(path))
            self.ledger.look_at_clock()
            for path in written:  # in a folder where nobody else writes
                self.ledger.note(f"site {path}", self.ledger.state(self.spare / path), self.digests[path])
        except BaseException:
            _remove(self.spare)
            raise

    def _lies_there(self, path: str) -> bool:
        """Whether a file of the spare is as it should be. It is read unless the ledger knows it."""
        target, digest = self.spare / path, self.digests[path]
        try:
            state = self.ledger.state(target)
            if self.ledger.known(f"site {path}", state) == digest:
                return True
            same = target.read_bytes() == self._files.once(path)
        except OSError:  # there is none, say
            return False
        if same:
            self.ledger.note(f"site {path}", state, digest)
        return same

    def _remove_others(self) -> None:
        """Remove what is no part of this site, and what is in the way of it: links too, but never what they lead to."""
        if not _is_folder(self.spare):
            _remove(self.spare)
        for folder, inside, names in os.walk(self.spare, topdown=False):
            within = os.path.relpath(folder, self.spare).replace(os.sep, "/") + "/"
            for name in names:
                path = os.path.join(folder, name)
                if (within + name).removeprefix("./") not in self._files or not stat.S_ISREG(os.lstat(path).st_mode):
                    os.unlink(path)
            for path in (os.path.join(folder, name) for name in inside):
                if os.path.islink(path):
                    os.unlink(path)
                elif not os.listdir(path):
                    os.rmdir(path)

    def _swap(self) -> None:
        try:
            if self.folder.exists():
                self.folder.rename(self.old)
            self.spare.rename(self.folder)
        except BaseException:
            self._restore()
            raise
        if self.old.exists():
            self.old.rename(self.spare)

    def _restore(self) -> None:
        """Between the two renames the old site lies apart: put it back, and after them, make it the next to write."""
        if not _is_folder(self.old):  # none was left, or what no build leaves
            _remove(self.old)
        elif not self.folder.exists():
            self.old.rename(self.folder)
        else:
            _remove(self.spare)
            self.old.rename(self.spare)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _remove(path: Path) -> None:
    """Remove whatever lies there, if anything does: of a link, the link."""
    if _is_folder(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(FileNotFoundError):
            path.unlink()
