"""Files of an old site that its texts name by their addresses there: `/posts/trip/sea.png`, `../trip/sea.png`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

from builder.importers.elsewhere import OldSite, OldText
from builder.site.urls import beside, file_of, place_of

_ESCAPE = "\\"
COVERS = ("featured_image", "featuredImage")
_NAMED = re.compile(r"""(\]\(\s*<?|\b(?:src|href)\s*=\s*["']?)([^\s"'()<>]+\.\w+)(?=[\s"'()<>?#])""")
_FENCED = re.compile(r"(^[ ]{0,3}(```+|~~~+).*?^[ ]{0,3}\2)", re.DOTALL | re.MULTILINE)


@dataclass
class OwnFiles:
    """Where an old site had its files."""

    by_address: dict[str, Path] = field(default_factory=dict)
    """Those beside texts and those of `static/`, by their addresses."""
    named: dict[Path, str] = field(default_factory=dict)
    """The addresses of those beside texts that some text names so."""

    @classmethod
    def of(cls, site: OldSite) -> OwnFiles:
        """All of a site; what its texts say of them is written as addresses from the root."""
        found = cls()
        for path, target in site.files:
            if target.startswith("static/"):
                found.by_address["/" + target.removeprefix("static/")] = path
        shared = {*found.by_address.values()}
        for text in site.texts:
            if text.folder and text.address:
                for path in text.folder.rglob("*"):
                    if path.is_file() and path.suffix != ".md":
                        found.by_address.setdefault(address_of(text, path), path)
        for text in site.texts:
            found._read(site, text, shared)
        return found

    def _read(self, site: OldSite, text: OldText, shared: set[Path]) -> None:
        """Find what a text names, and its cover."""
        place = site.name(text.path)
        for key in COVERS:
            cover = text.head.get(key)
            root = (self._root(site, text, cover) or self._below(text, cover)) if isinstance(cover, str) else ""
            if root in self.by_address:
                if self.by_address[root] not in shared:
                    self.named[self.by_address[root]] = root
                if cover != root:
                    text.head.set(key, root)

        def written(found: re.Match[str]) -> str:
            said, root = found[2], self._root(site, text, found[2])
            if root not in self.by_address:
                return found[0]
            path = self.by_address[root]
            if path not in shared:
                self.named[path] = root
            if said.startswith("/") and not said.startswith("//") and unquote(said) == root:
                return found[0]
            site.mends.add("files of the site named by their addresses from its root", place)
            return found[1] + quote(root)

        parts = _FENCED.split(text.body)  # prose, a fence, its sign, and so on
        prose = [_NAMED.sub(written, part) for part in parts[::3]]
        body = prose[0] + "".join(fence + part for fence, part in zip(parts[1::3], prose[1:], strict=True))
        if body != text.body:
            text.body, text.changed = body, True

    def _below(self, text: OldText, cover: str) -> str:
        """The address of a cover that a theme looks for at the root of the site: `posts/trip/sea.png`."""
        root = f"/{cover}"
        return "" if (text.folder and (text.folder / cover).is_file()) or root not in self.by_address else root

    def _root(self, site: OldSite, text: OldText, said: str) -> str:
        """The address from the root of the site that a link means; "" for what lies in the folder of its text."""
        base = urlsplit(site.base_url)
        whole = urlsplit(unescape(said))
        if whole.netloc:
            if whole.netloc.lower() != base.netloc.lower() or whole.scheme not in ("", "http", "https"):
                return ""
            path = whole.path
        elif said.startswith("../") and text.address:
            path = urljoin(text.address, whole.path)
        elif said.startswith("/"):
            path = whole.path
        else:
            return ""
        path = unquote(path)
        below = base.path.rstrip("/")
        return path.removeprefix(below) if below and path not in self.by_address else path


def address_of(text: OldText, path: Path) -> str:
    """The address that a file beside a text had."""
    assert text.folder
    return f"/{beside(file_of(place_of(text.address)))}{path.relative_to(text.folder).as_posix()}"


def spoken(texts: Iterable[OldText]) -> str:
    """What texts and their covers say, where a name is looked for however it is written there."""
    said = "\n".join(str(part) for text in texts for part in (*map(text.head.get, COVERS), text.body))
    return _plain(f"{said}\n{unescape(unquote(said)).replace(_ESCAPE, '')}")


def names(said: str, path: Path) -> bool:
    """Whether what texts say may name a file of their folder."""
    return _plain(path.name) in said


def _plain(text: str) -> str:
    return normalize("NFC", text).casefold()
