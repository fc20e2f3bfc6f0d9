"""Which things made of files are out of date after some of them have changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from builder.cache import Cache
from builder.project import is_text

NAMES = ("names of texts",)
LISTED, RECORDED, ELSEWHERE = "/listed", "/recorded", "/elsewhere"
"""Places whose changes the ledger is told of, besides each post by its name, and all of its folder but texts by its
path: which texts there are, all files of posts but texts, and whatever lies elsewhere and may matter to all."""


def invalidate(cache: Cache, posts: Path, changed: Iterable[Path]) -> None:
    """Let what is made from some files be out of date; `posts` is the folder that those of each post lie below.

    A text matters to its own page, and one that is new, or gone, to which texts there are; another file of a post's
    folder matters to that post; any other may matter to all.
    """
    ledger, names = cache.ledger, cache.last(NAMES) or {}
    known = {path for texts in names.values() for path, _ in texts}
    for path in changed:
        inside = path.relative_to(posts).parts if path.is_relative_to(posts) else ()
        if len(inside) < 2:
            ledger.changed(ELSEWHERE)
            continue
        ledger.changed(inside[0])
        if not (path in known and path.is_file()):
            ledger.changed(LISTED)
        if not (len(inside) == 2 and is_text(path)):
            ledger.changed(posts / inside[0])
            ledger.changed(RECORDED)
