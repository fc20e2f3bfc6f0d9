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
from builder.experiments.fingerprint import fingerprint
from builder.experiments.plan import labelled
from builder.experiments.seen import seen_now
from builder.experiments.status import judge, judge_one
from builder.project import Project
from builder.results import Record, Store


@dataclass(frozen=True)
class Kept:
    """A record, the store that it is in, how it ran, and what its source gives as it stands."""

    record: Record
    store: Store
    quick: bool
    seed: int | None
    code: Mapping[str, str]
    seen: Mapping[str, str]


def stores(project: Project, slug: str) -> Iterator[tuple[Store, bool, int | None]]:
    """Where records of a post are kept: published, quick, of one of several seeds, and repeated for `verify`."""
    yield Store(project.results(slug)), False, None
    yield Store(project.results(slug, quick=True)), True, None
    for kind in ("seeds", "verify"):
        for folder in sorted((project.scratch / kind / slug).glob("*")):
            number = folder.name.removeprefix("seed-")
            yield Store(folder), False, int(number) if number.lstrip("-").isdecimal() else None


def read_kept(project: Project, post: PostExperiments, old: str) -> list[Kept]:
    """All records of a post that can be read, each with what its source gives; that of `old` even where none does."""
    found = []
    for store, quick, seed in stores(project, post.slug):
        for name in {old: None, **post.declarations}:
            try:
                record = store.read(name)
            except SitegenError:  # damaged, and told by status
                continue
            if name not in post.declarations:
                found.append(Kept(record, store, quick, seed, {}, {}))
                continue
            declaration = post.declarations[name]
            now = fingerprint(post, declaration, dict.fromkeys(declaration.uses, ""), quick=quick, seed=seed)
            seen = seen_now(post, name, record.fingerprint.seen)
            found.append(Kept(record, store, quick, seed, now.code, seen))
    return found


def carried(kept: Kept, post: PostExperiments, old: str, new: str) -> Record:
    """A record as it is under the new name; `post` is what the source gives now."""
    name = new if kept.record.name == old else kept.record.name
    declaration = post.declarations[name]
    uses = dict.fromkeys(declaration.uses, "")
    code = fingerprint(post, declaration, uses, quick=kept.quick, seed=kept.seed).code
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


def half_done(project: Project, post: PostExperiments) -> dict[tuple[str, str, int | None], str]:
    """By kind, name and seed, the digest under which an interrupted run of an experiment left what it had done."""
    found: dict[tuple[str, str, int | None], str] = {}
    for kind, quick in (("published", False), ("quick", True)):
        if not (project.scratch / "checkpoints" / kind / post.slug).is_dir():
            continue
        known = judge(post, Store(project.results(post.slug, quick=quick)), quick=quick)
        for name, status in known.items():
            for seed in status.declaration.seeds or (None,):
                one = status
                if seed is not None and not quick:
                    store = Store(project.seed_results(post.slug, seed))
                    one = judge_one(post, status.declaration, store, known, seed=seed)
                if one.fingerprint is not None:
                    found[kind, name, None if quick else seed] = one.fingerprint.digest()
    return found


def checkpoints(project: Project, slug: str, kind: str, name: str, seed: int | None) -> Path:
    """Where an interrupted run leaves what it had done."""
    return project.scratch / "checkpoints" / kind / slug / labelled(name, seed)
