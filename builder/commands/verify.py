"""`sitegen verify`: repeats experiments apart, and compares with the published records."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from builder.commands.places import place
from builder.errors import SitegenError, raise_all, shown
from builder.experiments.discovery import PostExperiments
from builder.experiments.fingerprint import settings_of
from builder.experiments.needs import counted
from builder.experiments.packages import others, recorded
from builder.experiments.selection import check_points, chosen, named, points_named
from builder.experiments.status import Status, judge, no_record
from builder.project import Project
from builder.results import Record, Store
from builder.results.attestation import attest
from builder.results.point import matches, plain, selected
from builder.results.sweep import run_of
from builder.results.trials import Trial
from builder.results.verdict import Verdict, verdict, worst
from builder.running.dispatch import Dispatch
from builder.running.kept import Shelf
from builder.running.order import Order, Used
from builder.running.progress import progress_display
from builder.signals import LONGEST, terminable


def verify(
    project: Project,
    names: Sequence[str] = (),
    *,
    post: str | None = None,
    tolerance: float = 0.01,
    data: Path | None = None,
    jobs: int | None = None,
    device: str = "auto",
    on: str | None = None,
    keep: bool = False,
    under: float = math.inf,
) -> Iterator[str]:
    """Repeat experiments, all where none is named, giving a line for each with the verdict: see `verdict`.

    With `keep` what was found is written beside the record. `under` leaves out those whose record took longer, in
    seconds. Where it differs on the same machine with the same versions it is not deterministic, however little it is.

    Each starts from the published records of those that it uses. Raises SitegenError, at the end, for those that fail,
    that have no fresh record to compare with, that are not deterministic, or outside by more than the tolerance.
    """
    post, names = named(post, names)
    only = points_named(names)
    names = list(dict.fromkeys(selected(name)[0] for name in names))
    posts = chosen(project, post, names)
    check_points(posts, only)
    errors: list[SitegenError] = []
    with place(project, on, data=project.data_folders(data), jobs=jobs, device=device, say=_say) as at:
        for one in posts:
            statuses = judge(one, Store(project.results(one.slug)))
            wanted = {name: status for name, status in statuses.items() if not names or name in names}
            wanted = {name: one for name, one in wanted.items() if one.record is None or one.record.seconds <= under}
            errors += [no_record(status) for status in wanted.values() if status.status != "fresh"]
            fresh = [status for status in wanted.values() if status.status == "fresh"]
            apart = project.verified(one.slug)
            shelf = Shelf(Store(apart), apart, project.set_aside(one.slug), statuses, told=False)
            with at(one) as workers, progress_display() as display, terminable(LONGEST if on else None):
                dispatch = Dispatch(workers, display)
                able = [status for status in fresh if not _refused(one, status, device, dispatch, errors)]
                each = [[*_orders(project, one, status, only.get(status.name), device)] for status in able]
                for status, orders in zip(able, each, strict=True):
                    dispatch.display.several(status.name, one.called(status.name), len(orders), "asked for")
                made = _repeat([order for several in each for order in several], dispatch, shelf, errors)
            found: dict[str, dict[Order, tuple[Record, Verdict]]] = {}
            for order, repeated in made.items():
                line, said = _compared(statuses[order.name], order, repeated, tolerance, errors)
                found.setdefault(order.name, {})[order] = repeated, said
                yield line
            if keep:
                yield from (_attested(statuses[name], runs) for name, runs in found.items())
    raise_all(errors)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _refused(
    post: PostExperiments, status: Status, device: str, dispatch: Dispatch, errors: list[SitegenError]
) -> bool:
    """Whether an experiment can never run here, which is told."""
    needs = status.declaration.needs.asked(quick=False, device=device)
    if refusal := dispatch.refusal(status.declaration, needs, post.called(status.name)):
        dispatch.display.say(refusal.message)
        errors.append(refusal)
    return refusal is not None


def _orders(
    project: Project,
    post: PostExperiments,
    status: Status,
    only: Sequence[Mapping[str, Any]] | None,
    device: str,
) -> Iterator[Order]:
    """The runs that an experiment is repeated by, each from the published records of those that it uses."""
    assert status.fingerprint is not None
    declaration = status.declaration
    used = Used(status.used)
    for point in declaration.points():
        if only is None or any(matches(point.changed(), wanted) for wanted in only):
            settings = settings_of(declaration, point, quick=False)
            yield Order(
                name=status.name,
                point=point,
                fingerprint=replace(status.fingerprint, settings=settings),
                used=used,
                called=post.called(status.name, point),
                why="asked for",
                checkpoints=project.scratch / "checkpoints" / "apart" / post.slug / point.file(status.name),
                results=project.verified(post.slug),
                needs=declaration.needs.asked(quick=False, device=device),
            )


def _repeat(
    orders: Sequence[Order], dispatch: Dispatch, shelf: Shelf, errors: list[SitegenError]
) -> dict[Order, Record]:
    """Run them side by side, none waiting for another; gives the records of those that did not fail."""
    made: dict[Order, Record] = {}
    dispatch.add(orders)
    left = len(orders)
    while left:
        for order, outcome in dispatch.ended():
            left -= 1
            kept = shelf.keep(order, outcome)
            if isinstance(kept, Record):
                dispatch.display.finish(order, kept)
                made[order] = kept
            else:
                dispatch.display.fail(order)
                errors += kept
    return {order: made[order] for order in orders if order in made}


def _compared(
    status: Status,
    order: Order,
    repeated: Record,
    tolerance: float,
    errors: list[SitegenError],
) -> tuple[str, Verdict]:
    """The line for a run, and the verdict; adds to `errors` where it is outside by more than the tolerance."""
    assert status.record is not None
    record = run_of(status.record, order.point)
    found = verdict(record, repeated, _seeds(status.record, order))
    if found.kind == "bit-equal":
        return f"bit-equal  {order.called}", found
    line = f"{order.called}: {found.words}"
    declaration = status.declaration
    if _alike(record.environment, repeated):
        known = f"The run {'; '.join(repeated.notes)}." if repeated.notes else "Draw all that is random from a seed."
        hint = f"It was repeated on the same machine with the same versions, where a run gives the same bits. {known}"
        line = f"{order.called}: {found.differs}"
        message = f"is not deterministic: {line}"
        errors.append(SitegenError(message, path=declaration.path, line=declaration.line, hint=hint))
        return f"not deterministic  {line}", found
    if found.kind != "outside":
        return f"{found.kind:<9}  {line}", found
    if found.share <= tolerance:
        named = f"{found.differs}; {found.words}" if found.words != found.differs else found.differs
        return f"tolerated  {order.called}: within the tolerance of {tolerance:g}; greatest difference: {named}", found
    hint = "On another machine small differences are to be expected: --tolerance says how large they may be."
    before, now = (one.environment.get("threads") for one in (record, repeated))
    if before and now and before != now:
        hint = f"Its record was made on {counted(before, 'thread')}, and it was repeated on {now}. {hint}"
    errors.append(
        SitegenError(f"gives something else: {line}", path=declaration.path, line=declaration.line, hint=hint)
    )
    return f"outside    {line}", found


def _seeds(record: Record, order: Order) -> list[Trial]:
    """The runs of a record that differ from one in their seed alone."""
    alike = [one for one in record.points if plain(one.settings) == plain(order.point.settings)]
    return [one for one in (*record.seeds, *alike) if one.seed is not None]


def _attested(status: Status, found: Mapping[Order, tuple[Record, Verdict]]) -> str:
    """Keep what repetitions of a record found, and tell it."""
    assert status.record is not None
    repeated = [record for record, _ in found.values()]
    path = attest(status.record, repeated[0], worst([one for _, one in found.values()]), len(found))
    return f"Kept in {shown(path)}"


def _alike(environment: Mapping[str, Any], repeated: Record) -> bool:
    """Whether a run was made where it was repeated, as far as its record says: machine, versions, threads."""
    here = repeated.environment
    known = (environment.keys() & here.keys()) - {"packages", "node"}  # a process may have loaded more
    if others(recorded(environment), recorded(here)):
        return False
    return {"processor", "platform", "python", "device"} <= known and all(
        environment[one] == here[one] for one in known
    )
