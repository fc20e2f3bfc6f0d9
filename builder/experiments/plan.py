"""What a run would do, in words: what runs, why, and how long it took last time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.experiments.status import Status


def duration(seconds: float) -> str:
    """Seconds in words: "0.3 s", "42 s", "3 min 20 s", "2 h 5 min"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def short(reasons: Sequence[str]) -> str:
    """The first reason, and how many more there are."""
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}" if reasons else ""


def table(statuses: Sequence[Status], *, why: bool) -> list[str]:
    """A line for each experiment; the first reason beside it, or with `why` all of them below it."""
    width = max((len(status.name) for status in statuses), default=0)
    lines = []
    for status in statuses:
        seconds = duration(status.record.seconds) if status.record is not None else "-"
        line = f"  {status.status:8} {status.name:{width}} {seconds:>12}"
        notes = list(status.reasons)
        if status.after and status.status == "fresh":
            notes.append(f"may change: uses {', '.join(status.after)}")
        if why:
            lines += [line, *(f"      {note}" for note in notes)]
        else:
            lines.append(f"{line}  {short(notes)}".rstrip())
    return lines


def total(statuses: Iterable[Status]) -> str:
    """How long a run would take, by the times of last time."""
    due = [status for status in statuses if status.status != "fresh"]
    maybe = [status for status in statuses if status.status == "fresh" and status.after]
    if not due:
        return "Everything is fresh: nothing would run."
    known = [status.record.seconds for status in due if status.record is not None]
    unknown = [status.name for status in due if status.record is None]
    parts = []
    if known:
        parts.append(f"about {duration(sum(known))}, by the times of last time")
    if unknown:
        parts.append(f"{', '.join(unknown)}: never timed")
    if maybe:
        seconds = sum(status.record.seconds for status in maybe if status.record is not None)
        parts.append(f"up to {duration(seconds)} more where what is used changes")
    return f"A run would repeat {len(due)}: {'; '.join(parts)}."
