"""What an expression over records came to, commit by commit, and why the records were made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.history import NOW, Commit, Formerly, Past
from builder.evidence.records import Records
from builder.evidence.versions import versions
from builder.results import RECORD, Record
from builder.results.elsewhere import is_elsewhere, parted

_CIRCUMSTANCES = ("device", "processor", "platform", "threads", "deterministic")


@dataclass(frozen=True)
class Reading:
    """What an expression came to once a commit had changed one of its records."""

    commit: Commit | None
    """That commit; None of what is not committed."""
    value: Any
    """None where it could not be computed: what it names was not there."""
    records: Mapping[str, Record]
    """The records that it is computed from, by their names of today; without those that were damaged or not there."""
    why: tuple[str, ...]
    """What made the records be made again, part by part; nothing of the first, and where nobody knows."""


def formerly(text: str, now: Records, past: Past) -> list[tuple[Commit, Any]]:
    """What else an expression came to before, each with the commit that brought it, the latest first.

    Raises SitegenError where it means nothing today.
    """
    found = evaluate(text, now)
    told: list[tuple[Commit, Any]] = []
    for place, commit in sorted(_commits([record.name for record in found.used], now, past).items()):
        try:
            value = evaluate(text, Formerly(now, past, place)).value
        except SitegenError:
            continue
        if told and told[-1][1] == value:
            told[-1] = commit, value  # it had come before
        elif told or value != found.value:
            told.append((commit, value))
    return told


def _commits(names: Iterable[str], now: Records, past: Past) -> dict[int, Commit]:
    """The commits that changed one of some records, by their places."""
    return {left.commit.place: left.commit for name in names for left in past.of(path_of(name, now))}


def readings(text: str, now: Records, past: Past) -> list[Reading]:
    """What an expression came to at each commit that changed one of its records, the latest first.

    Raises SitegenError where it means nothing today.
    """
    names = [record.name for record in evaluate(text, now).used]
    known = _commits(names, now, past)
    states = [(place, _state(names, now, past, place)) for place in [NOW, *sorted(known)]]
    found: list[Reading] = []
    for (place, state), (_, before) in pairwise([*states, (NOW, {})]):
        if place == NOW and state == before:  # all of it is committed
            continue
        try:
            value = evaluate(text, Formerly(now, past, place)).value
        except SitegenError:
            value = None
        found.append(Reading(known.get(place), value, state, tuple(changes(state, before))))
    return found


def changes(state: Mapping[str, Record], before: Mapping[str, Record]) -> list[str]:
    """In words, what determines some records and was another before, and what they were made with."""
    told: list[str] = []
    for name, record in state.items():
        if name in before and record != before[name]:
            of = f"{name}: " if len(state) > 1 else ""
            told += [f"{of}{reason}" for reason in _reasons(record, before[name])]
    return told


def _reasons(record: Record, before: Record) -> list[str]:
    old, new = before.environment, record.environment
    was, now = versions(old), versions(new)
    all_of_it = record.fingerprint.differences(before.fingerprint)
    new_settings, old_settings = (replace(one.fingerprint, code={}, seen={}) for one in (record, before))
    told = new_settings.differences(old_settings)
    code = [reason for reason in all_of_it if reason not in told]
    told += [f"{name} {was[name]} -> {now[name]}" for name in was if name in now and was[name] != now[name]]
    told += [f"{one} {old[one]} -> {new[one]}" for one in _CIRCUMSTANCES if one in old and _other(old, new, one)]
    return [*told, *code] or (["run again"] if record.when != before.when else [])


def _other(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> bool:
    return name in new and bool(old[name] != new[name])


def _state(names: Sequence[str], now: Records, past: Past, place: int) -> dict[str, Record]:
    """The records of some names at a place, those that were there."""
    then, found = Formerly(now, past, place), dict[str, Record]()
    for name in names:
        try:
            found[name] = then.read(name)
        except SitegenError:
            continue
    return found


def path_of(name: str, now: Records) -> Path:
    """The file of a record, of this post or of another. Raises SitegenError where there is no such post."""
    post, experiment = parted(name) if is_elsewhere(name) else ("", name)
    return (now.others(post).store if post else now.store).folder / experiment / RECORD
