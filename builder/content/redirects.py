"""Old addresses of what is no text, and where they lead now: `content/redirects.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from builder.errors import SitegenError
from builder.project import Project
from builder.reading import read_text, read_toml

_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=""")


@dataclass(frozen=True)
class Redirect:
    """An old address and its new one."""

    old: str
    """As it is written, such as "/index.xml"."""
    new: str
    """As it is written, such as "/en/feed.xml"; it may be on another site."""
    path: Path
    """The file that says so."""
    line: int | None
    """Its line there."""


def read_redirects(project: Project, errors: list[SitegenError]) -> list[Redirect]:
    """All of them, in their order. Adds what is no address to `errors`; raises SitegenError for what is no TOML."""
    path = project.redirects
    if not path.is_file():
        return []
    found, lines = [], _lines(path)
    for old, new in read_toml(path).items():
        line = lines.get(old)
        if isinstance(new, str) and new.strip():
            found.append(Redirect(old, new.strip(), path, line))
        else:
            hint = 'Write "/old/address/" = "/new/address/", a line for each.'
            errors.append(SitegenError(f"'{old}' must lead to an address in quotes", path=path, line=line, hint=hint))
    return found


def _lines(path: Path) -> dict[str, int]:
    """The line of each key that is written plainly; tomllib does not tell."""
    written = ((number, _KEY.match(line)) for number, line in enumerate(read_text(path).split("\n"), start=1))
    return {next(filter(None, key.groups()), ""): number for number, key in written if key}
