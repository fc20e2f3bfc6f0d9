"""A text as an entry of BibTeX."""

from __future__ import annotations

import re
import unicodedata

from builder.site.pages import TextPage

_MEANT = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # BibTeX's own words


def bibtex(page: TextPage, site: str, address: str, version: str) -> str:
    """The entry of a text of a site. Letters stay what they are: BibLaTeX and BibTeX of today read UTF-8."""
    fields = {
        "author": " and ".join(map(_name, page.authors)),
        "title": _title(page.title),
        "howpublished": escaped(site),
        "year": str(page.date.year) if page.date else "",
        "month": _MONTHS[page.date.month - 1] if page.date else "",
        "day": str(page.date.day) if page.date else "",
        "version": version,
        "doi": page.doi,
        "url": address,
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(page)},", *lines, "}"])


def escaped(words: str) -> str:
    """Words in which nothing means anything to TeX."""
    return re.sub(r"[\\~^{}$&%#_]", lambda found: _MEANT.get(found[0], f"\\{found[0]}"), words)


def _name(name: str) -> str:
    """A name, in braces where BibTeX would take it for several or for parts: `the authors of x`, `Ana, Rui`."""
    whole = bool(re.search(r",|\band\b", name)) or name[:1].islower()
    return f"{{{escaped(name)}}}" if whole else escaped(name)


def _title(title: str) -> str:
    """A title, in which capitals that styles would make small are kept by braces: of `MNIST` and of names.

    The first letter stays a capital in every style.
    """
    first, *rest = re.split(r"(\s+)", title)
    return "".join([_kept(first, first[1:]), *(_kept(word, word) for word in rest)])


def _kept(word: str, capitals: str) -> str:
    """A word, in braces but for marks around it where there are `capitals` in it."""
    if capitals == capitals.lower():
        return escaped(word)
    before, core, after = re.fullmatch(r"(\W*)(.*?)(\W*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{escaped(before)}{{{escaped(core)}}}{escaped(after)}"


def _key(page: TextPage) -> str:
    """A key as others make them: `exemplo2024digitos`."""
    author = _ascii(page.authors[0].split()[-1]) if page.authors else ""
    slug = page.url.rstrip("/").rpartition("/")[2]
    word = next(filter(None, map(_ascii, page.title.split())), "") or _ascii(slug)
    return f"{author}{page.date.year if page.date else ''}{word}" or "post"


def _ascii(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())
