"""`sitegen verify`: repeats experiments apart, and compares with the published records."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from builder.commands.run import chosen, data_folders, named, processors, terminable
from builder.errors import SitegenError, raise_all
from builder.experiments.discovery import PostExperiments
from builder.experiments.environment import check_device
from builder.experiments.packages import others, recorded
from builder.experiments.progress import progress_display
from builder.experiments.runner import runner
from builder.experiments.schedule import Display, dispatch
from builder.experiments.status import Status, judge
from builder.experiments.workers import Job, Workers
from builder.project import Project
from builder.results import Record, Store, differences


def verify(
    project: Project,
    names: Sequence[str] = (),
    *,
    post: str | None = None,
    tolerance: float = 0.01,
    data: Path | None = None,
    jobs: int | None = None,
    device: str = "auto",
) -> Iterator[str]:
    """Repeat experiments, all where none is named, giving a line for each: bit-equal, or by how much it differs.

    Where it differs on the same machine with the same versions it is not deterministic, however little it is.

    Each starts from the published records of those that it uses. Raises SitegenError, at the end, for those that fail,
    that have no fresh record to compare with, that are not deterministic, or that differ by more than the tolerance.
    """
    check_device(device)
    post, names = named(post, names)
    errors: list[SitegenError] = []
    for one in chosen(project, post, names):
        statuses = judge(one, Store(project.results(one.slug)))
        wanted = {name: status for name, status in statuses.items() if not names or name in names}
        errors += [_no_record(status) for status in wanted.values() if status.status != "fresh"]
        due: list[Job] = [
            (name, seed)
            for name, status in wanted.items()
            if status.status == "fresh"
            for seed in status.declaration.seeds or (None,)
        ]
        folders, who = data_folders(project, data), f"process {os.getpid()}"
        work = partial(runner, project, one.slug, data=folders, who=who, device=device, apart=True, shared=one.shared)
        with terminable(), progress_display() as display, Workers(jobs or processors(), work) as workers:
            failed = _repeat(one, due, workers, display, errors)
        for job in due:
            if job not in failed:
                yield _compared(project, one, statuses, job, tolerance, errors)
    raise_all(errors)


def _repeat(
    post: PostExperiments, due: Sequence[Job], workers: Workers, display: Display, errors: list[SitegenError]
) -> set[Job]:
    """Run jobs side by side, none waiting for another; returns those that failed."""
    waiting, failed = list(due), set[Job]()
    running: set[Job] = set()
    reports = dispatch(display, post.called)
    while waiting or running:
        while waiting and workers.free:
            job = waiting.pop(0)
            running.add(job)
            workers.begin(job, forced=True, when="")
        for job, event in workers.events():
            ended = reports(job, event)
            if ended is not None:
                running.remove(job)
                errors += ended
                failed |= {job} if ended else set()
    return failed


def _compared(
    project: Project,
    post: PostExperiments,
    statuses: dict[str, Status],
    job: Job,
    tolerance: float,
    errors: list[SitegenError],
) -> str:
    """The line for a job; adds to `errors` where it differs by more than the tolerance."""
    name, seed = job
    record = statuses[name].record
    assert record is not None
    repeated = Store(project.verified(post.slug, seed)).read(name)
    found = differences(record, repeated, seed)
    if not found:
        return f"bit-equal  {post.called(*job)}"
    most = found[0]
    by = "altogether" if math.isinf(most.share) else f"by {most.share:.1g} of its size"
    line = f"{post.called(*job)}: {most.part} differs {by}" + (f", and {len(found) - 1} more" if len(found) > 1 else "")
    declaration = statuses[name].declaration
    if _alike(next((run.environment for run in record.seeds if run.seed == seed), record.environment), repeated):
        known = f"The run {'; '.join(repeated.notes)}." if repeated.notes else "Draw all that is random from a seed."
        hint = f"It was repeated on the same machine with the same versions, where a run gives the same bits. {known}"
        message = f"is not deterministic: {line}"
        errors.append(SitegenError(message, path=declaration.path, line=declaration.line, hint=hint))
        return f"not deterministic  {line}"
    if most.share <= tolerance:
        return f"within     {line}"
    hint = "On another machine small differences are to be expected: --tolerance says how large they may be."
    errors.append(
        SitegenError(f"gives something else: {line}", path=declaration.path, line=declaration.line, hint=hint)
    )
    return f"different  {line}"


def _alike(environment: Mapping[str, Any], repeated: Record) -> bool:
    """Whether a run was made where it was repeated, as far as its record says: machine, versions, threads."""
    here = repeated.environment
    known = (environment.keys() & here.keys()) - {"packages"}  # other experiments of a process may have loaded more
    if others(recorded(environment), recorded(here)):
        return False
    return {"processor", "platform", "python", "device"} <= known and all(
        environment[one] == here[one] for one in known
    )


def _no_record(status: Status) -> SitegenError:
    declaration = status.declaration
    message = f"'{status.name}' has no fresh record to compare with: {'; '.join(status.reasons)}"
    return SitegenError(message, path=declaration.path, line=declaration.line, hint=f"Run `sitegen run {status.name}`.")
