"""`sitegen run`: runs experiments and keeps their records."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from builder.commands.places import place
from builder.errors import SitegenError, raise_all
from builder.experiments.across import with_used
from builder.experiments.discovery import PostExperiments
from builder.experiments.needs import ONE_PROCESSOR
from builder.experiments.selection import check_points, chosen, named, points_named
from builder.experiments.upgrading import refuse_earlier
from builder.project import Project
from builder.results import Store
from builder.results.point import selected
from builder.running.dispatch import Dispatch
from builder.running.progress import progress_display
from builder.running.schedule import Schedule
from builder.signals import LONGEST, terminable


def run(
    project: Project,
    names: Sequence[str] = (),
    *,
    post: str | None = None,
    force: bool = False,
    quick: bool = False,
    data: Path | None = None,
    jobs: int | None = None,
    device: str = "auto",
    on: str | None = None,
) -> None:
    """Run what is missing or stale among `names` and what they use; everything where none is named.

    At most `jobs` experiments run side by side, as many as there are processors where it is None; on the machines of a
    cluster where `on` names one. Raises SitegenError, when all that could run has run, with all failures together.
    """
    post, names = named(post, names)
    only = points_named(names)
    names = list(dict.fromkeys(selected(name)[0] for name in names))
    posts = chosen(project, post, names)
    check_points(posts, only)
    wanted = with_used(posts, names)
    for one, _ in wanted if not (force or quick) else ():
        refuse_earlier(one, Store(project.results(one.slug)))
    forced = {one.slug for one in posts} if force else set[str]()
    errors: list[SitegenError] = []
    failed: set[str] = set()
    ran = 0
    with (
        progress_display() as display,
        place(
            project, on, data=project.data_folders(data), jobs=jobs, device=device, say=display.say, quick=quick
        ) as at,
        terminable(LONGEST if on else None),
    ):

        def schedule(post: PostExperiments, dispatch: Dispatch) -> Schedule:
            points = only if post in posts else {}
            return Schedule(project, post, dispatch, f"process {os.getpid()}", quick, points, device, set(failed))

        for one, some in wanted:
            if any(declaration.needs != ONE_PROCESSOR for declaration in one.declarations.values()):
                with at(one) as workers:
                    schedule(one, Dispatch(workers, display)).foresee(some, force=one.slug in forced)
        for one, some in wanted:
            with at(one) as workers:
                going = schedule(one, Dispatch(workers, display))
                errors += going.run(some, force=one.slug in forced)
                failed |= {f"{one.slug}:{name}" for name in going.failed}
                ran += going.dispatch.begun
        if not (ran or errors):
            declared = any(one.declarations for one, _ in wanted)
            why = "everything is fresh; --force would repeat it" if declared else "there is no experiment"
            display.say(f"Nothing to run: {why}.")
    raise_all(errors)
