"""What is told of a build when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import SitegenError


@dataclass(frozen=True)
class Report:
    """What a build did."""

    folder: Path
    """Where the site lies."""
    base_path: str
    """The folder of the site on its server."""
    pages: int
    """How many it has."""
    warnings: tuple[SitegenError, ...]
    """What the author should look at; mistakes where the build is strict."""
    left_out: tuple[SitegenError, ...] = ()
    """Why texts are not shown; mistakes where the build is strict."""
    notes: tuple[str, ...] = ()
    """What is nobody's mistake."""
    dead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By its file, the addresses on a page that lead nowhere."""
