"""`sitegen upgrade`: takes over the records of an earlier sitegen."""

from __future__ import annotations

from collections.abc import Iterator

from builder.errors import SitegenError, collect, raise_all
from builder.experiments.discovery import discover_post
from builder.experiments.plan import short
from builder.experiments.upgrading import upgrade_store
from builder.project import Project
from builder.results import Store


def upgrade(project: Project) -> Iterator[str]:
    """Take over the records of every post, giving a line for each post and each record that stays stale.

    Raises SitegenError, at the end, for what is damaged: it is left as it is.
    """
    errors: list[SitegenError] = []
    number = 0
    for slug in project.slugs():
        with collect(errors):
            post = discover_post(project, slug)
            done = upgrade_store(post, Store(project.results(post.slug)))
            errors += done.damaged
            number += len(done.taken)
            if done.taken:
                several = "1 record" if len(done.taken) == 1 else f"{len(done.taken)} records"
                yield f"{slug}: {several} taken over"
            for name, reasons in done.stale.items():
                yield f"  {name} stays stale: {short(reasons)}"
    if not (number or errors):
        yield "Nothing to do: no record is of an earlier sitegen."
    raise_all(errors)
