"""The records of a post carried over to another name of one of its experiments, so that nothing runs again.

A part of a fingerprint that was what the source gave stays what the source gives, under the new name; one that was not
stays different: what was fresh is fresh, and what was stale is stale for the same reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.experiments.fingerprint import fingerprint, settings_of
from builder.experiments.seen import seen_now
from builder.experiments.status import judge
from builder.project import Project
from builder.results import Point, Record, Store, Waiting


@dataclass(frozen=True)
class Kept:
    """A record, the folder that it is in, how it ran, and what its source gives as it stands."""

    record: Record
    folder: Path
    waits: bool  # for others of several runs
    quick: bool
    code: Mapping[str, str]
    seen: Mapping[str, str]


def stores(project: Project, slug: str) -> Iterator[tuple[Path, bool]]:
    """The folders in which records of a post are kept, a folder for each experiment, and whether quick ones are:
    published, waiting for others of several runs, and repeated for `verify`.
    """
    for quick in (False, True):
        yield project.results(slug, quick=quick), quick
        yield project.waiting(slug, quick=quick), quick
    yield project.verified(slug), False


def read_kept(project: Project, post: PostExperiments, old: str) -> list[Kept]:
    """All records of a post that can be read, each with what its source gives; that of `old` even where none does."""
    return [
        _kept(record, folder, post, quick, waits)
        for folder, quick in stores(project, post.slug)
        for name in {old: None, **post.declarations}
        for record, waits in records_in(folder, name)
    ]


def records_in(folder: Path, name: str) -> Iterator[tuple[Record, bool]]:
    """The record of an experiment in a folder, and those of its runs that wait there for others."""
    with suppress(SitegenError):  # damaged, and told by status
        yield Store(folder).read(name), False
    yield from ((record, True) for record in Waiting(folder, name).records())


def _kept(record: Record, folder: Path, post: PostExperiments, quick: bool, waits: bool) -> Kept:
    if record.name not in post.declarations:
        return Kept(record, folder, waits, quick, {}, {})
    declaration = post.declarations[record.name]
    now = fingerprint(post, declaration, dict.fromkeys(declaration.uses, ""), quick=quick)
    return Kept(record, folder, waits, quick, now.code, seen_now(post, record.name, record.fingerprint.seen))


def rewritten(kept: Iterable[Kept], post: PostExperiments, old: str, new: str) -> Iterator[tuple[Path, bytes]]:
    """The files of records that are others under the new name, whose folders have been moved."""
    waiting: dict[tuple[Path, str], list[Record]] = {}
    for one in kept:
        record = carried(one, post, old, new)
        if one.waits:
            waiting.setdefault((one.folder, record.name), []).append(record)
        elif record != one.record:
            yield one.folder / record.name / "record.json", record.to_json().encode()
    for (folder, name), records in waiting.items():
        yield Waiting(folder, name).path, Waiting(folder, name).text(records)


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
        if not project.checkpoints(post.slug, quick=quick).is_dir():
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
