"""Whether a record that was read has its parts, each of its type."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.results.record import Record
    from builder.results.trials import Trial


def check_types(record: Record) -> None:
    """A record that was edited by hand must be refused here, not where its parts are used. Raises ValueError."""
    expected: Mapping[str, type | tuple[type, ...]] = {
        "name": str, "settings": dict, "values": dict, "series": dict, "environment": dict,
        "seconds": (int, float), "when": str, "quick": bool, "diverged": str, "notes": list, "watched": str,
        "examples": dict,
    }  # fmt: skip
    for name, kind in expected.items():
        if not isinstance(getattr(record, name), kind):
            raise ValueError(f"'{name}' has the wrong type")
    if not all(isinstance(part, dict) for part in vars(record.fingerprint).values()):
        raise ValueError("'fingerprint' has a part of the wrong type")
    runs: list[Record | Trial] = [record, *record.seeds, *record.points]
    for run in runs:
        if not isinstance(run.values, dict) or any(isinstance(value, dict | list) for value in run.values.values()):
            raise ValueError("'values' has a part of the wrong type")
        if not isinstance(run.series, dict) or not all(isinstance(series, list) for series in run.series.values()):
            raise ValueError("'series' has a part of the wrong type")
    for artifact in record.artifacts.values():
        if not isinstance(artifact.file, str) or re.search(r"[/\\\0]", artifact.file):
            raise ValueError("an artifact lies outside the record's folder")
    datetime.datetime.fromisoformat(record.when)
