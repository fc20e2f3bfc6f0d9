"""The fingerprint of an experiment as its source stands now."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.inputs import input_digests
from builder.experiments.settings import is_field
from builder.results import Fingerprint, Point
from builder.results.fingerprint import WITHOUT
from builder.results.point import OVER, SEEDS, plain
from builder.source.canonical import source_digest
from builder.source.closure import Closure
from builder.source.parsing import nothing_collected
from builder.source.sources import Sources

STATE = "state"
"""In `without=`, this leaves out the state in which a run ends, which is no part of what it gives."""


def fingerprint(
    post: PostExperiments,
    declaration: Declaration,
    outputs: Mapping[str, str],
    *,
    quick: bool = False,
    point: Point | None = None,
) -> Fingerprint:
    """All that determines a result; `outputs` maps each experiment that is used to the digest of its outputs.

    With `point`, that of the run of this one of several points.
    """
    closure = closure_of(post, declaration)
    code = dict(closure.code)
    for module, name in declaration.settings.classes:
        # Written-out defaults count as settings, by value, so that status can say "epochs 5 -> 100".
        code[f"{module.name}:{name}"] = _without_literals(declaration, post.sources.counted((module.path, name)))
    return Fingerprint(
        code=code,
        settings=settings_of(declaration, point, quick=quick),
        inputs=input_digests(post.sources.post, declaration.inputs, post.scratch / declaration.name),
        uses={name: outputs[name] for name in declaration.uses},
        data={one.name: one.digest for one in declaration.data.values()},
    )


def settings_of(declaration: Declaration, point: Point | None, *, quick: bool) -> dict[str, Any]:
    """The settings that count: those of a run, or without a point what all runs are over."""
    settings = declaration.settings.literals() | (declaration.quick if quick else {})
    if point is not None:
        settings |= point.changed()
    else:
        seeds = [] if quick else list(declaration.seeds)
        for name in (*declaration.swept, *(["seed"] if seeds else [])):
            settings.pop(name, None)
        settings |= {key: plain(one) for key, one in ((OVER, declaration.over), (SEEDS, seeds)) if one}
    if left_out := [name for name in declaration.without if name != STATE]:
        settings[WITHOUT] = left_out
    return settings


def unnamed_methods(post: PostExperiments, declaration: Declaration) -> dict[str, str]:
    """The methods that an experiment's classes have and nothing names, by their digests: a run may call them yet."""
    return closure_of(post, declaration).left_out


def reached_coarsely(post: PostExperiments, declaration: Declaration) -> set[str]:
    """The definitions that an experiment reaches by the rules of format 1, or more."""
    assert post.module is not None
    sources = Sources(post.sources.post, post.sources.shared, coarse=True)
    return set(closure_of(replace(post, sources=sources), declaration).code)


@nothing_collected()
def closure_of(post: PostExperiments, declaration: Declaration) -> Closure:
    """Everything that an experiment reaches, followed once for all its seeds."""

    def followed() -> Closure:
        assert post.module is not None
        closure = Closure(post.sources)
        closure.reach(post.module, declaration.name)
        for module, name in declaration.settings.classes:
            closure.reach(module, name)
        return closure

    return post.sources.remembered(("closure", declaration.name), followed)


def _without_literals(declaration: Declaration, statements: list[ast.stmt]) -> str:
    kept: list[ast.stmt] = []
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            body = [part for part in statement.body if not (is_field(part) and _literal(declaration, part))]
            kept.append(
                ast.ClassDef(
                    name=statement.name,
                    bases=statement.bases,
                    keywords=statement.keywords,
                    body=body,
                    decorator_list=statement.decorator_list,
                )
            )
        else:
            kept.append(statement)
    return source_digest(kept)


def _literal(declaration: Declaration, statement: ast.stmt) -> bool:
    assert isinstance(statement, ast.AnnAssign)
    assert isinstance(statement.target, ast.Name)
    return declaration.settings.fields[statement.target.id].literal
