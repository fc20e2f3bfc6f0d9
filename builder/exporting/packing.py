"""What a notebook brings along: the files and results of a post, as a ZIP in letters."""

from __future__ import annotations

import base64
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from builder.exporting.reached import named
from builder.files import passing
from builder.project import RESULTS, Project, is_text
from builder.results import RECORD, Record

LARGE, MOST = 100_000, 1_000_000
"""Bytes of one file, and of all, from which on they are left out: weights of networks, as a rule."""
_OF_THE_PAGE = (".py", ".js", ".css", ".followed", ".pyc")
_WIDTH = 116


def packed(project: Project, folder: Path, records: Sequence[Record], code: Sequence[Path]) -> str:
    """The letters, in lines; files that no `code` names, or that are too large for a notebook, are left out."""
    inside, total = io.BytesIO(), 0
    inputs = [name.rstrip("/") for record in records for name in record.fingerprint.inputs]
    store = records[0].folder.parent if records else folder / RESULTS
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as files:
        for path in [project.config, *named(_files(folder), code, inputs, folder), *_results(records)]:
            size = path.stat().st_size
            result = path.parent.parent == store
            place = project.results(folder.name) / path.relative_to(store) if result else path
            name = place.relative_to(project.root).as_posix()
            if path.name != RECORD and path != project.config and (size > LARGE or total + size > MOST):
                continue
            total += size
            entry = zipfile.ZipInfo(name)  # of the year 1980: no clock
            entry.compress_type = zipfile.ZIP_DEFLATED
            files.writestr(entry, path.read_bytes(), compresslevel=9)
    letters = base64.b64encode(inside.getvalue()).decode()
    return "\n".join(letters[place : place + _WIDTH] for place in range(0, len(letters), _WIDTH))


def _files(folder: Path) -> Iterator[Path]:
    """The files in the folder of a post that are neither its texts, its code nor its results, sorted."""
    for place, folders, names in os.walk(folder):
        top = Path(place) == folder
        folders[:] = sorted(name for name in folders if not passing(name) and not (top and name == RESULTS))
        for path in (Path(place, name) for name in sorted(names) if not passing(name)):
            if not (top and is_text(path)) and path.suffix not in _OF_THE_PAGE:
                yield path


def _results(records: Sequence[Record]) -> Iterator[Path]:
    """The files of records, those of results that may be left out after all that may not."""
    yield from (record.folder / RECORD for record in records)
    beside = [record.folder / artifact.file for record in records for artifact in record.artifacts.values()]
    yield from sorted((path for path in beside if path.is_file()), key=lambda path: (path.stat().st_size, path))
