"""Who wrote a text, how it may be used and its DOI, in the ways in which front matter says them."""

from __future__ import annotations

import re
from typing import Any


def names_of(found: Any) -> list[str]:
    """The authors that a name names, or a list; "" for each that has none."""
    listed = found if isinstance(found, list) else [] if found in (None, "") else [found]
    return [_name(one) for one in listed]


def _name(found: Any) -> str:
    """The name of an author: itself, or what a table says of it, as in Quarto and Docusaurus."""
    name = found.get("name") if isinstance(found, dict) else found
    if isinstance(name, dict):
        name = name.get("literal") or " ".join(str(name[part]) for part in ("given", "family") if name.get(part))
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
