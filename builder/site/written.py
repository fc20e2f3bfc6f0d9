"""Pages to files: what was written before, from memory or the cache, and what must be rendered."""

from __future__ import annotations

import json
from dataclasses import replace

from builder.rendering.cache import Cache
from builder.site.asked import Asked
from builder.site.kept import Kept, KeptPage, Written
from builder.site.links import Links, Place
from builder.site.pages import Page
from builder.site.render import Renderer
from builder.site.urls import file_of


def written(renderer: Renderer, page: Page, cache: Cache, place: Place, kept: Kept) -> Written:
    """A page as it was written before in this process, or is kept in the cache, or is rendered now.

    Raises what rendering raises.
    """
    made_from, before = renderer.made_from(page), kept.pages.get(page.url)
    if before and before.made_from == made_from:
        return before.written
    digest = renderer.digest(page)
    if before and (before.digest == digest or _answered(renderer, page, before)):
        now = replace(before, made_from=made_from, digest=digest)
    else:
        asked = None
        if not (bare := _from_cache(cache, digest)):
            bare, asked = _rendered(renderer, page, cache, place, digest)
        now = KeptPage(Written(renderer.dressed(page, bare.html), bare.links), made_from, digest, asked)
    kept.pages[page.url] = now
    return now.written


def _answered(renderer: Renderer, page: Page, before: KeptPage) -> bool:
    """Whether nothing has changed but what the page did not ask for of other pages."""
    asked = before.asked
    return asked is not None and asked.same(renderer.site.by_url) and asked.outline == renderer.outline(page)


def _from_cache(cache: Cache, digest: str) -> Written | None:
    if data := cache.get(digest):
        head, _, html = data.partition(b"\n")
        ids, inside = json.loads(head)
        return Written(html, Links(frozenset(ids), tuple((target, file, anchor) for target, file, anchor in inside)))
    return None


def _rendered(renderer: Renderer, page: Page, cache: Cache, place: Place, digest: str) -> tuple[Written, Asked]:
    asked = Asked(page, renderer.outline(page))
    text = renderer.html(page, asked)
    links = place.links(file_of(page.url), text)
    cache.put(digest, json.dumps([sorted(links.ids), links.inside]).encode() + b"\n" + text.encode())
    return Written(text.encode(), links), asked
