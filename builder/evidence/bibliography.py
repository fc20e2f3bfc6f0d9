"""The works in a post's `references.bib`, read by bibtexparser."""

from __future__ import annotations

import functools
import logging
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.errors import SitegenError, nearest, raise_all
from builder.reading import read_text

FILE = "references.bib"


@dataclass(frozen=True)
class Work:
    """A work that may be cited."""

    key: str
    """What a text calls it."""
    label: str
    """Its authors in short, such as `LeCun et al.`"""
    names: str
    """All its authors."""
    year: str
    """ "" where it has none; with a letter behind it where an author has more works of that year."""
    fields: dict[str, str] = field(default_factory=dict)
    """The rest as it is printed: title, journal, volume, doi, …"""
    line: int = 0
    """The line of the file on which it begins."""

    @property
    def url(self) -> str:
        """Where it can be read: its DOI, its address, or that of its preprint; "" without any."""
        fields = self.fields
        if doi := re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", fields.get("doi", ""), flags=re.IGNORECASE):
            return f"https://doi.org/{doi}"
        if fields.get("url", "").startswith(("https://", "http://")):
            return fields["url"]
        return f"https://arxiv.org/abs/{fields['eprint']}" if self.of_arxiv else ""

    @property
    def of_arxiv(self) -> bool:
        """Whether its preprint lies at arXiv."""
        kind = self.fields.get("archiveprefix") or self.fields.get("eprinttype") or "arXiv"
        return bool(self.fields.get("eprint")) and kind.lower() == "arxiv"

    @property
    def can_be_found(self) -> bool:
        """Whether a reader is told a name or an address by which the work is found."""
        return bool(self.url or any(self.fields.get(name) for name in ("isbn", "issn", "eprint")))


def works(folder: Path) -> dict[str, Work]:
    """The works in a post's file by their keys. Raises all mistakes of the file with its lines."""
    path = folder / FILE
    if not path.is_file():
        hint = f"Put {FILE}, with entries of BibTeX, in the folder of the post."
        raise SitegenError(f"this post has no {FILE}", hint=hint)
    if path.is_symlink() and not path.resolve().is_relative_to(folder.parent.parent.resolve()):
        raise SitegenError("leads out of the texts of the site", path=path, hint="Copy the file.")
    return _works(path, read_text(path))


def work(folder: Path, key: str) -> Work:
    """One work. Raises SitegenError, without a place when the file holds none of this key."""
    known = works(folder)
    if key not in known:
        hint = nearest(key, known) or "It is empty."
        raise SitegenError(f"{FILE} has no entry '{key}'", hint=hint)
    return known[key]


@functools.lru_cache(maxsize=16)
def _works(path: Path, text: str) -> dict[str, Work]:
    import bibtexparser
    from bibtexparser import middlewares

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it logs is raised here, with its line
    for name in ("bibtexparser.splitter", "bibtexparser.middlewares"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    library = bibtexparser.parse_string(text)
    raise_all([_mistake(path, block) for block in library.failed_blocks])
    for entry in library.entries:
        for one in entry.fields:
            one.key = one.key.lower()  # BibTeX does not mind, but what reads the names does
    addresses = {entry.key: _prepare(entry) for entry in library.entries}
    decode = middlewares.LatexDecodingMiddleware(), middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()
    for middleware in decode:
        library = middleware.transform(library)
    raise_all([_mistake(path, block) for block in library.failed_blocks])
    read = [replace(_work(entry, addresses[entry.key]), line=entry.start_line + 1) for entry in library.entries]
    alike = Counter((one.label, one.year) for one in read)
    seen: Counter[tuple[str, str]] = Counter()
    known = {}
    for one in read:
        both = (one.label, one.year)
        letter = chr(ord("a") + seen[both]) if alike[both] > 1 else ""
        seen[both] += 1
        known[one.key] = replace(one, year=one.year + letter)
    return known


def _mistake(path: Path, block: Any) -> SitegenError:
    said = " ".join(str(block.error).split())
    return SitegenError(f"is not BibTeX: {said}", path=path, line=block.start_line + 1)


def _prepare(entry: Any) -> dict[str, str]:
    """The addresses of an entry, which are no TeX; in the rest, write what TeX would drop so that it stays."""
    addresses = {}
    for one in entry.fields:
        if one.key in ("url", "doi", "eprint"):
            addresses[one.key] = one.value.replace("\\_", "_").replace("\\%", "%").replace("\\&", "&")
        elif isinstance(one.value, str):
            one.value = re.sub(r"(?<!\\)([&%#])", r"\\\1", one.value)
            if one.key in ("author", "editor"):  # an `and` that joins nothing would be read as a name
                people = re.sub(r"(?<!\S)(?:and )+(?=and(?!\S))", "", " ".join(one.value.split()))
                one.value = re.sub(r"^and(?: |$)|(?:^| )and$", "", people)
    return addresses


def _work(entry: Any, addresses: dict[str, str]) -> Work:
    fields = {one.key: one.value for one in entry.fields} | addresses
    people = fields.pop("author", None) or fields.pop("editor", None) or []
    plain = {name: " ".join(str(value).split()) for name, value in fields.items() if isinstance(value, str)}
    last = [" ".join([*one.von, *one.last]) for one in people]
    full = [", ".join(filter(None, [name, _initials(one.first)])) for name, one in zip(last, people, strict=True)]
    if len(last) > 1 and last[-1].lower() == "others":
        return Work(entry.key, f"{last[0]} et al.", ", ".join(full[:-1]) + " et al.", _year(plain), plain)
    if last == ["others"]:
        last = full = []
    label = f"{last[0]} et al." if len(last) > 2 else " & ".join(last)
    names = " & ".join(filter(None, [", ".join(full[:-1]), *full[-1:]]))
    instead = plain.get("organization") or plain.get("institution") or plain.get("title") or entry.key
    return Work(entry.key, label or instead, names, _year(plain), plain)


def _initials(first: list[str]) -> str:
    """`Yann Louis` as `Y. L.`, `Jean-Luc` as `J.-L.`."""
    return " ".join("-".join(f"{part[0]}." for part in name.split("-") if part) for name in first)


def _year(fields: dict[str, str]) -> str:
    found = re.search(r"\d{4}", fields.get("year") or fields.get("date") or "")
    return found[0] if found else ""
