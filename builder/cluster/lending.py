"""Data sets that a node lacks, sent from the author's machine piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from builder.datafiles import check
from builder.datasets.declared import DataSet
from builder.datasets.lying import place_of
from builder.errors import SitegenError

PIECE = 8 << 20
"""Bytes that are sent at once."""

Piece = tuple[str, bytes, bool, str, bool]
"""A file, some of its bytes, whether they are its first, its digest with its last, whether nothing comes after them."""


def lendable(folders: Sequence[Path]) -> frozenset[str]:
    """The names of what could be data sets in the author's folders of data."""
    return frozenset(one.name for folder in folders if folder.is_dir() for one in folder.iterdir() if one.is_dir())


def found(folders: Sequence[Path], name: str, digests: Mapping[str, str]) -> Path | None:
    """Where the author has all files of a data set, each as it should be; None where nowhere."""
    for root in (folder / name for folder in folders):
        if all((root / file).is_file() for file in digests):
            try:
                check(root, digests)
            except SitegenError:
                continue
            return root
    return None


def lying_here(folders: Sequence[Path], name: str) -> Path | None:
    """Where the author has files of a data set that is declared as a whole."""
    return place_of(DataSet(name), folders)


def pieces(root: Path, files: Sequence[str], digests: Mapping[str, str]) -> Iterator[Piece]:
    """All bytes of some files, in order."""
    for number, file in enumerate(files, 1):
        size = (root / file).stat().st_size
        with (root / file).open("rb") as stream:
            while True:
                begin, data = stream.tell() == 0, stream.read(PIECE)
                whole = stream.tell() >= size
                yield file, data, begin, digests[file] if whole else "", whole and number == len(files)
                if whole:
                    break
