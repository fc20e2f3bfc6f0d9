"""What repetitions of a record found, kept beside it: `results/cnn/repeated-<digest>.json`, one for each machine.

It carries a digest of all that it says, and that of the record that it belongs to. One that was edited, or that belongs
to another record, is refused. Like that of a record the digest is no signature.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from builder.errors import SitegenError
from builder.files import canonical_json, readable_json, sha256, write_atomic
from builder.results.record import Record
from builder.results.verdict import KINDS, Verdict

NAME = re.compile(r"repeated-[0-9a-f]{12}\.json")
_WHERE = ("processor", "platform", "python", "device", "threads", "torch", "packages")


@dataclass(frozen=True)
class Attestation:
    """What a repetition found."""

    record: str
    """The digest of the record that was repeated."""
    day: str
    """When, as 2026-11-30."""
    environment: dict[str, Any]
    """On what: processor, platform, device, threads, versions."""
    runs: int
    """How many of the runs of the record were repeated."""
    of: int
    """How many it has."""
    verdict: str
    """One of `KINDS`, the worst of those runs."""
    most: float | None
    """The greatest difference, as a share; None where a part is missing or a word is another."""


def belongs_to(record: Record) -> str:
    """The digest of what a run gave, when, where and with which settings: no other has it, and a rename keeps it."""
    ran = [[one.seed, one.settings, one.when] for one in (*record.seeds, *record.points)]
    said = [record.outputs(), record.when, record.settings, record.environment, ran, _artifacts(record)]
    return sha256(canonical_json(["repeated", said]))


def attest(record: Record, repeated: Record, found: Verdict, runs: int) -> Path:
    """Keep what a repetition found, in the place of what one in the same circumstances found before.

    Raises OSError where it cannot be written.
    """
    environment = {name: repeated.environment[name] for name in _WHERE if name in repeated.environment}
    most = None if math.isinf(found.share) else found.share
    of = max(1, len(record.seeds) + len(record.points))
    said = asdict(Attestation(belongs_to(record), repeated.when[:10], environment, runs, of, found.kind, most))
    path = record.folder / f"repeated-{sha256(canonical_json(environment))[:12]}.json"
    write_atomic(path, readable_json({**said, "digest": _digest(said)}).encode())
    return path


def attestations(record: Record) -> tuple[list[Attestation], list[SitegenError]]:
    """What repetitions of a record found, by day, and why others that lie beside it are refused."""
    good: list[Attestation] = []
    refused: list[SitegenError] = []
    mine = belongs_to(record)
    for path in _files(record.folder):
        reason, found = _read(path, mine)
        if found:
            good.append(found)
        else:
            hint = f"Delete it, or repeat the record: sitegen verify {record.name} --keep"
            refused.append(SitegenError(f"is not shown: it {reason}", path=path, hint=hint))
    return sorted(good, key=lambda one: (one.day, one.record, str(one.environment))), refused


def forget_others(record: Record) -> None:
    """Remove what was found of a record whose place another has taken."""
    mine = belongs_to(record)
    for path in _files(record.folder):
        if _read(path, mine)[1] is None:
            with suppress(OSError):
                path.unlink()


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    except OSError:
        return []


def _read(path: Path, mine: str) -> tuple[str, Attestation | None]:
    """An attestation, or why it is none of the record whose digest is `mine`."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        digest = said.pop("digest")
        found = Attestation(**said)
        if digest != _digest(said):
            return "was changed by hand or damaged", None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return "was changed by hand or damaged", None
    if found.record != mine:
        return "belongs to another record", None
    if found.verdict not in KINDS or not isinstance(found.environment, dict):
        return "was written by another sitegen", None
    return "", found


def _digest(said: Mapping[str, Any]) -> str:
    return sha256(canonical_json(["attestation", said]))


def _artifacts(record: Record) -> dict[str, str]:
    return {name: one.sha256 for name, one in record.artifacts.items()}
