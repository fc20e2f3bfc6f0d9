"""Dates as the programs read them that sites come from, in words and numbers that are none of ours."""

from __future__ import annotations

import datetime
import re

_MONTHS = {name: number + 1 for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])(.*)", re.DOTALL)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_IN_WORDS = (
    re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<month>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})"),
    re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?:[\d:]+\s+(?:[A-Z+-][\w+:-]*\s+)?)?(?P<year>\d{4})"),
)  # fmt: skip


def date_of(value: object) -> datetime.date | None:
    """The day that a value of a head means, whether its author or YAML wrote it; None for what is none."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return _of_number(value)
    return _of_text(value.strip()) if isinstance(value, str) else None


def _of_number(value: int) -> datetime.date | None:
    """Of seconds since 1970, or of 20200102."""
    if 19000101 <= value <= 21001231:
        return _day(str(value)[:4], str(value)[4:6], str(value)[6:])
    try:
        return datetime.datetime.fromtimestamp(value, datetime.UTC).date() if value > 10**8 else None
    except (OverflowError, ValueError, OSError):
        return None


def _of_text(text: str) -> datetime.date | None:
    if found := _DAY.match(text):
        return _day(found[1], found[2], found[3])
    if found := _AMERICAN.match(text):  # as Quarto reads it; where there is no such month, the day stands first
        return _day(found[3], found[1], found[2]) or _day(found[3], found[2], found[1])
    for form in _IN_WORDS:
        if (found := form.match(text)) and (month := _MONTHS.get(found["month"][:3].lower())):
            return _day(found["year"], str(month), found["day"])
    return _of_number(int(text)) if text.isdecimal() and len(text) <= 10 else None


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
