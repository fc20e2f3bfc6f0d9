"""Numbers that are typed beside a unit, "twenty epochs", "três horas", and settings that no run of theirs had."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from builder.checking.number_words import number_of, written
from builder.checking.sentences import Bound, Sentence
from builder.checking.wording import WORDINGS, spaced
from builder.errors import SitegenError
from builder.evidence.records import Records
from builder.results import Record
from builder.results.point import SEEDS

_LITERAL = re.compile(r"(?<![\w.\]])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")


@dataclass(frozen=True)
class Found:
    """What is typed in a sentence: what it says, where it begins in it, and what to tell of it."""

    kind: str
    place: int
    message: str
    hint: str
    untrue: bool = False
    """Whether the runs that the sentence names say otherwise."""


def settings(sentence: Sentence, code: str, records: Records) -> Iterator[Found]:
    """The settings that a sentence says otherwise than they were, and the numbers beside units that nothing binds."""
    known = set[tuple[int, int]]()
    for name, pattern in _patterns(code):
        for one in pattern.finditer(sentence.said):
            number = number_of(" ".join(one["number"].split()), code)
            if number is None or number == 1 or one.span() in known or _is_claimed(sentence, one, number):
                continue
            named = sorted(_named(sentence, records))
            ran = _ran(name, named, records) or _ran(name, sorted(sentence.section), records)
            if not ran or any(math.isclose(number, has) for _, has in ran) or _is_place(sentence, number):
                if ran:
                    known.add(one.span())  # it is so
                continue
            known.add(one.span())
            had = "; ".join(dict.fromkeys(f"{run} ran with {_plain(has)}" for run, has in ran[:3]))
            hint = "Write {{< value experiment.settings.name >}}."
            message = f"says “{_said(one[0])}”, and {had}"
            yield Found("setting", one.start(), message, hint, untrue=any(run in named for run, _ in ran))
    for one in _units(code).finditer(sentence.said):
        inside = any(one.start() < end and start < one.end() for start, end in known)
        number = number_of(" ".join(one["number"].split()), code)
        if inside or number is None or number == 1 or _is_claimed(sentence, one, number) or _is_told(one["number"]):
            continue
        hint = "Write {{< value experiment.name >}}."
        yield Found("typed", one.start(), f"“{_said(one[0])}” was typed, and comes from no record", hint)


@cache
def _patterns(code: str) -> list[tuple[str, re.Pattern[str]]]:
    number = rf"(?P<number>{written(code)})"
    said = WORDINGS[code].settings.items()
    return [
        (name, re.compile(spaced(rf"(?<![\w.,×]){form.replace('N', number)}(?!\w)"), re.IGNORECASE))
        for name, forms in said
        for form in forms
    ]


@cache
def _units(code: str) -> re.Pattern[str]:
    found = rf"(?<![\w.,×-])(?P<number>{written(code)})[ -](?:{WORDINGS[code].units})(?!\w)"
    return re.compile(spaced(found), re.IGNORECASE)


def _is_claimed(sentence: Sentence, one: re.Match[str], number: float) -> bool:
    """Whether it stands in a claim whose condition has the number, as a share too."""
    place = sentence.start + one.start()
    literals = [float(found) for bound in _around(sentence, place) for found in _LITERAL.findall(bound.of)]
    return any(math.isclose(number, has * scale) for has in literals for scale in (1, 100)) or number - 1 in literals


def _around(sentence: Sentence, place: int) -> list[Bound]:
    return [claim for claim in sentence.claims if claim.start <= place < claim.stop]


def _is_told(number: str) -> bool:
    """Whether a build warns of it already: decimals, and numbers from a thousand on."""
    return number[:1].isdigit() and not (number.isdigit() and len(number) <= 3)


def _named(sentence: Sentence, records: Records) -> set[str]:
    """The experiments that a sentence names, by numbers, claims or as code."""
    stop = sentence.start + len(sentence.said)
    bounds = [*sentence.values, *(one for one in sentence.claims if one.start < stop and one.stop > sentence.start)]
    named = {name for one in bounds for name in one.experiments} | set(sentence.code)
    return {name for name in named if records.has(name)}


def _ran(setting: str, names: list[str], records: Records) -> list[tuple[str, float]]:
    """What experiments had as a setting, each with its name."""
    found: list[tuple[str, float]] = []
    for name in names:
        try:
            record = records.read(name)
        except SitegenError:
            continue
        for has in _had(setting, record):
            if isinstance(has, int | float) and not isinstance(has, bool) and (name, has) not in found:
                found.append((name, has))
    return found


def _had(setting: str, record: Record) -> Iterator[Any]:
    """All that a record says of a setting; its values too, which may give how many epochs it was."""
    if setting == SEEDS:
        yield len(record.settings.get(SEEDS, [])) or 1
        return
    kept: list[Mapping[str, Any]] = [record.settings, record.values, *(one.settings for one in record.points)]
    for part in kept:
        for name, has in part.items():
            if name == setting or (setting[0] == "*" and name.endswith(setting[1:])):
                yield from has if isinstance(has, list) else [has]


def _is_place(sentence: Sentence, number: float) -> bool:
    """Whether a number of the sentence is the item of a series that a text counts from one: `loss[19]`, epoch 20."""
    places = [int(one) for bound in sentence.values for one in re.findall(r"\[(\d+)\]", bound.of)]
    return number - 1 in places or number in places


def _plain(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 else f"{number:,.0f}"


def _said(words: str) -> str:
    return " ".join(words.split())
