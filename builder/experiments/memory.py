"""Judgements remembered, so that `sitegen status` does not parse what has not changed since it was last asked."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from builder.experiments.packages import versions
from builder.experiments.plan import Row
from builder.files import digest_of, sealed, unsealed, write_atomic
from builder.ledger import Ledger
from builder.project import Project
from builder.results import RUNS
from builder.tool import code_digest

_ELSEWHERE = re.compile(r'"(?:file:)?(\.\./[^"\n]*)"')


def remembered(project: Project, slug: str, judge: Callable[[], tuple[list[Row], list[str]]]) -> list[Row]:
    """The rows that `judge` gives for a post, asked for only when a file that it could read has changed.

    Those are all files of the post, its records and artifacts included, those of the posts that it uses, which `judge`
    gives too, and sitegen's own code: what of it judges, and what it reaches in turn, nobody lists.
    """
    memory = project.scratch / "status" / f"{slug}.json"
    before, rows, others = _kept(memory, slug)
    key = _key(project, [slug, *others])
    if before == key and all(row.versions == versions(row.versions) for row in rows):
        return rows
    rows, used = judge()
    with suppress(OSError):  # a folder that cannot be written can still be judged
        # What was looked at before it was judged is as it was judged; of posts that are used since that is not known.
        write_atomic(memory, sealed(json.dumps([key if used == others else "", rows, used]).encode(), slug))
    return rows


def _kept(memory: Path, slug: str) -> tuple[str, list[Row], list[str]]:
    """What was remembered: of which files, the rows, the posts that were used. Nothing of a post that is not known."""
    try:
        if (kept := unsealed(memory.read_bytes(), slug)) is not None:
            key, rows, others = json.loads(kept)
            return key, [Row(*row) for row in rows], others
    except (OSError, ValueError, TypeError):
        pass  # never asked, or not by this version
    return "", [], []


def _key(project: Project, slugs: Iterable[str]) -> str:
    """What is another when a file of these posts, or one that all may read, is another."""
    parts = [code_digest(), digest_of(project.config)]
    for slug in slugs:
        parts.append(_digest(project.post(slug), project.shared, project.scratch / "status" / f"{slug}.ledger"))
        parts += _waiting(project.waiting(slug))
    return " ".join(parts)


def _digest(post: Path, shared: Iterable[Path], known: Path) -> str:
    """One digest of all these files. Those that did not change, a folder of pictures say, are not read again."""
    ledger = Ledger(known)
    digest = sha256()
    # Packages on sys.path that are followed by nobody are told.
    digest.update("\0".join([*sys.path[1:], ""]).encode())
    for root in (post, *shared):
        for path in _files(root):
            digest.update(f"{path.relative_to(root).as_posix()}\0{ledger.see(path).digest}\0".encode())
    for path in _seen_elsewhere(post):
        digest.update(f"{path}\0{digest_of(path)}\0".encode())
    ledger.save({})
    return digest.hexdigest()


def _waiting(folder: Path) -> Iterator[str]:
    """How the runs stand that wait for others of their experiment: each adds to a file."""
    for path in sorted(folder.glob(f"*/{RUNS}")):
        with suppress(OSError):
            found = path.stat()
            yield f"{path.parent.name} {found.st_ino} {found.st_size} {found.st_mtime_ns}"


def _seen_elsewhere(post: Path) -> Iterator[Path]:
    """The files beside the post that runs were seen to open, as its records name them."""
    for record in sorted(post.glob("results/*/record.json")):
        with suppress(OSError):  # a folder, say: the judges will say so
            for name in _ELSEWHERE.findall(record.read_text(encoding="utf-8", errors="replace")):
                with suppress(ValueError):  # damaged: the same
                    yield post / json.loads(f'"{name}"')


def _files(root: Path) -> Iterator[Path]:
    """Every file below a folder, in order; folders that are links are gone through once, as imports go through them."""
    been: set[str] = set()
    for folder, inner, names in os.walk(root, followlinks=True):
        inner[:] = sorted(name for name in inner if name != "__pycache__")
        real = os.path.realpath(folder)
        if real in been:
            inner.clear()
            continue
        been.add(real)
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file())
