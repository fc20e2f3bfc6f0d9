"""`sitegen status`: how every experiment stands."""

from __future__ import annotations

import json
from functools import partial

from builder.errors import SitegenError, collect, raise_all
from builder.experiments.memory import remembered
from builder.experiments.packages import installed, others, told
from builder.experiments.plan import Row, orphans, table, told_of, total, with_posts
from builder.project import Project


def status(project: Project, *, as_json: bool, why: bool) -> str:
    """The text to print. Raises SitegenError when a post's experiments cannot be read."""
    errors: list[SitegenError] = []
    posts: dict[str, list[Row]] = {}
    for slug in project.slugs():
        with collect(errors):
            posts[slug] = remembered(project, slug, partial(_judge, project, slug))
    raise_all(errors)
    if as_json:
        here = installed()
        objects = [
            {"post": slug, **row._asdict(), "packages": others(row.packages, here)}
            for slug, rows in posts.items()
            for row in rows
        ]
        return json.dumps(objects, indent=2, ensure_ascii=False)
    lines = []
    for slug, rows in posts.items():
        unowned = orphans(project.results(slug), {row.name for row in rows})
        if rows or unowned:
            lines += [slug, *table(rows, why=why), *(f"  nobody's {told_of(one)}" for one in unowned)]
            lines += [f"  note     {note}" for note in told({row.name: row.packages for row in rows}, all_of_them=why)]
            lines.append("")
    if project.data_table:
        lines += _data_sets(project)
    return "\n".join([*lines, total(with_posts(posts))])


def _data_sets(project: Project) -> list[str]:
    """What lies in the folders of data and is not what is declared."""
    from builder.datasets.telling import amiss  # most sites declare none

    told = [f"  note     {line}" for one in amiss(project) for line in str(one).splitlines()]
    return ["data", *told, ""] if told else []


def _judge(project: Project, slug: str) -> tuple[list[Row], list[str]]:
    """How the experiments of a post stand, and the posts whose experiments they start from, directly or not."""
    # Parsing takes longer to import and to do than all the rest, and most of the time nothing has changed.
    from builder.experiments.across import with_used
    from builder.experiments.discovery import discover_post
    from builder.experiments.status import judge
    from builder.results import Store

    post = discover_post(project, slug)
    rows = [one.row() for one in judge(post, Store(project.results(slug))).values()]
    return rows, [other.slug for other, _ in with_used([post]) if other is not post]
