"""The small pages at old addresses, which lead on: nothing that needs a server, and none of them hides a page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from builder.cache import key
from builder.errors import SitegenError
from builder.look.templates import render
from builder.site.gather import Site
from builder.site.head import Head
from builder.site.links import Links
from builder.site.moved import ELSEWHERE, Old
from builder.site.pages import Page, facts
from builder.site.urls import absolute, file_of, folders_of, home_url, is_page, link
from builder.site.writer import Writer

if TYPE_CHECKING:
    import jinja2

SCRIPT = (
    'const to = new URL(document.querySelector("a").href); to.search ||= location.search; '
    "to.hash = location.hash || to.hash; "
    'if (to.protocol === "file:") to.pathname = to.pathname.replace(/\\/$/, "/index.html"); location.replace(to);'
)
"""Keeps what follows an old address, which no page can without a script: `#part`, above all."""
_DIGEST = "sha256-" + base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()


def add_moved(
    writer: Writer, site: Site, pages: Sequence[Page], envs: Mapping[str, jinja2.Environment], unmade: Set[str]
) -> Iterator[SitegenError]:
    """Add what answers each old address, after all other files; gives what is wrong with those that get nothing.

    `unmade` are the addresses of pages that a mistake, told by itself, kept from being made.
    """
    if not site.moved.by_file:
        return
    files = writer.output.digests
    folders = {folder.casefold() for path in files for folder in folders_of(path)}
    by_url, lost = {page.url: page for page in pages}, {*writer.unmade, *unmade}
    targets = {old.file: _target(old, site, files) for old in site.moved.by_file.values()}
    for old in site.moved.by_file.values():
        target, taken = targets[old.file], writer.output.taken(old.file)
        if target is None:
            if not _is_absent(old, lost):
                yield old.wrong(f"leads to '{old.new}', which is not there", "Mend the address, or delete the line.")
        elif taken and (taken == old.file or not writer.output.tells_capitals):
            if taken != file_of(target.partition("#")[0]) and writer.output.owner(taken) != old.path:
                yield old.in_the_way(taken, writer.output.owner(taken))
        elif old.file.casefold() in folders or any(map(writer.output.taken, folders_of(old.file))):
            file = next(filter(writer.output.taken, folders_of(old.file)), old.file)
            yield old.in_the_way(file, writer.output.owner(file) if writer.output.taken(file) else None)
        else:
            folders.update(folder.casefold() for folder in folders_of(old.file))
            _add(writer, site, old, target, by_url.get(target.partition("#")[0]), envs)


def _target(old: Old, site: Site, files: Mapping[str, str]) -> str | None:
    """Where an old address leads, as the address of what is there; None where nothing is.

    In the first language, where the address names none.
    """
    if ELSEWHERE.match(old.new):
        return old.new
    place, mark, anchor = old.new.partition("#")
    first = home_url(site.config.languages[0])
    for one in (place, f"{place}/", first + place, f"{first}{place}/"):
        if file_of(one) in files:
            return one + mark + anchor
    return None


def _is_absent(old: Old, unmade: Set[str]) -> bool:
    """Whether it leads to what a mistake, which is told by itself, kept from being made."""
    place = old.new.partition("#")[0]
    return place in unmade or file_of(place) in unmade


def _add(
    writer: Writer, site: Site, old: Old, target: str, page: Page | None, envs: Mapping[str, jinja2.Environment]
) -> None:
    """Add what answers an old address: a page that leads on, or a copy of a file that is no page."""
    place, mark, anchor = target.partition("#")
    output, file, elsewhere = writer.output, file_of(place), bool(ELSEWHERE.match(target))
    if not elsewhere and not is_page(file) and (file.endswith(".xml") or not is_page(old.file)):
        output.promise(old.file, output.digests[file], lambda: output.files[file], old.path, alike=True)
        writer.links.add(old.file, lambda: Links(frozenset(), ()))
        return
    language = page.language if page else site.config.languages[0]
    address = target if elsewhere else link(old.file, place) + mark + quote(anchor)
    values = {
        "language": language,
        "title": page.title if page else target if elsewhere else PurePosixPath(file).name,
        "address": address,
        "canonical": _canonical(site, page, target, address, elsewhere=elsewhere),
        "script": Markup(SCRIPT),
        "script_digest": _DIGEST,
    }
    made = partial(render, envs[language.code], "moved.html", **values)
    digest = key("moved", writer.renderer.common, facts(values))
    output.promise(old.file, digest, lambda: made().encode(), old.path, alike=True)
    to = () if elsewhere else ((old.said, file, anchor),)
    writer.links.add(old.file, lambda: Links(writer.links[file].ids if file in writer.links else frozenset(), to))


def _canonical(site: Site, page: Page | None, target: str, address: str, *, elsewhere: bool) -> str:
    base = site.config.base_url
    if elsewhere or not base:
        return address
    return Head(base, page).canonical if page else absolute(base, target.partition("#")[0])
