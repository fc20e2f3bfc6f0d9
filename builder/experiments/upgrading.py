"""Taking over the records of an earlier sitegen.

Format 1 had no digest of a record, and other rules of what an experiment reaches. Where nothing that such a record
says of its source is otherwise today, its fingerprint becomes what the source gives today; else it stays stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.errors import SitegenError, shown
from builder.experiments.discovery import PostExperiments
from builder.experiments.fingerprint import fingerprint, reached_coarsely, unnamed_methods
from builder.experiments.first_format import digests
from builder.files import write_atomic
from builder.results import EarlierRecord, Fingerprint, MissingRecord, Record, Store
from builder.source.sources import Sources
from builder.source.tree import TOP


@dataclass
class Upgrade:
    """What was done to the records of one store: those taken over, why some stay stale, and those that are damaged."""

    taken: list[str] = field(default_factory=list)
    stale: dict[str, list[str]] = field(default_factory=dict)
    damaged: list[SitegenError] = field(default_factory=list)


def upgrade_store(post: PostExperiments, store: Store) -> Upgrade:
    """Write the records of an earlier format in today's, and leave all others as they are.

    Values, artifacts, times and environment stay what they were. A damaged one is left, and told.
    """
    done = Upgrade()
    records: dict[str, Record] = {}
    for path in sorted(store.folder.glob("*/record.json")):
        try:
            records[path.parent.name] = store.read(path.parent.name)
        except EarlierRecord:
            try:
                records[path.parent.name] = store.read(path.parent.name, earlier=True)
                done.taken.append(path.parent.name)
            except MissingRecord as error:
                done.damaged.append(error)
        except MissingRecord as error:
            done.damaged.append(error)
    outputs = {name: record.outputs() for name, record in records.items()}
    for name in done.taken:
        record, today = records[name], _today(post, name, outputs)
        if today is not None:
            coarse = reached_coarsely(post, post.declarations[name])
            if reasons := changed_since(record.fingerprint, today, coarse, post.sources):
                done.stale[name] = reasons
            else:
                # Nobody watched which methods ran, so those that nothing names count too.
                unnamed = unnamed_methods(post, post.declarations[name])
                record = replace(record, fingerprint=replace(today, seen=unnamed))
        path = record.folder / "record.json"
        try:
            write_atomic(path, record.to_json().encode())
        except OSError as error:
            raise SitegenError(f"cannot be written: {error.strerror}", path=path) from None
    return done


def refuse_earlier(post: PostExperiments, store: Store) -> None:
    """Raise SitegenError where records of an earlier format would be computed again instead of taken over."""
    earlier = []
    for name in post.declarations:
        try:
            store.read(name)
        except EarlierRecord:
            earlier.append(name)
        except MissingRecord:
            pass
    if earlier:
        message = f"an earlier sitegen wrote the records of {', '.join(earlier)}, in {shown(store.folder)}"
        hint = "Run `sitegen upgrade`: it takes them over and repeats nothing. `sitegen run --force NAME` repeats."
        raise SitegenError(message, hint=hint)


def changed_since(old: Fingerprint, today: Fingerprint, reached: set[str], sources: Sources) -> list[str]:
    """In words, what of that which a record of format 1 depends on is otherwise today; nothing where it may be taken
    over. `reached` are the definitions that the rules of format 1 lead to.
    """
    reasons = replace(today, code={}).differences(replace(old, code={}))
    known: dict[str, dict[str, set[str]]] = {}
    for key, digest in old.code.items():
        module, _, name = key.partition(":")
        if module not in known:
            known[module] = _definitions(sources.file_named(module), sources)
        if name not in known[module] or (key not in reached and name != TOP):
            reasons.append(f"no longer reaches {key}")
        elif digest not in known[module][name]:
            reasons.append(f"{key} changed")
    return reasons


def _definitions(path: Path, sources: Sources) -> dict[str, set[str]]:
    try:
        declared = frozenset(one.function.name for one in sources.module(path).declared)
        return digests(path, declared)
    except (OSError, SyntaxError, ValueError, SitegenError):
        return {}


def _today(post: PostExperiments, name: str, outputs: Mapping[str, str]) -> Fingerprint | None:
    """The fingerprint of an experiment as its source stands; None for one that is gone, or whose uses are."""
    declaration = post.declarations.get(name)
    if declaration is None or not outputs.keys() >= set(declaration.uses):
        return None
    return fingerprint(post, declaration, outputs)
