"""What readers are shown otherwise in one state of a text and its records than in another."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from builder.errors import SitegenError
from builder.evidence.locale import Locale
from builder.evidence.provenance import Code
from builder.evidence.records import Records
from builder.shortcodes.handlers.claims import holds
from builder.shortcodes.handlers.values import shown
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call
from builder.text.redrawn import DRAWINGS, redrawn

_TAG = re.compile(r"\{\{<\s*(?P<name>/?[a-z]+)\b(?:\"[^\"]*\"|[^\"])*?>\}\}")
_TOLD = DRAWINGS | {"claim", "value"}


@dataclass(frozen=True)
class Number:
    """A number that readers were shown otherwise."""

    of: str
    """What it is computed from."""
    before: str
    """What it was, as readers saw it."""
    after: str
    """What it is since."""


@dataclass(frozen=True)
class Claim:
    """A statement that the records bore out and do so no more, or the reverse."""

    sentence: str
    """The statement, or its condition."""
    holds: bool
    """Whether it holds since."""


@dataclass(frozen=True)
class State:
    """A text and its records after a commit."""

    place: int
    """That of the commit."""
    records: Records
    """The records as it left them."""
    text: str
    """The text as it left it."""

    @functools.cached_property
    def calls(self) -> list[tuple[Call, str]]:
        """Its shortcodes that show something of records, and what a claim says."""
        return list(_calls(self.text))

    @property
    def values(self) -> list[Call]:
        """Those that show a number."""
        return [one for one, _ in self.calls if one.name == "value"]

    @property
    def claims(self) -> dict[str, tuple[Call, str]]:
        """Those that claim something, by the condition, and what they say."""
        return {_of(one): (one, said) for one, said in self.calls if one.name == "claim"}


def numbers(before: State, after: State, locale: Locale, *, recorded: bool) -> Iterator[Number]:
    """The numbers that are shown otherwise: of what took another's place, and, where `recorded` says that a record is
    another, of what stands in both texts. How they are rounded does not count.
    """
    old, new = before.values, after.values
    of_old, of_new = [_of(one) for one in old], [_of(one) for one in new]
    known = set(of_old)
    pairs = [(one, one) for one in new if recorded and _of(one) in known]
    for what, first, end, start, stop in SequenceMatcher(None, of_old, of_new, autojunk=False).get_opcodes():
        if what == "replace" and end - first == stop - start:
            pairs += zip(old[first:end], new[start:stop], strict=True)
    found: dict[str, Number] = {}
    for was, now in pairs:
        then, here = _shown(was, now, before.records, locale), _shown(now, now, after.records, locale)
        if then is not None and here is not None and then != here:
            found.setdefault(_of(now), Number(_of(now), then, here))
    return iter(found.values())


def claims(before: State, after: State) -> Iterator[Claim]:
    """The claims that readers were shown and that turned: those that still stand there, and those that were taken back
    since they hold no more.
    """
    for condition, (call, said) in before.claims.items():
        then, now = _holds(call, before.records), _holds(call, after.records)
        if then is not None and now is not None and then != now and (condition in after.claims or then):
            yield Claim(said or condition, now)


def drawings(before: State, after: State, code: Code) -> Iterator[tuple[str, str]]:
    """What is drawn in both texts and looks otherwise: what its id is, and its name."""
    old = {(one.name, *one.arguments) for one, _ in before.calls}
    for one, _ in after.calls:
        known = one.name in DRAWINGS and (one.name, *one.arguments) in old
        if known and redrawn(one, before.records, after.records, code):
            name = one.named.get("figure") or (one.arguments or ("",))[0]
            yield f"{'table' if one.name == 'series' else one.name}-{name}", name


def _of(call: Call) -> str:
    """What a number or a claim is computed from."""
    named = call.named.get("condition" if call.name == "claim" else "of", "")
    return " ".join((call.arguments[0] if call.arguments else named).split())


def _shown(call: Call, form: Call, records: Records, locale: Locale) -> str | None:
    """A number of some records, written in the form of another call; None where it was not there."""
    named = {name: value for name, value in form.named.items() if name in ("form", "digits", "spread")}
    try:
        return shown(records, locale, _of(call), *form.arguments[1:2], **named)[0]
    except (SitegenError, TypeError):
        return None


def _holds(call: Call, records: Records) -> bool | None:
    try:
        return holds(records, _of(call), tolerance=call.named.get("tolerance", "0"))
    except SitegenError:
        return None


def _calls(text: str) -> Iterator[tuple[Call, str]]:
    """The shortcodes of a text that show something of records, each with what it encloses up to its end."""
    tags = list(_TAG.finditer(text))
    for number, tag in enumerate(tags):
        if tag["name"] in _TOLD and (call := _call(tag[0])):
            ends = (one.start() for one in tags[number:] if one["name"] == "/claim")
            yield call, _said(text[tag.end() : next(ends, tag.end())]) if call.name == "claim" else ""


@functools.lru_cache(maxsize=4096)
def _call(written: str) -> Call | None:
    """A shortcode as it is written, by itself."""
    parts = parse(written, Path(), 1, [])
    return next((one for one in parts if isinstance(one, Call)), None)


def _said(text: str) -> str:
    """The words of a claim, without what is computed in it."""
    return " ".join(re.sub(r"[*_`]", "", _TAG.sub("…", text)).split())
