"""Names that differ only in capital letters, or in how accents are encoded: on macOS and Windows they are one file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from builder.errors import SitegenError, shown
from builder.project import Project


def names(project: Project) -> Iterator[SitegenError]:
    """A warning for each file or folder below content/ and templates/ that has the name of another but for that."""
    for top in (project.root / "content", project.templates):
        for folder in [top, *sorted(path for path in top.rglob("*") if path.is_dir())]:
            yield from _alike(folder)


def _alike(folder: Path) -> Iterator[SitegenError]:
    first: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        other = first.setdefault(unicodedata.normalize("NFC", path.name).casefold(), path)
        if other is not path:
            message = f"is the same name as {shown(other)} on macOS and Windows, where one would replace the other"
            yield SitegenError(message, path=path, hint="Give it another name.")
