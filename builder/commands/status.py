"""`sitegen status`: how every experiment stands."""

from __future__ import annotations

import json

from builder.experiments.discovery import discover
from builder.experiments.plan import table, total
from builder.experiments.status import judge
from builder.project import Project
from builder.results import Store


def status(project: Project, *, as_json: bool, why: bool) -> str:
    """The text to print. Raises SitegenError when a post's experiments cannot be read."""
    posts = {post.slug: list(judge(post, Store(project.results(post.slug))).values()) for post in discover(project)}
    if as_json:
        rows = [
            {
                "post": slug,
                "name": one.name,
                "status": one.status,
                "reasons": list(one.reasons),
                "after": list(one.after),
                "seconds": one.record.seconds if one.record is not None else None,
            }
            for slug, statuses in posts.items()
            for one in statuses
        ]
        return json.dumps(rows, indent=2, ensure_ascii=False)
    lines = []
    for slug, statuses in posts.items():
        if statuses:
            lines += [slug, *table(statuses, why=why), ""]
    return "\n".join([*lines, total([one for statuses in posts.values() for one in statuses])])
