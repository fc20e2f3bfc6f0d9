"""Several runs of one experiment that differ in their seed alone, as one record."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.errors import SitegenError
from builder.results.fingerprint import Fingerprint
from builder.results.record import Record, SeedRun, Series, Value, is_printed


def combined(runs: Mapping[int, Record], fingerprint: Fingerprint) -> tuple[Record, dict[str, bytes]]:
    """The record of several runs, by seed, and the files of its artifacts.

    Its values and series are the means of theirs, numbers that are the same in all left as they are; each run's own
    are kept beside them. The artifacts of the first seed keep their names, those of the others get `_seed_3` and the
    like. Raises SitegenError where a word, a name or a length differs from seed to seed.
    """
    seeds = list(runs)
    first = runs[seeds[0]]
    _check_alike(list(runs.values()))
    seen = {key: digest for run in runs.values() for key, digest in run.fingerprint.seen.items()}
    parts = [
        SeedRun(seed, run.values, run.series, run.seconds, run.when, run.environment, run.diverged)
        for seed, run in runs.items()
    ]
    diverged = "; ".join(f"with seed {run.seed} {run.diverged}" for run in parts if run.diverged)
    record = replace(
        first,
        fingerprint=replace(fingerprint, seen=seen),
        settings={name: value for name, value in first.settings.items() if name != "seed"} | {"seeds": seeds},
        values={name: _mean(f"value '{name}'", [run.values[name] for run in parts]) for name in first.values},
        series={
            name: _means(f"series '{name}'", _as_long([run.series[name] for run in parts], diverged=diverged))
            for name in first.series
        },
        artifacts={},
        seconds=round(sum(run.seconds for run in parts), 2),
        when=max(run.when for run in parts),
        seeds=parts,
        diverged=diverged,
        notes=list(dict.fromkeys(note for run in runs.values() for note in run.notes)),
        watched="begin" if any(run.watched == "begin" for run in runs.values()) else first.watched,
    )
    return record, {
        name if seed == seeds[0] else f"{name}_seed_{seed}": run.artifact(name)
        for seed, run in runs.items()
        for name in run.artifacts
    }


def alone(record: Record, seed: int, fingerprint: Fingerprint) -> tuple[Record, dict[str, bytes]] | None:
    """The run with one seed out of a record of several, and the files of its artifacts; None where it is not there.

    `fingerprint` is that of the run; only the seeds of the record's may differ from it.
    """
    run = next((run for run in record.seeds if run.seed == seed), None)
    same = {name: value for name, value in record.fingerprint.settings.items() if name != "seeds"} | {"seed": seed}
    if run is None or replace(record.fingerprint, settings=same) != fingerprint:
        return None
    first = seed == record.seeds[0].seed
    ending = "" if first else f"_seed_{seed}"
    others = [f"_seed_{other.seed}" for other in record.seeds[1:]]
    kinds = {name for name in record.artifacts if not any(map(name.endswith, others))} | {"output"}
    own = {name: record.artifact(name + ending) for name in sorted(kinds) if name + ending in record.artifacts}
    settings = {name: value for name, value in record.settings.items() if name != "seeds"} | {"seed": seed}
    kept = replace(
        record,
        fingerprint=fingerprint,
        settings=settings,
        values=run.values,
        series=run.series,
        artifacts={},
        environment=run.environment,
        seconds=run.seconds,
        when=run.when,
        seeds=[],
        diverged=run.diverged,
    )
    return kept, own


def _check_alike(runs: Sequence[Record]) -> None:
    """Raise SitegenError where one run keeps what another does not."""
    for kind in ("values", "series", "artifacts"):
        names = [{name for name in getattr(run, kind) if not is_printed(name)} for run in runs]
        if some := sorted(set.union(*names) - set.intersection(*names)):
            message = f"'{runs[0].name}' keeps {', '.join(some)} with some seeds only"
            raise SitegenError(message, hint=f"Let it return the same {kind} with each seed.")


def _as_long(found: Sequence[Series], *, diverged: str) -> Sequence[Series]:
    """Series of one length: a training that diverged ended early, and what it did not give is None."""
    if not diverged or any(isinstance(item, list) for one in found for item in one):
        return found
    longest = max(map(len, found))
    return [[*one, *[None] * (longest - len(one))] for one in found]


def _mean(what: str, found: Sequence[Value]) -> Value:
    if all(one == found[0] for one in found):
        return found[0]
    numbers = [one for one in found if one is not None]
    if any(isinstance(one, bool | str) for one in numbers):
        raise SitegenError(f"{what} is no number, and differs from seed to seed: {', '.join(map(repr, found))}")
    # A mean of those that are left would hide that a training diverged.
    return statistics.fmean(map(float, numbers)) if len(numbers) == len(found) else None


def _means(what: str, found: Sequence[Sequence[Any]]) -> list[Any]:
    if len({len(one) for one in found}) > 1:
        raise SitegenError(f"{what} is longer with one seed than with another")
    return [
        _means(what, items) if isinstance(items[0], list) else _mean(what, items) for items in zip(*found, strict=True)
    ]
