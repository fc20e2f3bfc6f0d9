"""Pages to files: what was written before, from memory or the cache, and what must be rendered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from builder.cache import Cache, key
from builder.errors import SitegenError
from builder.site.dependencies import Dependencies
from builder.site.kept import Kept, KeptPage, Written
from builder.site.later import Later
from builder.site.links import Links, Place
from builder.site.outputs import Output
from builder.site.pages import Page, TextPage
from builder.site.render import Renderer, Values
from builder.site.urls import file_of


@dataclass
class Writer:
    """Adds pages to the site; `before` are the digests of the files of the last one, of which none is opened again.

    `links` are those of the pages, by file; `unmade` the files of those, and of lists, that could not be rendered.
    """

    output: Output
    renderer: Renderer
    cache: Cache
    place: Place
    kept: Kept
    before: Mapping[str, str]
    links: Later[Links] = field(default_factory=Later)
    unmade: set[str] = field(default_factory=set)

    def add(self, page: Page) -> None:
        """Add a page and the files beside it. Raises what rendering raises."""
        file, kept, values = file_of(page.url), self.kept.pages.get(page.url), self.renderer.values(page)
        text = page.text.digests if isinstance(page, TextPage) else {}
        beside = {page.url + name: (its, partial(_file, page, name)) for name, its in text.items()}
        done: Written | None
        with self._noted(file, *beside):
            if kept and kept.made_from != values and self._answered(values, kept):
                kept = self.kept.pages[page.url] = replace(kept, made_from=values)
            if kept and kept.made_from == values:
                digest, done = kept.digest, kept.written
            else:
                digest = values.digest
                done = None if self.before.get(file) == digest else self.written(page, digest)
            self.output.promise(file, digest, lambda: (done or self.written(page, digest)).html, page.source)
            self.links.add(file, lambda: (done or self.written(page, digest)).links)
            for name, (its, way) in beside.items():
                self.output.promise(name, its, way, page.source)

    def add_list(self, file: str, listed: Sequence[object], made: Callable[[], str]) -> None:
        """Add a file that machines read, made from what is `listed`, the config and the templates."""
        digest = key("list", self.renderer.common, listed)

        def text() -> bytes:
            return self.kept.once(("list", file), digest, made).encode()

        with self._noted(file):
            if self.before.get(file) != digest:
                text()  # while mistakes are collected
            self.output.promise(file, digest, text)

    @contextmanager
    def _noted(self, *files: str) -> Iterator[None]:
        """Note files that a mistake within the block keeps from being made."""
        try:
            yield
        except SitegenError:
            self.unmade.update(files)
            raise

    def written(self, page: Page, digest: str) -> Written:
        """A page as it was written before in this process, or is kept in the cache, or is rendered now.

        Raises what rendering raises.
        """
        kept, dependencies = self.kept.pages.get(page.url), None
        if not kept or kept.digest != digest:
            values = self.renderer.values(page)
            if not (bare := _from_cache(self.cache, digest)):
                bare, dependencies = self._rendered(page, values, digest)
            kept = KeptPage(Written(self.renderer.dressed(page, bare.html), bare.links), values, digest, dependencies)
            self.kept.pages[page.url] = kept
        return kept.written

    def _answered(self, values: Values, before: KeptPage) -> bool:
        """Whether nothing has changed but what the page did not ask for of other pages."""
        then = before.dependencies
        return then is not None and then.unchanged(self.renderer.site.by_url) and then.outline == values.outline

    def to_check(self) -> list[str] | None:
        """The pages whose links may lead nowhere although those of the last site were right; None where all may."""
        changed = [file for file in self.links if self.before.get(file) != self.output.digests[file]]
        if self.before.keys() - self.output.digests or any(map(self._lost_ids, changed)):
            return None
        return changed

    def _lost_ids(self, file: str) -> bool:
        """Whether a page may lack an id that it had in the last site."""
        if file not in self.before:
            return False
        was = _from_cache(self.cache, self.before[file])
        return was is None or not was.links.ids <= self.links[file].ids

    def _rendered(self, page: Page, values: Values, digest: str) -> tuple[Written, Dependencies | None]:
        dependencies = Dependencies(page, values.outline) if self.kept.lasting else None
        text = self.renderer.html(values, dependencies)
        links = self.place.links(file_of(page.url), text)
        self.cache.put(digest, json.dumps([sorted(links.ids), links.inside]).encode() + b"\n" + text.encode())
        return Written(text.encode(), links), dependencies


def _file(page: Page, name: str) -> bytes:
    assert isinstance(page, TextPage)
    return page.text.files[name]


def _from_cache(cache: Cache, digest: str) -> Written | None:
    if data := cache.get(digest):
        head, _, html = data.partition(b"\n")
        ids, inside = json.loads(head)
        return Written(html, Links(frozenset(ids), tuple((target, file, anchor) for target, file, anchor in inside)))
    return None
