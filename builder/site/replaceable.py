"""Whether the folder of a site may be put in another's place: what nobody but a build wrote may, and nothing else.

A site lists its files itself, in a file that begins with a dot: `.sitegen/` may be thrown away at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from builder.errors import SitegenError
from builder.files import digest_of, passing

LIST = ".written-by-sitegen"


def listed(paths: Iterable[str]) -> str:
    """The files of a site, as it lists them."""
    return json.dumps(sorted(paths), ensure_ascii=False, indent=0) + "\n"


def replaceable(folder: Path, scratch: Path) -> None:
    """Raise SitegenError where the site's folder cannot be put in another's place without loss, or at all."""
    if folder.is_symlink():
        target = os.readlink(folder)
        hint = f"Delete the link, and after each build copy the site there: rsync -a {folder.name}/ {target}/"
        raise SitegenError(f"is a link to {target}, where a build would delete all else", path=folder, hint=hint)
    if folder.exists() and not folder.is_dir():
        raise SitegenError("is a file, and the site is to be written there", path=folder, hint="Move it away.")
    if (folder / ".git").exists():
        hint = "Move it away, and publish with `sitegen deploy`."
        raise SitegenError("is a working tree of git, which a build would replace", path=folder, hint=hint)
    if folder.exists() and os.path.ismount(folder):
        hint = "Mount it elsewhere, and copy the site there after each build."
        raise SitegenError("is a disk of its own, and a site is put in its place by renaming", path=folder, hint=hint)
    if os.stat(folder.parent).st_dev != os.stat(scratch).st_dev:
        hint = "Keep it here; of what lies in it, checkpoints/ may be a link."
        message = f"lies on another disk than {folder.name}/, and a site is put in its place by renaming"
        raise SitegenError(message, path=scratch, hint=hint)


def check_written(folder: Path, known: Iterable[str], digests: Mapping[str, str]) -> None:
    """Raise SitegenError where a file lies in the site's folder that no build wrote.

    Where its list is damaged, what is `known` of the last site helps; and what the next site, of these `digests`, has
    just so is no loss.
    """
    others = [path for path in _others(folder, known) if digests.get(path) != digest_of(folder / path)]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        message = f"holds {others[0]}{more}, which no build wrote and which the next would delete"
        hint = f"Move it away. Where an earlier sitegen wrote all of {folder.name}/, delete that folder."
        raise SitegenError(message, path=folder, hint=hint)


def _others(folder: Path, known: Iterable[str]) -> list[str]:
    """The files in a site that are neither known nor listed by it, nor those that programs leave and make again."""
    written = {LIST, *known}
    with suppress(OSError, ValueError, TypeError, RecursionError):
        written.update(map(str, json.loads((folder / LIST).read_bytes())))
    written = {normalize("NFC", path) for path in written}
    found = []
    for place, inside, names in os.walk(folder):
        within = "" if place == str(folder) else os.path.relpath(place, folder).replace(os.sep, "/") + "/"
        links = [name for name in inside if os.path.islink(os.path.join(place, name))]
        found += [within + name for name in (*names, *links) if not passing(name)]
    return sorted(path for path in found if normalize("NFC", path) not in written)
