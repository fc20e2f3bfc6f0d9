"""Texts that readers are not to see: drafts, and those whose day has not come yet or is over."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from builder.content.frontmatter import FrontMatter

REASONS = {"draft": "a draft", "early": "of a later day", "expired": "of a time that is over"}
"""Why a text is withheld, and in words."""


class Withheld(NamedTuple):
    """A text that is withheld."""

    path: Path
    """Its file."""
    reason: str
    """One of `REASONS`."""

    def __str__(self) -> str:
        return REASONS[self.reason]


@dataclass(frozen=True)
class Showing:
    """Which texts a site shows."""

    day: datetime.date
    """The day that counts as today."""
    withheld: bool = False
    """Whether it shows those too that readers are not to see, and marks them."""

    def reason(self, front: FrontMatter) -> str:
        """Why a text is withheld, one of `REASONS`; "" where it is not.

        As in Hugo, `publish_date` goes before `date`, and on the day of `expiry_date` a text is gone.
        """
        if front.draft:
            return "draft"
        begins = front.publish_date or front.date
        if begins and begins > self.day:
            return "early"
        return "expired" if front.expiry_date and front.expiry_date <= self.day else ""


def today() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH, in seconds (reproducible-builds.org/specs/source-date-epoch), else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.date.today()


def told(texts: Sequence[Withheld], showing: Showing) -> Iterable[str]:
    """A line on what is withheld, where there is anything."""
    if texts:
        counts = Counter(text.reason for text in texts)
        kinds = ", ".join(f"{count} {REASONS[reason]}" for reason, count in sorted(counts.items()))
        many = "1 text is" if len(texts) == 1 else f"{len(texts)} texts are"
        if showing.withheld:
            yield f"shows what readers are not to see ({kinds}), marked: not for publishing."
        else:
            yield f"{many} not published on {showing.day} ({kinds}); `sitegen build --drafts` shows them, marked."
