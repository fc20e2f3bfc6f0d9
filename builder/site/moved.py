"""Old addresses: what was elsewhere before, in Hugo or under another name here, and where it is now.

Texts name them in `aliases` and `url`, `content/redirects.toml` names the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from builder.config import Language, SiteConfig
from builder.content.posts import Post
from builder.content.redirects import Redirect
from builder.errors import SitegenError, collect, shown
from builder.site.urls import file_of, home_url, page_url, place_of, post_url

ELSEWHERE = re.compile(r"(https?:)?//", re.IGNORECASE)
LONGEST = 255
"""Bytes of the name of a file."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True)
class Old:
    """An old address, and where it leads."""

    said: str
    """As it is written."""
    file: str
    """The file that a server sends for it, such as "old/index.html"."""
    new: str
    """Where it leads: an address of the site, perhaps with an anchor, or one of another site."""
    path: Path
    """The file that says so."""
    line: int | None
    """Its line there."""
    post: str = ""
    """The slug of the post that is there now; "" where it is no post."""
    folder: Path | None = None
    """Where the files of the text lie that is there now; None where it is no text."""

    @property
    def place(self) -> str:
        """Where that is said, for a message."""
        return shown(self.path) + (f":{self.line}" if self.line else "")

    def wrong(self, what: str, hint: str) -> SitegenError:
        """What is wrong with it."""
        return SitegenError(f"the old address '{self.said}' {what}", path=self.path, line=self.line, hint=hint)

    def in_the_way(self, file: str, owner: Path | None) -> SitegenError:
        """What is wrong with it where a page, or another file, is there already."""
        made = f", made from {shown(owner)}" if owner else ""
        hint = "What is there goes before an old address: delete the line, or give the other another address."
        return self.wrong(f"is that of '{file}'{made}", hint)


@dataclass(frozen=True)
class Moved:
    """All old addresses of a site."""

    by_file: Mapping[str, Old] = field(default_factory=dict)
    """By the file that a server sends for them."""
    wrong: tuple[SitegenError, ...] = ()
    """What is wrong with those that are not among them."""
    own: tuple[Old, ...] = ()
    """Those that are the very addresses of their texts now: only what lies beside a text is called otherwise here."""


def moved(config: SiteConfig, posts: Sequence[Post], pages: Sequence[Post], redirects: Sequence[Redirect]) -> Moved:
    """Every old address. Where two claim one, the first has it: texts go before redirects, language by language."""
    found: dict[str, Old] = {}
    own: list[Old] = []
    wrong: list[SitegenError] = []
    said = [*_of_texts(config, posts, pages, wrong), *_of_redirects(config, redirects, wrong)]
    there = _there(config, posts, pages) if said else {}
    for old in said:
        if old.file in there:
            if file_of(old.new.partition("#")[0]) == old.file:
                own.append(old)
            elif there[old.file] != old.path:
                wrong.append(old.in_the_way(old.file, there[old.file]))
            continue
        other = found.setdefault(old.file, old)
        if other.new != old.new:
            hint = f"It leads to '/{other.new}', as that says. Delete one of the two."
            wrong.append(old.wrong(f"is claimed by {other.place}, too", hint))
    followed = [_followed(old, found, there, wrong) for old in found.values()]
    return Moved({old.file: old for old in followed if old}, tuple(wrong), tuple(own))


def _there(config: SiteConfig, posts: Iterable[Post], pages: Iterable[Post]) -> dict[str, Path]:
    """The files of the pages of all texts, with the texts that they are made from."""
    kinds = ((post_url, posts), (page_url, pages))
    return {
        file_of(address(language, post.slug)): post.in_language(language.code).path
        for language in config.languages
        for address, texts in kinds
        for post in texts
    }


def inside(config: SiteConfig, address: str) -> str | None:
    """The address within the site that a whole one means, "/" its root; None for one of another site.

    One that names no site is as it is.
    """
    if not ELSEWHERE.match(address):
        return None if _SCHEME.match(address) else address
    base, there = (ELSEWHERE.sub("", one) for one in (config.base_url, address))
    (host, _, folder), (known, _, path) = base.partition("/"), there.partition("/")
    if not base or host.lower() != known.lower() or not f"{path}/".startswith(folder):
        return None
    return "/" + path[len(folder) :]


def _of_texts(
    config: SiteConfig, posts: Iterable[Post], pages: Iterable[Post], wrong: list[SitegenError]
) -> Iterator[Old]:
    texts: list[tuple[Post, Callable[[Language, str], str], str, str]] = [
        *((post, post_url, "posts/", post.slug) for post in posts),
        *((page, page_url, "", "") for page in pages),
    ]
    for language in config.languages:
        home = home_url(language)
        for post, address, below, slug in texts:
            text = post.translations.get(language.code)
            front = text and text.front
            if text and front and (front.url or front.aliases):
                new, lines = address(language, post.slug), front.lines
                for said, beneath, line in (
                    *((one, home + below, lines.get("aliases")) for one in front.aliases),
                    *((one, home, lines.get("url")) for one in (front.url,) if one),
                ):
                    with collect(wrong):
                        yield _checked(config, Old(said, "", new, text.path, line, slug, post.folder), beneath)


def _of_redirects(config: SiteConfig, redirects: Iterable[Redirect], wrong: list[SitegenError]) -> Iterator[Old]:
    for one in redirects:
        with collect(wrong):
            led = inside(config, one.new)
            new = one.new if led is None else _new(led)
            old = _checked(config, Old(one.old, "", new, one.path, one.line))
            if led is not None and _ending(new) and _ending(old.said):  # a feed, say, which no page can lead to
                old = replace(old, file=place_of(old.said).removesuffix("/"))
            yield old


def _checked(config: SiteConfig, old: Old, below: str = "") -> Old:
    """An old address with its file. Raises SitegenError where nothing can be written for it."""
    address = inside(config, old.said)
    if address is None:
        raise old.wrong("is on another site", "An old address of this site begins with a slash.")
    place = place_of(address, below)
    if not place:
        query = "?" in address
        what = (
            "is told from the root by what follows '?' only, which no server of files reads" if query else "is the root"
        )
        raise old.wrong(what, "Delete it: a page is there already.")
    if _UNWRITABLE.search(place) or any(len(part.encode()) > LONGEST for part in place.split("/")):
        raise old.wrong("cannot be the name of a file", "Delete it.")
    return replace(old, said=address, file=file_of(place))


def _new(address: str) -> str:
    """Where an address that an author wrote leads: a folder, or a file of the ending that it has."""
    path, mark, anchor = address.partition("#")
    place = place_of(path)
    return (place.removesuffix("/") if _ending(path) else place) + mark + anchor


def _ending(address: str) -> str:
    """The ending of a file that is no page, such as ".xml"; "" for a page."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    suffix = "" if path.endswith("/") else PurePosixPath(path).suffix
    return "" if suffix in (".html", ".htm") else suffix


def _followed(old: Old, found: Mapping[str, Old], there: Collection[str], wrong: list[SitegenError]) -> Old | None:
    """An old address that leads to where another old one leads; None where they lead in a circle."""
    seen, led = {old.file}, old
    while (file := file_of(led.new.partition("#")[0])) not in there and file in found:
        if file in seen:
            wrong.append(old.wrong("leads in a circle", "Let one of them lead to a page."))
            return None
        seen.add(file)
        led = found[file]
    return replace(old, new=led.new, post=led.post)
