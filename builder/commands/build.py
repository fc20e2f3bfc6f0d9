"""`sitegen build`: runs what must run, then writes the site."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from builder.content.withheld import Showing, today
from builder.errors import Incomplete, SitegenError, shown
from builder.experiments.discovery import discover
from builder.experiments.plan import duration, table, total, with_posts
from builder.experiments.status import Status, judge_all, out_of_date
from builder.project import Project
from builder.results import RECORD, Store
from builder.running.tidying import tidy
from builder.site.build import build_site

MOST_ALIKE = 5
"""Warnings of one kind that are told one by one."""
LONG = 60.0
"""Seconds of computing for which nobody is asked."""


def build(
    project: Project,
    *,
    run: Callable[[], None] | None,
    strict: bool,
    quick: bool,
    base_url: str = "",
    drafts: bool = False,
    day: datetime.date | None = None,
    agreed: Callable[[str], bool] = lambda question: True,
) -> Iterator[str]:
    """Build the site, giving the lines to print as it goes: what will run before it runs.

    The site has what is published on a `day`, else today; with `drafts` what is not, too, marked. `run` runs what is
    due; None shows the records that there are. Runs that take long are begun only where that is `agreed`. Raises
    SitegenError when it is not, when a run fails or the site has mistakes; the site that was there is then untouched.
    """
    posts = discover(project)
    statuses = judge_all(project, posts, quick=quick)
    due = {slug: [one for one in known.values() if _may_run(one)] for slug, known in statuses.items()}
    if run and any(due.values()):
        from builder.experiments.upgrading import refuse_earlier

        for post in posts if not quick else ():
            refuse_earlier(post, Store(project.results(post.slug)))
        yield from _told(due)
        _agree(project, due, agreed, quick=quick)
        run()
        statuses = judge_all(project, posts, quick=quick)
    if run:
        for slug, known in statuses.items():
            for one in known.values():
                if one.status == "fresh":
                    tidy(project, slug, one, quick=quick)
    worth = out_of_date(statuses)
    report = build_site(
        project,
        experiments=worth,
        quick=quick,
        strict=strict,
        base_url=base_url,
        showing=Showing(day or today(), withheld=drafts),
    )
    yield from _few_of_each(report.warnings)
    for error in report.left_out:
        yield f"Left out: {error}"
    pages = "1 page" if report.pages == 1 else f"{report.pages} pages"
    yield f"Built {pages} in {shown(report.folder)}/"
    for note in report.notes:
        yield f"Note: {note}"
    if report.left_out:
        count = len(report.left_out)
        lost = "1 text has a mistake and is" if count == 1 else f"{count} mistakes keep texts that are"
        raise Incomplete(f"{lost} left out of the site", hint="See above why; `sitegen check` lists all at once.")


def _few_of_each(warnings: Iterable[SitegenError]) -> Iterator[str]:
    """The warnings, of each kind the first: an old blog may have the same one a thousand times."""
    kinds: dict[str, list[SitegenError]] = {}
    for warning in warnings:
        kinds.setdefault(re.sub(r"'.*?'|https?:\S+|\d+", "", warning.message), []).append(warning)
    for alike in kinds.values():
        shown = alike if len(alike) <= MOST_ALIKE else alike[: MOST_ALIKE - 1]
        yield from (f"Warning: {warning}" for warning in shown)
        if more := len(alike) - len(shown):
            yield f"Warning: and {more} more like this, which `sitegen check` lists"


def _told(due: Mapping[str, Sequence[Status]]) -> Iterator[str]:
    """What will run, post by post, and how long it takes."""
    for slug, waiting in due.items():
        if waiting:
            yield f"{slug}, to run:"
            yield from table([one.row() for one in waiting], why=False)
    yield total(with_posts({slug: [one.row() for one in waiting] for slug, waiting in due.items()}))


def _agree(
    project: Project, due: Mapping[str, Iterable[Status]], agreed: Callable[[str], bool], *, quick: bool
) -> None:
    """Ask before runs of more than a minute, by the times of last time. Raises SitegenError where that is not agreed.

    What never ran is not asked about: whoever wrote it wants it, and as a rule it takes seconds.
    """
    known, unknown = 0.0, []
    for slug, waiting in due.items():
        results = project.results(slug, quick=quick)
        for one in waiting:
            if (took := one.row().would_take()) is not None:
                known += took
            elif (results / one.name / RECORD).exists():
                unknown.append(one.name)
    if known > LONG or unknown:
        times = [f"about {duration(known)}, by the times of last time"] if known else []
        lost = [f"nobody knows how long {', '.join(unknown)} takes: its record cannot be read"] if unknown else []
        what = "; ".join([*times, *lost])
        if not agreed(f"Run this first ({what})?"):
            hint = "--yes runs it and builds; --no-run builds with the records that there are; `sitegen run` only runs."
            raise SitegenError(f"this build would run experiments for long: {what}", hint=hint)


def _may_run(status: Status) -> bool:
    return status.status != "fresh" or bool(status.after)
