"""`sitegen history`: what a number was, commit by commit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from builder.errors import SitegenError, nearest
from builder.evidence.history import read_past
from builder.evidence.readings import Reading, readings
from builder.evidence.records import read_records
from builder.evidence.versions import versions
from builder.project import Project
from builder.results import RECORD, Record
from builder.results.elsewhere import NAME

SHOWN = 6
"""Reasons that are printed of a commit."""
SAME, DAMAGED = "written anew, and says the same", "its record cannot be read"
_NAMED = re.compile(r"(?<![\w.:-])([^\W\d]\w*)\s*[.\[]")


def history(project: Project, number: str, *, post: str | None = None, as_json: bool = False) -> Iterator[str]:
    """What an expression over records came to at each commit that changed one of them, the latest first, as lines.

    Raises SitegenError where it means nothing today, where there is no git, or a clone without its history.
    """
    slug = post or _post_of(project, number)
    past = read_past(project.root)
    found = readings(number, read_records(project, slug), past)
    if past.cut:
        hint = "Fetch it: git fetch --unshallow; of actions/checkout: fetch-depth: 0."
        raise SitegenError("this clone lacks the history that numbers are told from", path=project.root, hint=hint)
    if not past.files:
        hint = "Commit the site with its results: git init, git add, git commit."
        raise SitegenError("git knows nothing of the records of this site", path=project.root, hint=hint)
    called = number if NAME.match(number) or not slug else f"{slug}:{number}"
    if as_json:
        yield json.dumps([_json(called, one) for one in found], indent=2, ensure_ascii=False)
        return
    yield called
    width = max(len(_value(one.value)) for one in found)
    for one in found:
        day, name = (one.commit.day.isoformat(), one.commit.name[:7]) if one.commit else ("not committed", "")
        why = _first(one) if one is found[-1] else one.why or (SAME if one.records else DAMAGED,)
        why = (*why[:SHOWN], *((f"and {len(why) - SHOWN} more: --json",) if len(why) > SHOWN else ()))
        yield f"  {_value(one.value):>{width}}  {day:<13}  {name:<7}  {why[0]}"
        yield from (f"{'':{width + 28}}{reason}" for reason in why[1:])


def _first(one: Reading) -> tuple[str, ...]:
    """What is told of the first records of a number."""
    made_with = {f"{name} {one}" for record in one.records.values() for name, one in _main(record).items()}
    return ("first record, made with " + ", ".join(sorted(made_with)),) if made_with else ("first record",)


def _main(record: Record) -> dict[str, str]:
    known = versions(record.environment)
    return {name: known[name] for name in ("Python", "torch") if name in known}


def _value(value: Any) -> str:
    if value is None:
        return "-"
    text = f"{value:.10g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _json(called: str, one: Reading) -> dict[str, Any]:
    commit = one.commit
    return {
        "number": called,
        "value": one.value,
        "commit": commit.name if commit else None,
        "day": commit.day.isoformat() if commit else None,
        "written": commit.written.isoformat() if commit else None,
        "subject": commit.subject if commit else None,
        "why": list(one.why),
        "versions": {name: versions(record.environment) for name, record in one.records.items()},
    }


def _post_of(project: Project, number: str) -> str:
    """The post whose experiments an expression names; "" where it names those of other posts alone."""
    text = re.sub(NAME, "0", number)
    names = list(dict.fromkeys(_NAMED.findall(text)))
    if not names:
        if NAME.search(number):
            return ""
        raise SitegenError(f"'{number}' names no number of a record", hint="Write experiment.value: cnn.accuracy.")
    there = {slug: {path.parent.name for path in project.results(slug).glob(f"*/{RECORD}")} for slug in project.slugs()}
    having = [slug for slug, known in there.items() if any(name in known for name in names)]
    if len(having) == 1:
        return having[0]
    if having:
        hint = f"Write {having[0]}:{number}, or --post {having[0]}."
        raise SitegenError(f"'{names[0]}' is found in several posts: {', '.join(having)}", hint=hint)
    everything = [name for known in there.values() for name in known]
    raise SitegenError(f"there is no record of '{names[0]}'", hint=nearest(names[0], everything))
