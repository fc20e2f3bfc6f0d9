"""What changed since a text was published: numbers, claims that turned, figures, each with its commit.

Told is what readers were shown and are shown otherwise since a record says something else, or since another number
stands in its place; of words that were changed around them nothing is.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from builder.content.translations import Translation
from builder.errors import SitegenError
from builder.evidence.forges import commit_at
from builder.evidence.history import NOW, Commit, Formerly
from builder.evidence.readings import changes, path_of
from builder.evidence.records import Records
from builder.reading import read_text
from builder.results import RECORD, Record
from builder.shortcodes.context import Context
from builder.shortcodes.numbering import Numbers
from builder.text.differing import Claim, Number, State, claims, drawings, numbers

_DRAFT = re.compile(r"^draft\s*[:=]\s*[\"']?true", re.MULTILINE | re.IGNORECASE)
_HEAD = re.compile(r"\A\ufeff?\s*(---|\+\+\+)\s*$.*?^\1\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r" (reaches|changed)\b")


@dataclass(frozen=True)
class Revision:
    """What one commit changed of what readers are shown."""

    commit: str
    """Its first digits; "" of what is not committed."""
    href: str
    """Where it can be read; "" where no repository is known."""
    day: datetime.date
    """When it came into the branch."""
    numbers: Sequence[Number]
    """What readers are shown otherwise."""
    claims: Sequence[Claim]
    """Statements that turned."""
    figures: Sequence[str]
    """What the figures are called that are drawn otherwise."""
    why: Sequence[str]
    """What made the records be made again."""


def revisions(translation: Translation, context: Context, called: Numbers) -> list[Revision]:
    """What changed since a text was published, the latest first; nothing where git does not tell.

    `called` knows what its figures are called.
    """
    past, path, records = context.shared.code.repository.past, translation.path, context.shared.records
    known = {left.commit.place: left.commit for left in past.of(path)}
    if not known or not context.used:
        return []
    files = {*records.store.folder.glob(f"*/{RECORD}"), *(path_of(name, records) for name in context.used)}
    recorded = {left.commit.place: left.commit for file in files for left in past.of(file)}
    known |= recorded
    texts = {place: past.text(left) if (left := past.at(path, place)) else "" for place in known}
    commits = [known[place] for place in sorted(known, reverse=True)]
    since = _published(commits, {place for place, text in texts.items() if not text or _is_draft(text)}, translation)
    if since is None:
        return []
    places = [*(one.place for one in commits if one.place <= since), NOW]
    texts[NOW] = read_text(path)
    states = [State(place, Formerly(records, past, place), texts[place]) for place in places]
    found: list[Revision] = []
    for before, after in pairwise(states):
        is_recorded = after.place in recorded or after.place == NOW
        found += _revision(before, after, known.get(after.place), context, called, recorded=is_recorded)
    return found[::-1]


def revised_section(context: Context, told: Sequence[Revision]) -> Markup:
    """What changed since a text was published, folded, at its end."""
    return context.render("revised.html", revisions=told) if told else Markup()


def _published(commits: Sequence[Commit], drafts: set[int], translation: Translation) -> int | None:
    """The place of the commit that readers first saw, of some from the oldest on; None where they saw none.

    It is the last that came until the day that the text names, or else the first that is no draft. Where all of them
    came later, since the history was written anew, their authors' days count.
    """
    date = translation.front.date
    readable = [one for one in commits if one.place < min((*drafts, commits[0].place + 1))]
    if not readable:
        return None
    since, by_author = readable[0], date is not None and all(one.day > date for one in commits)
    for one in commits:
        if date is None or (one.written if by_author else one.day) > date:
            break
        if one.place <= since.place:
            since = one
    return since.place


def _revision(
    before: State, after: State, commit: Commit | None, context: Context, called: Numbers, *, recorded: bool
) -> list[Revision]:
    """What a commit changed of what readers are shown; nothing where it is nothing.

    Where it is not `recorded` no record is another, and only another number can stand in the place of one.
    """
    then, now = (_records(context, one.records) for one in (before, after)) if recorded else ({}, {})
    if commit is None and then == now and before.text == after.text:
        return []
    changed = list(numbers(before, after, context.locale, recorded=recorded))
    turned = list(claims(before, after)) if recorded else []
    code, words = context.shared.code, called.of_figures
    drawn = [words.get(id_, name) for id_, name in drawings(before, after, code)] if recorded else []
    if not (changed or turned or drawn):
        return []
    told = changed, turned, list(dict.fromkeys(drawn)), [one for one in changes(now, then) if not _CODE.search(one)]
    if commit is None:
        day = max((one.when[:10] for one in now.values()), default="")
        return [Revision("", "", datetime.date.fromisoformat(day), *told)] if day else []
    return [Revision(commit.name[:7], commit_at(code.repository.address, commit.name), commit.day, *told)]


def _records(context: Context, records: Records) -> Mapping[str, Record]:
    found: dict[str, Record] = {}
    for name in sorted(context.used):
        try:
            found[name] = records.read(name)
        except SitegenError:
            continue
    return found


def _is_draft(text: str) -> bool:
    head = _HEAD.match(text)
    return bool(head and _DRAFT.search(head[0]))
