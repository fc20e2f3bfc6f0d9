"""A text that was rendered: its HTML, and what can be told of it without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from builder.cache import key
from builder.document.links import Link
from builder.errors import SitegenError
from builder.files import sha256
from builder.text.facts import Facts


class Cited(NamedTuple):
    """A work that a text cites."""

    names: str
    """Its authors."""
    year: str
    """When it appeared."""
    title: str
    """What it is called."""
    container: str
    """The journal or the book that it stands in."""
    url: str
    """Where it can be read."""


@dataclass(frozen=True)
class Html:
    """What a text is as HTML."""

    html: Markup
    """The text itself."""
    files: dict[str, bytes]
    """What it needs beside it, by name."""
    toc: Markup = field(default_factory=Markup)
    """Links to its headings, where there are two or more."""


@dataclass(frozen=True)
class Body:
    """A text that was rendered: what can be told of it, and its HTML, which is opened when it is asked for."""

    digest: str
    """Of its HTML and its files."""
    opened: Callable[[], Html] = field(compare=False, repr=False)
    """Opens its HTML and its files."""
    digests: Mapping[str, str]
    """Those of its files, by name."""
    facts: Facts
    """What is known of its document."""
    links: tuple[Link, ...] = ()
    """What it links to."""
    used: frozenset[str] = frozenset()
    """The experiments that it shows something of."""
    warnings: tuple[SitegenError, ...] = ()
    """What is odd about it."""
    title: str = ""
    """That of its front matter, with what its shortcodes give; so are the subtitle and the summary."""
    subtitle: str = ""
    """As the title."""
    summary: str = ""
    """As the title."""
    picture: str = ""
    """One of its files, which stands for the whole text; "" where there is none."""
    picture_alt: str = ""
    """The same in words, where the text says it."""
    cited: tuple[Cited, ...] = ()
    """The works that it cites."""
    sources: Mapping[Path, str] = field(default_factory=dict)
    """The files that it is made from besides those of its post's folder, with their digests."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """What is called Figure 2, Table 1, Listing 3 in it, by the id."""
    revised: str = ""
    """The day on which something of what it shows changed last since it was published; "" where nothing did."""

    @classmethod
    def of(cls, html: Html, **told: Any) -> Body:
        """The body of this HTML; what is `told` of it besides are other fields of it."""
        digests = {name: sha256(data) for name, data in html.files.items()}
        return cls(
            key(html.html, html.toc, digests),
            lambda: html,
            digests,
            **told,
        )

    @cached_property
    def _html(self) -> Html:
        return self.opened()

    @property
    def refers(self) -> tuple[str, ...]:
        """The posts that it links to, each once, in their order."""
        addresses = (link.address.partition("#")[0] for link in self.links if link.address.startswith("post:"))
        return tuple(dict.fromkeys(address.removeprefix("post:") for address in addresses))

    def release(self) -> None:
        """Let go of the HTML: it is opened again when it is asked for again."""
        self.__dict__.pop("_html", None)

    def changed(self, change: Callable[[Markup], Markup], leads: Callable[[str], str], *by: object) -> Body:
        """The same with other HTML, in which an address `leads` elsewhere.

        What changes it is told apart `by` something that JSON can hold.
        """

        def opened() -> Html:
            html = self.opened()
            return replace(html, html=change(html.html))

        links = tuple(link._replace(address=leads(link.address)) for link in self.links)
        return replace(self, digest=key(self.digest, by), links=links, opened=opened)

    @property
    def html(self) -> Markup:
        """The text itself."""
        return self._html.html

    @property
    def toc(self) -> Markup:
        """The outline: "" where there are not two headings."""
        return self._html.toc

    @property
    def files(self) -> dict[str, bytes]:
        """What is written beside it, by name."""
        return self._html.files
