"""The records of a post carried over to another name of one of its experiments, so that nothing runs again.

A part of a fingerprint that was what the source gave stays what the source gives, under the new name; one that was not
stays different: what was fresh is fresh, and what was stale is stale for the same reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.experiments.fingerprint import fingerprint, settings_of
from builder.experiments.seen import seen_now
from builder.experiments.status import judge
from builder.project import Project
from builder.results import Point, Record, Store


@dataclass(frozen=True)
class Kept:
    """A record, the store that it is in, how it ran, and what its source gives as it stands."""

    record: Record
    store: Store
    quick: bool
    code: Mapping[str, str]
    seen: Mapping[str, str]


def stores(project: Project, slug: str) -> Iterator[tuple[Store, bool]]:
    """Where records of a post are kept, and whether quick ones are: published, waiting for others of several runs, and
    repeated for `verify`.
    """
    for quick in (False, True):
        yield Store(project.results(slug, quick=quick)), quick
        yield from ((Store(folder), quick) for folder in sorted(project.waiting(slug, quick=quick).glob("*")))
    yield from ((Store(folder), False) for folder in sorted(project.verified(slug).glob("*")))


def read_kept(project: Project, post: PostExperiments, old: str) -> list[Kept]:
    """All records of a post that can be read, each with what its source gives; that of `old` even where none does."""
    found = []
    for store, quick in stores(project, post.slug):
        for name in {old: None, **post.declarations}:
            try:
                record = store.read(name)
            except SitegenError:  # damaged, and told by status
                continue
            if name not in post.declarations:
                found.append(Kept(record, store, quick, {}, {}))
                continue
            declaration = post.declarations[name]
            now = fingerprint(post, declaration, dict.fromkeys(declaration.uses, ""), quick=quick)
            seen = seen_now(post, name, record.fingerprint.seen)
            found.append(Kept(record, store, quick, now.code, seen))
    return found


def carried(kept: Kept, post: PostExperiments, old: str, new: str) -> Record:
    """A record as it is under the new name; `post` is what the source gives now."""
    name = new if kept.record.name == old else kept.record.name
    declaration = post.declarations[name]
    uses = dict.fromkeys(declaration.uses, "")
    code = fingerprint(post, declaration, uses, quick=kept.quick).code
    was = kept.record.fingerprint
    seen = seen_now(post, name, [_key(key, old, new) for key in was.seen])
    parts = replace(
        was,
        code=_moved(was.code, kept.code, code, old, new),
        seen=_moved(was.seen, kept.seen, seen, old, new),
        uses={new if key == old else key: digest for key, digest in was.uses.items()},
    )
    return replace(kept.record, name=name, fingerprint=parts)


def _moved(
    was: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str], old: str, new: str
) -> dict[str, str]:
    moved = {}
    for key, digest in was.items():
        renamed = _key(key, old, new)
        same = before.get(key) == digest and renamed in after
        moved[renamed] = after[renamed] if same else digest
    return moved


def _key(key: str, old: str, new: str) -> str:
    return f"experiments.py:{new}" if key == f"experiments.py:{old}" else key


def half_done(project: Project, post: PostExperiments) -> dict[tuple[str, str, Point], str]:
    """By kind, name and point, the digest under which an interrupted run of an experiment left what it had done."""
    found: dict[tuple[str, str, Point], str] = {}
    for kind, quick in (("published", False), ("quick", True)):
        if not (project.scratch / "checkpoints" / kind / post.slug).is_dir():
            continue
        known = judge(post, Store(project.results(post.slug, quick=quick)), quick=quick)
        for name, status in known.items():
            for point in status.declaration.points(quick=quick):
                if status.fingerprint is not None:
                    settings = settings_of(status.declaration, point, quick=quick)
                    found[kind, name, point] = replace(status.fingerprint, settings=settings).digest()
    return found


def checkpoints(project: Project, slug: str, kind: str, name: str, point: Point) -> Path:
    """Where an interrupted run leaves what it had done."""
    return project.scratch / "checkpoints" / kind / slug / point.file(name)
