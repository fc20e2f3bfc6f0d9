"""A text for readers elsewhere: feeds know neither the page's address nor its styles and scripts."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

from builder.document.tags import VOID, runs_script

_DROPPED = {"script", "style", "template", "button", "iframe", "object", "embed", "base", "link", "meta", "input"}
_KEPT = {"href", "src", "alt", "title", "width", "height", "lang", "colspan", "rowspan", "start", "value", "datetime"}
_APART = {"apart", "dark", "katex-html"}
"""Classes of what only the page itself can show: provenance, data to unfold, pictures for dark, formulas in boxes."""
_MATHML = {"display", "xmlns", "mathvariant", "stretchy", "columnalign", "encoding"}
_ADDRESSES = {"href", "src"}


@lru_cache(maxsize=128)  # while a site is served, most of a feed is as it was
def portable(html: str, address: str) -> str:
    """The HTML of a text at an address, such that it can be shown anywhere.

    Links and pictures are absolute, charts are their pictures, and formulas are MathML.
    """
    parser = _Rewriter(address)
    parser.feed(re.sub(r"<svg\b.*?</svg>", "", html, flags=re.DOTALL))  # long, and nothing of it is kept
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.pieces)).strip()


class _Rewriter(HTMLParser):
    """Writes again what it reads, without what only the page itself can show."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.pieces: list[str] = []
        self._inside: list[str] = []  # the elements that are open within one that is dropped

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens: kept, replaced, or dropped with all that it holds."""
        attributes = {name: value or "" for name, value in attrs}
        if self._inside:
            self._enter(tag)
        elif picture := attributes.get("data-picture"):
            self._picture(picture, attributes)
            self._enter(tag)
        elif film := attributes.get("data-film"):
            self._film(film, attributes)
            self._enter(tag)
        elif tag in _DROPPED or _APART & set(attributes.get("class", "").split()):
            self.handle_data(attributes.get("data-written", ""))
            self._enter(tag)
        else:
            self.pieces.append(f"<{tag}{self._kept(attributes)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag that closes."""
        if not self._inside:
            self.pieces.append(f"</{tag}>")
        elif tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._inside:
            self.pieces.append(escape(data, quote=False))

    def _enter(self, tag: str) -> None:
        if tag not in VOID:
            self._inside.append(tag)

    def _picture(self, picture: str, attributes: dict[str, str]) -> None:
        """The picture of a chart in the chart's place."""
        shown = {"src": picture, "alt": attributes.get("aria-label", "")}
        shown |= {name: attributes[f"data-{name}"] for name in ("width", "height") if f"data-{name}" in attributes}
        self.pieces.append(f"<img{self._kept(shown)}>")

    def _film(self, film: str, attributes: dict[str, str]) -> None:
        """A link to a film by its still, or by what is to be seen: few readers of feeds play one."""
        alt, sizes = attributes.get("aria-label", ""), {name: attributes.get(name, "") for name in ("width", "height")}
        still = {"src": attributes.get("poster", ""), "alt": alt} | {name: one for name, one in sizes.items() if one}
        shown = f"<img{self._kept(still)}>" if still["src"] else escape(alt or film, quote=False)
        self.pieces.append(f"<a{self._kept({'href': film})}>{shown}</a>")

    def _kept(self, attributes: dict[str, str]) -> str:
        kept = {
            name: value
            for name, value in attributes.items()
            if name in _KEPT | _MATHML and not runs_script(name, value)
        }
        for name in _ADDRESSES & kept.keys():
            with suppress(ValueError):  # an address that is none, such as http://[your-host]/, stays what it is
                kept[name] = quote(urljoin(self.address, kept[name]), safe="%/:=&?~#+!$,;'@()*[]")
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
