"""A record as a data frame of pandas or polars, of which neither is needed for anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError, nearest

if TYPE_CHECKING:
    from builder.results.record import Record
    from builder.results.trials import Trial

LIBRARIES = ("pandas", "polars")


def frame(record: Record, library: str = "") -> Any:
    """See `Record.frame`."""
    known = [name for name in LIBRARIES if find_spec(name)]
    if library and library not in LIBRARIES:
        raise SitegenError(f"no frames are made by '{library}'", hint=nearest(library, LIBRARIES))
    if not known or (library and library not in known):
        message = f"a frame is made by {library or 'pandas or polars'}, which is not installed"
        raise SitegenError(message, hint=f"pip install {library or 'pandas'}")
    return import_module(library or known[0]).DataFrame(columns(record))


def columns(record: Record) -> dict[str, list[Any]]:
    """The columns of the frame of a record, by name, all as long as each other."""
    if record.points:
        return _side_by_side([{**one.settings, **_seed(one.seed), **one.values} for one in record.points])
    runs: Sequence[Record | Trial] = record.seeds or [record]
    if not record.series:
        return _side_by_side([{**_seed(getattr(one, "seed", None)), **one.values} for one in runs])
    found: list[dict[str, Any]] = []
    for one in runs:
        seed = _seed(getattr(one, "seed", None))
        for place in range(max(map(len, one.series.values()), default=0)):
            step = {name: items[place] if place < len(items) else None for name, items in one.series.items()}
            found.append({**seed, **step})
    return _side_by_side(found)


def _seed(seed: int | None) -> dict[str, int]:
    return {} if seed is None else {"seed": seed}


def _side_by_side(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns; None where a row lacks one."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}
