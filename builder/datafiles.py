"""The files of a data set: found, checked and downloaded.

What counts for a result are the digests that an experiment asks for, not how the files came here. So this lies outside
`builder.learning`, and a change here makes nothing stale.
"""

from __future__ import annotations

import http.client
import os
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from builder.errors import SitegenError, reason, shown
from builder.files import sha256

PATIENCE = 15.0
"""Seconds without a byte after which a download is given up."""


class DataMissing(SitegenError):
    """The data set is nowhere, and cannot be downloaded."""


class DataElsewhere(SitegenError):
    """The data set is not here, and can be had from the author's machine."""

    def __init__(self, name: str, digests: Mapping[str, str]) -> None:
        super().__init__(f"the data set {name} is not here")
        self.name, self.digests = name, digests


_LENT: set[str] = set()


def lend(names: Iterable[str]) -> None:
    """Say which data sets this process, on a node of a cluster, can have from the author's machine."""
    _LENT.clear()
    _LENT.update(names)


def is_lent(name: str) -> bool:
    """Whether this process can have a data set from the author's machine."""
    return name in _LENT


def obtain(
    name: str,
    digests: Mapping[str, str],
    folders: Sequence[Path],
    target: Path | None,
    download: Callable[[Path], object],
    say: Callable[[str], None],
) -> Path:
    """The folder `<one of folders>/<name>` that holds all files of a data set, each checked.

    `digests` maps the path of each file in that folder to its SHA-256. Where none of the folders has them,
    `download(folder)` is asked to put them into a folder apart; they are checked there and moved to `<target>/<name>`,
    so that an interruption leaves nothing that looks like data. Raises DataMissing when that fails or there is no
    target, SitegenError when a file is not the one it should be, DataElsewhere where it is lent.
    """
    roots = [folder / name for folder in folders]
    for root in roots:
        if all((root / file).is_file() for file in digests):
            check(root, digests)
            return root
    if name in _LENT:
        raise DataElsewhere(name, digests)
    looked = "looked in " + (", ".join(shown(root) for root in roots) or "no folder")
    failure: str | None = "there is no folder to download it to"
    if target is not None:
        say(f"{name} was not found ({looked}); downloading it to {shown(target / name)}")
        failure = _fetch(target / name, digests, download)
        if failure is None:
            return target / name
    files = ", ".join(f"D/{name}/{file}" for file in digests)
    hint = f"Give a folder D by `--data D` or SITEGEN_DATA=D that holds, unpacked, {files}."
    raise DataMissing(f"the data set {name} is missing: {looked}; {failure}", hint=hint)


def check(root: Path, digests: Mapping[str, str]) -> None:
    """Raise SitegenError, with both digests, when a file is not the one that the data set consists of."""
    for file, expected in digests.items():
        path = root / file
        try:
            found = sha256(path.read_bytes())
        except OSError as error:
            raise SitegenError(f"cannot be read: {reason(error)}", path=path) from None
        if found != expected:
            raise SitegenError(
                f"is not this file of the data set: its SHA-256 is {found}, expected {expected}",
                path=path,
                hint="Delete it, so that it is looked for elsewhere or downloaded, or put a good copy in its place.",
            )


def _fetch(root: Path, digests: Mapping[str, str], download: Callable[[Path], object]) -> str | None:
    """Download into `root`. Returns None, or in words what failed."""
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{root.name}-", dir=root.parent) as folder, _patience():
            download(Path(folder))
            check(Path(folder), digests)
            for file in digests:
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                os.replace(Path(folder) / file, root / file)
    except (RuntimeError, http.client.HTTPException, OSError, SitegenError) as error:
        # torchvision's RuntimeError lists its mirrors over many lines, the reason in the last.
        lines = (error.message if isinstance(error, SitegenError) else str(error)).strip().splitlines()
        return f"downloading it to {shown(root)} failed: {lines[-1] if lines else type(error).__name__}"
    return None


@contextmanager
def _patience() -> Iterator[None]:
    """torchvision sets no time limit: without one a silent network would hold the run for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
