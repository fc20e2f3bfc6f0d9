"""What a section of Hugo says of all its texts: `cascade` in the head of its own text, or in the config."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from builder.content.frontmatter import KEYS
from builder.importers.covers import KEYS as COVERS

MEANT = {key.lower() for key in (*KEYS, *COVERS, "categories", "publishDate", "expiryDate")} - {
    "title",
    "slug",
    "aliases",
    "url",
}
"""Keys that are written into the head of each text."""
HIDING = ("build", "_build", "headless")
"""Keys that say only whether a text has a page."""
TARGETS = ("_target", "target")


@dataclass
class Cascades:
    """All that sections say, the nearest to a text counting most."""

    said: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    """By section and language, "" being all of them, keys with their values."""

    def add(self, cascade: Any, section: str, language: str) -> None:
        """Keep what the head of a section says, or the config."""
        for one in cascade if isinstance(cascade, list) else [cascade]:
            if isinstance(one, dict):
                self.said.append((section, language, one))

    def of(self, path: str, language: str) -> dict[str, Any]:
        """What is said of a text by its path below all texts."""
        found: dict[str, Any] = {}
        for section, spoken, one in sorted(self.said, key=lambda said: -len(said[0])):
            below = not section or path.startswith(f"{section}/")
            if below and spoken in ("", language) and all(_meets(one.get(key), path, language) for key in TARGETS):
                for key, value in _values(one):
                    found.setdefault(key, value)
        return found


def _values(said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys of a cascade, those of its own parameters among them."""
    for key, value in said.items():
        if key == "params" and isinstance(value, dict):
            yield from value.items()
        elif key not in TARGETS:
            yield key, value


def _meets(target: Any, path: str, language: str) -> bool:
    """Whether a text is among those that a cascade is for: by its path, its language, and that it is no list."""
    if not isinstance(target, dict):
        return True
    pattern, code = str(target.get("path") or ""), str(target.get("lang") or language)
    forms = [pattern]
    if "{" in pattern and "}" in pattern:  # {/a/**,/b/**}
        before, _, rest = pattern.partition("{")
        middle, _, after = rest.partition("}")
        forms = [f"{before}{one.strip()}{after}" for one in middle.split(",")]
    kind = str(target.get("kind") or "page").lower()
    at = not pattern or any(fnmatch.fnmatch(f"/{path}".lower(), f"/{one.strip('/')}".lower()) for one in forms)
    return at and code.lower() == language and fnmatch.fnmatch("page", kind)
