"""The section below a text on the runs that it shows something of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from markupsafe import Markup

from builder.results import Record
from builder.results.point import SEEDS
from builder.shortcodes.context import Context


def shown_runs(context: Context) -> list[Record]:
    """What ran for this page: every record that it shows something of, and those that these started from."""
    records = context.shared.records
    new = set(context.used)
    while new:  # one that was renamed since is not there
        new = {name for used in new for name in records.read(used).fingerprint.uses if records.has(name)} - context.used
        context.used |= new
    others = sorted(context.used - records.experiments.keys())
    return [records.read(name) for name in (*records.experiments, *others) if name in context.used]


def runs_section(context: Context, shown: list[Record], back: Mapping[str, list[str]]) -> Markup:
    """The section on what ran, and what the cards of the page tell of it.

    `back` has the ids of what leads to a run, by its own.
    """
    if not shown:
        return Markup()
    records = context.shared.records
    files = {
        record.name: context.file(f"{record.name.replace(':', '.')}.record", "json", records.json(record.name))
        for record in shown
    }
    origins = context.origins(shown)
    commits = {origin.experiment: origin.commit for origin in origins}
    return context.render(
        "runs.html",
        origins=origins,
        files=files,
        seeds={record.name: len(record.settings.get(SEEDS, [])) or 1 for record in shown},
        day=context.locale.date(datetime.date.fromisoformat(max(record.when for record in shown)[:10])),
        back=back,
        cards=context.cards.data(shown, commits),
    )


def _file(name: str) -> str:
    """The name of the file of a record; a colon in an address of its own would end the name of a protocol."""
    return f"{name.replace(':', '.')}.record"
