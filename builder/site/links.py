"""The link check: whatever a finished page links to or shows must be there, up to the anchor."""

from __future__ import annotations

import difflib
import html
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from builder.document.links import Link
from builder.document.tags import LINKING, TAG
from builder.errors import SitegenError
from builder.site.head import TWIN
from builder.site.references import line_of_link, line_of_text
from builder.site.urls import file_of

_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")  # all of them, in their order
_MAY_LINK = re.compile(rf"""(?i)(?<![^\s"'<>/=])(?:id|{"|".join(sorted(LINKING))})(?![^\s"'<>/=])""")
SOUGHT = 50
"""For how many files that are not there what they may have meant is looked for among all others, which takes long: of
a thousand old links, as long as the site itself. After these, only what has the same name is a hint."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass(frozen=True)
class Scanned:
    """What a page has that can be linked to, and what it links to."""

    ids: frozenset[str]
    targets: tuple[str, ...]


def scan(text: str) -> Scanned:
    """The ids of a page and the addresses in it, each once, in their order."""
    ids: set[str] = set()
    targets: dict[str, None] = {}
    for tag in filter(_MAY_LINK.search, TAG.findall(_UNSEEN.sub(_head_of, text))):  # few of a drawing's do
        for name, value in _ATTRIBUTE.findall(tag):
            value = html.unescape(value.strip("\"'"))
            if name.lower() == "id":
                ids.add(value)
            elif name.lower() in LINKING:
                targets.setdefault(value)
    return Scanned(frozenset(ids), tuple(targets))


def _head_of(found: re.Match[str]) -> str:
    """A script without its text, which no reader can click on."""
    return found[0][: found[0].index(">") + 1] if found[1] else ""


@dataclass(frozen=True)
class Links:
    """The ids of a page, and where in the site it links to: each address as it stands there, its file, its anchor.

    The file is "" where an address leads out of the site's folder.
    """

    ids: frozenset[str]
    inside: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Place:
    """Where the site lives: its base URL, "" where none is known, and the path of that, which ends with a slash."""

    base_url: str
    base_path: str

    def links(self, page: str, text: str) -> Links:
        """The links of a page, given its file and its HTML."""
        scanned = scan(text)
        inside = []
        for target in scanned.targets:
            address, _, anchor = target.partition("#")
            if self.base_url and address.startswith(self.base_url):
                address = self.base_path + address.removeprefix(self.base_url)
            elif _SCHEME.match(address):
                continue
            inside.append((target, self._file(page, unquote(address.partition("?")[0])), unquote(anchor)))
        return Links(scanned.ids, tuple(inside))

    def _file(self, page: str, address: str) -> str:
        """The file of the site that an address on a page means; "" when it lies outside the site."""
        if not address:
            return page
        if address.startswith("/"):
            return file_of(address.removeprefix(self.base_path)) if address.startswith(self.base_path) else ""
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), address))
        if joined.startswith(".."):
            return ""
        return file_of("" if joined == "." else joined + "/" if address.endswith(("/", ".")) else joined)


class Checker:
    """Checks the links of a finished site.

    `owner` tells what a file of it is made from; `known` has the links of pages, `given` those that their texts gave;
    `unmade` are files, and folders with a slash at their end, that a mistake, told by itself, kept from being made: of
    links to them nothing is known. `dead` are the pages of the last site that had links that lead nowhere.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        owner: Callable[[str], Path | None],
        place: Place,
        known: Mapping[str, Links],
        given: Mapping[str, Sequence[Link]],
        unmade: Collection[str] = (),
        dead: Collection[str] = (),
    ) -> None:
        self.files, self.owner, self.place, self.known, self.given = files, owner, place, known, given
        self.unmade = unmade
        self.dead: dict[str, tuple[str, ...]] = dict.fromkeys(dead, ())
        others = [path for path in files if path.endswith(".html") and path not in known]
        self.others = {path: place.links(path, files[path].decode(errors="replace")) for path in others}
        self._hints: dict[str, str] = {}

    def since(self, good: Checker) -> list[str] | None:
        """The pages whose links may lead nowhere, but for those that did on a site before; None where all may."""
        if self.files.keys() != good.files.keys():
            return None
        changed = [path for path, links in self.known.items() if links is not good.known.get(path)]
        if any(path not in good.known or self.known[path].ids != good.known[path].ids for path in changed):
            return None
        return changed

    def broken(self, paths: Collection[str] | None = None) -> list[tuple[Path | None, SitegenError]]:
        """Each link that leads nowhere, with the file of its page: of these pages and those that had some, or of all.

        A mistake has the place in the text that it comes from. A text that stands in for a missing translation is on
        several pages, and a template on many: its links are told once.
        """
        found: dict[tuple[Path | None, int | None, str], tuple[Path | None, SitegenError]] = {}
        looked = self.known if paths is None else {*paths, *self.dead} & self.known.keys()
        dead: dict[str, list[str]] = {}
        for path in sorted([*looked, *self.others]):
            for target, file, anchor in self._links(path).inside:
                if wrong := self._wrong(path, target, file, anchor):
                    dead.setdefault(path, []).append(target)
                    given = next((one for one in self.given.get(path, ()) if one.address == target), None)
                    said = given.written if given else target
                    error = self._error(path, target, given, f"broken link '{said}': {wrong[0]}", wrong[1])
                    meant = said if error.path else f"{file}#{anchor}"
                    found.setdefault((error.path, error.line, meant), (self.owner(path), error))
        self.dead = {path: tuple(targets) for path, targets in dead.items()}
        return sorted(found.values(), key=lambda one: (str(one[1].path or ""), one[1].line or 0))

    def _links(self, path: str) -> Links:
        return self.known[path] if path in self.known else self.others[path]

    def _wrong(self, page: str, target: str, file: str, anchor: str) -> tuple[str, str] | None:
        """Why a link leads nowhere, and a hint; None where it leads somewhere."""
        folder = f"{file}/index.html"
        if file not in self.files and folder in self.files and target.startswith(("/", self.place.base_url or "/")):
            file = folder  # no address of a file here: the server that must be asked leads there
        if file not in self.files:
            if file in self.unmade or any(f"{above}/" in self.unmade for above in _above(file)):
                return None
            return "there is no such page or file", self._near(file)
        if anchor and anchor != "top" and (file in self.known or file in self.others):
            ids = self._links(file).ids
            where = "the page" if file == page else file
            if anchor not in ids:
                return f"{where} has no anchor '{anchor}'", _close(anchor, ids)
        return None

    def _near(self, path: str) -> str:
        """A hint for a file that is not there."""
        if not path:
            return f"The site begins at {self.place.base_path}"
        if path not in self._hints:
            alike = self._by_ending.get(posixpath.splitext(path)[1], [])
            if len(self._hints) >= SOUGHT:
                alike = [file for file in alike if _name(file) == _name(path)][:SOUGHT]
            self._hints[path] = _close(path, alike).replace("/index.html'", "/'")  # as an author writes it
        return self._hints[path]

    @cached_property
    def _by_ending(self) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for file in (file for file in self.files if not file.endswith(f"/{TWIN}")):  # to which nobody leads by hand
            files.setdefault(posixpath.splitext(file)[1], []).append(file)
        return files

    def _error(self, page: str, target: str, given: Link | None, message: str, hint: str) -> SitegenError:
        """A mistake, with the place of the link in the text; `given` is the link there that the text gave."""
        source = self.owner(page)
        # What the text itself does not hold may stand in its head, or comes from a template.
        line = line_of_link(source, given) if given else line_of_text(source, target, unquote(target))
        if not given and line is None:
            source, message = None, f"{message} (on {page})"
        return SitegenError(message, path=source, line=line, hint=hint)


def _name(file: str) -> str:
    """What a page or file is called, wherever it lies: "cnns" of "en/posts/cnns/index.html"."""
    return posixpath.basename(file.removesuffix("/index.html"))


def _above(file: str) -> Iterator[str]:
    """The folders that a file lies in."""
    while (file := posixpath.dirname(file)).strip("/"):
        yield file


def _close(word: str, known: Collection[str]) -> str:
    """A hint for what may be misspelt; nothing where nothing is near."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.75)
    return f"Did you mean '{close[0]}'?" if close else ""
