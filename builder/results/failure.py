"""What is kept of a run that failed: `failure.txt` beside the record that it did not replace.

Its first line says when, and of which fingerprint; then comes what the author was told. The next good run removes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from builder.files import write_atomic

FAILURE = "failure.txt"
_FIRST = re.compile(r"failed at (?P<when>\S+), fingerprint (?P<fingerprint>\w*)\n\n")


@dataclass(frozen=True)
class Failure:
    """A run that failed: when (UTC, ISO 8601), the digest of its fingerprint, and where its text is, for a message."""

    when: str
    fingerprint: str
    place: str

    def told(self, fingerprint: str | None = None) -> str:
        """In words; with the fingerprint as the source stands now, also whether the source was edited since."""
        on = f" on {_day(self.when)}" if self.when else ""
        edited = fingerprint is not None and self.fingerprint not in ("", fingerprint)
        return f"failed{on}{' before the edit' if edited else ''}, see {self.place}"


def keep_failure(folder: Path, name: str, fingerprint: str, text: str) -> Path:
    """Keep what is told of a failed run of an experiment; its record stays as it is. Raises OSError."""
    path = folder / name / FAILURE
    when = datetime.now(UTC).isoformat(timespec="microseconds")  # two of a second are two
    write_atomic(path, f"failed at {when}, fingerprint {fingerprint}\n\n{text}".encode(errors="backslashreplace"))
    return path


def read_failure(folder: Path, name: str) -> Failure | None:
    """The last run of an experiment, if it failed."""
    try:
        text = (folder / name / FAILURE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = _FIRST.match(text)
    place = f"{folder.name}/{name}/{FAILURE}"
    return Failure(found["when"], found["fingerprint"], place) if found else Failure("", "", place)


def _day(when: str) -> str:
    """A time as the day that it is here: "3 May 2026"; "" for one that cannot be read."""
    try:
        day = datetime.fromisoformat(when).astimezone()
    except (ValueError, OverflowError, OSError):
        return when
    return f"{day.day} {day:%B %Y}"
