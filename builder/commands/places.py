"""Where the orders of a command run: in processes of this machine, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path

from builder.cluster.joining import joined
from builder.cluster.parcel import Job
from builder.cluster.source import source
from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.project import Project
from builder.results import Store
from builder.running.dispatch import Workers
from builder.running.environment import check_device
from builder.running.machine import processors
from builder.running.processes import Processes
from builder.running.runner import runner

Place = Callable[[PostExperiments], AbstractContextManager[Workers]]
"""Gives the workers for the experiments of a post."""


@contextmanager
def place(
    project: Project,
    on: str | None,
    *,
    data: tuple[Path, ...],
    jobs: int | None,
    device: str,
    say: Callable[[str], None],
    quick: bool = False,
) -> Iterator[Place]:
    """Processes of this machine, at most `jobs` processors' worth; or the cluster `on`, see `joined`.

    Raises SitegenError where there is no such GPU, or no such cluster.
    """
    if on is None:
        check_device(device)

        def processes(post: PostExperiments) -> AbstractContextManager[Workers]:
            work = partial(runner, project, post.slug, data=data, device=device, quick=quick)
            return Processes(jobs or processors(), work)

        yield processes
        return
    with joined(on) as head:
        from builder.cluster.workers import RayWorkers  # needs Ray, which is an extra

        def nodes(post: PostExperiments) -> AbstractContextManager[Workers]:
            job = Job(post.slug, str(project.root), device, quick, os.environ.get("OMP_NUM_THREADS", ""))
            return RayWorkers(head, job, source(project, post, _seen(project, post)), data, say, jobs)

        yield nodes


def _seen(project: Project, post: PostExperiments) -> Iterator[str]:
    """What earlier runs were seen to read, though nobody had declared it."""
    store = Store(project.results(post.slug))
    for name in post.declarations:
        with suppress(SitegenError):  # missing or damaged, which is told where it is judged
            yield from store.read(name).fingerprint.seen
