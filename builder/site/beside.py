"""The files beside a text at its old addresses, under the names that they have in its folder.

A page shows a picture under a name of its own, `pic.1a2b3c4d.png`; whoever linked to `/old/pic.png` finds it still.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from builder.files import passing
from builder.project import RESULTS, is_text
from builder.site.gather import Site
from builder.site.links import Links
from builder.site.moved import Old
from builder.site.pages import Page, TextPage
from builder.site.photographs import published
from builder.site.urls import beside, folders_of
from builder.site.writer import Writer


def add_beside(writer: Writer, site: Site, pages: Sequence[Page]) -> int:
    """Add them, after all other files, none of which they hide; gives how many bytes they weigh.

    Only what a text shows is there: a file that lies in its folder for its author alone is published nowhere.
    """
    texts = _by_text(site, pages)
    if not texts:
        return 0
    output, weight, shown = writer.output, 0, _shown(pages)
    folders = {folder.casefold() for file in output.digests for folder in folders_of(file)}
    for (folder, address), olds in texts.items():
        for name, path in _files(folder) if address in shown else ():
            digest, read = published(path, output.ledger)
            if digest not in shown[address]:
                continue
            said = path.stem.rpartition(".")[2]
            for old in olds.get(said) or next(iter(olds.values())):
                file = beside(old.file) + name
                if not _is_free(writer, file, folders):
                    continue
                folders.update(above.casefold() for above in folders_of(file))
                output.promise(file, digest, read, old.path, alike=True)
                if file.endswith(".html"):  # its links are looked at where the page has it
                    writer.links.add(file, lambda: Links(frozenset(), ()))
                weight += path.stat().st_size
    return weight


def _by_text(site: Site, pages: Sequence[Page]) -> dict[tuple[Path, str], dict[str, list[Old]]]:
    """By the folder of a text and its address in the first language, its old addresses by language, the first first.

    A file is at those of the language that its name says, `sea.pt.png`, and else of the first, as in Hugo.
    """
    by_url = {page.url: page for page in pages}
    found: dict[tuple[Path, str], dict[str, list[Old]]] = {}
    for language in site.config.languages:
        for old in (*site.moved.by_file.values(), *site.moved.own):
            page = by_url.get(old.new.partition("#")[0])
            if old.folder and page and page.language == language:
                text = (old.folder, next(iter(page.elsewhere.values())))
                found.setdefault(text, {}).setdefault(language.code, []).append(old)
    return found


def _shown(pages: Iterable[Page]) -> dict[str, set[str]]:
    """By the address of a page, the digests of the files that its text shows, in any language."""
    shown: dict[str, set[str]] = {}
    for page in pages:
        if isinstance(page, TextPage) and page.text.digests:
            for address in page.elsewhere.values():
                shown.setdefault(address, set()).update(page.text.digests.values())
    return shown


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """What lies in the folder of a post besides texts and results, by its path there."""
    for place, folders, names in os.walk(folder):
        top = Path(place) == folder
        folders[:] = sorted(name for name in folders if not passing(name) and not (top and name == RESULTS))
        for path in (Path(place, name) for name in sorted(names) if not passing(name)):
            if not (top and is_text(path)):
                yield path.relative_to(folder).as_posix(), path


def _is_free(writer: Writer, file: str, folders: set[str]) -> bool:
    """Whether no page and no other file is there, or in its way."""
    output = writer.output
    taken = output.taken(file)
    if taken and (taken == file or not output.tells_capitals):
        return False
    return file.casefold() not in folders and not any(map(output.taken, folders_of(file)))
