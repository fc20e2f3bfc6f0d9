"""Pages to files: what was written before, from memory or the cache, and what must be rendered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from builder.cache import BYTES, Cache, Codec, key
from builder.errors import SitegenError
from builder.site.dependencies import Dependencies
from builder.site.head import PICTURE, TWIN, shared_picture
from builder.site.lazy import Lazy
from builder.site.links import Links, Place
from builder.site.outputs import Output
from builder.site.pages import Page, TextPage
from builder.site.render import Renderer, Values
from builder.site.twins import markdown
from builder.site.urls import file_of

Bare = tuple[bytes, Links]
"""The HTML of a page without its styles, and its links."""


@dataclass(frozen=True)
class Written:
    """A page as it was written."""

    html: bytes
    links: Links
    digest: str
    """The digest of what it was made from when it was rendered."""
    dependencies: Dependencies | None
    """What it asked of other pages; None where it was not rendered in this process."""


@dataclass
class Writer:
    """Adds pages to the site."""

    output: Output
    renderer: Renderer
    cache: Cache
    place: Place
    before: Mapping[str, str]
    """The digests of the files of the last site, of which none is opened again."""
    links: Lazy[Links] = field(default_factory=Lazy)
    """Those of the pages, by file."""
    unmade: set[str] = field(default_factory=set)
    """The files of pages and lists that could not be rendered."""

    def add(self, page: Page) -> None:
        """Add a page and the files beside it. Raises what rendering raises."""
        file, values = file_of(page.url), self.renderer.values(page)
        beside = page.text.digests if isinstance(page, TextPage) else {}
        try:
            done = self._known(page, values)
            digest = done.digest if done else values.digest
            if not done and self.before.get(file) != digest:
                done = self.written(page, digest)
            links, kept = done and done.links, done if self.cache.lasting else None
            self.output.promise(file, digest, lambda: (kept or self.written(page, digest)).html, page.source)
            self.links.add(file, lambda: links or self.written(page, digest).links)
            for name, its in beside.items():
                self.output.promise(page.url + name, its, partial(_file, page, name), page.source)
            if isinstance(page, TextPage) and not page.stands_in:
                twin_digest = key("twin", self.renderer.common, page.digest)
                self.output.promise(page.url + TWIN, twin_digest, partial(self._twin, page), page.source)
            if shared_picture(self.renderer.site.config, page):
                self._add_picture(page)
        except SitegenError:
            self.unmade.update([file, *(page.url + name for name in beside)])
            raise

    def _twin(self, page: TextPage) -> bytes:
        text = markdown(self.renderer.site.config.base_url, page).encode()
        if not self.cache.lasting:
            page.text.release()
        return text

    def _add_picture(self, page: Page) -> None:
        """Add the picture that other sites show of a post: what it takes to draw one is paid once."""
        assert isinstance(page, TextPage)
        file, digest = page.url + PICTURE, key("share", self.renderer.common, page.digest)

        def drawn() -> bytes:
            return self.cache.read_or_make(digest, partial(self.renderer.picture, page), BYTES)

        if not self.cache.lasting and self.before.get(file) != digest:
            drawn()  # in whatever process comes here first
        self.output.promise(file, digest, drawn, page.source)

    def add_list(self, file: str, listed: Sequence[object], made: Callable[[], str]) -> None:
        """Add a file that machines read, made from what is `listed`, the config and the templates."""
        digest = key("list", self.renderer.common, listed)

        def text() -> bytes:
            return self.cache.get_or_make(("list", file), digest, made).encode()

        try:
            if self.before.get(file) != digest:
                text()  # while mistakes are collected
            self.output.promise(file, digest, text)
        except SitegenError:
            self.unmade.add(file)
            raise

    def written(self, page: Page, digest: str) -> Written:
        """A page as it was written before in this process, or is kept in the cache, or is rendered now.

        Raises what rendering raises.
        """
        values = self.renderer.values(page)

        def write() -> Written:
            asked: list[Dependencies] = []
            html, links = self.cache.read_or_make(digest, partial(self._rendered, page, values, asked), _BARE)
            return Written(self.renderer.dressed(page, html), links, digest, asked[0] if asked else None)

        if self.cache.lasting:
            return self.cache.get_or_make(("page", page.url), values, write)
        return write()  # thousands would fill the memory, and the disk has it

    def _known(self, page: Page, values: Values) -> Written | None:
        """A page that was written in this process, where nothing has changed but what it did not ask of other pages."""

        def still(then: Written) -> Written | None:
            if then.digest == values.digest:
                return then
            asked = then.dependencies
            if asked and asked.unchanged(self.renderer.site.by_url) and asked.outline == values.outline:
                return replace(then, digest=values.digest)
            return None

        return self.cache.known(("page", page.url), values, still)

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
        was = self.cache.disk.get(self.before[file])
        return was is None or not _read(was)[1].ids <= self.links[file].ids

    def _rendered(self, page: Page, values: Values, asked: list[Dependencies]) -> Bare:
        if self.cache.lasting:
            asked.append(Dependencies(page, values.outline))
        text = self.renderer.html(values, asked[0] if asked else None)
        if isinstance(page, TextPage) and not self.cache.lasting:
            _ = page.cover, page.anchors, page.minutes  # which other pages show, while the text is open
            page.text.release()
        return text.encode(), self.place.links(file_of(page.url), text)


def _file(page: Page, name: str) -> bytes:
    assert isinstance(page, TextPage)
    return page.text.files[name]


def _read(data: bytes) -> Bare:
    head, _, html = data.partition(b"\n")
    ids, inside = json.loads(head)
    return html, Links(frozenset(ids), tuple((target, file, anchor) for target, file, anchor in inside))


_BARE: Codec[Bare] = Codec(
    lambda bare: json.dumps([sorted(bare[1].ids), bare[1].inside]).encode() + b"\n" + bare[0], _read
)
