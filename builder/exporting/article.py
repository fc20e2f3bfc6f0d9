"""A text as it is taken elsewhere: all that stands on its page, and how what it links to is found from there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from builder.document.to_markdown import to_markdown
from builder.document.top_level import top_level

_LINKING = re.compile(r"<a\b((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>", re.IGNORECASE)
_HREF = re.compile(r"\shref=\"([^\"]*)\"")
_INTERACTIVE = re.compile(r'<div class="interactive" id="([^"]+)"')
_IN_BRACKETS = re.compile(r"(?<=\]\()[^()\s<>]+(?=\))")

_WORDS = r"\[((?:\\.|[^\]\\])*)\]\(\)"
_NOT_THERE, _NOWHERE = re.compile(rf"!{_WORDS}\n*|^{_WORDS}\n+", re.MULTILINE), re.compile(_WORDS)
"""Pictures, and links in a line of their own, to files that are not taken along; and any other such link."""


@dataclass(frozen=True)
class Article:
    """A text of a post or a page in one language."""

    slug: str
    """Its address within the site."""
    folder: Path
    """That of the post."""
    language: str
    """That of its text."""
    title: str
    subtitle: str
    summary: str
    author: str
    """Its authors, in a row."""
    date: datetime.date | None
    tags: tuple[str, ...]
    html: str
    """Its text."""
    files: Mapping[str, bytes]
    """What lies beside its page, by name."""
    address: str = ""
    """Where its page can be read; "" where no base URL is known."""

    @property
    def name(self) -> str:
        """How its files are called: `cnns.en`."""
        return f"{self.slug}.{self.language}"

    def blocks(self) -> list[str]:
        """The blocks of its text as HTML, links to other pages in full; where no base URL is known they are words."""
        return list(top_level(self.linked(self.html)))

    def linked(self, html: str, *, files: bool = True) -> str:
        """HTML with links to other pages in full, or as words; those to its own `files` may stay as they are."""
        return _LINKING.sub(lambda found: self._linked(found, files), html)

    def markdown(self, block: str, place: Callable[[str], str]) -> str:
        """A block as Markdown; `place` tells where one of the files lies that it shows or links to, "" for nowhere."""
        text = to_markdown(block).strip()

        def placed(found: re.Match[str]) -> str:
            name = unquote(found[0])
            return place(name) if name in self.files else found[0]

        text = _NOT_THERE.sub("", _IN_BRACKETS.sub(placed, text))
        text = _NOWHERE.sub(r"\1", text).strip()
        if self.address and (interactive := _INTERACTIVE.search(block)):
            text += f"\n\n<{self.address}#{interactive[1]}>"
        return text

    def whole(self, name: str) -> str:
        """The address of a file beside the page; "" where no base URL is known."""
        return urljoin(self.address, name) if self.address else ""

    def _linked(self, found: re.Match[str], files: bool) -> str:
        href = _HREF.search(found[0])
        target = href[1] if href else ""
        if not href or target.startswith("#") or urlsplit(target).scheme or target.startswith("//"):
            return found[0]
        if files and unquote(target) in self.files and 'class="enlarge"' not in found[0]:
            return found[0]
        whole = urljoin(self.address, target) if self.address and 'class="enlarge"' not in found[0] else ""
        return found[0].replace(href[0], f' href="{whole}"' if whole else "", 1)
