"""The figure of matplotlib that something belongs to: axes, what is drawn in them, the grids of seaborn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAMES = ("figure", "fig", "figure_")
"""Under which axes and seaborn, seaborn before 0.11, and scikit-learn hold it."""


def figures_of(value: Any) -> list[Figure]:
    """The figures, each once, of a figure, of axes, or of an array, a list or a dict of them; [] of anything else."""
    if own := _own(value):
        return [own]
    found: dict[int, Figure] = {}
    for part in _parts(value):
        if part is None or (isinstance(part, list | tuple) and not part):
            continue  # a place of a grid that was left free, or a part of what was drawn that is not there
        figures = figures_of(part)
        if not figures:
            return []
        found |= {id(one): one for one in figures}
    return list(found.values())


def _own(value: Any) -> Figure | None:
    from matplotlib.figure import Figure, FigureBase

    if isinstance(value, Figure):
        return value
    held = (getattr(value, name, None) for name in _NAMES)
    owner = next((one for one in held if isinstance(one, FigureBase)), None)
    return None if owner is None else _own(owner)  # a part of a figure has one, too


def _parts(value: Any) -> Iterable[Any]:
    """What an array, a list, a dict, or a column of pandas holds; numbers are none of it."""
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, list | tuple):
        return value
    listed: Any = value.tolist() if str(getattr(value, "dtype", "")) == "object" and hasattr(value, "tolist") else ()
    return listed if isinstance(listed, list) else [listed]
