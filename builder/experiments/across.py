"""Experiments that use those of other posts: what is named there, that it is there, and which post runs first."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from builder.errors import SitegenError, nearest, raise_all
from builder.results.elsewhere import no_post, parted
from builder.source.modules import Module

if TYPE_CHECKING:
    from builder.experiments.discovery import Declaration, PostExperiments


def named_elsewhere(call: ast.Call, slug: str, module: Module) -> str:
    """What `other("cnns:cnn")` names in the code of a post. Raises SitegenError where nobody can tell."""
    written = call.args[0] if len(call.args) == 1 and not call.keywords else None
    try:
        if not isinstance(written, ast.Constant) or not isinstance(written.value, str):
            message = 'what `other` names must be written out, such as other("cnns:cnn")'
            raise SitegenError(message, hint="It is read without running anything.")
        post, name = parted(written.value)
        if post == slug:
            raise SitegenError(f"'{written.value}' is an experiment of this post", hint=f"Write uses=[{name}].")
    except SitegenError as error:
        error.path, error.line = module.path, call.lineno
        raise
    return written.value


def posts_used(post: PostExperiments) -> list[str]:
    """The posts whose experiments those of a post use, each once."""
    return list(dict.fromkeys(parted(name)[0] for _, name in _used(post)))


def _used(post: PostExperiments) -> Iterator[tuple[Declaration, str]]:
    """What the experiments of a post use of other posts."""
    for declaration in post.declarations.values():
        yield from ((declaration, name) for name in declaration.used_elsewhere)


def linked(posts: Mapping[str, PostExperiments], known: Collection[str]) -> dict[str, PostExperiments]:
    """The posts with those that they use, each after these; else in their order. All `known` posts are those there are.

    Raises SitegenError for what is used and is not there, and for posts that use each other.
    """
    errors = [error for post in posts.values() for error in _absent(post, posts, known)]
    raise_all(errors)
    sorter = TopologicalSorter({slug: posts_used(post) for slug, post in posts.items()})
    try:
        order = list(sorter.static_order())
    except CycleError as error:
        raise _circle([posts[slug] for slug in error.args[1][::-1]]) from None
    found: dict[str, PostExperiments] = {}
    for slug in order:
        found[slug] = replace(posts[slug], others={name: found[name] for name in posts_used(posts[slug])})
    return found


def _absent(
    post: PostExperiments, posts: Mapping[str, PostExperiments], known: Collection[str]
) -> Iterator[SitegenError]:
    """A mistake for each experiment of another post that is used and is not there."""
    for declaration, used in _used(post):
        slug, name = parted(used)
        there = posts[slug].declarations if slug in posts else {}
        error = no_post(slug, known)
        if slug in posts:
            hint = nearest(name, there) or "It declares none."
            error = SitegenError(f"the post '{slug}' has no experiment '{name}'", hint=hint)
        if name not in there:
            error.message = f"'{declaration.name}' uses '{used}': {error.message}"
            error.path, error.line = declaration.path, declaration.line
            yield error


def _circle(posts: Sequence[PostExperiments]) -> SitegenError:
    """The error for posts each of which uses the next; the last is the first again."""
    steps = []
    for post, after in itertools.pairwise(posts):
        declaration, used = next(one for one in _used(post) if parted(one[1])[0] == after.slug)
        steps.append(f"{post.slug}:{declaration.name} uses {used}")
    first = next(declaration for declaration, used in _used(posts[0]) if parted(used)[0] == posts[1].slug)
    hint = "Of two posts one comes first: let the other use it, or move what both need into one of them."
    return SitegenError(
        f"posts use each other in a circle: {', '.join(steps)}", path=first.path, line=first.line, hint=hint
    )


def with_used(
    posts: Iterable[PostExperiments], names: Sequence[str] = ()
) -> list[tuple[PostExperiments, Sequence[str]]]:
    """Posts with what is to run of each, all of it where nothing is named, after what that uses of other posts."""
    wanted: dict[str, tuple[PostExperiments, Sequence[str]]] = {}

    def want(post: PostExperiments, some: Sequence[str]) -> None:
        each: dict[str, list[str]] = {}
        named = [name for name in some or post.declarations if name in post.declarations]
        for name in sorted(post.needed(named)):
            for slug, theirs in map(parted, post.declarations[name].used_elsewhere):
                each.setdefault(slug, []).append(theirs)
        for slug, all_of_it in each.items():
            want(post.others[slug], all_of_it)
        known = wanted.get(post.slug, (post, some))[1]
        wanted[post.slug] = post, sorted({*known, *some}) if known and some else ()

    for post in posts:
        want(post, names)
    return list(wanted.values())
