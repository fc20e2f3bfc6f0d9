"""Folders that are there whole or not at all: filled under another name, and renamed when nothing is missing."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.files import is_left_over, sweep, temporary


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `folder`, where nothing may be, when the block ends well. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    sweep(folder.parent)
    with _filled(temporary(folder)) as filled:
        yield filled
        filled.rename(folder)


@contextmanager
def whole_within(folder: Path) -> Iterator[Path]:
    """The same for a folder that is there and stays itself, since somebody may be in it: what was filled goes into it.

    Several renames are no single moment: where they are cut off, `finish` does those that are missing. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _filled(temporary(folder / "made")) as filled:
        yield filled
        _move(filled, folder)


def finish(folder: Path, names: Collection[str]) -> bool:
    """Do what `whole_within` was killed at, where it was moving what it had made, of these `names`.

    Whether it was; of what was not made whole nothing stays. Raises OSError.
    """
    there = list(folder.iterdir()) if folder.is_dir() else []
    left = [path for path in there if is_left_over(path.name)]
    others = {path.name for path in there if path not in left}
    if len(left) == 1 and others and others <= set(names):
        _move(left[0], folder)
        return True
    sweep(folder)
    return False


@contextmanager
def _filled(place: Path) -> Iterator[Path]:
    try:
        place.mkdir()
        yield place
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _move(made: Path, folder: Path) -> None:
    """Move all of a folder into another; what was moved goes where that fails."""
    moved: list[Path] = []
    try:
        for path in sorted(made.iterdir()):
            path.rename(folder / path.name)
            moved.append(folder / path.name)
        made.rmdir()
    except BaseException:
        for path in moved:
            path.rename(made / path.name)
        raise
