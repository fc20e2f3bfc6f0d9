"""What a notebook prints of a record."""

from __future__ import annotations

from builder.results import Record

MOST = 12
"""Values that are printed one by one."""


def told(record: Record, how: str) -> str:
    """A line on a record: where it comes from, and its values; `how` is a word on that."""
    seeds = f"{len(record.seeds)} seeds" if record.seeds else ""
    points = f"{len(record.points)} points" if record.points else ""
    quick = "quick" if record.quick else ""
    about = ", ".join(filter(None, [how, quick, seeds, points]))
    shown = [f"{name} = {_plain(value)}" for name, value in list(record.values.items())[:MOST]]
    more = [f"and {len(record.values) - MOST} more"] if len(record.values) > MOST else []
    series = [f"series {', '.join(record.series)}"] if record.series and not shown else []
    return f"{record.name} ({about}): " + ", ".join([*shown, *more, *series]) if about else record.name


def _plain(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
