"""What was seen of a run, put beside what was found by reading: see `Fingerprint.seen`."""

from __future__ import annotations

import ast
import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.experiments.seen import added, relative, roots, whole_digest
from builder.running.hearing import MODULE, Heard, Place
from builder.source.closure import Closure
from builder.source.modules import Module
from builder.source.names import bound
from builder.source.sources import Sources
from builder.source.tree import TOP


@dataclass
class Observation:
    """Adds what was seen to what an experiment reaches, until nothing that counts leads to anything more.

    `ran` and `heard` are of the run itself. What ran or was opened before it in this process, while files were imported
    or for what a cache holds, counts where its cause counts.
    """

    post: PostExperiments
    name: str
    ran: set[Place]
    heard: Heard
    wholes: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)  # of data, by absolute path

    def code(self) -> dict[str, str]:
        """The definitions and files of code that joined, with their digests; sets `files`."""
        assert self.post.module is not None
        self._closure = Closure(self.post.sources)
        self._closure.reach(self.post.module, self.name)
        known, self._read = dict(self._closure.code), set(self._closure.imported)
        self.files |= self.heard.opened
        due: set[Place | str] = {*self.ran, *self.heard.loaded}
        done: set[Place | str] = set()
        while True:
            for one in due - done:
                self._join(one)
            done |= due
            due = {what for what, causes in self.heard.causes.items() if any(map(self._counts, causes))}
            data = {one for one in due if isinstance(one, str) and one not in self.heard.code}
            self.files |= data
            due -= data
            if due <= done:
                break
        return added(self._closure.code | self.wholes, known)

    def _join(self, one: Place | str) -> None:
        """Follow a function that ran, or a file that was loaded."""
        file, function = (one, None) if isinstance(one, str) else (one.file, None if one.qualname == MODULE else one)
        module = self._module(file)
        key = self._key(file, module)
        if key in self.wholes:
            return
        if module is not None and function is not None:
            names = names_at(self.post.sources, module, function)
            for name in names:
                self._closure.reach(module, name)
            if names or f"{key}:{TOP}" in self._closure.code:  # else it is part of what the file does when imported
                return
        elif module is not None and module.path in self._read:
            return
        with suppress(OSError, ValueError):  # a file that the run itself wrote, and removed
            self.wholes[key] = whole_digest(Path(file))
        for inner, name in roots(self.post, key, "") if module else ():
            self._closure.reach(inner, name)

    def _counts(self, place: Place) -> bool:
        """Whether what did something counts for the experiment."""
        module = self._module(place.file)
        if module is None or module.name in self.wholes:
            return self._key(place.file, module) in self.wholes
        if place.qualname == MODULE and _imports(module, place):  # of a file that reading had not found there
            return module.path in self._closure.imported
        names = names_at(self.post.sources, module, place)
        anyway = [TOP] if place.qualname == MODULE or not names else []
        return any(f"{module.name}:{name}" in self._closure.code for name in (*names, *anyway))

    def _key(self, file: str, module: Module | None) -> str:
        return module.name if module else relative(file, self.post.sources.post)

    def _module(self, file: str) -> Module | None:
        """The file as reading knows it; None for one that is not followed."""
        real, post = os.path.realpath(file), self.post.sources.post
        inside = os.path.realpath(post)
        path = post / os.path.relpath(real, inside) if real.startswith(inside + os.sep) else Path(real)
        try:
            return self.post.sources.module(path)
        except (SitegenError, ValueError):
            return None


def names_at(sources: Sources, module: Module, place: Place) -> list[str]:
    """The definitions of a file that a function of it is part of; empty where no name stands for it."""
    first, *inner = place.qualname.split(".")
    if first in module.definitions:
        methods = sources.methods_of((module.path, first))
        return [f"{first}.{inner[0]}" if inner and inner[0] in methods else first]
    for statement in _statements(module.text):
        if _first_line(statement) <= place.line <= (statement.end_lineno or statement.lineno):
            return [name for name in sorted(bound(statement)) if name in module.definitions]
    return []


def _imports(module: Module, place: Place) -> bool:
    return any(
        isinstance(one, ast.Import | ast.ImportFrom) and one.lineno <= place.line <= (one.end_lineno or one.lineno)
        for one in _statements(module.text)
    )


@cache
def _statements(text: bytes) -> list[ast.stmt]:
    return ast.parse(text).body


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])
