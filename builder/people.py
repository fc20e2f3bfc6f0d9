"""Who writes: what is known of an author, from `[authors]` of the config or from the head of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.errors import SitegenError, nearest
from builder.reading import ADDRESS_HINT, is_address, line_of

KEYS = ("name", "link", "orcid", "affiliation")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY_HINT = "Call it by small letters without accents, digits and hyphens."
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """An author."""

    name: str
    """As it is signed."""
    link: str = ""
    """A page of the author's own, elsewhere; "" where nobody says."""
    orcid: str = ""
    """The number alone: `0000-0002-1825-0097`."""
    affiliation: str = ""
    """Where the author works."""
    key: str = ""
    """What `[authors]` calls the author; "" for one that it does not name."""
    about: Mapping[str, str] = field(default_factory=dict, hash=False)
    """A few words on the author, by language."""

    @property
    def orcid_link(self) -> str:
        """The address of the author at ORCID, "" without one."""
        return self.orcid and f"https://orcid.org/{self.orcid}"


def orcid_of(written: str) -> str:
    """The number of an ORCID, whose last sign checks the others (ISO 7064 MOD 11-2); "" for what is none."""
    found = _ORCID.fullmatch(written.strip())
    if not found:
        return ""
    number = found[1].upper()
    total = 0
    for digit in number.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return number if number[-1] == "0123456789X"[(12 - total % 11) % 11] else ""


def credited(known: Mapping[str, Person], named: Iterable[Person]) -> tuple[Person, ...]:
    """The authors of a text, each once: what is known of whom it names by key or by name, with what it says besides."""
    found: dict[Person, None] = {}
    for person in named:
        same = known.get(person.name) or next((one for one in known.values() if one.name == person.name), None)
        found[_filled(same, person) if same else person] = None
    return tuple(found)


def namesakes(known: Mapping[str, Person], name: str) -> list[str]:
    """The keys of those whom a name may mean, where there are several."""
    keys = [key for key, one in known.items() if one.name == name]
    return keys if len(keys) > 1 and name not in known else []


def _filled(known: Person, said: Person) -> Person:
    link, orcid, affiliation = (getattr(known, part) or getattr(said, part) for part in KEYS[1:])
    return Person(known.name, link, orcid, affiliation, known.key, known.about)


def read_people(
    path: Path, data: Mapping[str, Any], languages: Iterable[str], errors: list[SitegenError]
) -> dict[str, Person]:
    """The authors whom the tables `[authors.KEY]` of a config describe, by key; what is wrong is added to `errors`."""
    tables = data.get("authors", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        hint = 'Write [authors.ana] and below it name = "Ana Exemplo".'
        errors.append(SitegenError("authors must be tables", path=path, line=line_of(path, "authors"), hint=hint))
        return {}
    return {key: _person(path, key, table, tuple(languages), errors) for key, table in tables.items()}


def _person(
    path: Path, key: str, table: Mapping[str, Any], languages: tuple[str, ...], errors: list[SitegenError]
) -> Person:
    def wrong(message: str, part: str = "", hint: str = "") -> None:
        place = f"authors.{key}"
        line = line_of(path, part, place) or line_of(path, place)
        errors.append(SitegenError(f"[{place}] {message}", path=path, line=line, hint=hint))

    if not KEY.fullmatch(key):
        wrong("stands in an address", hint=KEY_HINT)
    said = {}
    for part, value in table.items():
        if part not in (*KEYS, *languages):
            wrong(f"has an unknown key '{part}'", part, nearest(part, (*KEYS, *languages)))
        elif not isinstance(value, str):
            wrong(f"{part} must be text in quotes", part)
        else:
            said[part] = value.strip()
    if not said.get("name"):
        wrong("name is missing")
    if (link := said.get("link", "")) and not is_address(link):
        wrong(f"link '{link}' is not an address", "link", ADDRESS_HINT)
    if (orcid := said.get("orcid", "")) and not orcid_of(orcid):
        wrong(f"'{orcid}' is no ORCID", "orcid", "It is like 0000-0002-1825-0097, and its last sign checks the others.")
    about = {code: said[code] for code in languages if said.get(code)}
    return Person(said.get("name") or key, link, orcid_of(orcid), said.get("affiliation", ""), key, about)
