"""Pages to files: what was written before, from memory or the cache, and what must be rendered."""

from __future__ import annotations

import json

from builder.rendering.cache import Cache
from builder.site.kept import Kept, Written
from builder.site.links import Links, Place
from builder.site.pages import Page
from builder.site.render import Renderer
from builder.site.urls import file_of


def written(renderer: Renderer, page: Page, cache: Cache, place: Place, kept: Kept) -> Written:
    """A page as it was written before in this process, or is kept in the cache, or is rendered now.

    Raises what rendering raises.
    """
    digest = renderer.digest(page)
    before, done = kept.pages.get(page.url, ("", None))
    if done is None or before != digest:
        bare = _from_cache(cache, digest) or _rendered(renderer, page, cache, place, digest)
        done = Written(renderer.dressed(page, bare.html), bare.links)
        kept.pages[page.url] = digest, done
    return done


def _from_cache(cache: Cache, digest: str) -> Written | None:
    if data := cache.get(digest):
        head, _, html = data.partition(b"\n")
        ids, inside = json.loads(head)
        return Written(html, Links(frozenset(ids), tuple((target, file, anchor) for target, file, anchor in inside)))
    return None


def _rendered(renderer: Renderer, page: Page, cache: Cache, place: Place, digest: str) -> Written:
    text = renderer.html(page)
    links = place.links(file_of(page.url), text)
    cache.put(digest, json.dumps([sorted(links.ids), links.inside]).encode() + b"\n" + text.encode())
    return Written(text.encode(), links)
