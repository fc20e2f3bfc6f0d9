"""What a sweep goes over, read from its declaration."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from builder.errors import SitegenError
from builder.experiments.declaration import Over
from builder.experiments.settings import Settings, check_values
from builder.results.point import Point, combinations, in_words
from builder.source.modules import Module

_EXAMPLE = 'Write over={"width": [16, 64]}, or over=[{"width": 16}, {"width": 64}].'


def read_over(node: ast.expr | None, settings: Settings, module: Module) -> Over:
    """What is written after `over=`; nothing where it is not there.

    Of a list, each point gets the settings that only others name, at their defaults. Raises SitegenError.
    """
    if node is None:
        return {}
    try:
        over: Over = _complete(_literal(node), settings)
        for point in combinations(over):
            check_values("over", settings, point, module.path, node.lineno)
        _check_twice(over)
    except ValueError as error:
        raise SitegenError(str(error), path=module.path, line=node.lineno, hint=_EXAMPLE) from None
    return over


def _literal(node: ast.expr) -> Any:
    """What is written out. Raises ValueError where it is not, or of no shape that a sweep has."""
    try:
        over = ast.literal_eval(node)
    except ValueError:
        raise ValueError("`over` must be written out: it is read without running anything") from None
    if isinstance(over, dict) and all(isinstance(values, list | tuple) for values in over.values()):
        empty = [name for name, values in over.items() if not values]
    elif isinstance(over, list | tuple) and all(isinstance(point, dict) for point in over):
        empty = [] if all(over) else ["a point"]
    else:
        raise ValueError("`over` must map settings to lists of values, or list points")
    if not over or empty:
        raise ValueError(f"`over` names no point{f': {empty[0]} is empty' if empty else ''}")
    names = over if isinstance(over, dict) else {name for point in over for name in point}
    if not all(isinstance(name, str) for name in names):
        raise ValueError("`over` maps the names of settings to their values")
    if "seed" in names:
        raise ValueError("`over` sets 'seed', which is for seeds=[0, 1, 2]")
    return over


def _complete(over: Any, settings: Settings) -> Over:
    """The same, each point of a list with every setting that one of them has. Raises ValueError."""
    if isinstance(over, Mapping):
        return over
    names = list(dict.fromkeys(name for point in over for name in point))
    defaults = {name: one.value for name, one in settings.fields.items() if one.literal}
    for point in over:
        for name in names:
            if name not in point and name in settings.fields and name not in defaults:
                message = f"`over` has a point without '{name}', whose default is not written out"
                raise ValueError(message)
    return [{name: point.get(name, defaults.get(name)) for name in names} for point in over]


def _check_twice(over: Over) -> None:
    """Raise ValueError where a value, or a point of a list, stands there twice: it would give the same twice."""
    alone = [[{name: value} for value in over[name]] for name in over] if isinstance(over, Mapping) else [over]
    for group in alone:
        known: set[Point] = set()
        for point in map(Point, group):
            if point in known:
                raise ValueError(f"`over` holds {in_words(point.settings)} twice")
            known.add(point)
