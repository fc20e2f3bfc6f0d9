"""What "fresh" does not say of an experiment: code that nobody follows, and code that everything hangs on."""

from __future__ import annotations

from collections.abc import Iterator

from builder.errors import SitegenError
from builder.source.closure import Closure
from builder.source.imports import outside
from builder.source.sources import POST, Sources
from builder.source.tree import Node

_MANY = 300
"""Definitions of which nobody can say any more what they have to do with one experiment."""


def cautions(closure: Closure) -> list[SitegenError]:
    """Lines about an experiment that has been followed, each with its place."""
    return [*_not_followed(closure), *_broad(closure)]


def _not_followed(closure: Closure) -> Iterator[SitegenError]:
    """The packages that it imports which are neither followed nor installed, each once."""
    told: set[str] = set()
    for path in sorted(closure.imported):
        module = closure.sources.module(path)
        for target in [*module.targets(), *module.later]:
            top = target.origin.partition(".")[0]
            if target.path is not None or not top or top in told:
                continue
            told.add(top)
            if (place := outside(top)) is not None:
                message = f"imports '{top}' from {place}, which is followed by nobody: no change in it makes this stale"
                hint = "Put it into content/shared/, where it is followed, or install it as a package."
                yield SitegenError(message, path=path, line=target.line, hint=hint)


def _broad(closure: Closure) -> Iterator[SitegenError]:
    if POST in closure.reached:
        node = next(node for node in sorted(closure.reached) if _loads(closure.sources, node))
        message = f"reaches every file of the post, since {closure.sources.key(node)} imports by computed names"
        yield SitegenError(message, path=node[0])
    elif len(closure.code) > _MANY:
        message = f"reaches {len(closure.code)} definitions: nearly any edit repeats it"
        yield SitegenError(message, path=closure.sources.post)


def _loads(sources: Sources, node: Node) -> bool:
    return bool(node[0].name) and POST in sources.edges(node)
