"""Who wrote a text, how it may be used and its DOI, in the ways in which front matter says them."""

from __future__ import annotations

import re
from typing import Any

from builder.people import Person

_ANCHOR = re.compile(r"""<a\s[^>]*?href=["']?([^"'\s>]+)[^>]*>([^<>]*)</a>""", re.IGNORECASE)
"""A name as authors for fastpages write it."""
_LINKS = ("link", "url", "website", "homepage", "uri", "github")
"""What a page of an author's own is called, the best first: by us, Quarto and Docusaurus, and themes of Jekyll."""


def people_of(found: Any) -> list[Person]:
    """The authors whom a name names, a table, or a list of these; their names are "" where they have none.

    Tables are those of Quarto, Docusaurus, Distill and themes of Hugo and Jekyll.
    """
    listed = found if isinstance(found, list) else [] if found in (None, "") else [found]
    return [_person(one) for one in listed]


def _person(found: Any) -> Person:
    if not isinstance(found, dict):
        return _named(found) if isinstance(found, str) else Person("")
    name = found.get("name")
    if isinstance(name, dict):
        name = name.get("literal") or " ".join(str(name[part]) for part in ("given", "family") if name.get(part))
    signed = _named(name) if isinstance(name, str) else Person("")
    link = next((found[key] for key in _LINKS if isinstance(found.get(key), str)), "") or signed.link
    places = found.get("affiliation") or found.get("affiliations") or ()
    working = map(_place, places if isinstance(places, list) else [places])
    orcid = found.get("orcid")
    return Person(signed.name, link.strip(), str(orcid or "").strip(), ", ".join(filter(None, working)))


def _named(written: str) -> Person:
    """A name, which may be a link as HTML or Markdown write it."""
    link = ""
    if found := re.fullmatch(r"\s*\[([^\]]*)\]\(([^)\s]*)\)\s*", written):
        written, link = found[1], found[2]
    elif found := _ANCHOR.fullmatch(written.strip()):
        link, written = found[1], found[2]
    return Person(" ".join(written.split()), link)


def _place(found: Any) -> str:
    """Where an author works: words, or what a table calls them."""
    name = found.get("name") if isinstance(found, dict) else found
    return " ".join(name.split()) if isinstance(name, str) else ""


def license_of(found: Any) -> str:
    """Quarto's table of words and an address as a link of Markdown; "" for what is no such table."""
    if not isinstance(found, dict):
        return ""
    words, address = (found[key] if isinstance(found.get(key), str) else "" for key in ("text", "url"))
    return f"[{words}]({address})" if words and address else words or address


def doi_of(written: str) -> str:
    """A DOI without what leads to it: `10.5281/zenodo.1234`; "" for what is none."""
    name = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", written.strip(), flags=re.IGNORECASE)
    return name if re.fullmatch(r"10\.\d{4,9}/\S+", name) else ""
