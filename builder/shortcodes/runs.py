"""The section below a text on the runs that it shows something of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from builder.evidence.forges import commit_at
from builder.evidence.history import Past
from builder.evidence.locale import Locale
from builder.evidence.readings import formerly
from builder.results import Record
from builder.results.point import SEEDS
from builder.shortcodes.conditions import conditions
from builder.shortcodes.context import Context


@dataclass(frozen=True)
class Former:
    """What a number was, and since when."""

    text: str
    """The number, in the language of the page."""
    day: datetime.date
    """The day on which it came."""
    commit: str
    """The first digits of the commit that brought it."""
    href: str
    """Where that can be read; "" where no repository is known."""


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
    past = context.shared.code.repository.past
    commits = {origin.experiment: origin.commit for origin in origins}
    return context.render(
        "runs.html",
        origins=origins,
        files=files,
        seeds={record.name: len(record.settings.get(SEEDS, [])) or 1 for record in shown},
        day=context.locale.date(datetime.date.fromisoformat(max(record.when for record in shown)[:10])),
        back=back,
        cards=context.cards.data(shown, commits),
        former=_former(context, past),
        cut=past.cut,
        claims=conditions(context),
    )


def _former(context: Context, past: Past) -> dict[str, list[tuple[str, list[Former]]]]:
    """By run, the numbers of it that were others before, each with what they were, the latest first."""
    found: dict[str, list[tuple[str, list[Former]]]] = {}
    address = context.shared.code.repository.address
    for words, (_, run, *_) in context.cards.read.items():
        known = [
            Former(_short(value, context.locale), commit.day, commit.name[:7], commit_at(address, commit.name))
            for commit, value in formerly(words, context.shared.records, past)
        ]
        if known:
            found.setdefault(run, []).append((words, known))
    return found


def _short(value: Any, locale: Locale) -> str:
    """A number with six digits, as a card has it."""
    plain = isinstance(value, bool) or not isinstance(value, int | float)
    return str(value) if plain else locale.significant(value, 6)


def _file(name: str) -> str:
    """The name of the file of a record; a colon in an address of its own would end the name of a protocol."""
    return f"{name.replace(':', '.')}.record"
