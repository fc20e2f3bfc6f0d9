"""Links to other sites: whether what they lead to is still there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from builder.checking.web import Answer, ask
from builder.config import SiteConfig
from builder.document.source import Source
from builder.errors import SitegenError, shown
from builder.reading import read_text
from builder.site.links import scan
from builder.site.outputs import Output

AT_ONCE = 4
REFUSED = (401, 403, 405, 408, 429, 999)
"""Answers of servers that do not care for programs: the address may well be there for a reader."""

Places = dict[str, dict[tuple[Path, int], None]]
"""By address, where in the texts it stands, in order; nowhere what comes from a template."""


@dataclass(frozen=True)
class Followed:
    """What came of following the links: those that lead nowhere, and those of which nobody can tell."""

    dead: list[SitegenError]
    unknown: list[SitegenError]


def external(output: Output, config: SiteConfig) -> Followed:
    """Follow every link to another site, each address once, and no server twice at the same time."""
    places = _places(output, config)
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in places:
        hosts[address.split("/")[2]].append(address)

    def one_host(addresses: Iterable[str]) -> list[tuple[str, Answer]]:
        return [(address, _follow(address)) for address in addresses]

    found = Followed([], [])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for answers in pool.map(one_host, hosts.values()):
            for address, answer in answers:
                if answer.wrong:
                    told = found.unknown if answer.status in REFUSED else found.dead
                    told.append(_error(address, answer, places[address]))
    return found


def _follow(address: str) -> Answer:
    """Ask for the head alone; what a server refuses or does not know then may be there all the same."""
    answer = ask(address, method="HEAD")
    return ask(address) if answer.wrong else answer


def _places(output: Output, config: SiteConfig) -> Places:
    """Every address of another site that a page links to. Those of code in the repository sitegen makes itself."""
    places: Places = {}
    for path, content in sorted(output.files.items()):
        for target in scan(content.decode()).targets if path.endswith(".html") else ():
            address = re.sub("^//", "https://", target).partition("#")[0]
            if not re.match("https?://.", address) or (config.base_url and address.startswith(config.base_url)):
                continue
            lines = _lines(output.owner(path), address.removeprefix("https:"))
            if lines or not (config.repository and address.startswith(f"{config.repository}/")):
                places.setdefault(address, {}).update(lines)
    return places


def _lines(path: Path | None, address: str) -> dict[tuple[Path, int], None]:
    """The lines of a text that hold an address, and not only as the beginning of a longer one."""
    if path is None:
        return {}
    lines = Source(read_text(path), path, 1).lines_of(rf"{re.escape(address)}(?![\w/?&=%~-])")
    return dict.fromkeys((path, line) for line in lines)


def _error(address: str, answer: Answer, places: Iterable[tuple[Path, int]]) -> SitegenError:
    stands = list(places)
    path, line = stands[0] if stands else (None, None)
    also = ", ".join(f"{shown(other)}:{number}" for other, number in stands[1:])
    hint = "It refuses programs: look yourself whether it is there." if answer.status in REFUSED else "Mend the link."
    if also:
        hint += f" It stands in {also}, too."
    return SitegenError(f"'{address}' {answer.wrong}", path=path, line=line, hint=hint)
