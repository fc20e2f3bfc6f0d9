"""`sitegen run`: runs experiments and keeps their records."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from builder.commands.places import place
from builder.errors import SitegenError, nearest, raise_all
from builder.experiments.discovery import PostExperiments, discover
from builder.experiments.dispatch import Dispatch
from builder.experiments.needs import ONE_PROCESSOR
from builder.experiments.progress import progress_display
from builder.experiments.schedule import Schedule
from builder.experiments.upgrading import refuse_earlier
from builder.project import Project
from builder.results import Store
from builder.results.point import matches, no_point, selected

LONGEST = 8.0
"""Seconds after which a run that was stopped waits for no cluster any more: what it had kept is kept."""


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as Ctrl-C does."""


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
    for one in posts if not (force or quick) else ():
        refuse_earlier(one, Store(project.results(one.slug)))
    errors: list[SitegenError] = []
    ran = 0
    with (
        progress_display() as display,
        place(
            project, on, data=data_folders(project, data), jobs=jobs, device=device, say=display.say, quick=quick
        ) as at,
        terminable(LONGEST if on else None),
    ):

        def schedule(post: PostExperiments, dispatch: Dispatch) -> Schedule:
            return Schedule(project, post, dispatch, f"process {os.getpid()}", quick, only, device)

        for one in posts:
            if any(declaration.needs != ONE_PROCESSOR for declaration in one.declarations.values()):
                with at(one) as workers:
                    schedule(one, Dispatch(workers, display)).foresee(names, force=force)
        for one in posts:
            with at(one) as workers:
                dispatch = Dispatch(workers, display)
                errors += schedule(one, dispatch).run(names, force=force)
                ran += dispatch.begun
        if not (ran or errors):
            declared = any(one.declarations for one in posts)
            why = "everything is fresh; --force would repeat it" if declared else "there is no experiment"
            display.say(f"Nothing to run: {why}.")
    raise_all(errors)


def data_folders(project: Project, data: Path | None) -> tuple[Path, ...]:
    """Where data sets are looked for: `--data`, then SITEGEN_DATA, then `data/` of the site."""
    variable = os.environ.get("SITEGEN_DATA")
    given = [data, Path(variable) if variable else None, project.data]
    return tuple(folder.absolute() for folder in given if folder is not None)


def named(post: str | None, names: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """The post and the names where they are written as they are shown: `second/coin`."""
    posts = {name.rpartition("/")[0] for name in names}
    if post is None and len(posts) == 1 and "" not in posts:
        return posts.pop(), [name.rpartition("/")[2] for name in names]
    return post, names


def points_named(names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The settings of the points that are named, `capacity[width=64]`, by experiment.

    Raises SitegenError where a name cannot be read. Who names an experiment without brackets means all of it.
    """
    parts = [selected(name) for name in names]
    whole = {name for name, settings in parts if not settings}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, settings in parts:
        if name not in whole:
            found.setdefault(name, []).append(settings)
    return found


def check_points(posts: Sequence[PostExperiments], only: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Raise SitegenError where no run of an experiment has the settings that are named."""
    for declaration in (post.declarations[name] for post in posts for name in only):
        every = [point.changed() for point in declaration.points()]
        for wanted in only[declaration.name]:
            if unknown := [name for name in wanted if name not in every[0]]:
                hint = nearest(unknown[0], every[0]) or "It runs once, with its defaults."
                raise SitegenError(f"'{declaration.name}' does not run over '{unknown[0]}'", hint=hint)
            if not any(matches(one, wanted) for one in every):
                raise no_point(declaration.name, every, wanted)


def chosen(project: Project, slug: str | None, names: Sequence[str]) -> list[PostExperiments]:
    """The post of a slug, or the one that the names belong to; all posts where nothing is named.

    Raises SitegenError for a slug or a name that is not there, or a name that several posts have.
    """
    return _with_names(_chosen(discover(project), slug), names)


def _chosen(posts: list[PostExperiments], slug: str | None) -> list[PostExperiments]:
    if slug is None:
        return posts
    chosen = [post for post in posts if post.slug == slug]
    if not chosen:
        raise SitegenError(f"no post is called '{slug}'", hint=nearest(slug, [post.slug for post in posts]))
    return chosen


def _with_names(posts: list[PostExperiments], names: Sequence[str]) -> list[PostExperiments]:
    """The one post that the names belong to; all posts where nothing is named."""
    if not names:
        return posts
    known = sorted({name for post in posts for name in post.declarations})
    for name in names:
        if name not in known:
            raise SitegenError(f"no experiment is called '{name}'", hint=nearest(name, known))
    owners = [post for post in posts if set(names) <= post.declarations.keys()]
    if len(owners) != 1:
        which = [f"{post.slug}/{name}" for name in names for post in posts if name in post.declarations]
        hint = f"Name the experiments of one post: {which[0]}, or --post {which[0].partition('/')[0]}."
        raise SitegenError(f"{', '.join(names)}: found in several posts ({', '.join(which)})", hint=hint)
    return owners


@contextmanager
def terminable(within: float | None = None) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM unwind what runs, so that locks are let go and the display is closed.

    Where that takes longer than `within` seconds the process ends all the same: a cluster may be waited for.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        if within is not None:
            last = threading.Timer(within, os._exit, [128 + number])
            last.daemon = True
            last.start()
        raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
