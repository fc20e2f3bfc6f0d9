"""What is written out in the brackets of `@experiment(...)`, read without running anything."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Mapping
from typing import Any

from builder.datasets.declared import DataSet, declared
from builder.datasets.lying import place_of, verified
from builder.errors import SitegenError, nearest
from builder.experiments.declaration import experiment
from builder.experiments.needs import Needs, read_size
from builder.experiments.settings import Settings
from builder.project import Project
from builder.source.modules import Module


def keywords(decorator: ast.expr, module: Module) -> dict[str, ast.expr]:
    """What is written after each `name=`. Raises SitegenError for a name that there is not."""
    found: dict[str, ast.expr] = {}
    known = [name for name in inspect.signature(experiment).parameters if name != "function"]
    for word in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if word.arg is None:
            message = "what `@experiment` is told must be written out: it is read without running anything"
            raise SitegenError(message, path=module.path, line=word.value.lineno)
        if word.arg not in known:
            message = f"`@experiment` knows no `{word.arg}`"
            raise SitegenError(message, path=module.path, line=word.value.lineno, hint=nearest(word.arg, known))
        found[word.arg] = word.value
    return found


def literal(node: ast.expr | None, kind: Any, name: str, example: str, module: Module) -> Any:
    if node is None:
        return None
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        value = None
    if not isinstance(value, kind):
        message = f"`{name}` must be written out, such as {example}: it is read without running anything"
        raise SitegenError(message, path=module.path, line=node.lineno)
    return value


def words(node: ast.expr | None, name: str, example: str, module: Module) -> tuple[str, ...]:
    return tuple(sorted(set(map(str, literal(node, (list, tuple), name, example, module) or ()))))


def seeds(node: ast.expr | None, settings: Settings, module: Module) -> tuple[int, ...]:
    found = literal(node, (list, tuple), "seeds", "[0, 1, 2]", module) or ()
    problem = hint = ""
    if not all(isinstance(seed, int) and not isinstance(seed, bool) for seed in found):
        problem, hint = "are not whole numbers", "Write seeds=[0, 1, 2]."
    elif twice := [seed for number, seed in enumerate(found) if seed in found[:number]]:
        problem, hint = f"hold {twice[0]} twice", "It would give the same twice."
    elif found and "seed" not in settings.fields:
        problem, hint = "have no setting `seed` to go into", "Give the settings a field seed: int = 0."
    if problem:
        assert node is not None
        raise SitegenError(f"`seeds` {problem}", path=module.path, line=node.lineno, hint=hint)
    return tuple(found)


def data_sets(node: ast.expr | None, module: Module) -> dict[str, DataSet]:
    """By the names of their parameters, the data sets that an experiment reads."""
    names = list(map(str, literal(node, (list, tuple), "data", '["penguins"]', module) or ()))
    if node is None or not names:
        return {}
    project = Project(module.root.parents[2])
    known = declared(project)
    try:
        for name in names:
            if name not in known:
                hint = nearest(name, known) or f"Declare it: [data.{name}] in content/site.toml."
                raise SitegenError(f"there is no data set '{name}'", hint=hint)
            if not known[name].digest:
                _tell_digest(known[name], project)
    except SitegenError as error:
        error.path, error.line = module.path, node.lineno
        raise
    return {known[name].parameter: known[name] for name in names}


def _tell_digest(data: DataSet, project: Project) -> None:
    """Raise SitegenError that says what to declare of a data set without a digest."""
    folders = project.data_folders(None)
    if (root := place_of(data, folders)) is not None and not data.unpack:
        verified(data, root, project.scratch)
    hint = f'Write sha256 = "…" below [data.{data.name}], as where it comes from says, or as `sha256sum` does.'
    raise SitegenError(f"data set '{data.name}' has no digest", hint=hint)


def needs(given: Mapping[str, ast.expr], module: Module) -> Needs:
    """What `cpus`, `gpus` and `memory` say; one processor where none is there."""
    found: dict[str, Any] = {}
    for name, (read, must, example) in _NEEDS.items():
        if node := given.get(name):
            try:
                found[name] = read(ast.literal_eval(node))
            except (ValueError, TypeError, OverflowError):
                message, hint = f"`{name}` must be {must}, written out", f"Write {name}={example}."
                raise SitegenError(message, path=module.path, line=node.lineno, hint=hint) from None
    return Needs(**found)


def _cpus(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(value)
    return value


def _gpus(value: Any) -> Any:
    if type(value) not in (int, float) or not 0 <= value < math.inf or (value > 1 and value % 1):
        raise ValueError(value)
    return value


def _memory(value: Any) -> int:
    if not isinstance(value, str) or not (read := read_size(value)):
        raise ValueError(value)
    return read


_NEEDS: Mapping[str, Any] = {
    "cpus": (_cpus, "a whole number of processors, at least 1", "4"),
    "gpus": (_gpus, "a number of GPUs, whole or a part of one", "1, or gpus=0.5"),
    "memory": (_memory, "a size with its unit", '"8 GB", or memory="512 MiB"'),
}
