"""The values of a head, each as what it must be: text, a list of texts, a date, true or false."""

from __future__ import annotations

import datetime
import re
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from builder.content.head import Head

ALIASES = {
    "summary": "description", "featured_image": "featuredImage",
    "publish_date": "publishDate", "expiry_date": "expiryDate",
}  # fmt: skip
"""What Hugo and LoveIt call the same; where both stand, ours counts."""
FLAGS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
"""What authors write for true and false besides."""


class Mistake(NamedTuple):
    """What is wrong with a value of a head."""

    message: str
    """What."""
    line: int
    """The line of the file."""
    hint: str = ""
    """What to do."""


class Values:
    """Reads the values of a head one by one, and collects what is wrong with them."""

    def __init__(self, path: Path, head: Head) -> None:
        self.path, self.head = path, head
        self.mistakes: list[Mistake] = []
        self.lines: dict[str, int] = {}

    def found(self, key: str) -> Any:
        """The value of a key or of what else it is called; None where nothing is said."""
        for name in (key, ALIASES.get(key, key)):
            if self.head.data.get(name) is not None:
                self.lines[key] = self.head.lines.get(name, 1)
                return self.head.data[name]
        return None

    def wrong(self, key: str, what: str, found: Any, hint: str = "") -> None:
        self.mistakes.append(Mistake(f"{key} must be {what}, not {found!r}", self.lines[key], hint))

    def text(self, key: str) -> str:
        found = self.found(key)
        if found is None or isinstance(found, str):
            return (found or "").strip()
        self.wrong(key, "text (put it in quotes)", found)
        return "" if isinstance(found, list | dict) else str(self.head.data.get(key, found)).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.found(key)
        items = [found] if isinstance(found, str) else found or []
        if isinstance(items, list):  # a year may be a tag; 1.10 would be another number than it looks
            items = [str(item) if type(item) is int else item for item in items]
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.wrong(key, "a list of texts (put numbers in quotes)", found)
            items = items if isinstance(items, list) else [items]
            items = [str(item) for item in items if item is not None and not isinstance(item, list | dict)]
        return tuple(dict.fromkeys(item.strip() for item in items if item.strip()))

    def date(self, key: str) -> datetime.date | None:
        found = self.found(key)
        if isinstance(found, str):
            try:
                return datetime.datetime.fromisoformat(re.sub(r" (?=[+-])", "", found)).date()
            except ValueError:
                pass
        elif isinstance(found, datetime.datetime):
            return found.date()
        elif found is None or isinstance(found, datetime.date):
            return found
        self.wrong(key, "a date such as 2024-03-01", found)
        return None

    def number(self, key: str, other: str) -> float | None:
        """A number, or else that of another key, which may mean something else: where it is no number it is passed."""
        found = self.found(key)
        if found is None and isinstance(elsewhere := self.head.data.get(other), int | float):
            found = elsewhere
        if found is None or (isinstance(found, int | float) and not isinstance(found, bool) and isfinite(found)):
            return found
        self.wrong(key, "a number", found)
        return None

    def flag(self, key: str, default: bool) -> bool:
        found = self.found(key)
        if found is None or isinstance(found, bool):
            return default if found is None else found
        self.wrong(key, "true or false", found)
        return FLAGS.get(str(found).strip().lower(), default)
