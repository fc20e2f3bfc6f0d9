"""Editing a record: as a hand or a damaged disk would, and as a run would that gave something else."""

from __future__ import annotations

from pathlib import Path

from builder.files import readable_json
from builder.results.bound import bound, parsed


def edit_record(path: Path, old: str, new: str) -> None:
    """Replace a text in a record, and leave its digest what it was."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def rebind(path: Path, old: str, new: str) -> None:
    """The same, with the digest that a run which said so would have given it."""
    edit_record(path, old, new)
    path.write_text(rebound(path.read_text(encoding="utf-8")), encoding="utf-8")


def rebound(text: str) -> str:
    """The text of a record with the digest of what it says; as it is where it is no JSON of a record."""
    try:
        data = parsed(text)
        data.pop("digest", None)
        return readable_json(bound(data)) if "format" in data else text
    except ValueError:
        return text
