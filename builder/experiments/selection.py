"""What a command is asked to run: experiments and points by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from builder.errors import SitegenError, nearest
from builder.experiments.discovery import PostExperiments, discover
from builder.project import Project
from builder.results.point import matches, no_point, selected

_OF_A_POST = re.compile(r"([^/:\[]+)[/:]([^/:\[]+(?:\[.*)?)", re.DOTALL)


def named(post: str | None, names: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """The post and the names where they are written as they are shown, `second:coin`, or as a path, `second/coin`."""
    parts = [_OF_A_POST.fullmatch(name) for name in names]
    found = [part for part in parts if part]
    posts = {part[1] for part in found}
    if post is None and len(posts) == 1 and len(found) == len(parts):
        return posts.pop(), [part[2] for part in found]
    return post, names


def points_named(names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The settings of the points that are named, `capacity[width=64]`, by experiment.

    Raises SitegenError where a name cannot be read. Who names an experiment without brackets means all of it.
    """
    parts = [selected(name) for name in names]
    whole = {name for name, settings in parts if not settings}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, settings in parts:
        if name not in whole:
            found.setdefault(name, []).append(settings)
    return found


def check_points(posts: Sequence[PostExperiments], only: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Raise SitegenError where no run of an experiment has the settings that are named."""
    for declaration in (post.declarations[name] for post in posts for name in only):
        every = [point.changed() for point in declaration.points()]
        for wanted in only[declaration.name]:
            if unknown := [name for name in wanted if name not in every[0]]:
                hint = nearest(unknown[0], every[0]) or "It runs once, with its defaults."
                raise SitegenError(f"'{declaration.name}' does not run over '{unknown[0]}'", hint=hint)
            if not any(matches(one, wanted) for one in every):
                raise no_point(declaration.name, every, wanted)


def chosen(project: Project, slug: str | None, names: Sequence[str]) -> list[PostExperiments]:
    """The post of a slug, or the one that the names belong to; all posts where nothing is named.

    Raises SitegenError for a slug or a name that is not there, or a name that several posts have.
    """
    return _with_names(_chosen(discover(project), slug), names)


def _chosen(posts: list[PostExperiments], slug: str | None) -> list[PostExperiments]:
    if slug is None:
        return posts
    chosen = [post for post in posts if post.slug == slug]
    if not chosen:
        raise SitegenError(f"no post is called '{slug}'", hint=nearest(slug, [post.slug for post in posts]))
    return chosen


def _with_names(posts: list[PostExperiments], names: Sequence[str]) -> list[PostExperiments]:
    """The one post that the names belong to; all posts where nothing is named."""
    if not names:
        return posts
    known = sorted({name for post in posts for name in post.declarations})
    for name in names:
        if name not in known:
            raise SitegenError(f"no experiment is called '{name}'", hint=nearest(name, known))
    owners = [post for post in posts if set(names) <= post.declarations.keys()]
    if len(owners) != 1:
        which = [f"{post.slug}:{name}" for name in names for post in posts if name in post.declarations]
        hint = f"Name the experiments of one post: {which[0]}, or --post {which[0].partition(':')[0]}."
        raise SitegenError(f"{', '.join(names)}: found in several posts ({', '.join(which)})", hint=hint)
    return owners
